//! The bank first, and who is wronged: holds of an agency's own, good faith, objections to freezes.

use crate::house::{House, answer_to};
use crate::story::{self, PAYEE, PAYER, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::Refusal;
use cordon_desk::council::{AppealDecided, Decision, NewAppeal, Outcome, decide_appeal, file_appeal};
use cordon_desk::money::hold::{NewHold, TakenHold, confirm_hold, take_hold};
use cordon_desk::money::lift_stop::lift_stop;
use cordon_desk::order::approve::approve;
use cordon_desk::order::hand_over::hand_over;
use cordon_desk::read::public_measure;
use cordon_journal::Fact;
use cordon_model::time::{DAY_MS, HOUR_MS};
use cordon_model::{
    AccountClass, AgencyId, Appeal, AppealGround, AppealState, BankReport, Code, Measure, MeasureId, MeasureKind,
    Money, Note, Officer, Order, OrderKind, ReceiptResult, Wire,
};
use cordon_store::{Read, Value};

const MULE: &str = "9999997777777777";
const HOLDER: &str = "测试丙";
const STATEMENT: &str = "出售黄金所得货款，有发票和提货单为证";

fn code<T>(result: Result<T, Refusal>) -> Code {
    result.map(|_| ()).unwrap_err().code
}

fn new_hold(house: &House) -> NewHold {
    NewHold {
        reference: "H-2026/0001".into(),
        account: PAYEE.into(),
        holder: Some(HOLDER.into()),
        class: AccountClass::Personal,
        held: yuan(5_000),
        balance: Some(yuan(6_000)),
        from: house.now(),
        until: None,
        limit: None,
    }
}

fn take(house: &House, agency: AgencyId, new: &NewHold) -> Result<TakenHold, Refusal> {
    let mut body = [0; 32];
    body[0] = u8::try_from(new.held.minor() % 251).unwrap();
    take_hold(&house.desk, &house.machine(agency), agency, new, b"{\"account\":\"as it came\"}", body)
}

#[test]
fn a_bank_holds_first_and_its_hold_lapses_when_nobody_confirms_it() {
    let house = House::new();
    let new = new_hold(&house);
    let taken = take(&house, house.bank, &new).unwrap();
    assert_eq!((taken.until, taken.already), (house.now().plus_ms(24 * HOUR_MS), false));
    let hold: Measure = house.record(taken.measure);
    assert_eq!((hold.kind, hold.state.name(), hold.agency), (MeasureKind::Hold, "in_force", house.bank));
    let entry = house.last_entry();
    assert_eq!(entry.fact("confirm_due"), Some(&Fact::Time(taken.until)));
    // Told again it is the same; told otherwise under the same name it is refused.
    house.pass(1);
    let again = take(&house, house.bank, &new).unwrap();
    assert_eq!(
        (again.measure, again.public_code.as_str(), again.already),
        (taken.measure, taken.public_code.as_str(), true)
    );
    let other = NewHold { held: yuan(4_000), ..new.clone() };
    assert_eq!(code(take(&house, house.bank, &other)), Code::IdempotencyConflict);
    let second = NewHold { reference: "H-2".into(), ..new.clone() };
    assert_eq!(code(take(&house, house.bank, &second)), Code::AlreadyInForce);
    // The customer reads who holds, and on what ground, with the code his bank gave him.
    let page = public_measure(&house.desk, &taken.public_code, &PAYEE[12..], house.now()).unwrap().unwrap();
    assert_eq!((page.kind, page.organ.as_str()), (MeasureKind::Hold, "样例银行"));
    // No case has it, and no other agency learns of it.
    assert!(hold.claims.is_empty());
    let stranger = house.machine(house.other_bank);
    let ask = cordon_desk::read::MeasureFilter::default();
    let list = cordon_desk::read::measures(&house.desk, &stranger, &ask, &cordon_desk::read::PageAsk::default());
    assert!(list.is_err());
    assert_eq!(code(take_hold(&house.desk, &stranger, house.bank, &new, b"x", [9; 32])), Code::NotFound);
    house.pass(24 * HOUR_MS);
    assert_eq!(house.tick().lapsed, 1);
    assert_eq!(house.record::<Measure>(taken.measure).state.name(), "lapsed");
    house.audit(&[PAYEE, HOLDER, "as it came"]);
}

#[test]
fn a_hold_that_cannot_be_true_is_refused() {
    let house = House::new();
    let refused = |change: fn(&mut NewHold)| {
        let mut new = new_hold(&house);
        change(&mut new);
        code(take(&house, house.bank, &new))
    };
    assert_eq!(refused(|new| new.held = yuan(0)), Code::FieldInvalid);
    assert_eq!(refused(|new| new.held = yuan(7_000)), Code::FieldInvalid);
    assert_eq!(refused(|new| new.limit = Some(yuan(4_999))), Code::FieldInvalid);
    assert_eq!(refused(|new| new.until = Some(new.from)), Code::FieldInvalid);
    assert_eq!(refused(|new| new.from = new.from.plus_ms(HOUR_MS)), Code::FieldInvalid);
    assert_eq!(refused(|new| new.from = new.from.minus_ms(24 * HOUR_MS)), Code::FieldInvalid);
    assert_eq!(refused(|new| new.reference = "a b".into()), Code::FieldInvalid);
    assert_eq!(refused(|new| new.account = "x".into()), Code::FieldInvalid);
    assert_eq!(code(take(&house, house.carrier, &new_hold(&house))), Code::AgencyWrongKind);
    // What was told late is not held longer for it.
    let late = NewHold { from: house.now().minus_ms(20 * HOUR_MS), ..new_hold(&house) };
    assert_eq!(take(&house, house.bank, &late).unwrap().until, house.now().plus_ms(4 * HOUR_MS));
    house.audit(&[PAYEE, HOLDER]);
}

/// A case whose stop is not even drafted: the payee became known by the hold's own report.
fn case_for(house: &House) -> Story<'_> {
    Story::report(house, yuan(5_000))
}

#[test]
fn a_confirmed_hold_becomes_the_stop_that_its_receipt_tells_of() {
    let house = House::new();
    let taken = take(&house, house.bank, &new_hold(&house)).unwrap();
    let story = case_for(&house);
    story.confirm();
    // The report drafted its stop; confirming the hold binds it to the case and finds that stop.
    let confirm = |by: &Officer| confirm_hold(&house.desk, &house.of(by), taken.measure, story.filed.case);
    assert_eq!(code(confirm(&house.intake)), Code::NotAllowed);
    let confirmed = confirm(&house.third).unwrap();
    assert_eq!((confirmed.order, confirmed.state.as_str()), (story.order(OrderKind::Stop).id, "awaiting_papers"));
    assert_eq!(code(confirm(&house.third)), Code::WrongState);
    assert_eq!(story.bar().held, yuan(5_000), "confirmed, it holds for the case");
    let report: Vec<BankReport> = house.read(|view| view.select("order by id", &[]).unwrap());
    assert_eq!((report[0].case, report[0].measure), (Some(story.filed.case), Some(taken.measure)));
    story.sign();
    story.held(yuan(6_000));
    let hold: Measure = house.record(taken.measure);
    assert_eq!(hold.state.name(), "converted");
    assert_eq!((story.measure().state.name(), story.bar().held), ("in_force", yuan(5_000)));
    assert_eq!(code(confirm(&house.third)), Code::NoMeasureInForce);
    house.audit(&[PAYEE]);
}

#[test]
fn a_hold_is_confirmed_for_a_case_with_a_stop_of_its_own_and_runs_by_its_own_clock_till_then() {
    let house = House::new();
    let story = case_for(&house);
    story.confirm();
    // The first stop was refused; then the bank holds by itself.
    story.sign();
    house.answer(house.bank, &answer_to(story.order(OrderKind::Stop).id, ReceiptResult::Refused, "0301"));
    let taken = take(&house, house.bank, &new_hold(&house)).unwrap();
    let stranger = Story::of(&house, &{
        let mut report = story::report(&house, yuan(3));
        report.transfers[0].to.as_mut().unwrap().number = "9999997777777777".into();
        report
    });
    let wrong = confirm_hold(&house.desk, &house.of(&house.third), taken.measure, stranger.filed.case);
    assert_eq!(code(wrong), Code::FieldInvalid, "a case that claims nothing there confirms nothing");
    let confirmed = confirm_hold(&house.desk, &house.of(&house.third), taken.measure, story.filed.case).unwrap();
    let stop: Order = house.record(confirmed.order);
    assert!(stop.notes.contains(&Note::BankReported));
    assert_eq!((stop.kind, stop.state.name()), (OrderKind::Stop, "dispatched"), "its papers are there already");
    // On the police wire it names the bank's report (type 02), each time the same.
    assert_eq!(stop.wire, Some(Wire::PoliceBank));
    let given = || hand_over(&house.desk, &house.machine(house.bank), stop.id).unwrap();
    let reports: Vec<cordon_model::BankReport> = house.read(|view| view.select("order by id", &[]).unwrap());
    assert_eq!(given().original.map(|id| id.bytes()), Some(reports[0].id.bytes()));
    assert!(given().notes.iter().any(|note| note == Note::BankReported.name()));
    // The bank never answers: the hold ends by its own clock all the same.
    house.pass(24 * HOUR_MS);
    house.tick();
    assert_eq!(house.record::<Measure>(taken.measure).state.name(), "lapsed");
}

/// Found by a race: such a stop named no payment, and so had no form on the police wire.
#[test]
fn a_hold_further_on_is_confirmed_by_a_stop_that_names_the_payment_that_began_the_trace() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(5_000));
    let rows = [
        Row::credit(5_000, 0, PAYER, "999999000002").balance(5_000),
        Row::debit(5_000, 30, MULE, "999999000001").balance(0),
    ];
    trail.tell(&story, house.bank, PAYEE, &rows);
    trail.round();
    let onward = |order: &Order| order.kind == OrderKind::Stop && order.level == 2;
    let refused = story.orders().into_iter().find(onward).unwrap();
    house.answer(refused.agency, &answer_to(refused.id, ReceiptResult::Refused, "0301"));
    let hold = NewHold { account: MULE.into(), ..new_hold(&house) };
    let taken = take(&house, house.bank, &hold).unwrap();
    let confirmed = confirm_hold(&house.desk, &house.of(&house.third), taken.measure, story.filed.case).unwrap();
    let stop: Order = house.record(confirmed.order);
    assert_eq!((stop.level, stop.transfer), (2, story.case().begun_by().map(|transfer| transfer.id)));
    let given = hand_over(&house.desk, &house.machine(house.bank), stop.id).unwrap();
    assert_eq!(given.transfer.map(|transfer| transfer.amount), Some(yuan(5_000)));
}

#[test]
fn a_confirmed_hold_whose_debit_is_denied_is_lifted_by_our_own_form() {
    let house = House::new();
    let taken = take(&house, house.bank, &new_hold(&house)).unwrap();
    let story = case_for(&house);
    confirm_hold(&house.desk, &house.of(&house.third), taken.measure, story.filed.case).unwrap();
    story.debit(Some(cordon_model::exchange::DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
    let lift = story.order(OrderKind::LiftStop);
    assert_eq!((lift.measure, lift.wire), (Some(taken.measure), Some(Wire::JsonForm)));
    house.done(house.bank, lift.id, None);
    assert_eq!(house.record::<Measure>(taken.measure).state.name(), "released");
}

fn appeal(house: &House, measure: MeasureId, ground: AppealGround, tail: &str) -> Appeal {
    let measure: Measure = house.record(measure);
    let new = NewAppeal {
        public_code: measure.public_code,
        tail: tail.into(),
        statement: STATEMENT.into(),
        contact: "000-0000-0009".into(),
        ground,
    };
    let filed = file_appeal(&house.desk, &house.citizen(), &new).unwrap();
    let code = [Value::from(&filed.progress_code)];
    house.read(|view| view.select::<Appeal>("where progress_code = $1", &code).unwrap().pop().unwrap())
}

fn decide(house: &House, by: &Officer, appeal: &Appeal, outcome: Outcome) -> Result<AppealDecided, Refusal> {
    let decision = Decision { outcome, reason: "货款已核实，系善意取得".into() };
    decide_appeal(&house.desk, &house.of(by), appeal.id, &decision)
}

#[test]
fn a_seller_in_good_faith_gets_the_untainted_part_back_in_one_act() {
    let house = House::new();
    // At a bank that can hold an amount.
    let told = house.stopped();
    let seller = appeal(&house, told.measure, AppealGround::GoodFaith, "4321");
    assert_eq!(seller.due.at, house.now().plus_ms(4 * HOUR_MS), "within hours");
    for (kept, why) in [(-1, "negative"), (8_000_001, "more than is held"), (8_000_000, "frees nothing")] {
        let wrong = decide(&house, &house.supervisor, &seller, Outcome::Part { kept: Money::cny(kept) });
        assert_eq!(code(wrong), Code::FieldInvalid, "{why}");
    }
    let part = Outcome::Part { kept: yuan(2) };
    assert_eq!(code(decide(&house, &house.approver, &seller, part)), Code::NotAllowed);
    assert_eq!(code(decide(&house, &house.officer, &seller, part)), Code::SameOfficerDecides, "he signed the stop");
    let done = decide(&house, &house.supervisor, &seller, Outcome::Part { kept: yuan(20_000) }).unwrap();
    let reduce: Order = house.record(done.lift.unwrap());
    assert_eq!(
        (reduce.kind, reduce.state.name(), reduce.limit),
        (OrderKind::ReduceHold, "dispatched", Some(yuan(20_000)))
    );
    assert_eq!(done.freeze, None);
    assert!(
        matches!(house.record::<Appeal>(seller.id).state, AppealState::PartlyUpheld { kept, .. } if kept == yuan(20_000))
    );
    let entry = house.last_entry();
    assert_eq!(
        (entry.fact("outcome"), entry.fact("ground")),
        (Some(&Fact::text("part")), Some(&Fact::text("good_faith")))
    );
    house.done(house.other_bank, reduce.id, Some(yuan(20_000)));
    let force = *house.record::<Measure>(told.measure).state.force().unwrap();
    assert_eq!((force.held, force.limit), (Some(yuan(20_000)), Some(yuan(20_000))));
    assert_eq!(code(decide(&house, &house.other_supervisor, &seller, Outcome::Uphold)), Code::WrongState);
    house.audit(&[STATEMENT]);
}

#[test]
fn a_reduction_that_failed_goes_again_as_a_reduction() {
    let house = House::new();
    let told = house.stopped();
    let seller = appeal(&house, told.measure, AppealGround::GoodFaith, "4321");
    let first = decide(&house, &house.supervisor, &seller, Outcome::Part { kept: yuan(20_000) }).unwrap().lift.unwrap();
    house.answer(house.other_bank, &answer_to(first, ReceiptResult::Failed, "1101"));
    let orders: Vec<Order> = house.read(|view| {
        view.select("where measure_id = $1 order by id", &[Value::from(told.measure.to_string())]).unwrap()
    });
    let again = orders.iter().rfind(|order| order.kind == OrderKind::ReduceHold).unwrap();
    assert_ne!(again.id, first);
    assert_eq!((again.limit, again.state.name()), (Some(yuan(20_000)), "dispatched"));
    assert!(orders.iter().all(|order| order.kind != OrderKind::LiftStop), "less was asked for, not nothing");
}

#[test]
fn where_a_bank_holds_all_or_nothing_good_faith_lifts_the_stop_at_once() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(9_000));
    let seller = appeal(&house, story.measure().id, AppealGround::GoodFaith, "8888");
    let done = decide(&house, &house.supervisor, &seller, Outcome::Part { kept: yuan(1_000) }).unwrap();
    let lift: Order = house.record(done.lift.unwrap());
    assert_eq!((lift.kind, lift.state.name(), lift.wire), (OrderKind::LiftStop, "dispatched", Some(Wire::PoliceBank)));
    assert_eq!(lift.reason, "货款已核实，系善意取得");
    assert_eq!(done.freeze, None, "the case is not filed");
    assert_eq!(house.last_entry().fact("lifted_whole"), Some(&Fact::Bool(true)));
}

#[test]
fn for_a_filed_case_the_tainted_part_is_drafted_as_a_freeze() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(9_000));
    story.file();
    let seller = appeal(&house, story.measure().id, AppealGround::GoodFaith, "8888");
    let done = decide(&house, &house.supervisor, &seller, Outcome::Part { kept: yuan(1_000) }).unwrap();
    let freeze: Order = house.record(done.freeze.unwrap());
    assert_eq!(
        (freeze.kind, freeze.state.name(), freeze.limit),
        (OrderKind::Freeze, "awaiting_papers", Some(yuan(1_000)))
    );
    let measure: Measure = house.record(freeze.measure.unwrap());
    assert_eq!(measure.owner.unwrap().officer, Some(house.officer.id), "who recorded the filing answers for it");
    story.document();
    approve(&house.desk, &house.of(&house.approver), freeze.id).unwrap();
    assert_eq!(house.record::<Order>(freeze.id).state.name(), "dispatched");
}

#[test]
fn an_objection_to_a_freeze_that_nobody_decided_goes_to_people_and_stays_open() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    let freeze = story.frozen();
    let page = public_measure(&house.desk, &freeze.public_code, "8888", house.now()).unwrap().unwrap();
    assert!(page.objection.zh.contains("人民检察院") && page.objection.decided_within == "30 d");
    let wronged = appeal(&house, freeze.id, AppealGround::Wronged, "8888");
    house.pass(30 * DAY_MS + 1);
    assert_eq!((house.tick().appeals, house.tick().appeals), (1, 0), "told once");
    let kept: Appeal = house.record(wronged.id);
    assert_eq!((kept.state, kept.escalated_at), (AppealState::Open, Some(house.now())));
    assert_eq!(house.record::<Measure>(freeze.id).state.name(), "in_force");
    let entry = house.entries_about(wronged.id).into_iter().rfind(|e| e.verb == "pass_appeal_clock").unwrap();
    assert_eq!(entry.fact("escalated"), Some(&Fact::Bool(true)));
    assert!(entry.is_about(&house.third.id.to_string()), "its owner is told");
    // Late, it is still decided, either way.
    assert!(decide(&house, &house.supervisor, &wronged, Outcome::Reject).unwrap().lift.is_none());
    let second = appeal(&house, freeze.id, AppealGround::Wronged, "8888");
    let lift = decide(&house, &house.supervisor, &second, Outcome::Uphold).unwrap().lift.unwrap();
    assert_eq!(house.record::<Order>(lift).kind, OrderKind::LiftFreeze);
}

#[test]
fn an_appeal_against_a_stop_that_became_a_freeze_is_not_decided_by_the_clock() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    let wronged = appeal(&house, story.measure().id, AppealGround::Wronged, "8888");
    let freeze = story.frozen();
    assert_eq!(house.record::<Appeal>(wronged.id).measure, freeze.id);
    house.pass(12 * HOUR_MS + 1);
    house.tick();
    assert_eq!(house.record::<Appeal>(wronged.id).state, AppealState::Open);
    assert_eq!(house.record::<Measure>(freeze.id).state.name(), "in_force");
}

#[test]
fn a_hold_that_is_appealed_against_goes_by_the_clock() {
    let house = House::new();
    let taken = take(&house, house.bank, &new_hold(&house)).unwrap();
    let wronged = appeal(&house, taken.measure, AppealGround::Wronged, "8888");
    house.pass(12 * HOUR_MS + 1);
    assert_eq!(house.tick().appeals, 1);
    assert_eq!(house.record::<Appeal>(wronged.id).state.name(), "clock_passed");
    let orders: Vec<Order> = house.read(|view| {
        view.select("where measure_id = $1 order by id", &[Value::from(taken.measure.to_string())]).unwrap()
    });
    assert_eq!((orders[0].kind, orders[0].wire), (OrderKind::LiftStop, Some(Wire::JsonForm)));
    let again = lift_stop(&house.desk, &house.of(&house.third), taken.measure, "核实无误");
    assert_eq!(code(again), Code::WrongState, "it is being lifted already");
}
