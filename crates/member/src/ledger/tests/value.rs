use super::*;
use crate::ledger::value::{Used, ValueUse};
use cordon_model::Exit;

const SHOP: &str = "9999990000000088";

/// A buys at the firm's own shop.
fn buy(store: &mut Store, id: &str, fen: i64, exit: Exit) {
    let mut bought = TransferPosting { exit: Some(exit), ..transfer(id, A, SHOP, fen, 1) };
    bought.to.class = AccountClass::Sink;
    assert!(matches!(post(store, &bought), Posted::Done { .. }));
    assert!(matches!(post(store, &bought), Posted::Done { .. }), "the same again");
}

fn spend(store: &mut Store, id: &str, purchase: &str, fen: i64) -> Used {
    let spent = ValueUse { id: id.into(), purchase: purchase.into(), amount: Money::cny(fen), at: stamp(2) };
    store.step(|tx| Ok(LedgerCore::new(tx).spend(&spent)?)).unwrap()
}

fn unused(store: &Store, number: &str, buyer: Option<&str>) -> Option<(i64, i64)> {
    let facts = LedgerCore::new(store.db()).value(&ValueScope { number, buyer }).unwrap()?;
    Some((facts.unused.minor(), facts.voided.minor()))
}

fn void(store: &mut Store, reference: &str, number: &str, limit: Option<i64>) -> Voided {
    let request = VoidRequest {
        reference,
        scope: ValueScope { number, buyer: None },
        limit: limit.map(Money::cny),
        at: stamp(3),
    };
    store.step(|tx| Ok(LedgerCore::new(tx).void_value(&request)?)).unwrap()
}

#[test]
fn what_is_bought_and_unused_is_voided_and_given_back() {
    let (_folder, mut store) = store();
    buy(&mut store, "t1", 1_000, Exit::GiftCard);
    buy(&mut store, "t2", 500, Exit::TopUp);
    buy(&mut store, "t3", 300, Exit::Cash);
    assert_eq!(unused(&store, A, None), Some((1_500, 0)), "cash cannot be voided");
    assert_eq!(unused(&store, SHOP, None), Some((1_500, 0)));
    assert_eq!(unused(&store, SHOP, Some(B)), None);
    assert_eq!(unused(&store, SHOP, Some(A)), Some((1_500, 0)));

    assert_eq!(spend(&mut store, "u1", "t1", 400), Used::Done);
    assert_eq!(spend(&mut store, "u1", "t1", 400), Used::Done, "once");
    assert_eq!(spend(&mut store, "u2", "t1", 601), Used::TooLittle(Money::cny(600)));
    assert_eq!(spend(&mut store, "u2", "t9", 1), Used::UnknownPurchase);
    assert_eq!(spend(&mut store, "u2", "t1", 0), Used::BadAmount);

    let first = void(&mut store, "v1", A, Some(700));
    assert_eq!((first.amount, first.unused_before), (Money::cny(700), Money::cny(1_100)));
    assert_eq!(void(&mut store, "v1", A, None), first, "the same reference");
    assert_eq!(unused(&store, A, None), Some((400, 700)));
    assert_eq!(spend(&mut store, "u3", "t2", 1), Used::Voided(Money::cny(0)), "the latest purchase went first");
    assert_eq!(spend(&mut store, "u4", "t1", 400), Used::Done);
    assert_eq!(void(&mut store, "v2", A, None).amount, Money::cny(0), "used up before the order came");

    store
        .step(|tx| {
            let mut core = LedgerCore::new(tx);
            core.restore_value("v1", stamp(4))?;
            core.restore_value("v1", stamp(9))?;
            assert_eq!(core.voided("v1")?.unwrap().ended_at, Some(stamp(4)));
            Ok(core.restore_value("nobody's", stamp(4))?)
        })
        .unwrap();
    assert_eq!(unused(&store, A, None), Some((700, 0)));
    assert_eq!(spend(&mut store, "u3", "t2", 500), Used::Done);
}
