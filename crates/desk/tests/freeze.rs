//! Freezes as they live: after 立案, with a document, for an amount, with an owner, and to their end.

use crate::house::{House, PAYEE, answer_to};
use crate::story::{self, Story, yuan};
use cordon_desk::Refusal;
use cordon_desk::money::freeze::{
    FreezeOf, NewExtension, NewFiling, NewFreeze, NewOwner, Scope, extend_freeze, find_unrelated, freeze,
    hand_on_freeze, record_filing,
};
use cordon_desk::money::lift_stop::lift_stop;
use cordon_desk::money::protect_account::{NewProtection, ProtectedOf, protect_account};
use cordon_desk::order::approve::approve;
use cordon_journal::Fact;
use cordon_model::exchange::{Answer, DebitFound, EarlierMeasure};
use cordon_model::receipt::Weight;
use cordon_model::time::{DAY_MS, HOUR_MS};
use cordon_model::{
    CaseNote, Code, Measure, MeasureState, Note, Order, OrderKind, ProtectionKind, ReceiptResult, Stage,
};

fn code<T>(result: Result<T, Refusal>) -> Code {
    result.map(|_| ()).unwrap_err().code
}

#[test]
fn nothing_is_frozen_before_the_case_is_filed() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(80_000), yuan(100_000));
    assert_eq!(code(story.draft_freeze(Scope::Claimed)), Code::FilingMissing);
    story.file();
    assert_eq!(story.case().filing.unwrap().recorded_by, house.officer.id);
    let entry = house.last_entry();
    assert_eq!((entry.verb.as_str(), entry.fact("corrected")), ("record_filing", Some(&Fact::Bool(false))));
    let drafted = story.draft_freeze(Scope::Claimed).unwrap();
    assert_eq!((drafted.state.as_str(), drafted.limit), ("awaiting_papers", Some(yuan(80_000))));
    let new = NewFiling { number: "2号".into(), organ: "样例市公安局".into(), decided_at: house.now() };
    let again = record_filing(&house.desk, &house.of(&house.third), story.filed.case, &new).unwrap();
    assert!(again.corrected && story.case().filing.unwrap().number == "2号");
    for (wrong, new) in [
        (Code::FieldMissing, NewFiling { number: " ".into(), ..new.clone() }),
        (Code::FieldInvalid, NewFiling { decided_at: house.now().plus_ms(HOUR_MS), ..new.clone() }),
        (Code::FieldInvalid, NewFiling { decided_at: house.now().minus_ms(DAY_MS), ..new.clone() }),
    ] {
        assert_eq!(code(record_filing(&house.desk, &house.of(&house.third), story.filed.case, &new)), wrong);
    }
    assert_eq!(code(record_filing(&house.desk, &house.of(&house.intake), story.filed.case, &new)), Code::NotAllowed);
    house.audit(&[PAYEE, story::PAYEE]);
}

#[test]
fn a_freeze_waits_for_its_document_and_for_another_person() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(80_000), yuan(100_000));
    story.file();
    let drafted = story.draft_freeze(Scope::Claimed).unwrap();
    let wait = approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap_err();
    assert_eq!((wait.code, wait.detail.as_str()), (Code::PapersMissing, "[FreezeDocument]"));
    story.sign();
    assert_eq!(
        house.record::<Order>(drafted.order).state.name(),
        "awaiting_papers",
        "the victim's form is no document"
    );
    assert_eq!(story.document().awaiting_approval, [drafted.order], "standing authority never covers a freeze");
    let mut both = house.third.clone();
    both.seats.push(cordon_model::Seat { agency: house.centre, role: cordon_model::Role::Approver });
    assert_eq!(code(approve(&house.desk, &house.of(&both), drafted.order)), Code::FourEyes);
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    let order: Order = house.record(drafted.order);
    assert_eq!(order.state.name(), "dispatched");
    assert!(!order.notes.contains(&Note::LimitNotCarried), "a freeze names its amount on every wire");
    let open = cordon_desk::order::hand_over::hand_over(&house.desk, &house.machine(house.bank), order.id).unwrap();
    assert_eq!(open.document.as_deref(), Some("样公立字〔2026〕1号"));
    let papers: Vec<&str> = open.attachments.iter().map(|paper| paper.kind.code()).collect();
    assert_eq!(papers, ["01", "01", "02"]);
    // The bank freezes 80 000 of 100 000: the stop becomes it, and the excess is over.
    house.done(house.bank, order.id, Some(yuan(80_000)));
    let freeze: Measure = house.record(drafted.measure);
    let force = *freeze.state.force().unwrap();
    assert_eq!((force.held, force.excess().unwrap()), (Some(yuan(80_000)), None));
    assert_eq!(force.until, house.now().plus_ms(180 * DAY_MS));
    assert!(matches!(story.measure().state, MeasureState::Converted { into, .. } if into == freeze.id));
    assert_eq!(story.bar().held, yuan(80_000));
    let owner = freeze.owner.unwrap();
    assert_eq!((owner.stage, owner.officer), (Stage::Police, Some(house.third.id)));
    house.audit(&[story::PAYEE, "民警丙"]);
}

#[test]
fn less_than_claimed_may_be_frozen_never_more_and_the_whole_only_with_a_reason() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(80_000), yuan(100_000));
    story.file();
    assert_eq!(code(story.draft_freeze(Scope::Limited(yuan(80_001)))), Code::FieldInvalid);
    assert_eq!(code(story.draft_freeze(Scope::Limited(yuan(0)))), Code::FieldInvalid);
    assert_eq!(code(story.draft_freeze(Scope::Full { why: " ".into() })), Code::FieldMissing);
    let protect = |kind| NewProtection {
        account: ProtectedOf::Key(story.measure().target.key().to_owned()),
        kind,
        reason: "代发工资账户".into(),
        until: house.now().plus_ms(30 * DAY_MS),
    };
    protect_account(&house.desk, &house.of(&house.supervisor), &protect(ProtectionKind::Payroll)).unwrap();
    let whole = || Scope::Full { why: "账户资金均来自被害人".into() };
    let refused = story.draft_freeze(whole()).unwrap_err();
    assert_eq!((refused.code, refused.detail.as_str()), (Code::AccountProtected, "payroll"));
    // Protection ends by itself, and says nothing against a limit.
    house.pass(31 * DAY_MS);
    let drafted = story.draft_freeze(whole()).unwrap();
    let order: Order = house.record(drafted.order);
    assert_eq!((drafted.limit, order.limit), (None, None));
    assert!(order.reason.contains("全额冻结：账户资金均来自被害人"));
    assert_eq!(house.last_entry().fact("full"), Some(&Fact::Bool(true)));
    assert_eq!(code(story.draft_freeze(Scope::Claimed)), Code::AlreadyInForce);
}

#[test]
fn an_account_is_frozen_by_its_key_where_the_case_claims_something() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    story.file();
    let key = story.measure().target.key().to_owned();
    let by = |key: &str| {
        let account = FreezeOf::Account(key.to_owned());
        let new =
            NewFreeze {
                account, scope: Scope::Limited(yuan(1)), reason: "涉案".into(), owner: Some(house.officer.id)
            };
        freeze(&house.desk, &house.of(&house.third), story.filed.case, &new)
    };
    assert_eq!(code(by("nobody")), Code::NotFound);
    let other = Story::report_from(&house, yuan(9), "9999992222222222");
    let payer = other.case().transfers[0].from.key.clone();
    assert_eq!(code(by(&payer)), Code::NotFound, "the payer's account is in no movement");
    let drafted = by(&key).unwrap();
    let measure: Measure = house.record(drafted.measure);
    assert_eq!(measure.owner.unwrap().officer, Some(house.officer.id));
    // Another case claims nothing by this one's filing, and its owner must be police.
    let new = NewFreeze {
        account: FreezeOf::Account(key),
        scope: Scope::Claimed,
        reason: "涉案".into(),
        owner: Some(house.intake.id),
    };
    assert_eq!(code(freeze(&house.desk, &house.of(&house.third), other.filed.case, &new)), Code::FilingMissing);
    other.file();
    assert_eq!(code(freeze(&house.desk, &house.of(&house.third), other.filed.case, &new)), Code::NotPolice);
    assert_eq!(code(freeze(&house.desk, &house.of(&house.intake), other.filed.case, &new)), Code::NotAllowed);
}

#[test]
fn one_case_is_frozen_while_the_other_keeps_its_stop_and_no_fen_is_held_twice() {
    let house = House::new();
    let first = Story::report(&house, yuan(70_000));
    first.confirm();
    let second = Story::report_from(&house, yuan(70_000), "9999992222222222");
    second.confirm();
    first.sign();
    first.held(yuan(100_000));
    assert_eq!((first.bar().held, second.bar().held), (yuan(70_000), yuan(30_000)));
    let freeze = first.frozen();
    assert_eq!(freeze.state.name(), "in_force");
    let stop = first.measure();
    assert_eq!(stop.state.name(), "in_force", "the second case is not filed: its stop goes on");
    assert_eq!(stop.state.force().unwrap().held, Some(yuan(30_000)));
    assert_eq!((first.bar().held, second.bar().held), (yuan(70_000), yuan(30_000)));
    // Filed, the second freezes for itself; what is left of the stop becomes that.
    let again = second.frozen();
    assert_ne!(again.id, freeze.id);
    assert_eq!(house.record::<Measure>(freeze.id).state.name(), "in_force", "a freeze does not end another");
    assert_eq!(house.record::<Measure>(stop.id).state.name(), "converted");
}

#[test]
fn a_stop_that_comes_after_a_freeze_neither_ends_nor_counts_it() {
    let house = House::new();
    let first = Story::stopped(&house, yuan(70_000), yuan(100_000));
    let freeze = first.frozen();
    let second = Story::report_from(&house, yuan(70_000), "9999992222222222");
    second.confirm();
    second.sign();
    // The account was stopped before, so a person approves.
    approve(&house.desk, &house.of(&house.approver), second.order(OrderKind::Stop).id).unwrap();
    second.held(yuan(100_000));
    assert_eq!(house.record::<Measure>(freeze.id).state.name(), "in_force");
    assert_eq!((first.bar().held, second.bar().held), (yuan(70_000), yuan(30_000)));
}

#[test]
fn claims_that_shrink_while_a_freeze_waits_make_it_smaller() {
    let house = House::new();
    let mut report = story::report(&house, yuan(5_000));
    let mut second = report.transfers[0].clone();
    second.amount = yuan(300);
    second.from.number = "9999992222222222".into();
    report.transfers.push(second);
    let story = Story::of(&house, &report);
    story.sign();
    story.file();
    story.document();
    let drafted = story.draft_freeze(Scope::Claimed).unwrap();
    assert_eq!(drafted.limit, Some(yuan(5_300)));
    // The second payer's bank has no such debit.
    let asked = story.orders().into_iter().rfind(|order| order.kind == OrderKind::ConfirmDebit).unwrap();
    let denied = Some(DebitFound { found: false, at: None, payee: None });
    house.answer(asked.agency, &Answer { debit: denied, ..answer_to(asked.id, ReceiptResult::Done, "0000") });
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    let order: Order = house.record(drafted.order);
    assert_eq!((order.limit, order.state.name()), (Some(yuan(5_000)), "dispatched"));
}

#[test]
fn a_freeze_whose_debit_is_denied_is_released_by_people_not_by_a_clock() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.sign();
    story.held(yuan(5_000));
    let freeze = story.frozen();
    story.debit(Some(DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
    let freeze: Measure = house.record(freeze.id);
    assert_eq!(freeze.release_due.unwrap().at, house.now().plus_ms(3 * DAY_MS));
    let lift = story.order(OrderKind::LiftFreeze);
    assert_eq!(lift.state.name(), "awaiting_approval", "a criminal freeze waits for a person");
    assert_eq!(freeze.state.name(), "in_force");
}

#[test]
fn a_freeze_is_renewed_with_a_document_of_its_own_and_ends_when_it_is_not() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    let freeze = story.frozen();
    let end = freeze.state.force().unwrap().until;
    let extend = |until| {
        let new = NewExtension { until, reason: "侦查未终结".into() };
        extend_freeze(&house.desk, &house.of(&house.third), freeze.id, &new)
    };
    // Each alarm once, months before its end; a stop's hours are not a freeze's days.
    house.pass(149 * DAY_MS);
    house.tick();
    assert_eq!(house.tick().alarms, 0);
    house.pass(DAY_MS);
    assert_eq!((house.tick().alarms, house.tick().alarms), (1, 0));
    let alarm = house.entries_about(freeze.id).pop().unwrap();
    assert!(alarm.is_about(&house.third.id.to_string()), "its owner is told");
    house.new_shift();
    for wrong in [end, end.minus_ms(1), end.plus_ms(180 * DAY_MS + 1)] {
        assert_eq!(code(extend(Some(wrong))), Code::FieldInvalid);
    }
    let drafted = extend(Some(end.plus_ms(90 * DAY_MS))).unwrap();
    assert_eq!(drafted.state, "awaiting_papers", "the first document does not serve again");
    assert_eq!(code(extend(None)), Code::WrongState);
    story.document();
    assert_eq!(house.record::<Order>(drafted.order).state.name(), "awaiting_approval");
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    house.done(house.bank, drafted.order, None);
    let renewed: Measure = house.record(freeze.id);
    assert_eq!(renewed.state.name(), "renewed");
    assert_eq!(renewed.state.force().unwrap().until, end.plus_ms(90 * DAY_MS));
    assert_eq!(renewed.alarms_raised, 0);
    // Nobody renews it again: it is over when its time is.
    house.pass(121 * DAY_MS);
    assert_eq!(house.tick().lapsed, 1);
    assert!(
        matches!(house.record::<Measure>(freeze.id).state, MeasureState::Lapsed { at, .. } if at == end.plus_ms(90 * DAY_MS))
    );
    assert_eq!(code(extend(None)), Code::NoMeasureInForce);
    assert_eq!(
        code(extend_freeze(
            &house.desk,
            &house.of(&house.third),
            story.measure().id,
            &NewExtension { until: None, reason: "续冻".into() }
        )),
        Code::WrongState
    );
}

#[test]
fn a_freeze_has_one_owner_who_is_handed_on_with_the_case() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    let freeze = story.frozen();
    let outside = |stage, name: &str| NewOwner::Outside {
        stage,
        organ: "样例区人民检察院".into(),
        name: name.into(),
        phone: "000-0000-0042".into(),
    };
    let hand_on = |new: &NewOwner| hand_on_freeze(&house.desk, &house.of(&house.officer), freeze.id, new);
    assert_eq!(code(hand_on(&NewOwner::Officer(house.third.id))), Code::WrongState, "it is with him already");
    assert_eq!(code(hand_on(&NewOwner::Officer(house.intake.id))), Code::NotPolice);
    assert_eq!(code(hand_on(&outside(Stage::Procuratorate, " "))), Code::FieldMissing);
    let by_intake = hand_on_freeze(&house.desk, &house.of(&house.intake), freeze.id, &outside(Stage::Court, "检察甲"));
    assert_eq!(code(by_intake), Code::NotAllowed);
    assert_eq!(hand_on(&outside(Stage::Procuratorate, "检察甲")).unwrap().stage, Stage::Procuratorate);
    let owner = house.record::<Measure>(freeze.id).owner.unwrap();
    assert_eq!((owner.stage, owner.officer, owner.name.as_str()), (Stage::Procuratorate, None, "检察甲"));
    let entry = house.last_entry();
    assert_eq!(
        (entry.fact("from_stage"), entry.fact("owner_stage")),
        (Some(&Fact::text("police")), Some(&Fact::text("procuratorate")))
    );
    assert!(entry.is_about(&house.third.id.to_string()), "who had it is told");
    hand_on(&outside(Stage::Court, "法官乙")).unwrap();
    assert_eq!(
        code(hand_on_freeze(
            &house.desk,
            &house.of(&house.officer),
            story.measure().id,
            &outside(Stage::Court, "法官乙")
        )),
        Code::WrongState
    );
    house.audit(&["检察甲", "法官乙", "000-0000-0042"]);
}

#[test]
fn unrelated_property_is_freed_in_three_days_or_its_owner_is_told() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    let freeze = story.frozen();
    let find = || find_unrelated(&house.desk, &house.of(&house.third), freeze.id, "查明系合法货款");
    assert_eq!(code(find_unrelated(&house.desk, &house.of(&house.intake), freeze.id, "查明")), Code::NotAllowed);
    let found = find().unwrap();
    assert_eq!(found.due, house.now().plus_ms(3 * DAY_MS));
    let lift = found.lift.unwrap();
    assert_eq!(house.record::<Order>(lift).state.name(), "awaiting_approval");
    assert_eq!(code(find()), Code::WrongState);
    let renew = NewExtension { until: None, reason: "续冻".into() };
    assert_eq!(code(extend_freeze(&house.desk, &house.of(&house.third), freeze.id, &renew)), Code::WrongState);
    house.pass(3 * DAY_MS);
    assert_eq!(house.tick().releases, 0, "the third day is not over");
    house.pass(1);
    assert_eq!((house.tick().releases, house.tick().releases), (1, 0), "told once");
    assert!(story.case().notes.contains(&CaseNote::ReleaseOverdue));
    let entry = house.entries_about(freeze.id).into_iter().rfind(|e| e.verb == "escalate_release").unwrap();
    assert!(entry.is_about(&house.third.id.to_string()) && entry.is_about(&story.filed.case.to_string()));
    assert_eq!(house.record::<Measure>(freeze.id).state.name(), "in_force", "nothing frees itself");
    approve(&house.desk, &house.of(&house.approver), lift).unwrap();
    house.done(house.bank, lift, None);
    assert_eq!(house.record::<Measure>(freeze.id).state.name(), "released");
    assert_eq!(code(find()), Code::NoMeasureInForce);
}

fn queued(house: &House, story: &Story<'_>, until: Option<cordon_model::Stamp>) -> (cordon_model::OrderId, Measure) {
    story.file();
    story.document();
    let drafted = story.draft_freeze(Scope::Claimed).unwrap();
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    let earlier = vec![EarlierMeasure { organ: "外省某公安局".into(), amount: None, until }];
    let answer = Answer { held: Some(yuan(0)), earlier, ..answer_to(drafted.order, ReceiptResult::Done, "0000") };
    house.answer(house.bank, &answer);
    (drafted.order, house.record(drafted.measure))
}

#[test]
fn a_freeze_behind_another_takes_effect_when_its_turn_comes() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    let turn = house.now().plus_ms(20 * HOUR_MS);
    let (_, measure) = queued(&house, &story, Some(turn));
    assert_eq!((measure.state.name(), story.measure().state.name()), ("queued", "in_force"), "what ran goes on");
    house.pass(19 * HOUR_MS);
    assert_eq!(house.tick().queued, 0);
    house.pass(2 * HOUR_MS);
    let round = house.tick();
    assert_eq!((round.queued, round.lapsed), (1, 0));
    let measure: Measure = house.record(measure.id);
    assert_eq!(measure.state.force().unwrap().from, turn, "from the moment the earlier one ended");
    assert_eq!(story.measure().state.name(), "converted");
    assert_eq!(house.tick().queued, 0);
}

#[test]
fn the_bank_says_when_the_turn_of_a_queued_freeze_came() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    let (order, measure) = queued(&house, &story, None);
    house.pass(DAY_MS);
    house.tick();
    assert_eq!(house.record::<Measure>(measure.id).state.name(), "queued", "nobody knows when the earlier one ends");
    let nothing = Answer { held: Some(yuan(0)), ..answer_to(order, ReceiptResult::Refused, "1303") };
    assert_eq!(house.answer(house.bank, &nothing).weight, Weight::Contradicting);
    let now = Answer { held: Some(yuan(5_000)), ..answer_to(order, ReceiptResult::Done, "0000") };
    assert_eq!(house.answer(house.bank, &now).weight, Weight::Further);
    assert_eq!(house.record::<Measure>(measure.id).state.force().unwrap().held, Some(yuan(5_000)));
    assert_eq!(house.answer(house.bank, &now).weight, Weight::Contradicting, "its turn comes once");
}

#[test]
fn a_queued_freeze_leaves_the_queue_by_its_own_time_or_by_an_order() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    let (_, measure) = queued(&house, &story, None);
    let lift = lift_stop(&house.desk, &house.of(&house.third), measure.id, "查明无关").unwrap();
    approve(&house.desk, &house.of(&house.approver), lift.order).unwrap();
    house.done(house.bank, lift.order, None);
    assert_eq!(house.record::<Measure>(measure.id).state.name(), "not_imposed");
    let house = House::new();
    let story = Story::stopped(&house, yuan(5_000), yuan(5_000));
    let (_, measure) = queued(&house, &story, Some(house.now().plus_ms(400 * DAY_MS)));
    house.pass(180 * DAY_MS);
    assert_eq!((house.tick().queued, house.tick().queued), (1, 0));
    assert_eq!(house.record::<Measure>(measure.id).state.name(), "not_imposed");
}

/// More releases than one round looks at must not hide the one that is due.
#[test]
fn what_waits_for_its_release_hides_nothing() {
    let house = House::new();
    let mut frozen = Vec::new();
    for n in 0..203 {
        let mut report = story::report(&house, yuan(10));
        report.transfers[0].to.as_mut().unwrap().number = format!("99999933{n:08}").as_str().into();
        report.transfers[0].from.number = format!("99999944{n:08}").as_str().into();
        let story = Story::of(&house, &report);
        story.sign();
        story.held(yuan(100));
        frozen.push(story.frozen().id);
    }
    for id in frozen.iter().rev() {
        find_unrelated(&house.desk, &house.of(&house.third), *id, "查明无关").unwrap();
        house.pass(HOUR_MS);
    }
    house.pass(3 * DAY_MS - 203 * HOUR_MS + 1);
    assert_eq!(house.tick().releases, 1, "only the newest freeze was found unrelated so long ago");
    house.pass(400 * HOUR_MS);
    let mut told = 0;
    for _ in 0..3 {
        told += house.tick().releases;
    }
    assert_eq!(told, 202);
}
