//! A stop that became a freeze is lifted at a bank of the police wire: after the freeze holds, once, and
//! never for somebody who still needs it.

use crate::house::{House, answer_to};
use crate::story::{self, Story, yuan};
use cordon_desk::money::freeze::Scope;
use cordon_desk::order::approve::approve;
use cordon_model::exchange::Answer;
use cordon_model::exchange::EarlierMeasure;
use cordon_model::time::HOUR_MS;
use cordon_model::{Measure, Money, Order, OrderKind, ReceiptResult, Wire};
use cordon_store::Read;

fn lifts(house: &House) -> Vec<Order> {
    house.read(|view| view.select("where kind = 'lift_stop' order by id", &[]).unwrap())
}

/// What all measures on the account hold together, as the centre counts it.
fn held(house: &House) -> Money {
    let all: Vec<Measure> = house.read(|view| view.select("order by id", &[]).unwrap());
    let parts = all.iter().filter_map(|measure| measure.state.force()?.held);
    parts.fold(yuan(0), |sum, part| sum.plus(part).unwrap())
}

#[test]
fn the_stop_is_lifted_in_the_act_that_takes_the_freezes_receipt() {
    for (result, code) in [(ReceiptResult::Done, "0000"), (ReceiptResult::Refused, "0900")] {
        let house = House::new();
        let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
        assert_eq!((held(&house), lifts(&house).len()), (yuan(5_000), 0));
        story.file();
        story.document();
        let drafted = story.draft_freeze(Scope::Claimed).unwrap();
        approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
        assert_eq!((held(&house), lifts(&house).len()), (yuan(5_000), 0), "nothing is let go before the freeze holds");
        house.done(house.bank, drafted.order, drafted.limit);
        let (stop, lift) = (story.order(OrderKind::Stop), lifts(&house).pop().unwrap());
        assert_eq!(
            (lift.original, lift.wire, lift.state.name()),
            (Some(stop.id), Some(Wire::PoliceBank), "dispatched")
        );
        let entry = house.last_entry();
        assert!([drafted.order, lift.id].iter().all(|id| entry.subjects.contains(&id.to_string())), "one act");
        assert_eq!(
            (story.measure().state.name(), held(&house), story.bar().held),
            ("converted", yuan(5_000), yuan(5_000))
        );
        // The bank ended it just now, or had done so by itself.
        house.answer(house.bank, &answer_to(lift.id, result, code));
        house.pass(49 * HOUR_MS);
        house.tick();
        assert_eq!(
            (story.measure().state.name(), held(&house), story.bar().held),
            ("converted", yuan(5_000), yuan(5_000))
        );
        assert_eq!(lifts(&house).len(), 1);
        house.audit(&[story::PAYEE]);
    }
}

#[test]
fn a_stop_that_another_case_needs_is_not_lifted_until_that_is_frozen_too() {
    let house = House::new();
    let first = Story::report(&house, yuan(70_000));
    first.confirm();
    let second = Story::report_from(&house, yuan(70_000), "9999992222222222");
    second.confirm();
    first.sign();
    first.held(yuan(100_000));
    first.frozen();
    assert_eq!((lifts(&house).len(), held(&house)), (0, yuan(100_000)));
    second.frozen();
    assert_eq!(lifts(&house).len(), 1);
}

#[test]
fn a_freeze_that_waits_its_turn_lifts_nothing_until_the_bank_says_that_it_holds() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    story.file();
    story.document();
    let drafted = story.draft_freeze(Scope::Claimed).unwrap();
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    let earlier = vec![EarlierMeasure { organ: "外省某公安局".into(), amount: None, until: None }];
    let done = || answer_to(drafted.order, ReceiptResult::Done, "0000");
    house.answer(house.bank, &Answer { held: Some(yuan(0)), earlier, ..done() });
    assert_eq!((story.measure().state.name(), lifts(&house).len()), ("in_force", 0));
    house.answer(house.bank, &Answer { held: Some(yuan(5_000)), ..done() });
    assert_eq!((story.measure().state.name(), lifts(&house).len()), ("converted", 1));
}

#[test]
fn a_lift_that_failed_goes_again_a_few_times() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    story.frozen();
    for _ in 0..8 {
        if let Some(open) = lifts(&house).into_iter().find(|lift| !lift.state.is_over()) {
            house.answer(house.bank, &answer_to(open.id, ReceiptResult::Failed, "1100"));
        }
    }
    assert_eq!((lifts(&house).len(), held(&house)), (5, yuan(5_000)));
    assert_eq!(story.measure().state.name(), "converted");
}
