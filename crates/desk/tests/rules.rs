//! A set of rules from an officer's proposal to what judges, and back: who may what, in which order, and that one
//! set is in force at most.

use crate::house::House;
use cordon_desk::read::{PageAsk, rule_set, rule_sets, standing_rules};
use cordon_desk::rules::{
    BackTo, Decision, Files, Fit, NewRules, RuleSetDone, decide_rules, propose_rules, retire_rules, start_shadow,
};
use cordon_desk::{Call, Refusal};
use cordon_journal::Fact;
use cordon_model::time::HOUR_MS;
use cordon_model::{Code, Officer, RuleSet, RuleSetId};

/// The server's reader, in small: the digest is the text, and a text with `?` is not understood.
fn reads(files: &Files) -> Result<Fit, Refusal> {
    let text: String = files.values().map(String::as_str).collect();
    if text.contains('?') {
        return Err(Refusal::field("files", "a.toml:1: `?` is not expected; write a fact"));
    }
    Ok(Fit { digest: text, rules: 1, doubts: 0 })
}

fn propose(house: &House, by: &Officer, text: &str) -> Result<RuleSetDone, Code> {
    let files = Files::from([("a.toml".to_owned(), text.to_owned())]);
    let new = NewRules { files, reason: "新骗局".into() };
    propose_rules(&house.desk, &house.of(by), &new, &reads).map_err(|refusal| refusal.code)
}

fn shadow(house: &House, by: &Officer, id: RuleSetId) -> Result<String, Code> {
    start_shadow(&house.desk, &house.of(by), id, &reads).map(|done| done.state).map_err(|refusal| refusal.code)
}

fn decide(house: &House, by: &Officer, id: RuleSetId, adopt: bool, reason: &str) -> Result<String, Code> {
    let decision = Decision { adopt, reason: reason.into(), shadowed: Some((1_000, 7)) };
    let done = decide_rules(&house.desk, &house.of(by), id, &decision, &reads);
    done.map(|done| done.state).map_err(|refusal| refusal.code)
}

fn retire(house: &House, by: &Officer, id: RuleSetId, back_to: BackTo) -> Result<String, Code> {
    let done = retire_rules(&house.desk, &house.of(by), id, (back_to, "误报过多"), &reads);
    done.map(|done| done.state).map_err(|refusal| refusal.code)
}

fn in_force(house: &House) -> Option<u32> {
    standing_rules(&house.desk).unwrap().in_force.map(|set| set.number)
}

/// Proposed by an officer, run in shadow, put in force by the supervisor.
fn adopted(house: &House, text: &str) -> RuleSetId {
    house.pass(1_000);
    let set = propose(house, &house.officer, text).unwrap().set;
    shadow(house, &house.officer, set).unwrap();
    assert_eq!(decide(house, &house.supervisor, set, true, "").unwrap(), "in_force");
    set
}

#[test]
fn one_officer_proposes_and_another_puts_in_force() {
    let house = House::new();
    assert_eq!(propose(&house, &house.intake, "one"), Err(Code::NotAllowed));
    let done = propose(&house, &house.supervisor, "one").unwrap();
    assert_eq!((done.number, done.digest.as_str(), done.state.as_str()), (1, "one", "proposed"));
    let id = done.set;
    assert_eq!(decide(&house, &house.approver, id, true, ""), Err(Code::WrongState), "it did not run in shadow");
    assert_eq!(shadow(&house, &house.intake, id), Err(Code::NotAllowed));
    assert_eq!(shadow(&house, &house.officer, id).unwrap(), "shadow");
    assert_eq!(standing_rules(&house.desk).unwrap().shadow.map(|set| set.id), Some(id));
    house.pass(HOUR_MS);
    assert_eq!(decide(&house, &house.supervisor, id, true, ""), Err(Code::FourEyes), "who proposed it");
    assert_eq!(decide(&house, &house.officer, id, true, ""), Err(Code::NotAllowed));
    assert_eq!(in_force(&house), None);
    assert_eq!(decide(&house, &house.approver, id, true, "").unwrap(), "in_force");
    let entry = house.last_entry();
    assert_eq!((entry.verb.as_str(), entry.fact("adopted")), ("decide_rules", Some(&Fact::Bool(true))));
    assert_eq!(entry.fact("shadow_events"), Some(&Fact::Int(1_000)));
    assert!(entry.is_about(&id.to_string()));
    let standing = standing_rules(&house.desk).unwrap();
    assert_eq!((standing.in_force.map(|set| set.digest), standing.shadow), (Some("one".into()), None));
    assert_eq!(propose(&house, &house.officer, "one"), Err(Code::WrongState), "it is in force already");
}

#[test]
fn one_set_is_in_force_and_the_one_before_it_comes_back() {
    let house = House::new();
    let first = adopted(&house, "one");
    let second = adopted(&house, "two");
    assert_eq!(house.record::<RuleSet>(first).state.name(), "replaced");
    let third = adopted(&house, "three");
    assert_eq!(in_force(&house), Some(3));
    assert_eq!(retire(&house, &house.intake, third, BackTo::Before), Err(Code::NotAllowed));
    // One is enough to go back, also the one who proposed it.
    assert_eq!(retire(&house, &house.officer, third, BackTo::Before).unwrap(), "retired");
    assert_eq!(in_force(&house), Some(2));
    assert_eq!(house.last_entry().fact("returns"), Some(&Fact::Int(2)));
    assert_eq!(retire(&house, &house.officer, third, BackTo::Before), Err(Code::WrongState));
    assert_eq!(retire(&house, &house.officer, second, BackTo::Before).unwrap(), "retired");
    assert_eq!(in_force(&house), Some(1));
    assert_eq!(retire(&house, &house.officer, first, BackTo::Before).unwrap(), "retired");
    assert_eq!(in_force(&house), None, "what came with the binary");
    let again = adopted(&house, "one");
    let last = adopted(&house, "four");
    assert_eq!(retire(&house, &house.officer, last, BackTo::Shipped).unwrap(), "retired");
    assert_eq!((in_force(&house), house.record::<RuleSet>(again).state.name()), (None, "replaced"));
    let sets = rule_sets(&house.desk, &house.of(&house.intake), Some("retired"), &PageAsk::default()).unwrap();
    assert_eq!(sets.items.iter().map(|set| set.number).collect::<Vec<_>>(), [5, 3, 2, 1]);
    house.audit(&[]);
}

#[test]
fn what_is_not_understood_is_not_kept_and_what_is_no_more_does_not_come_back() {
    let house = House::new();
    assert_eq!(propose(&house, &house.officer, "?"), Err(Code::FieldInvalid));
    let entry = house.last_entry();
    assert_eq!((entry.verb.as_str(), entry.result.as_str()), ("propose_rules", "field_invalid"));
    let no_reason = NewRules { files: Files::from([("a.toml".into(), "one".into())]), reason: " ".into() };
    let refused = propose_rules(&house.desk, &house.of(&house.officer), &no_reason, &reads);
    assert_eq!(refused.unwrap_err().code, Code::FieldMissing);
    let first = adopted(&house, "one");
    let second = adopted(&house, "two");
    let newer = |_: &Files| Err(Refusal::field("files", "a.toml:1: there is no fact pay.old"));
    let ask = |back_to| retire_rules(&house.desk, &house.of(&house.officer), second, (back_to, "误报"), &newer);
    let refused = ask(BackTo::Before).unwrap_err();
    assert!(refused.detail.contains("`shipped`") && refused.detail.contains("pay.old"), "{refused}");
    assert_eq!(house.record::<RuleSet>(first).state.name(), "replaced");
    assert_eq!(ask(BackTo::Shipped).unwrap().state, "retired");
}

#[test]
fn one_set_runs_in_shadow_and_what_is_refused_or_withdrawn_stays_so() {
    let house = House::new();
    let one = propose(&house, &house.officer, "one").unwrap().set;
    let two = propose(&house, &house.officer, "two").unwrap().set;
    shadow(&house, &house.officer, one).unwrap();
    assert_eq!(shadow(&house, &house.officer, one), Err(Code::WrongState));
    assert_eq!(shadow(&house, &house.officer, two), Err(Code::WrongState), "one at a time");
    assert_eq!(decide(&house, &house.supervisor, one, false, ""), Err(Code::FieldMissing));
    assert_eq!(decide(&house, &house.supervisor, one, false, "误报太多").unwrap(), "refused");
    assert_eq!(shadow(&house, &house.officer, two).unwrap(), "shadow");
    assert_eq!(retire(&house, &house.officer, two, BackTo::Before).unwrap(), "withdrawn");
    for id in [one, two] {
        assert_eq!(shadow(&house, &house.officer, id), Err(Code::WrongState));
        assert_eq!(decide(&house, &house.supervisor, id, true, ""), Err(Code::WrongState));
        assert_eq!(retire(&house, &house.officer, id, BackTo::Before), Err(Code::WrongState));
    }
    assert_eq!(propose(&house, &house.officer, "one").unwrap().number, 3, "the same may be proposed again");
}

#[test]
fn a_member_sees_no_rules() {
    let house = House::new();
    let set = propose(&house, &house.officer, "one").unwrap().set;
    let member: Call = house.machine(house.bank);
    assert_eq!(rule_set(&house.desk, &member, set).unwrap_err().code, Code::NotFound);
    assert_eq!(rule_set(&house.desk, &house.of(&house.intake), set).unwrap().number, 1);
}
