//! The payer's situation and the payee's signs.

use crate::numbers::counters::{call, grader, keyer};
use cordon_model::time::{HOUR_MS, MINUTE_MS, SECOND_MS, Stamp};
use cordon_sift::event::{CallStage, Event, Party, PaymentEvent};
use cordon_sift::facts::{Fact, Facts};
use cordon_sift::payments::Signs;
use cordon_sift::state::State;
use cordon_sift::text::verdict::Level;

const BEGIN: i64 = 1_790_000_000_000;
const VICTIM: &str = "19900000002";

fn payment(id: &str, at: i64, amount: i64) -> PaymentEvent {
    let party = |account: &str, phone: Option<&str>| Party {
        account: account.to_owned(),
        phone: phone.map(str::to_owned),
        device: None,
        opened_at: None,
        name_hash: None,
    };
    PaymentEvent {
        id: id.to_owned(),
        at: Stamp::from_ms(at),
        payer: party("bank:1", Some(VICTIM)),
        payee: party("bank:2", None),
        amount,
        currency: "CNY".to_owned(),
        channel: None,
        balance_before: None,
        usual_amount: None,
        first_to_payee: None,
        name_check: None,
        screen_shared: None,
        remote_control: None,
        new_device: None,
        loan_at: None,
        elder: None,
        apps: vec![],
    }
}

fn told(state: &State, at: i64) -> Facts {
    let mut facts = Facts::default();
    state.facts(&Event::Payment(payment("ask", at, 100)), &keyer(), Stamp::from_ms(at), &mut facts);
    facts
}

fn heard(state: &mut State, id: &str, at: i64, stage: CallStage, caller: &str, seconds: Option<u32>) {
    let mut event = call(id, at, stage, caller, VICTIM);
    event.seconds = seconds;
    state.apply(&Event::Call(event), &keyer());
}

#[test]
fn who_is_on_the_phone_is_known_as_far_as_carriers_tell() {
    let mut state = State::new(grader());
    assert_eq!(told(&state, BEGIN).get(Fact::PayOnCall), None, "no carrier tells of calls");
    heard(&mut state, "0", BEGIN, CallStage::Attempt, "19900000009", None);
    assert_eq!(told(&state, BEGIN).get(Fact::PayOnCall), Some(0), "it rang, nobody answered");
    heard(&mut state, "0", BEGIN, CallStage::Answered, "19900000009", None);
    let facts = told(&state, BEGIN + 12 * MINUTE_MS);
    assert_eq!((facts.get(Fact::PayOnCall), facts.get(Fact::PayCallMinutes)), (Some(1), Some(12)));
    assert_eq!(facts.get(Fact::PayCallGrade), Some(0));
    heard(&mut state, "0", BEGIN + 20 * MINUTE_MS, CallStage::Ended, "19900000009", Some(1200));
    let facts = told(&state, BEGIN + 30 * MINUTE_MS);
    assert_eq!((facts.get(Fact::PayOnCall), facts.get(Fact::PayCallMinutes)), (Some(0), Some(20)));
    let facts = told(&state, BEGIN + 90 * MINUTE_MS);
    assert_eq!((facts.get(Fact::PayOnCall), facts.get(Fact::PayCallGrade)), (Some(0), None), "an hour is over");
}

#[test]
fn a_short_call_of_somebody_else_does_not_hide_the_swindlers() {
    let mut state = State::new(grader());
    for place in 0..120 {
        let mut event =
            call(&format!("s{place}"), BEGIN + place * 20 * SECOND_MS, CallStage::Attempt, "19900000001", "1");
        event.callee = (19_900_050_000 + place).to_string();
        state.apply(&Event::Call(event), &keyer());
    }
    let begun = BEGIN + HOUR_MS;
    heard(&mut state, "scam", begun, CallStage::Answered, "19900000001", None);
    let grade = told(&state, begun + MINUTE_MS).get(Fact::PayCallGrade);
    assert!(grade >= Some(2), "{grade:?}");
    heard(&mut state, "scam", begun + 30 * MINUTE_MS, CallStage::Ended, "19900000001", Some(1800));
    heard(&mut state, "mother", begun + 31 * MINUTE_MS, CallStage::Answered, "19900000009", None);
    let facts = told(&state, begun + 32 * MINUTE_MS);
    assert_eq!((facts.get(Fact::PayOnCall), facts.get(Fact::PayCallGrade)), (Some(1), grade));
    assert_eq!(facts.get(Fact::PayCallMinutes), Some(30));
}

#[test]
fn what_was_said_on_the_phone_belongs_to_that_call() {
    let mut state = State::new(grader());
    state.call_level(VICTIM, Level::Watch, Stamp::from_ms(BEGIN), &keyer());
    heard(&mut state, "1", BEGIN, CallStage::Answered, "19900000009", None);
    assert_eq!(told(&state, BEGIN).get(Fact::PayCallLevel), Some(1), "words may come before the signalling");
    state.call_level(VICTIM, Level::Warn, Stamp::from_ms(BEGIN + MINUTE_MS), &keyer());
    state.call_level(VICTIM, Level::Allow, Stamp::from_ms(BEGIN + 2 * MINUTE_MS), &keyer());
    assert_eq!(told(&state, BEGIN + 3 * MINUTE_MS).get(Fact::PayCallLevel), Some(2), "the worst of the call");
    heard(&mut state, "1", BEGIN + 4 * MINUTE_MS, CallStage::Ended, "19900000009", Some(240));
    let later = BEGIN + 3 * HOUR_MS;
    heard(&mut state, "2", later, CallStage::Answered, "19900000008", None);
    assert_eq!(told(&state, later).get(Fact::PayCallLevel), None, "another call, of which nothing was heard");
}

#[test]
fn a_warning_is_remembered_for_days() {
    let mut state = State::new(grader());
    assert_eq!(told(&state, BEGIN).get(Fact::PayWarned), None);
    state.warned("+86 199 0000 0002", Stamp::from_ms(BEGIN), &keyer());
    state.warned(VICTIM, Stamp::from_ms(BEGIN - HOUR_MS), &keyer());
    assert_eq!(told(&state, BEGIN + HOUR_MS).get(Fact::PayWarned), Some(HOUR_MS));
}

#[test]
fn sums_and_new_payees_of_a_day_are_counted_with_the_payment_itself() {
    let mut state = State::new(grader());
    for (place, (ago, amount, first)) in
        [(26 * HOUR_MS, 1, true), (3 * HOUR_MS, 20, true), (30 * MINUTE_MS, 300, false), (0, 4000, true)]
            .into_iter()
            .enumerate()
    {
        let mut event = payment(&place.to_string(), BEGIN - ago, amount);
        event.first_to_payee = Some(first);
        state.apply(&Event::Payment(event), &keyer());
    }
    let facts = told(&state, BEGIN);
    let found =
        [Fact::PaySum24h, Fact::PayCount1h, Fact::PayNewPayees24h, Fact::PayeePayers24h].map(|fact| facts.get(fact));
    assert_eq!(found, [Some(4320), Some(2), Some(2), Some(1)]);
    let mut dollars = payment("d", BEGIN, 5);
    dollars.currency = "USD".to_owned();
    dollars.payer.account = "bank:1".to_owned();
    state.apply(&Event::Payment(dollars.clone()), &keyer());
    let mut facts = Facts::default();
    state.facts(&Event::Payment(dollars), &keyer(), Stamp::from_ms(BEGIN), &mut facts);
    assert_eq!(facts.get(Fact::PaySum24h), Some(5), "sums are of one currency");
}

#[test]
fn amounts_are_compared_without_overflow_and_only_with_something() {
    let told = |amount: i64, usual: Option<i64>, balance: Option<i64>| {
        let mut event = payment("1", BEGIN, amount);
        (event.usual_amount, event.balance_before) = (usual, balance);
        let mut facts = Facts::default();
        State::new(grader()).facts(&Event::Payment(event), &keyer(), Stamp::from_ms(BEGIN), &mut facts);
        (facts.get(Fact::PayAmountRatio), facts.get(Fact::PayBalanceShare))
    };
    assert_eq!(told(300, Some(100), Some(400)), (Some(3000), Some(750)));
    assert_eq!(told(300, Some(0), None), (None, None));
    assert_eq!(told(i64::MAX, Some(1), Some(i64::MAX)), (Some(i64::MAX), Some(1000)));
}

#[test]
fn signs_of_the_payee_become_facts_and_unknown_stays_unknown() {
    let told = |signs: Signs| {
        let mut facts = Facts::default();
        signs.tell(Stamp::from_ms(BEGIN), &mut facts);
        facts.iter().collect::<Vec<_>>()
    };
    assert_eq!(told(Signs::default()), []);
    let signs = Signs {
        taint_permille: Some(400),
        tainted_at: Some(Stamp::from_ms(BEGIN - 71 * HOUR_MS)),
        distance: Some(1),
        mule_permille: Some(900),
        measure_in_force: Some(true),
        as_of: Some(3),
    };
    let facts = [(Fact::PayeeTaint, 400), (Fact::PayeeTainted, 1), (Fact::PayeeDistance, 1), (Fact::PayeeMule, 900)];
    assert_eq!(told(signs), [&facts[..], &[(Fact::PayeeMeasure, 1)]].concat());
    let old = Signs { tainted_at: Some(Stamp::from_ms(BEGIN - 72 * HOUR_MS)), ..Signs::default() };
    assert_eq!(told(old), [(Fact::PayeeTainted, 0)]);
}
