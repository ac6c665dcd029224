//! Each law can be broken, and the judge tells: by what is done to a town, and by what is changed in what
//! was found.

use super::found::{Found, look};
use super::judge::judge;
use super::op::Op;
use super::run::run;
use super::town::{Sabotage, Town};
use cordon_model::receipt::Weight;
use cordon_model::{MeasureState, Money, OrderState};

/// Two victims of one mule, whose account is stopped.
const STOPPED: [Op; 5] = [
    Op::Report { victim: 0, mule: 0, yuan: 5_000 },
    Op::Sign { case: 0 },
    Op::Report { victim: 1, mule: 0, yuan: 7_000 },
    Op::Sign { case: 1 },
    Op::Live { minutes: 10 },
];

/// A town at rest with a stop in force.
fn town() -> Found {
    let folder = tempfile::tempdir().unwrap();
    let mut town = Town::found(folder.path(), Sabotage::None).unwrap();
    for op in STOPPED {
        town.step(op).unwrap();
    }
    assert!(town.settle().unwrap());
    let found = look(&town, true, true, None).unwrap();
    assert_eq!(judge(&found), Ok(()));
    assert!(found.measures.iter().any(|measure| measure.state.force().is_some()), "nothing is held");
    found
}

fn broken(found: &Found) -> &'static str {
    judge(found).expect_err("no law is broken").law
}

#[test]
fn each_law_tells_what_was_spoiled() {
    let sound = town();
    let spoil = |law: &str, how: &dyn Fn(&mut Found)| {
        let mut found = sound.clone();
        how(&mut found);
        assert_eq!(broken(&found), law);
    };
    spoil("journal", &|found| drop(found.entries.remove(5)));
    spoil("journal", &|found| found.leaves[5].0 = [0; 32]);
    spoil("journal", &|found| found.entries[5].learned_at = cordon_model::Stamp::from_ms(0));
    spoil("journal", &|found| {
        found.earlier = Some(found.head());
        found.leaves.swap(3, 4);
        found.leaves[3].1 = found.leaves[3].0;
        found.leaves[4].1 = found.leaves[4].0;
    });
    spoil("journal", &|found| found.unsound = Some("a row".to_owned()));
    spoil("reports", &|found| drop(found.cases.pop()));
    spoil("reports", &|found| found.cases.push(found.cases[0].clone()));
    spoil("orders", &|found| {
        let answered = found.receipts.iter().position(|receipt| receipt.weight == Weight::Deciding).unwrap();
        found.receipts.remove(answered);
    });
    spoil("orders", &|found| {
        let again = found.receipts.iter().find(|receipt| receipt.weight == Weight::Deciding).unwrap().clone();
        found.receipts.push(again);
    });
    spoil("orders", &|found| found.taken.push(found.taken[0].clone()));
    spoil("orders", &|found| drop(found.orders.remove(0)));
    spoil("deadlines", &|found| found.now = found.now.plus_ms(30 * cordon_model::time::DAY_MS));
    spoil("bars", &|found| {
        let trace = found.traces.values_mut().find(|trace| !trace.places.is_empty()).unwrap();
        trace.places[0].amount = Money::cny(trace.places[0].amount.minor() + 1);
    });
    spoil("claims", &|found| {
        let measure = found.measures.iter_mut().find(|measure| measure.state.force().is_some()).unwrap();
        measure.claims.push(measure.claims[0]);
    });
    spoil("books", &|found| found.booked += 1);
    spoil("holds", &|found| found.holds.clear());
    spoil("holds", &|found| {
        for measure in &mut found.measures {
            if let MeasureState::InForce(was) | MeasureState::Renewed(was) = measure.state.clone() {
                let receipt = was.receipt;
                measure.state = MeasureState::Released { at: found.now, was, receipt };
            }
        }
    });
}

#[test]
fn an_order_that_is_left_unanswered_is_told() {
    let mut found = town();
    let order = found.orders.iter_mut().find(|order| matches!(order.state, OrderState::Answered { .. })).unwrap();
    if let OrderState::Answered { at, dispatched_at, approval, due, receipt, .. } = order.state.clone() {
        order.state = OrderState::Seen { at, dispatched_at, approval, due };
        found.receipts.retain(|one| one.id != receipt);
    }
    assert_eq!(broken(&found), "orders");
}

/// Marked as sent, and dropped by the post: orders stay open, or the town never rests, for they are handed over
/// again and again.
#[test]
fn answers_that_are_taken_for_known_and_lost_break_a_law() {
    assert!(run(&STOPPED, Sabotage::None).is_ok());
    let told = run(&STOPPED, Sabotage::LoseAnswers).unwrap_err();
    assert!(told.law == "orders" || told.what.contains("does not come to rest"), "{told:?}");
}

#[test]
fn a_clock_that_does_not_tick_breaks_the_law_of_deadlines() {
    assert_eq!(run(&STOPPED, Sabotage::NoClock).unwrap_err().law, "deadlines");
}
