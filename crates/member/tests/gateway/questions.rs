//! Questions on both wires: statements, long ones, serial numbers.

use super::*;
use cordon_member::ledger::posting::{Posted, TransferPosting};
use cordon_member::ledger::serial;
use cordon_model::{AccountClass, AgencyKind, Exit, Query, SerialKind};

fn question(byte: u8, from: i64, until: i64) -> OpenOrder {
    OpenOrder {
        query: Some(Query::Statement { quick: false, from: at(from), until: at(until) }),
        limit: None,
        transfer: None,
        from: None,
        until: None,
        ..order(OrderKind::QueryAccount, byte)
    }
}

#[test]
fn a_question_is_answered_with_what_moved_on_both_wires() {
    for ask in [ask as fn(&mut Gateway, &OpenOrder, i64) -> Answer, ask_police] {
        let folder = tempfile::tempdir().unwrap();
        let mut gateway = gateway(folder.path());
        pay(&mut gateway);
        let cash = TransferPosting { exit: Some(Exit::Cash), ..onward("t2", 2_000_000, T0 + MINUTE) };
        gateway.post(&[cash, onward("t3", 1_000_000, T0 + 2 * MINUTE)]).unwrap();
        let answer = ask(&mut gateway, &question(0xa1, T0, T0 + 9 * HOUR), T0 + HOUR);
        assert_eq!((answer.code.as_str(), answer.result), ("0000", ReceiptResult::Done));
        let told = answer.statement.unwrap();
        assert_eq!((told.balance, told.available), (Some(Money::cny(5_000_000)), Some(Money::cny(5_000_000))));
        assert_eq!((told.from, told.until, told.complete), (Some(at(T0)), Some(at(T0 + HOUR)), true));
        assert_eq!(told.account.holder.as_deref(), Some("测试收款人"));
        let rows: Vec<_> = told.rows.iter().map(|row| (row.side, row.amount.minor(), row.balance)).collect();
        let balance = |fen| Some(Money::cny(fen));
        assert_eq!(
            rows,
            [
                (Side::Credit, 8_000_000, balance(8_000_000)),
                (Side::Debit, 2_000_000, balance(6_000_000)),
                (Side::Debit, 1_000_000, balance(5_000_000)),
            ]
        );
        assert_eq!((told.rows[1].exit, told.rows[2].exit), (Some(Exit::Cash), None));
        assert_eq!(told.rows[2].opponent.as_ref().unwrap().number.0, OUTSIDE);
        assert_eq!(told.rows[0].serial, serial(OWN, "trf-1", Side::Credit));
        assert_eq!(ask(&mut gateway, &question(0xa2, T0 + 2 * HOUR, T0 + 3 * HOUR), T0 + HOUR).code, "0801");
        let mut stranger = question(0xa3, T0, T0 + HOUR);
        stranger.target.account.as_mut().unwrap().holder = Some("测试别人".into());
        assert_eq!(ask(&mut gateway, &stranger, T0 + HOUR).code, "0301");
    }
}

#[test]
fn the_account_alone_is_told_without_a_word_on_any_period() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    let alone = ask(&mut gateway, &question(0xa1, T0, T0), T0 + HOUR).statement.unwrap();
    assert_eq!((alone.rows.len(), alone.balance, alone.from), (0, Some(Money::cny(8_000_000)), None));

    // Mode 01 of the police wire has no period at all.
    let mut text = String::from_utf8(police(&question(0xa2, T0, T0 + MINUTE))).unwrap();
    for element in ["InquiryPeriodStart", "InquiryPeriodEnd"] {
        let (start, end) = (text.find(&format!("<{element}>")).unwrap(), format!("</{element}>"));
        let end = text.find(&end).unwrap() + end.len();
        text.replace_range(start..end, "");
    }
    let mode = text.find("<InquiryMode>").unwrap() + "<InquiryMode>".len();
    text.replace_range(mode..mode + 2, "01");
    let taken = gateway.take(Wire::PoliceBank, text.as_bytes(), at(T0 + HOUR), 7).unwrap();
    assert_eq!(taken, Taken::Answered { id: id(0xa2), code: "0000".into() });
    let alone = feedback(&gateway.due(Wire::PoliceBank).unwrap()[0].answer).statement.unwrap();
    assert_eq!((alone.rows.len(), alone.balance, alone.from), (0, Some(Money::cny(8_000_000)), None));
}

#[test]
fn a_name_that_no_wire_has_room_for_keeps_no_answer_back() {
    for ask in [ask as fn(&mut Gateway, &OpenOrder, i64) -> Answer, ask_police] {
        let folder = tempfile::tempdir().unwrap();
        let mut gateway = gateway(folder.path());
        pay(&mut gateway);
        let mut long = TransferPosting { order_number: Some("号 1".into()), ..onward("t2", 5, T0 + MINUTE) };
        long.to.holder = Some(format!("测试\u{202e}\n{}", "长".repeat(140)).into());
        let mut odd = onward("t3", 6, T0 + MINUTE);
        odd.to.number = "账号".into();
        gateway.post(&[long, odd]).unwrap();
        let told = ask(&mut gateway, &question(0xa1, T0, T0 + HOUR), T0 + HOUR).statement.unwrap();
        let name = told.rows[1].opponent.as_ref().unwrap().holder.clone().unwrap();
        assert_eq!((name.chars().count(), told.rows[1].order_number.as_deref()), (100, Some("1")));
        assert_eq!((told.rows[2].amount, told.rows[2].opponent.clone()), (Money::cny(6), None));
    }
}

#[test]
fn a_long_statement_is_told_in_parts_without_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    let postings: Vec<_> = (0..1_200).map(|n| onward(&format!("t{n}"), 1, T0 + 1_000 * (n + 1))).collect();
    gateway.post(&postings).unwrap();
    let (mut from, mut serials, mut parts) = (T0, std::collections::BTreeSet::new(), 0_u8);
    loop {
        let answer = ask(&mut gateway, &question(0xa0 + parts, from, T0 + HOUR), T0 + HOUR);
        let told = answer.statement.unwrap();
        serials.extend(told.rows.iter().map(|row| row.serial.clone()));
        parts += 1;
        if told.complete {
            break;
        }
        from = told.until.unwrap().ms();
    }
    assert_eq!((parts, serials.len()), (3, 1_201));
}

/// A payment firm: a bank's customer paid order N1 into a merchant's account here.
fn firm(folder: &std::path::Path) -> Gateway {
    let config = config(folder, "http://127.0.0.1:9", "payment_firm");
    let mut gateway = Gateway::open(&config, Box::new(LedgerBooks)).unwrap();
    let mut paid = TransferPosting { order_number: Some("N1".into()), ..onward("t1", 500, T0) };
    std::mem::swap(&mut paid.from, &mut paid.to);
    paid.to.class = AccountClass::Payment;
    assert!(matches!(gateway.post(&[paid]).unwrap()[..], [Posted::Done { .. }]));
    gateway
}

#[test]
fn a_payment_firm_says_what_a_bank_s_serial_number_stands_for() {
    let ours = |byte, kind, serial: &str| OpenOrder {
        query: Some(Query::Serial { kind, bank_code: "999010000009".into(), serial: serial.into(), on: at(T0) }),
        target: OpenTarget { kind: TargetKind::Account, value: serial.into(), account: None },
        agency_kind: AgencyKind::PaymentFirm,
        limit: None,
        transfer: None,
        from: None,
        until: None,
        ..order(OrderKind::QuerySerial, byte)
    };
    for ask in [ask as fn(&mut Gateway, &OpenOrder, i64) -> Answer, ask_police] {
        let folder = tempfile::tempdir().unwrap();
        let mut gateway = firm(folder.path());
        let theirs = serial("999010000009", "t1", Side::Debit);
        let answer = ask(&mut gateway, &ours(0xa1, SerialKind::Bank, &theirs), T0 + HOUR);
        assert_eq!(answer.code, "0000");
        let payment = &answer.payments[0];
        assert_eq!((payment.order_number.as_str(), payment.amount), ("N1", Money::cny(500)));
        assert_eq!(payment.payer.as_ref().unwrap().number.0, OUTSIDE);
        assert_eq!(payment.payee.as_ref().unwrap().number.0, PAYEE);
        assert_eq!(ask(&mut gateway, &ours(0xa2, SerialKind::Order, "N1"), T0 + HOUR).payments.len(), 1);
        assert_eq!(ask(&mut gateway, &ours(0xa3, SerialKind::Order, "N2"), T0 + HOUR).code, "0400");
    }
}
