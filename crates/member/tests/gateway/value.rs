//! A payment firm voids what was bought and not used up, and gives it back.

use super::*;
use cordon_member::ledger::posting::{Posted, TransferPosting};
use cordon_member::ledger::value::{Used, ValueUse};
use cordon_model::{AccountClass, AgencyKind, Exit};

fn firm(folder: &std::path::Path) -> Gateway {
    let config = config(folder, "http://127.0.0.1:9", "payment_firm");
    let mut gateway = Gateway::open(&config, Box::new(LedgerBooks)).unwrap();
    pay(&mut gateway);
    let mut bought = TransferPosting { exit: Some(Exit::GiftCard), ..onward("t1", 600_000, T0 + MINUTE) };
    bought.to.institution_code = OWN.into();
    bought.to.class = AccountClass::Sink;
    assert!(matches!(gateway.post(&[bought]).unwrap()[..], [Posted::Done { .. }]));
    gateway
}

fn order_at(kind: OrderKind, byte: u8, original: Option<u8>) -> OpenOrder {
    OpenOrder {
        agency_kind: AgencyKind::PaymentFirm,
        original: original.map(id),
        until: Some(at(T0 + 48 * HOUR)),
        ..order(kind, byte)
    }
}

fn spend(gateway: &mut Gateway, name: &str, fen: i64) -> Used {
    let spent = ValueUse { id: name.into(), purchase: "t1".into(), amount: Money::cny(fen), at: at(T0) };
    gateway.spend(&[spent]).unwrap()[0]
}

#[test]
fn unused_value_is_voided_given_back_and_back_by_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = firm(folder.path());
    assert_eq!(spend(&mut gateway, "u1", 200_000), Used::Done);
    let voided = ask(&mut gateway, &order_at(OrderKind::VoidValue, 0xa1, None), T0 + HOUR);
    assert_eq!((voided.code.as_str(), voided.result), ("1200", ReceiptResult::Part), "less than was asked for");
    assert_eq!((voided.balance, voided.held), (Some(Money::cny(400_000)), Some(Money::cny(400_000))));
    assert_eq!((voided.from, voided.until), (Some(at(T0 + HOUR)), Some(at(T0 + 48 * HOUR))));
    assert_eq!(spend(&mut gateway, "u2", 1), Used::Voided(Money::cny(0)));
    assert_eq!(ask(&mut gateway, &order_at(OrderKind::VoidValue, 0xa2, None), T0 + HOUR).code, "1301");

    let restore = |byte, original| order_at(OrderKind::RestoreValue, byte, Some(original));
    assert_eq!(ask(&mut gateway, &restore(0xa3, 0x77), T0 + HOUR).code, "0400");
    let back = ask(&mut gateway, &restore(0xa4, 0xa1), T0 + 2 * HOUR);
    assert_eq!((back.code.as_str(), back.from), ("0000", Some(at(T0 + 2 * HOUR))));
    assert_eq!(ask(&mut gateway, &restore(0xa5, 0xa1), T0 + 2 * HOUR).code, "0900");
    assert_eq!(gateway.end_holds(at(T0 + 48 * HOUR)).unwrap(), 0, "its timer went with it");
    assert_eq!(spend(&mut gateway, "u2", 1), Used::Done);

    let part = OpenOrder { limit: Some(Money::cny(100_000)), ..order_at(OrderKind::VoidValue, 0xa6, None) };
    let voided = ask(&mut gateway, &part, T0 + 3 * HOUR);
    assert_eq!((voided.code.as_str(), voided.held), ("0000", Some(Money::cny(100_000))));
    assert_eq!(gateway.end_holds(at(T0 + 48 * HOUR)).unwrap(), 1, "a void ends by its clock, as every hold");
    assert_eq!(spend(&mut gateway, "u3", 399_999), Used::Done);
    let late = OpenOrder { until: Some(at(T0 + 99 * HOUR)), ..order_at(OrderKind::VoidValue, 0xa7, None) };
    assert_eq!(ask(&mut gateway, &late, T0 + 50 * HOUR).code, "1300", "used up");
}

#[test]
fn value_is_found_by_the_shop_too_for_the_buyer_that_the_order_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = firm(folder.path());
    let at_shop = |byte, buyer: &str| {
        let mut order = order_at(OrderKind::VoidValue, byte, None);
        order.limit = None;
        order.target.value = OUTSIDE.into();
        order.target.account = Some(party(OUTSIDE, "测试商户"));
        order.transfer.as_mut().unwrap().from = party(buyer, "测试收款人");
        order
    };
    assert_eq!(ask(&mut gateway, &at_shop(0xa1, PAYER), T0 + HOUR).code, "0300", "that one bought nothing there");
    let voided = ask(&mut gateway, &at_shop(0xa2, PAYEE), T0 + HOUR);
    assert_eq!((voided.code.as_str(), voided.held), ("0000", Some(Money::cny(600_000))));
}

#[test]
fn a_bank_voids_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    assert_eq!(ask(&mut gateway, &order(OrderKind::VoidValue, 0xa1), T0).code, "1000");
}
