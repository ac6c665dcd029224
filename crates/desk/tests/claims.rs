//! Two victims' money on one account: one stop for both, and both claim what is held there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod house;
mod story;
mod trail;

use cordon_desk::{Actor, Refusal};
use cordon_model::exchange::Answer;
use cordon_model::{Measure, MeasureId, MeasureKind, Money, Order, OrderKind, ReceiptResult};
use cordon_store::{Doors, Read, Value};
use house::{House, answer_to};
use story::{PAYEE, PAYER, Story, yuan};
use trail::{Row, Trail};

const MULE: &str = "9999997777777777";
const OTHER_PAYER: &str = "9999991111112222";

/// Two victims paid one account, and 60,000 of their 80,000 went on to the next, at another bank.
fn both<'h>(house: &'h House, trail: &Trail<'h>) -> [Story<'h>; 2] {
    let stories = [Story::report(house, yuan(30_000)), Story::report_from(house, yuan(50_000), OTHER_PAYER)];
    stories.iter().for_each(|story| drop(story.sign()));
    trail.round();
    let rows = [
        Row::credit(30_000, 0, PAYER, "999999000002").balance(30_000),
        Row::credit(50_000, 1, OTHER_PAYER, "999999000002").balance(80_000),
        Row::debit(60_000, 60, MULE, "999999000002").balance(20_000),
    ];
    trail.tell(&stories[0], house.bank, PAYEE, &rows);
    trail.round();
    stories
}

fn onward(stories: &[Story<'_>], kind: OrderKind) -> Vec<Order> {
    let all = stories.iter().flat_map(Story::orders);
    all.filter(|order| order.kind == kind && order.level == 2).collect()
}

fn measures(house: &House, key: &str) -> Vec<Measure> {
    house.read(|view| view.select("where target_key = $1 order by id", &[Value::from(key)]).unwrap())
}

fn claimed(measure: &Measure) -> Money {
    measure.claims.iter().fold(yuan(0), |sum, claim| sum.plus(claim.claimed).unwrap())
}

/// The bank takes no second stop beside it: held for one victim only, the other's money would be free.
#[test]
fn one_stop_asks_for_the_money_of_all_cases() {
    let house = House::new();
    let trail = Trail::of(&house);
    let stories = both(&house, &trail);
    let stops = onward(&stories, OrderKind::Stop);
    assert_eq!(stops.len(), 1);
    assert_eq!(stops[0].limit, Some(yuan(60_000)));
    let measure = measures(&house, stops[0].target.key()).remove(0);
    assert_eq!((measure.claims.len(), claimed(&measure)), (2, yuan(60_000)));
    trail.hold(&stops[0], yuan(60_000));
    let held = stories.iter().fold(yuan(0), |sum, story| sum.plus(trail.bar(story).held).unwrap());
    assert_eq!(held, yuan(60_000));
}

/// A bank delays for the case that warned it; the other case had acted before and learns nothing new.
#[test]
fn a_case_joins_what_came_into_force_for_another() {
    let house = House::new();
    let trail = Trail::of(&house);
    let stories = both(&house, &trail);
    let notice = onward(&stories, OrderKind::RiskNotice).remove(0);
    let held = Some(yuan(60_000));
    house.answer(house.other_bank, &Answer { held, ..answer_to(notice.id, ReceiptResult::Done, "0000") });
    trail.round();
    let delay = measures(&house, notice.target.key()).into_iter().find(|m| m.kind == MeasureKind::Delay).unwrap();
    assert_eq!((delay.claims.len(), claimed(&delay)), (2, yuan(60_000)), "{delay:#?}");
    assert!(stories.iter().all(|story| trail.bar(story).held.is_positive()));
}

/// A bank's own hold is nobody's until it is confirmed for a case: following the money confirms nothing.
#[test]
fn nobody_claims_a_hold_that_nobody_confirmed() {
    let house = House::new();
    let trail = Trail::of(&house);
    let stories = both(&house, &trail);
    let stop = onward(&stories, OrderKind::Stop).remove(0);
    trail.hold(&stop, yuan(60_000));
    let measure = measures(&house, stop.target.key()).remove(0);
    let hold = Measure {
        id: MeasureId::from_bytes([7; 16]),
        kind: MeasureKind::Hold,
        claims: Vec::new(),
        public_code: "HOLD".into(),
        ..measure
    };
    house
        .desk
        .store()
        .act::<_, Refusal>("hold", house.now(), |unit| {
            unit.put(&hold)?;
            let draft = cordon_journal::Draft::new("take_report", Actor::Platform.journal());
            Ok(cordon_store::Done::new((), draft.about(hold.id)))
        })
        .unwrap();
    trail.moved(&stories[0], house.bank, PAYEE, &[Row::debit(10_000, 90, MULE, "999999000002").balance(10_000)]);
    trail.round();
    assert_eq!(house.record::<Measure>(hold.id).claims, []);
}
