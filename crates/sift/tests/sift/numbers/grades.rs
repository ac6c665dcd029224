//! Grades: how they rise, whom they do not touch, how they fade.
#![allow(clippy::float_arithmetic, reason = "shares are told to people")]

use super::counters::{call, grader, keyer};
use super::measure::{auc, measure, share};
use super::streets::{Who, town};
use cordon_model::time::{DAY_MS, SECOND_MS, Stamp};
use cordon_sift::event::{CallStage, Event, Route};
use cordon_sift::facts::{Fact, Facts};
use cordon_sift::rules::{self, Rules};
use cordon_sift::state::State;
use cordon_sift::verdict::{Action, Grade};

const BEGIN: i64 = 1_790_000_000_000;

#[test]
fn the_shipped_rules_are_read_and_none_is_dead() {
    let rules = Rules::read(rules::shipped()).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let of = |file: &str| rules.rules().iter().filter(|rule| rule.file == file).count();
    assert!(of("calls.toml") >= 30 && of("payments.toml") >= 30);
    let never: Vec<_> = rules::check(&rules).into_iter().filter(|doubt| doubt.other.is_none()).collect();
    assert!(never.is_empty(), "{never:?}");
    for rule in rules.rules().iter().filter(|rule| rule.file == "payments.toml" && rule.weight > 0) {
        let measures = ["核实交易", "重新核验身份", "延迟支付结算", "限制或中止业务"];
        assert!(measures.iter().any(|measure| rule.zh.contains(measure)), "{} names no measure of Art. 18", rule.id);
    }
}

/// Somebody dials number after number and nobody answers.
fn dial(state: &mut State, caller: &str, count: i64, from: i64) -> i64 {
    for place in 0..count {
        let at = from + place * 20 * SECOND_MS;
        let callee = (19_900_050_000 + place).to_string();
        let event = call(&format!("{caller} {from} {place}"), at, CallStage::Attempt, caller, &callee);
        state.apply(&Event::Call(event), &keyer());
    }
    from + count * 20 * SECOND_MS
}

#[test]
fn a_grade_rises_at_once_says_why_and_fades_when_quiet() {
    let mut state = State::new(grader());
    let end = dial(&mut state, "19900000001", 120, BEGIN);
    let graded = state.grade("+86 199 0000 0001", &keyer(), Stamp::from_ms(end));
    assert!(graded.grade >= Grade::High, "{graded:?}");
    let standing = graded.standing.unwrap();
    assert!(standing.reasons.iter().any(|reason| reason == "number.next_to_next"), "{standing:?}");
    let after = |days: i64| state.grade("19900000001", &keyer(), Stamp::from_ms(end + days * DAY_MS)).grade;
    assert_eq!(after(6), graded.grade);
    assert!(after(8) < graded.grade && after(8) >= Grade::Medium);
    assert_eq!(after(22), Grade::Low);
    assert_eq!(state.grade("19900000002", &keyer(), Stamp::from_ms(end)).grade, Grade::Low);
}

#[test]
fn neighbours_of_bad_numbers_are_seen_and_do_not_lift_each_other() {
    let mut state = State::new(grader());
    for place in 1..=4 {
        dial(&mut state, &format!("1990000070{place}"), 120, BEGIN);
    }
    let quiet = call("q", BEGIN + 3_600_000, CallStage::Attempt, "19900000755", "19900000800");
    state.apply(&Event::Call(quiet.clone()), &keyer());
    let mut facts = Facts::default();
    state.facts(&Event::Call(quiet.clone()), &keyer(), quiet.at, &mut facts);
    assert_eq!(facts.get(Fact::CallRangeScams), Some(4));
    assert_eq!(facts.get(Fact::CallGrade), Some(0), "being near is no guilt");
    let one = call("r", BEGIN + 3_600_000, CallStage::Attempt, "19900000701", "19900000800");
    let mut facts = Facts::default();
    state.facts(&Event::Call(one.clone()), &keyer(), one.at, &mut facts);
    assert_eq!(facts.get(Fact::CallRangeScams), Some(3), "the number itself is not around itself");
}

#[test]
fn complaints_of_different_people_count_and_weigh() {
    let mut state = State::new(grader());
    let event = call("1", BEGIN, CallStage::Attempt, "19900000001", "19900000002");
    let complaints = |state: &State| {
        let mut facts = Facts::default();
        state.facts(&Event::Call(event.clone()), &keyer(), event.at, &mut facts);
        facts.get(Fact::CallComplaints)
    };
    for person in [1, 1, 2, 3, 4, 5, 5] {
        state.complain("+8619900000001", person, Stamp::from_ms(BEGIN), &keyer());
    }
    assert_eq!(complaints(&state), Some(5));
    state.complain("19900000001", 6, Stamp::from_ms(BEGIN - 31 * DAY_MS), &keyer());
    assert_eq!(complaints(&state), Some(5), "older than 30 days");
}

#[test]
fn a_domestic_number_from_abroad_is_masked_unless_it_roams() {
    let told = |caller: &str, roaming: Option<bool>| {
        let mut event = call("1", BEGIN, CallStage::Attempt, caller, "19900000002");
        (event.route, event.roaming) = (Some(Route::International), roaming);
        let mut facts = Facts::default();
        State::new(grader()).facts(&Event::Call(event), &keyer(), Stamp::from_ms(BEGIN), &mut facts);
        (facts.is_true(Fact::CallMasked), facts.is_true(Fact::CallImitates))
    };
    assert_eq!(told("+8619900000001", None), (true, false));
    assert_eq!(told("+8619900000001", Some(true)), (false, false));
    assert_eq!(told("+862529990000", Some(true)), (true, false), "a fixed line does not travel");
    assert_eq!(told("96110", None), (true, true));
    assert_eq!(told("+447700900123", None), (false, false));
}

/// Not that the rules are good, for the town is ours; that no change makes them worse unseen.
#[test]
fn the_shipped_rules_tell_a_made_up_town_apart() {
    let rules = Rules::read(rules::shipped()).unwrap();
    let found = measure(&town(7, 3), &rules, &keyer());
    let calls = auc(&found.sums(false), &found.sums(true));
    let warned = |of: &[(i32, Action)]| share(of, |(_, action)| *action >= Action::Warn);
    let [lawful, scam] = &found.payments;
    let payments = auc(lawful, scam);
    let figures = format!(
        "calls {calls:.3}, {:.4}; payments {payments:.3}, {:.4} {:.3}",
        warned(&found.sums(false)),
        warned(lawful),
        warned(scam)
    );
    assert!(calls > 0.9 && payments > 0.95, "{figures}");
    assert!(warned(&found.sums(false)) < 0.01 && warned(lawful) < 0.1 && warned(scam) > 0.7, "{figures}");
    let high = |who: Who| share(&found.grades[&who], |grade| *grade >= Grade::High);
    assert!(high(Who::Pool) > 0.9 && high(Who::NextToNext) > 0.9, "card pools and diallers");
    assert!(high(Who::Person) + high(Who::Courier) + high(Who::Clinic) < 0.01, "people at work");
}

#[test]
fn nobody_is_graded_for_being_imitated() {
    let mut state = State::new(grader());
    for place in 0..120 {
        let at = BEGIN + place * 20 * SECOND_MS;
        let mut event =
            call(&place.to_string(), at, CallStage::Attempt, "+8619900000001", &(19_900_050_000 + place).to_string());
        event.route = Some(Route::International);
        state.apply(&Event::Call(event), &keyer());
    }
    let now = Stamp::from_ms(BEGIN + 3_600_000);
    assert_eq!(state.grade("19900000001", &keyer(), now).grade, Grade::Low);
    let mut event = call("last", now.ms(), CallStage::Attempt, "+8619900000001", "19900000002");
    event.route = Some(Route::International);
    let graded = |event: &cordon_sift::event::CallEvent| {
        let mut facts = Facts::default();
        state.facts(&Event::Call(event.clone()), &keyer(), now, &mut facts);
        facts.get(Fact::CallGrade)
    };
    assert!(graded(&event) >= Some(2), "those who imitate it are");
    event.route = Some(Route::Domestic);
    assert_eq!(graded(&event), Some(0));
}
