//! The telecom line: a number is shut off by its carrier after a second officer agreed, and restored.

use crate::house::{House, answer_to};
use cordon_desk::Refusal;
use cordon_desk::order::approve::approve;
use cordon_desk::telecom::{DraftedShut, NewShut, restore_number, shut_number};
use cordon_journal::Fact;
use cordon_model::time::DAY_MS;
use cordon_model::{Code, Measure, MeasureState, NormKey, Order, ReceiptResult};

const NUMBER: &str = "999-0000-7788";

fn new_shut() -> NewShut {
    NewShut {
        number: NUMBER.into(),
        carrier: "999999000004".into(),
        reason: "冒充客服实施诈骗".into(),
        evidence: "线索〔2026〕12号".into(),
        case: None,
    }
}

fn shut(house: &House, new: &NewShut) -> Result<DraftedShut, Refusal> {
    shut_number(&house.desk, &house.of(&house.officer), new)
}

/// Drafted, approved and carried out.
fn shut_off(house: &House) -> DraftedShut {
    let drafted = shut(house, &new_shut()).unwrap();
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    house.done(house.carrier, drafted.order, None);
    drafted
}

#[test]
fn a_number_is_shut_by_two_officers_and_its_carrier() {
    let house = House::new();
    let drafted = shut(&house, &new_shut()).unwrap();
    assert_eq!(drafted.state, "awaiting_approval");
    let entry = house.last_entry();
    assert_eq!(entry.fact("evidence"), Some(&Fact::text("线索〔2026〕12号")));
    assert!(entry.is_about(&drafted.measure.to_string()) && entry.is_about(&drafted.order.to_string()));
    let measure: Measure = house.record(drafted.measure);
    assert_eq!(measure.life.map(|norm| norm.key), Some(NormKey::NumberShutLife));
    let order: Order = house.record(drafted.order);
    assert_eq!(order.until.map(|until| until.at), Some(house.now().plus_ms(30 * DAY_MS)));
    // Whoever drafted it does not approve it.
    let own = approve(&house.desk, &house.of(&house.officer), drafted.order);
    assert_eq!(own.unwrap_err().code, Code::FourEyes);
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    house.pass(1_000);
    house.done(house.carrier, drafted.order, None);
    let measure: Measure = house.record(drafted.measure);
    let force = measure.state.force().copied().expect("in force");
    assert_eq!((force.from, force.until), (house.now(), house.now().plus_ms(30 * DAY_MS)));
    house.audit(&["99900007788", NUMBER]);
}

#[test]
fn one_number_is_shut_once_however_it_is_spelled() {
    let house = House::new();
    let first = shut(&house, &new_shut()).unwrap();
    for spelling in ["99900007788", "+86 99900007788".replace(' ', "").as_str(), NUMBER] {
        let again = shut(&house, &NewShut { number: spelling.into(), ..new_shut() });
        assert_eq!(again.map_err(|r| r.code), Err(Code::AlreadyInForce), "{spelling}");
    }
    approve(&house.desk, &house.of(&house.approver), first.order).unwrap();
    house.answer(house.carrier, &answer_to(first.order, ReceiptResult::Refused, "9999"));
    assert!(matches!(house.record::<Measure>(first.measure).state, MeasureState::NotImposed { .. }));
    // It never came to be, so it may be asked for again.
    assert!(shut(&house, &new_shut()).is_ok());
}

#[test]
fn what_cannot_be_an_order_is_refused() {
    let house = House::new();
    let code = |change: fn(&mut NewShut)| {
        let mut new = new_shut();
        change(&mut new);
        shut(&house, &new).unwrap_err().code
    };
    assert_eq!(code(|new| new.number = "not a number".into()), Code::FieldInvalid);
    assert_eq!(code(|new| new.carrier = "999999000009".into()), Code::AgencyUnknown);
    assert_eq!(code(|new| new.carrier = "999999000001".into()), Code::AgencyWrongKind);
    assert_eq!(code(|new| new.reason = " ".into()), Code::FieldMissing);
    assert_eq!(code(|new| new.reason = "99900007788 涉诈".into()), Code::FieldInvalid);
    assert_eq!(code(|new| new.evidence = String::new()), Code::FieldMissing);
    assert_eq!(code(|new| new.case = Some(cordon_model::CaseId::from_bytes([1; 16]))), Code::NotFound);
    let by_intake = shut_number(&house.desk, &house.of(&house.intake), &new_shut());
    assert_eq!(by_intake.unwrap_err().code, Code::NotAllowed);
    assert_eq!(house.last_entry().result, "not_allowed");
    house.audit(&["99900007788"]);
}

#[test]
fn a_shut_number_may_belong_to_a_case() {
    let house = House::new();
    let filed = house.reported();
    let drafted = shut(&house, &NewShut { case: Some(filed.case), ..new_shut() }).unwrap();
    assert_eq!(house.record::<Order>(drafted.order).case, Some(filed.case));
    assert!(house.last_entry().is_about(&filed.case.to_string()));
}

#[test]
fn a_number_is_restored_by_two_officers_and_its_carrier() {
    let house = House::new();
    let drafted = shut(&house, &new_shut()).unwrap();
    let restore = |house: &House| restore_number(&house.desk, &house.of(&house.officer), drafted.measure, "核查无误");
    assert_eq!(restore(&house).unwrap_err().code, Code::NoMeasureInForce);
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    house.done(house.carrier, drafted.order, None);
    let restored = restore(&house).unwrap();
    assert_eq!(restored.state, "awaiting_approval");
    assert_eq!(restore(&house).unwrap_err().code, Code::WrongState);
    let order: Order = house.record(restored.order);
    assert_eq!(order.original, Some(drafted.order));
    approve(&house.desk, &house.of(&house.approver), restored.order).unwrap();
    house.done(house.carrier, restored.order, None);
    assert!(matches!(house.record::<Measure>(drafted.measure).state, MeasureState::Released { .. }));
    assert_eq!(restore(&house).unwrap_err().code, Code::NoMeasureInForce);
}

#[test]
fn a_stop_is_not_restored_like_a_number() {
    let house = House::new();
    let story = house.stopped();
    let code = restore_number(&house.desk, &house.of(&house.officer), story.measure, "误操作").unwrap_err().code;
    assert_eq!(code, Code::WrongState);
    let drafted = shut_off(&house);
    let lifted =
        cordon_desk::money::lift_stop::lift_stop(&house.desk, &house.of(&house.officer), drafted.measure, "误操作");
    assert_eq!(lifted.unwrap_err().code, Code::WrongState);
}
