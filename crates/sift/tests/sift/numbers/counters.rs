use super::oracle::Oracle;
pub use super::streets::plain as call;
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS, Stamp};
use cordon_sift::event::{CallEvent, CallStage, Event};
use cordon_sift::facts::{Fact, Facts};
use cordon_sift::key::Keyer;
use cordon_sift::numbers::Grader;
use cordon_sift::rules::{self, Rules};
use cordon_sift::state::{SnapshotError, State};
use proptest::prelude::*;
use std::collections::BTreeMap;

const BEGIN: i64 = 1_790_000_000_000;

pub fn keyer() -> Keyer {
    Keyer::new(b"a secret of test")
}

pub fn grader() -> Grader {
    Grader::new(&Rules::read(rules::shipped()).unwrap_or_else(|errors| panic!("{errors:#?}")))
}

/// What a strategy draws of a call.
#[derive(Clone, Debug)]
struct Drawn {
    at: i64,
    caller: u8,
    callee: u8,
    stages: u8,
    seconds: u32,
    device: Option<u8>,
    cell: Option<u8>,
    late: i64,
}

fn drawn(span: i64) -> impl Strategy<Value = Drawn> {
    let device = prop_oneof![Just(None), (0u8..16).prop_map(Some)];
    let cell = prop_oneof![Just(None), (0u8..3).prop_map(Some)];
    let late = prop_oneof![3 => Just(0), 1 => 0..10 * MINUTE_MS];
    ((0..span, 0u8..4, 0u8..80), (0u8..8, 0u32..60), (device, cell, late)).prop_map(
        |((at, caller, callee), (stages, seconds), (device, cell, late))| Drawn {
            at: BEGIN + at,
            caller,
            callee,
            stages,
            seconds,
            device,
            cell,
            late,
        },
    )
}

/// Callees are subscribers one beside the other, fixed lines of ten areas, and the callers themselves.
fn number(who: u8) -> String {
    match who {
        0..50 => format!("199000000{who:02}"),
        50..70 => format!("0{}2999000", 311 + u16::from(who % 10)),
        _ => format!("199000000{:02}", 90 + who % 4),
    }
}

/// The stages of a call as a carrier may tell them, with the moments at which they come in.
fn events(drawn: &[Drawn]) -> Vec<CallEvent> {
    let mut events = Vec::new();
    for (place, one) in drawn.iter().enumerate() {
        let caller = format!("199000000{:02}", 90 + one.caller);
        let stages =
            [(1, CallStage::Attempt, 0), (2, CallStage::Answered, MINUTE_MS), (4, CallStage::Ended, 2 * MINUTE_MS)];
        let drawn = if one.stages == 0 { 1 } else { one.stages };
        for (_, stage, after) in stages.into_iter().filter(|(bit, ..)| drawn & bit != 0) {
            let mut event = call(&place.to_string(), one.at + after, stage, &caller, &number(one.callee));
            event.seconds = (stage == CallStage::Ended && one.seconds > 5).then_some(one.seconds);
            event.device = one.device.map(|device| format!("device {device}"));
            event.cell = one.cell.map(|cell| format!("cell {cell}"));
            events.push((one.at + after + one.late, event));
        }
    }
    events.sort_by_key(|(comes, _)| *comes);
    events.into_iter().map(|(_, event)| event).collect()
}

const COUNTED: &[Fact] = &[
    Fact::CallAttempts10m,
    Fact::CallAttempts1h,
    Fact::CallAttempts24h,
    Fact::CallAnswered,
    Fact::CallShort,
    Fact::CallMeanSeconds,
    Fact::CallSequential,
    Fact::CallNight,
    Fact::CallIncoming,
    Fact::CallProvinces,
    Fact::CallDevices,
    Fact::CallStill,
    Fact::CallCards,
    Fact::CallCellCards,
    Fact::CallCallees1h,
    Fact::CallCallees24h,
];

fn told(state: &State, event: &CallEvent, now: Stamp) -> BTreeMap<Fact, i64> {
    let mut facts = Facts::default();
    state.facts(&Event::Call(event.clone()), &keyer(), now, &mut facts);
    facts.iter().filter(|(fact, _)| COUNTED.contains(fact)).collect()
}

/// Callees beyond what is kept exactly are estimated: four standard errors at most, and those are under 10 %
/// at what this test draws.
fn compare(mut found: BTreeMap<Fact, i64>, mut wanted: BTreeMap<Fact, i64>, exact: bool) -> Result<(), TestCaseError> {
    if !exact {
        for fact in [Fact::CallCallees1h, Fact::CallCallees24h] {
            let (found, wanted) = (found.remove(&fact).unwrap_or(0), wanted.remove(&fact).unwrap_or(0));
            prop_assert!((found - wanted).abs() <= 5.max(wanted * 2 / 5), "{:?}: {} for {}", fact, found, wanted);
        }
    }
    prop_assert_eq!(found, wanted);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Days, hours or minutes of calls, early and late: the counters say what a plain list says.
    #[test]
    fn counters_say_what_a_list_of_everything_says(
        span in prop_oneof![Just(HOUR_MS / 2), Just(30 * HOUR_MS), Just(20 * DAY_MS)],
        calls in (1usize..160).prop_flat_map(|len| proptest::collection::vec(drawn(1), len)),
        moments in proptest::collection::vec(0i64..1_000_000, 160),
        wait in prop_oneof![Just(0), 0..3 * DAY_MS],
    ) {
        let calls: Vec<Drawn> = calls.into_iter().zip(&moments)
            .map(|(one, part)| Drawn { at: BEGIN + span / 1_000_000 * part, ..one }).collect();
        let (mut state, mut oracle, keyer) = (State::new(grader()), Oracle::default(), keyer());
        let events = events(&calls);
        let mut latest = 0;
        for (place, event) in events.iter().enumerate() {
            state.apply(&Event::Call(event.clone()), &keyer);
            oracle.apply(event);
            latest = latest.max(event.at.ms());
            if place % 7 == 0 || place + 1 == events.len() {
                let now = Stamp::from_ms(latest + if place % 2 == 0 { wait } else { 0 });
                let wanted = oracle.facts(event, now);
                let exact = wanted.get(&Fact::CallCallees24h).is_none_or(|_| events.len() <= 25);
                compare(told(&state, event, now), wanted, exact)?;
            }
        }
        // Going on from a snapshot is going on.
        let snapshot = state.snapshot();
        let mut again = State::restore(&snapshot, grader()).unwrap();
        prop_assert_eq!(&again.snapshot(), &snapshot);
        let mut more = events[0].clone();
        more.id = "one more".to_owned();
        more.at = Stamp::from_ms(latest);
        for state in [&mut state, &mut again] {
            state.apply(&Event::Call(more.clone()), &keyer);
        }
        prop_assert_eq!(state.snapshot(), again.snapshot());
    }

    /// Calls may come in any order: what does not speak of order comes out the same.
    #[test]
    fn the_order_of_calls_does_not_matter(
        calls in proptest::collection::vec(drawn(6 * HOUR_MS), 1..60),
        turn in 0usize..60,
    ) {
        let single = |one: &Drawn| Drawn { stages: 1 << (one.stages % 3), late: 0, ..one.clone() };
        let events = events(&calls.iter().map(single).collect::<Vec<_>>());
        let mut turned = events.clone();
        turned.rotate_left(turn % events.len());
        turned.reverse();
        let latest = events.iter().map(|event| event.at).max().unwrap();
        let run = |events: &[CallEvent]| {
            let mut state = State::new(grader());
            events.iter().for_each(|event| state.apply(&Event::Call(event.clone()), &keyer()));
            state
        };
        let (one, other) = (run(&events), run(&turned));
        let orderly = |facts: BTreeMap<Fact, i64>| -> Vec<(Fact, i64)> {
            let ordered = [Fact::CallSequential, Fact::CallCellCards, Fact::CallCallees1h, Fact::CallCallees24h, Fact::CallStill];
            facts.into_iter().filter(|(fact, _)| !ordered.contains(fact)).collect()
        };
        for event in &events {
            prop_assert_eq!(orderly(told(&one, event, latest)), orderly(told(&other, event, latest)));
        }
    }
}

#[test]
fn a_snapshot_that_was_changed_is_not_taken_back() {
    let mut state = State::new(grader());
    state.apply(&Event::Call(call("1", BEGIN, CallStage::Answered, "19900000001", "19900000002")), &keyer());
    let whole = state.snapshot();
    assert!(State::restore(&whole, grader()).is_ok());
    for (place, error) in [(0, SnapshotError::Foreign), (8, SnapshotError::Version(0)), (40, SnapshotError::Checksum)] {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        assert_eq!(State::restore(&changed, grader()).err(), Some(error));
    }
    for end in 0..whole.len() {
        assert!(State::restore(&whole[..end], grader()).is_err(), "cut at {end}");
    }
}

#[test]
fn stages_of_a_call_count_once_in_any_order() {
    let counted = |stages: &[CallStage]| {
        let mut state = State::new(grader());
        let mut last = call("1", BEGIN, CallStage::Attempt, "19900000001", "19900000002");
        for stage in stages {
            last = call("1", BEGIN, *stage, "19900000001", "19900000002");
            last.seconds = (*stage == CallStage::Ended).then_some(30);
            state.apply(&Event::Call(last.clone()), &keyer());
        }
        let facts = told(&state, &last, Stamp::from_ms(BEGIN));
        (
            facts[&Fact::CallAttempts1h],
            facts.get(&Fact::CallAnswered).copied(),
            facts.get(&Fact::CallMeanSeconds).copied(),
        )
    };
    use CallStage::{Answered, Attempt, Ended};
    assert_eq!(counted(&[Attempt]), (1, Some(0), None));
    assert_eq!(counted(&[Attempt, Answered]), (1, Some(1000), None));
    for order in
        [&[Attempt, Answered, Ended][..], &[Ended], &[Ended, Attempt], &[Answered, Ended, Answered], &[Ended, Ended]]
    {
        assert_eq!(counted(order), (1, Some(1000), Some(30)), "{order:?}");
    }
}

#[test]
fn what_is_long_quiet_is_let_go() {
    let (mut state, keyer) = (State::new(grader()), keyer());
    let dial = |state: &mut State, place: i64, at: i64| {
        let mut event =
            call(&place.to_string(), at, CallStage::Attempt, &(19_900_000_000 + place).to_string(), "19900009999");
        event.device = Some(format!("device {place}"));
        state.apply(&Event::Call(event), &keyer);
    };
    (0..500).for_each(|place| dial(&mut state, place, BEGIN));
    assert_eq!(state.numbers().sizes().callers, 500);
    (500..1500).for_each(|place| dial(&mut state, place, BEGIN + 31 * DAY_MS));
    let sizes = state.numbers().sizes();
    assert!(sizes.callers <= 1000 && sizes.devices <= 1000, "{sizes:?}");
}

#[test]
fn days_of_calls_are_known_after_a_month_was_watched() {
    let (mut state, keyer) = (State::new(grader()), keyer());
    let days = |state: &State, event: &CallEvent| {
        let mut facts = Facts::default();
        state.facts(&Event::Call(event.clone()), &keyer, event.at, &mut facts);
        facts.get(Fact::CallDays)
    };
    let mut found = Vec::new();
    for day in [0, 3, 4, 29, 31, 40] {
        let event = call(&day.to_string(), BEGIN + day * DAY_MS, CallStage::Attempt, "19900000001", "19900000002");
        state.apply(&Event::Call(event.clone()), &keyer);
        found.push(days(&state, &event));
    }
    assert_eq!(found, [None, None, None, None, Some(4), Some(3)]);
}
