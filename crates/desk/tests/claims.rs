//! Two victims' money on one account: one stop for both, and both claim what is held there.

use crate::house::{House, answer_to};
use crate::story::{PAYEE, PAYER, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::{Actor, Refusal};
use cordon_model::exchange::{Answer, DebitFound};
use cordon_model::{Measure, MeasureId, MeasureKind, Money, Order, OrderKind, ReceiptResult};
use cordon_store::{Doors, Read, Value};

const MULE: &str = "9999997777777777";
const OTHER_PAYER: &str = "9999991111112222";

/// Two victims paid one account, and 60,000 of their 80,000 went on to the next, at another bank.
fn both<'h>(house: &'h House, trail: &Trail<'h>) -> [Story<'h>; 2] {
    let stories = two(house);
    stories.iter().for_each(|story| drop(story.sign()));
    went_on(house, trail, &stories);
    stories
}

fn two(house: &House) -> [Story<'_>; 2] {
    [Story::report(house, yuan(30_000)), Story::report_from(house, yuan(50_000), OTHER_PAYER)]
}

fn went_on(house: &House, trail: &Trail<'_>, stories: &[Story<'_>; 2]) {
    trail.round();
    let rows = [
        Row::credit(30_000, 0, PAYER, "999999000002").balance(30_000),
        Row::credit(50_000, 1, OTHER_PAYER, "999999000002").balance(80_000),
        Row::debit(60_000, 60, MULE, "999999000002").balance(20_000),
    ];
    trail.tell(&stories[0], house.bank, PAYEE, &rows);
    trail.round();
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

/// Found by a race: such a stop named no payment, and so had no form on the police wire.
#[test]
fn a_stop_further_on_that_is_handed_on_names_the_next_cases_payment() {
    let house = House::new();
    let trail = Trail::of(&house);
    let stories = two(&house);
    went_on(&house, &trail, &stories);
    let drafted = onward(&stories, OrderKind::Stop).remove(0);
    let (first, next) = if drafted.case == Some(stories[0].filed.case) { (0, 1) } else { (1, 0) };
    stories[first].debit(Some(DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
    trail.round();
    let stop: Order = house.record(drafted.id);
    assert_eq!(stop.case, Some(stories[next].filed.case), "{stop:#?}");
    assert_eq!(stop.transfer, stories[next].case().begun_by().map(|transfer| transfer.id));
}

/// Found by the soak: a freeze went on for a case that claimed by it and had no filing.
#[test]
fn nobody_else_claims_by_a_freeze_and_others_money_there_is_stopped_by_itself() {
    let house = House::new();
    let trail = Trail::of(&house);
    let frozen = Story::stopped(&house, yuan(5_000), yuan(6_000));
    trail.round();
    let freeze = frozen.frozen();
    let other = Story::report_from(&house, yuan(3_000), OTHER_PAYER);
    other.sign();
    trail.rounds(4);
    let claims = |measure: &Measure| measure.claims.iter().map(|claim| claim.case).collect::<Vec<_>>();
    let on_it = measures(&house, freeze.target.key());
    let found = on_it.iter().find(|measure| measure.id == freeze.id).unwrap();
    assert_eq!(claims(found), [frozen.filed.case]);
    let stop = on_it.iter().find(|measure| measure.kind == MeasureKind::Stop && !measure.state.is_over()).unwrap();
    assert_eq!(claims(stop), [other.filed.case], "who has a freeze there claims by nothing else");
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
