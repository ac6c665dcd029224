//! The council: who made a thing does not judge it, and a wronged citizen is heard.

use crate::house::{self, House, PAYEE, Story};
use cordon_desk::Refusal;
use cordon_desk::council::{
    AppealFiled, Decision, Finding, NewAppeal, NewNorm, Outcome, decide_appeal, decide_norm, file_appeal, progress,
    propose_norm, review_act,
};
use cordon_desk::office::{self, NewOfficer};
use cordon_journal::Fact;
use cordon_model::norm::{Basis, Proposal, Span};
use cordon_model::time::{DAY_MS, HOUR_MS};
use cordon_model::{
    Appeal, AppealId, AppealState, Code, Measure, MeasureState, Norm, NormKey, NormValue, Officer, Order, OrderKind,
    Review, Role, Seat,
};
use cordon_store::{Read, Value};

const STATEMENT: &str = "这是工资账户，有劳动合同为证";

fn new_norm(house: &House) -> NewNorm {
    NewNorm {
        key: NormKey::AppealStopDue,
        value: NormValue::Duration(Span::Natural { ms: 6 * HOUR_MS }),
        title_zh: "止付申诉审理时限".into(),
        title_en: "deciding an appeal against a stop".into(),
        basis: Basis { source: "联席会议纪要".into(), article: "第三条".into(), tag: "ours".into() },
        effective_from: house.now().plus_ms(DAY_MS),
        reason: "申诉多在半天内就能查清".into(),
    }
}

fn code_of(house: &House, story: &Story) -> String {
    house.record::<Measure>(story.measure).public_code
}

fn new_appeal(house: &House, story: &Story) -> NewAppeal {
    NewAppeal {
        ground: cordon_model::AppealGround::Wronged,
        public_code: code_of(house, story),
        tail: PAYEE[PAYEE.len() - 4..].into(),
        statement: STATEMENT.into(),
        contact: "000-0000-0003".into(),
    }
}

fn file(house: &House, new: &NewAppeal) -> Result<AppealFiled, Refusal> {
    file_appeal(&house.desk, &house.citizen(), new)
}

fn appeal_of(house: &House, filed: &AppealFiled) -> Appeal {
    let code = [Value::from(&filed.progress_code)];
    house.read(|view| view.select::<Appeal>("where progress_code = $1", &code).unwrap().pop().unwrap())
}

fn decide(house: &House, by: &Officer, id: AppealId, uphold: bool) -> Result<Option<cordon_model::OrderId>, Code> {
    let outcome = if uphold { Outcome::Uphold } else { Outcome::Reject };
    let decision = Decision { outcome, reason: "账户用途已核实".into() };
    decide_appeal(&house.desk, &house.of(by), id, &decision).map(|decided| decided.lift).map_err(|r| r.code)
}

#[test]
fn a_norm_changes_by_two_people_from_the_day_it_names() {
    let house = House::new();
    let new = new_norm(&house);
    let proposed = propose_norm(&house.desk, &house.of(&house.supervisor), &new).unwrap().proposal;
    assert_eq!(house.record::<Proposal>(proposed).reason, new.reason);
    assert!(format!("{:?}", house.last_entry()).contains(&new.reason), "the entry says why");
    let own = decide_norm(&house.desk, &house.of(&house.supervisor), proposed, true);
    assert_eq!(own.unwrap_err().code, Code::FourEyes);
    assert_eq!(house.last_entry().result, "four_eyes");
    let decided = decide_norm(&house.desk, &house.of(&house.administrator), proposed, true).unwrap();
    assert_eq!(decided.norm.as_deref(), Some("appeal.stop_due@2"));
    let norm: Norm = house.record("appeal.stop_due@2");
    assert_eq!(norm.approved_by, [house.supervisor.name.clone(), house.administrator.name.clone()]);
    assert_eq!(norm.check(), Ok(()));
    let again = decide_norm(&house.desk, &house.of(&house.administrator), proposed, false);
    assert_eq!(again.unwrap_err().code, Code::WrongState);
    // Until its day the old one holds; then the new one makes the deadline.
    let story = house.stopped();
    let first = file(&house, &new_appeal(&house, &story)).unwrap();
    assert_eq!(first.due, house.now().plus_ms(12 * HOUR_MS));
    let appeal = appeal_of(&house, &first).id;
    decide(&house, &house.supervisor, appeal, false).unwrap();
    house.pass(DAY_MS);
    let second = file(&house, &new_appeal(&house, &story)).unwrap();
    assert_eq!(second.due, house.now().plus_ms(6 * HOUR_MS));
    assert_eq!(appeal_of(&house, &second).due.norm.to_string(), "appeal.stop_due@2");
}

#[test]
fn a_norm_never_holds_from_before_it_was_adopted() {
    let house = House::new();
    let new = NewNorm { effective_from: house.now(), ..new_norm(&house) };
    let proposed = propose_norm(&house.desk, &house.of(&house.supervisor), &new).unwrap().proposal;
    house.pass(DAY_MS);
    decide_norm(&house.desk, &house.of(&house.other_supervisor), proposed, true).unwrap();
    assert_eq!(house.record::<Norm>("appeal.stop_due@2").effective_from, house.now());
}

#[test]
fn two_people_of_one_name_are_still_two() {
    let house = House::new();
    let twin = NewOfficer {
        login: "twin".into(),
        name: house.supervisor.name.as_str().into(),
        seats: vec![Seat { agency: house.centre, role: Role::Supervisor }],
        police_number: None,
        phone: "000-0000-0005".into(),
        password: None,
    };
    let twin = office::enrol_officer(&house.desk, &house.of(&house.administrator), &twin).unwrap().officer;
    let twin: Officer = house.record(twin);
    let proposed = propose_norm(&house.desk, &house.of(&house.supervisor), &new_norm(&house)).unwrap().proposal;
    decide_norm(&house.desk, &house.of(&twin), proposed, true).unwrap();
    let [first, second] = house.record::<Norm>("appeal.stop_due@2").approved_by;
    assert!(first != second && first.starts_with(&house.supervisor.name) && second.ends_with(&twin.id.to_string()));
}

#[test]
fn a_norm_that_is_wrong_is_refused_and_a_refused_one_changes_nothing() {
    let house = House::new();
    let code = |change: fn(&mut NewNorm)| {
        let mut new = new_norm(&house);
        change(&mut new);
        propose_norm(&house.desk, &house.of(&house.supervisor), &new).unwrap_err().code
    };
    assert_eq!(code(|new| new.value = NormValue::Count(3)), Code::NormInvalid);
    assert_eq!(code(|new| new.value = NormValue::Duration(Span::WorkingDays(u32::MAX))), Code::NormInvalid);
    assert_eq!(code(|new| new.effective_from = new.effective_from.minus_ms(2 * DAY_MS)), Code::NormInvalid);
    assert_eq!(code(|new| new.basis.tag = "hearsay".into()), Code::NormInvalid);
    assert_eq!(code(|new| new.basis.source = String::new()), Code::FieldMissing);
    assert_eq!(code(|new| new.reason = "  ".into()), Code::FieldMissing);
    assert_eq!(code(|new| new.reason = "长".repeat(301)), Code::FieldInvalid);
    let by_approver = propose_norm(&house.desk, &house.of(&house.approver), &new_norm(&house));
    assert_eq!(by_approver.unwrap_err().code, Code::NotAllowed);
    let proposed = propose_norm(&house.desk, &house.of(&house.supervisor), &new_norm(&house)).unwrap().proposal;
    let refused = decide_norm(&house.desk, &house.of(&house.administrator), proposed, false).unwrap();
    assert_eq!(refused.norm, None);
    assert_eq!(house.record::<Proposal>(proposed).state.name(), "refused");
    assert!(house.read(|view| view.load::<Norm>("appeal.stop_due@2").unwrap()).is_none());
}

#[test]
fn an_appeal_needs_code_and_tail_and_tells_strangers_nothing() {
    let house = House::new();
    let story = house.stopped();
    let good = new_appeal(&house, &story);
    let unknown = file(&house, &NewAppeal { public_code: "0000-0000-0000".into(), ..good.clone() }).unwrap_err();
    let wrong = file(&house, &NewAppeal { tail: "0000".into(), ..good.clone() }).unwrap_err();
    let nonsense = file(&house, &NewAppeal { public_code: "'; --".into(), ..good.clone() }).unwrap_err();
    assert_eq!(unknown.code, Code::TailMismatch);
    assert_eq!(unknown, wrong);
    assert_eq!(unknown, nonsense);
    let by_officer = file_appeal(&house.desk, &house.of(&house.officer), &good);
    assert_eq!(by_officer.unwrap_err().code, Code::NotAllowed);
    let filed = file(&house, &good).unwrap();
    assert_eq!(file(&house, &good).unwrap_err().code, Code::AppealPending);
    let entry = house.entries_about(story.measure).into_iter().rfind(|e| e.result == "ok").unwrap();
    assert_eq!((entry.verb.as_str(), entry.fact("due")), ("file_appeal", Some(&Fact::Time(filed.due))));
    assert!(entry.is_about(&story.case.to_string()));
    let long = NewAppeal { statement: "长".repeat(2_001).into(), ..good };
    decide(&house, &house.supervisor, appeal_of(&house, &filed).id, false).unwrap();
    assert_eq!(file(&house, &long).unwrap_err().code, Code::FieldInvalid);
    house.audit(&[STATEMENT, "000-0000-0003", PAYEE]);
}

#[test]
fn an_upheld_appeal_lifts_the_measure_by_its_own_wire() {
    let house = House::new();
    let story = house.stopped();
    let filed = file(&house, &new_appeal(&house, &story)).unwrap();
    let id = appeal_of(&house, &filed).id;
    let open = progress(&house.desk, &filed.progress_code.to_lowercase()).unwrap().unwrap();
    assert_eq!((open.state.as_str(), open.reason, open.ended), ("open", None, false));
    house.pass(HOUR_MS);
    let lift = decide(&house, &house.supervisor, id, true).unwrap().expect("a lift was sent");
    let order: Order = house.record(lift);
    assert_eq!((order.kind, order.state.name(), order.agency), (OrderKind::LiftStop, "dispatched", house.other_bank));
    assert_eq!(decide(&house, &house.other_supervisor, id, false), Err(Code::WrongState));
    house.done(house.other_bank, lift, None);
    assert!(matches!(house.record::<Measure>(story.measure).state, MeasureState::Released { .. }));
    let upheld = progress(&house.desk, &filed.progress_code).unwrap().unwrap();
    assert_eq!((upheld.state.as_str(), upheld.ended), ("upheld", true));
    assert_eq!(upheld.reason.as_deref(), Some("账户用途已核实"));
    assert_eq!(file(&house, &new_appeal(&house, &story)).unwrap_err().code, Code::NoMeasureInForce);
    assert_eq!(progress(&house.desk, "0000-0000-0000").unwrap(), None);
    house.audit(&[]);
}

#[test]
fn whoever_had_a_hand_in_the_measure_does_not_decide() {
    let house = House::new();
    // The same people, one of them a supervisor besides: on duty, he signed the stop.
    let signer = NewOfficer {
        login: "signer".into(),
        name: "民警丁".into(),
        seats: [Role::Officer, Role::Supervisor].map(|role| Seat { agency: house.centre, role }).to_vec(),
        police_number: Some("999005".into()),
        phone: "000-0000-0006".into(),
        password: None,
    };
    let administrator = || house.of(&house.administrator);
    let signer = office::enrol_officer(&house.desk, &administrator(), &signer).unwrap().officer;
    office::set_certificate(&house.desk, &administrator(), signer, house::SCAN).unwrap();
    house.pass(1);
    let duty = office::NewDuty {
        from: house.now(),
        until: house.now().plus_ms(DAY_MS),
        operator: signer,
        investigator: house.partner.id,
    };
    office::set_duty(&house.desk, &administrator(), &duty).unwrap();
    let signer: Officer = house.record(signer);
    let story = house.stopped();
    let filed = file(&house, &new_appeal(&house, &story)).unwrap();
    let id = appeal_of(&house, &filed).id;
    assert_eq!(decide(&house, &signer, id, false), Err(Code::SameOfficerDecides));
    assert_eq!(house.last_entry().result, "same_officer_decides");
    let own_review =
        review_act(&house.desk, &house.of(&signer), story.order, &Finding { in_order: true, remark: String::new() });
    assert_eq!(own_review.unwrap_err().code, Code::FourEyes);
    assert_eq!(decide(&house, &house.officer, id, false), Err(Code::NotAllowed));
    assert_eq!(decide(&house, &house.supervisor, id, false), Ok(None));
    assert!(house.record::<Measure>(story.measure).state.force().is_some());
}

#[test]
fn past_its_clock_an_appeal_is_not_rejected_any_more() {
    let house = House::new();
    let story = house.stopped();
    let filed = file(&house, &new_appeal(&house, &story)).unwrap();
    let id = appeal_of(&house, &filed).id;
    house.pass(filed.due.since_ms(house.now()) + 1);
    assert_eq!(decide(&house, &house.supervisor, id, false), Err(Code::WrongState));
    assert_eq!(house.record::<Appeal>(id).state, AppealState::Open);
    assert!(decide(&house, &house.supervisor, id, true).unwrap().is_some());
}

#[test]
fn an_act_under_standing_authority_is_read_again_by_another() {
    let house = House::new();
    let story = house.stopped();
    let review = |by: &Officer, in_order: bool, remark: &str| {
        review_act(&house.desk, &house.of(by), story.order, &Finding { in_order, remark: remark.into() })
            .map_err(|r| r.code)
    };
    assert_eq!(review(&house.officer, true, ""), Err(Code::FourEyes));
    assert_eq!(review(&house.approver, true, ""), Err(Code::NotAllowed));
    assert_eq!(review(&house.supervisor, false, " "), Err(Code::FieldMissing));
    let done = review(&house.supervisor, false, "申请表未写时间").unwrap();
    assert!(!done.late);
    let kept = house.record::<Review>(story.order).reviewed.unwrap();
    assert_eq!((kept.by, kept.in_order), (house.supervisor.id, false));
    assert_eq!(review(&house.other_supervisor, true, ""), Err(Code::WrongState));
    assert!(house.last_entry().is_about(&story.case.to_string()));
}
