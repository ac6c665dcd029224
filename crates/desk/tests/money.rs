//! The money line as its users live it: a report becomes a stop, its answer, its end.

use crate::house::{House, answer_to, seed_of};
use crate::story::{self, Story, yuan};
use cordon_desk::clock::tick;
use cordon_desk::money::{extend_stop::extend_stop, lift_stop::lift_stop};
use cordon_desk::order::{approve::approve, withdraw::withdraw};
use cordon_model::exchange::{DebitFound, Party};
use cordon_model::receipt::Weight;
use cordon_model::time::{HOUR_MS, MINUTE_MS};
use cordon_model::{
    AccountClass, Case, CaseNote, Code, Measure, MeasureKind, Money, Note, Order, OrderKind, OrderState, PartNote,
    ReceiptResult,
};

fn ticks(house: &House) -> cordon_desk::clock::Round {
    let mut n = 900_000_u64;
    tick(&house.desk, house.now(), &mut || {
        n += 1;
        let mut seed = seed_of(n);
        seed[31] = u8::try_from(house.now().ms() % 251).unwrap();
        seed
    })
    .unwrap()
}

#[test]
fn a_report_becomes_a_stop_its_receipt_and_its_end() {
    let house = House::new();
    let story = Story::report(&house, yuan(80_000));
    // At once: the notice and the question are on their way, the stop waits for its papers.
    let notice = story.order(OrderKind::RiskNotice);
    assert_eq!(notice.state.name(), "dispatched");
    assert_eq!(story.order(OrderKind::ConfirmDebit).state.name(), "dispatched");
    assert_eq!(story.order(OrderKind::Stop).state.name(), "awaiting_papers");
    story.confirm();
    assert_eq!(story.bar().standing, yuan(80_000));
    // The signed form comes: standing authority sends it, with the two officers on duty.
    let attached = story.sign();
    let stop = story.order(OrderKind::Stop);
    assert_eq!(attached.sent, [stop.id]);
    assert_eq!(stop.state.approval().unwrap().name(), "standing");
    assert!(stop.notes.contains(&Note::LimitNotCarried), "the police wire holds the whole account");
    assert_eq!(story.case().stopped_at, Some(house.now()));
    // The bank holds 100 000, of which 80 000 are the victim's.
    story.held(yuan(100_000));
    let measure = story.measure();
    assert_eq!(measure.state.name(), "in_force");
    assert_eq!(measure.state.force().unwrap().excess().unwrap(), Some(yuan(20_000)));
    let bar = story.bar();
    assert!(bar.adds_up());
    assert_eq!((bar.loss, bar.held), (yuan(80_000), yuan(80_000)));
    // Alarms come before the end, and then it lapses by itself.
    house.pass(24 * HOUR_MS);
    assert_eq!(ticks(&house).alarms, 1);
    assert_eq!(ticks(&house).alarms, 0, "each alarm is raised once");
    house.pass(24 * HOUR_MS);
    assert_eq!(ticks(&house).lapsed, 1);
    assert_eq!(story.measure().state.name(), "lapsed");
    let bar = story.bar();
    assert_eq!((bar.held, bar.standing), (yuan(0), yuan(80_000)));
    assert!(bar.notes.contains(&PartNote::Lapsed) && bar.adds_up());
    house.audit(&[story::PAYEE, story::PAYER, "测试甲"]);
}

#[test]
fn no_one_is_restricted_for_an_unidentified_reporter() {
    let house = House::new();
    let story = Story::anonymous(&house, yuan(5_000));
    assert!(story.orders().iter().all(|order| order.kind == OrderKind::ConfirmDebit));
    story.identify();
    assert_eq!(story.order(OrderKind::RiskNotice).state.name(), "dispatched");
    assert_eq!(story.order(OrderKind::Stop).state.name(), "awaiting_papers");
}

#[test]
fn payer_first_the_payers_bank_finds_the_payee() {
    let house = House::new();
    let story = Story::payer_first(&house, yuan(5_000));
    assert!(story.bar().notes.contains(&PartNote::PayeeUnknown));
    let payee = Party {
        institution_code: "999999000001".into(),
        institution_name: "样例银行".into(),
        number: story::PAYEE.into(),
        holder: Some("测试丙".into()),
        class: AccountClass::Personal,
    };
    story.debit(Some(DebitFound { found: true, at: Some(house.now()), payee: Some(payee) }), ReceiptResult::Done);
    assert_eq!(story.order(OrderKind::RiskNotice).agency, house.bank);
    assert_eq!(story.order(OrderKind::Stop).state.name(), "awaiting_papers");
    assert_eq!(story.bar().standing, yuan(5_000));
}

#[test]
fn a_denied_debit_withdraws_what_nobody_read() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.debit(Some(DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
    assert_eq!(story.order(OrderKind::Stop).state.name(), "withdrawn");
    assert_eq!(story.measure().state.name(), "not_imposed");
    assert!(story.case().notes.contains(&CaseNote::DebitDenied));
    let bar = story.bar();
    assert_eq!(bar.loss, yuan(0), "a debit that never was is no loss");
    assert!(bar.adds_up());
}

#[test]
fn a_debit_nobody_confirmed_in_time_lifts_the_stop() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.sign();
    story.held(yuan(5_000));
    house.pass(30 * MINUTE_MS + 1);
    let round = ticks(&house);
    assert_eq!(round.unconfirmed, 1);
    assert!(story.case().notes.contains(&CaseNote::DebitNotConfirmedInTime));
    let lift = story.order(OrderKind::LiftStop);
    assert_eq!((lift.state.name(), lift.state.approval().unwrap().name()), ("dispatched", "clock"));
    house.done(house.bank, lift.id, None);
    assert_eq!(story.measure().state.name(), "released");
    assert_eq!(ticks(&house).unconfirmed, 0);
}

#[test]
fn a_debit_denied_after_the_bank_read_the_stop_is_followed_by_a_lift() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.sign();
    let stop = story.order(OrderKind::Stop);
    cordon_desk::order::hand_over::hand_over(&house.desk, &house.machine(house.bank), stop.id).unwrap();
    story.debit(Some(DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
    assert_eq!(story.order(OrderKind::Stop).state.name(), "seen", "what was read is not withdrawn");
    story.held(yuan(5_000));
    assert_eq!(story.order(OrderKind::LiftStop).state.name(), "dispatched");
}

#[test]
fn a_banks_own_delay_ends_when_the_debit_is_denied() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    let notice = story.order(OrderKind::RiskNotice);
    house.done(house.bank, notice.id, Some(yuan(5_000)));
    story.debit(Some(DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
    let lift = story.order(OrderKind::LiftStop);
    assert_eq!((lift.original, lift.wire), (Some(notice.id), Some(cordon_model::Wire::JsonForm)));
    house.done(house.bank, lift.id, None);
    assert!(story.measures().iter().all(|measure| measure.state.is_over()));
}

#[test]
fn a_bank_that_could_not_look_has_denied_nothing() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.debit(None, ReceiptResult::Failed);
    assert_eq!(story.order(OrderKind::Stop).state.name(), "awaiting_papers");
    assert!(!story.case().notes.contains(&CaseNote::DebitDenied));
}

#[test]
fn hostile_answers_change_nothing_and_stand_on_the_case() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.confirm();
    story.sign();
    let stop = story.order(OrderKind::Stop);
    // Another bank answers: not found for it, and the case's history names the try.
    let entries = house.entries_about(stop.id).len();
    let answer = answer_to(stop.id, ReceiptResult::Done, "0000");
    let wire = cordon_model::Wire::JsonForm;
    let stranger = house.machine(house.other_bank);
    let refused = cordon_desk::order::receive::receive(&house.desk, &stranger, wire, &answer, None, [1; 32]);
    assert_eq!(refused.unwrap_err().code, Code::NotFound);
    let after = house.entries_about(stop.id);
    assert_eq!((after.len(), after.last().unwrap().result.as_str()), (entries + 1, "not_allowed"));
    // A lift's answer is no answer to a stop.
    let own = house.machine(house.bank);
    let kind = Some(OrderKind::LiftStop);
    let refused = cordon_desk::order::receive::receive(&house.desk, &own, wire, &answer, kind, [1; 32]);
    assert_eq!(refused.unwrap_err().code, Code::FieldInvalid);
    // Impossible facts are refused whole.
    for wrong in [
        cordon_model::exchange::Answer { balance: Some(Money::cny(-1)), ..answer.clone() },
        cordon_model::exchange::Answer {
            from: Some(house.now()),
            until: Some(house.now().minus_ms(1)),
            ..answer.clone()
        },
    ] {
        let call = house.machine(house.bank);
        let refused = cordon_desk::order::receive::receive(&house.desk, &call, wire, &wrong, None, [1; 32]);
        assert_eq!(refused.unwrap_err().code, Code::FieldInvalid);
        assert_eq!(story.measure().state.name(), "pending");
    }
    // The true answer decides, with a life far too long: the norm's 48 hours stand.
    let long = cordon_model::exchange::Answer {
        balance: Some(yuan(5_000)),
        from: Some(house.now()),
        until: Some(house.now().plus_ms(999 * HOUR_MS)),
        ..answer.clone()
    };
    assert_eq!(house.answer(house.bank, &long).weight, Weight::Deciding);
    let force = *story.measure().state.force().unwrap();
    assert_eq!(force.until, house.now().plus_ms(48 * HOUR_MS));
    assert!(story.order(OrderKind::Stop).notes.contains(&Note::StrangeAnswer));
    // The same again is a repetition; another story is a contradiction; neither moves anything.
    assert_eq!(house.answer(house.bank, &long).weight, Weight::Repeated);
    let contrary = answer_to(stop.id, ReceiptResult::Refused, "0301");
    assert_eq!(house.answer(house.bank, &contrary).weight, Weight::Contradicting);
    assert_eq!(story.measure().state.force(), Some(&force));
    assert!(story.order(OrderKind::Stop).notes.contains(&Note::ContradictedAnswer));
    assert!(story.case().notes.contains(&CaseNote::StrangeAnswer));
    house.audit(&[]);
}

#[test]
fn a_late_answer_is_kept_and_shown_late() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.confirm();
    story.sign();
    house.pass(31 * MINUTE_MS);
    let round = ticks(&house);
    assert!(round.overdue >= 2, "the notice and the stop are overdue: {round:?}");
    story.held(yuan(5_000));
    let stop = story.order(OrderKind::Stop);
    assert!(stop.notes.contains(&Note::AnsweredLate) && stop.notes.contains(&Note::Overdue));
    assert_eq!(story.measure().state.name(), "in_force", "late is late, not void");
}

#[test]
fn two_cases_on_one_account_never_claim_the_same_fen() {
    let house = House::new();
    let first = Story::report(&house, yuan(70_000));
    first.confirm();
    first.sign();
    let second = Story::report_from(&house, yuan(70_000), "9999992222222222");
    assert_eq!(second.filed.planned.joined, 1, "the second case joins the running measure");
    first.held(yuan(100_000));
    let (a, b) = (first.bar(), second.bar());
    assert_eq!((a.held, b.held), (yuan(70_000), yuan(30_000)));
    assert!(b.notes.contains(&PartNote::HeldForOthers) && a.adds_up() && b.adds_up());
}

#[test]
fn the_same_report_twice_is_one_case() {
    let house = House::new();
    let first = Story::report(&house, yuan(70_000));
    let again = Story::report(&house, yuan(70_000));
    assert!(again.filed.already);
    assert_eq!(first.filed.case, again.filed.case);
}

#[test]
fn the_same_sum_to_two_accounts_is_two_reports() {
    let house = House::new();
    let first = Story::report(&house, yuan(70_000));
    let mut other = story::report(&house, yuan(70_000));
    other.transfers[0].to.as_mut().unwrap().number = "9999997777777777".into();
    let second = Story::of(&house, &other);
    assert!(!second.filed.already && first.filed.case != second.filed.case);
    assert_eq!(second.order(OrderKind::Stop).state.name(), "awaiting_papers");
}

#[test]
fn a_company_account_waits_for_a_person_who_did_not_draft_it() {
    let house = House::new();
    let story = Story::report_class(&house, yuan(5_000), AccountClass::Company);
    story.confirm();
    let attached = story.sign();
    let stop = story.order(OrderKind::Stop);
    assert_eq!(attached.awaiting_approval, [stop.id]);
    // The roles are right for nobody who drafted or signed.
    let mut both = house.officer.clone();
    both.seats.push(cordon_model::Seat { agency: house.centre, role: cordon_model::Role::Approver });
    assert_eq!(approve(&house.desk, &house.of(&both), stop.id).unwrap_err().code, Code::FourEyes);
    assert_eq!(approve(&house.desk, &house.of(&house.third), stop.id).unwrap_err().code, Code::NotAllowed);
    approve(&house.desk, &house.of(&house.approver), stop.id).unwrap();
    let stop = story.order(OrderKind::Stop);
    assert_eq!((stop.state.name(), stop.state.approval().unwrap().name()), ("dispatched", "person"));
    let twice = approve(&house.desk, &house.of(&house.approver), stop.id).unwrap_err();
    assert_eq!(twice.code, Code::WrongState);
}

#[test]
fn a_stop_is_extended_once_by_another_person_and_never_a_third_time() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.confirm();
    story.sign();
    story.held(yuan(5_000));
    let measure = story.measure();
    house.pass(47 * HOUR_MS);
    let drafted = extend_stop(&house.desk, &house.of(&house.third), measure.id, "已受案，等待立案决定").unwrap();
    assert_eq!(drafted.state, "awaiting_approval");
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    house.done(house.bank, drafted.order, None);
    let measure = story.measure();
    assert_eq!(measure.state.name(), "renewed");
    assert_eq!(measure.state.force().unwrap().until, house.now().plus_ms(HOUR_MS + 48 * HOUR_MS));
    let third = extend_stop(&house.desk, &house.of(&house.third), measure.id, "再次延期").unwrap_err();
    assert_eq!(third.code, Code::StopTimesExceeded);
    // A new case on the exhausted account warns the bank, but stops nothing.
    house.pass(49 * HOUR_MS);
    ticks(&house);
    assert_eq!(story.measure().state.name(), "lapsed");
    let next = Story::report_from(&house, yuan(1_000), "9999992222222222");
    assert_eq!(next.filed.planned.exhausted, 1);
    assert!(next.orders().iter().all(|order| order.kind != OrderKind::Stop));
}

#[test]
fn lifting_needs_two_people() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.confirm();
    story.sign();
    story.held(yuan(5_000));
    let measure = story.measure();
    let drafted = lift_stop(&house.desk, &house.of(&house.third), measure.id, "查明与案件无关").unwrap();
    let again = lift_stop(&house.desk, &house.of(&house.third), measure.id, "查明与案件无关").unwrap_err();
    assert_eq!(again.code, Code::WrongState);
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    assert_eq!(story.measure().state.name(), "in_force", "only the receipt releases");
    house.done(house.bank, drafted.order, None);
    assert_eq!(story.measure().state.name(), "released");
    assert!(story.bar().notes.contains(&PartNote::Released));
}

#[test]
fn what_a_bank_may_have_read_is_not_withdrawn() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    let notice = story.order(OrderKind::RiskNotice);
    let opened = cordon_desk::order::hand_over::hand_over(&house.desk, &house.machine(house.bank), notice.id).unwrap();
    assert_eq!(&*opened.target.value, story::PAYEE, "the agency that must act sees the account");
    let refused = withdraw(&house.desk, &house.of(&house.third), notice.id, "撤回").unwrap_err();
    assert_eq!(refused.code, Code::WrongState);
    let stop = story.order(OrderKind::Stop);
    withdraw(&house.desk, &house.of(&house.third), stop.id, "撤回").unwrap();
    assert_eq!(story.measure().state.name(), "not_imposed");
}

#[test]
fn a_banks_own_delay_holds_until_the_stop_takes_its_place() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.confirm();
    let notice = story.order(OrderKind::RiskNotice);
    house.done(house.bank, notice.id, Some(yuan(5_000)));
    assert_eq!(story.bar().held, yuan(5_000), "the delay holds the money already");
    story.sign();
    story.held(yuan(5_000));
    let measures = story.measures();
    let kinds: Vec<_> = measures.iter().map(|m| (m.kind, m.state.name())).collect();
    assert!(kinds.contains(&(MeasureKind::Delay, "converted")) && kinds.contains(&(MeasureKind::Stop, "in_force")));
    assert_eq!(story.bar().held, yuan(5_000), "held once, not twice");
}

#[test]
fn a_mismatch_is_a_lawful_refusal() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.confirm();
    story.sign();
    let stop: Order = story.order(OrderKind::Stop);
    house.answer(house.bank, &answer_to(stop.id, ReceiptResult::Refused, "0301"));
    assert_eq!(story.measure().state.name(), "not_imposed");
    assert!(matches!(story.order(OrderKind::Stop).state, OrderState::Answered { .. }));
    assert!(story.bar().notes.contains(&PartNote::NotImposed));
}

#[test]
fn idempotency_gives_the_same_answer_and_does_nothing_twice() {
    let house = House::new();
    let report = story::report(&house, yuan(5_000));
    let call = || house.of(&house.intake).key("same-key".into(), [9; 32]);
    let first = cordon_desk::money::file_report::file_report(&house.desk, &call(), &report).unwrap();
    let count = house.entries().len();
    let again = cordon_desk::money::file_report::file_report(&house.desk, &call(), &report).unwrap();
    assert_eq!((first, count), (again, house.entries().len()));
    let other = house.of(&house.intake).key("same-key".into(), [8; 32]);
    let conflict = cordon_desk::money::file_report::file_report(&house.desk, &other, &report).unwrap_err();
    assert_eq!(conflict.code, Code::IdempotencyConflict);
}

#[test]
fn an_empty_roster_stops_the_formal_order_but_not_the_notice() {
    let house = House::new();
    house.pass(40 * cordon_model::time::DAY_MS);
    let story = Story::report(&house, yuan(5_000));
    let attached = story.sign();
    assert_eq!(attached.awaiting_papers.len(), 1);
    assert_eq!(story.order(OrderKind::RiskNotice).state.name(), "dispatched");
    let case: Case = story.case();
    assert_eq!(case.stopped_at, None);
    let _: Vec<Measure> = story.measures();
}

#[test]
fn a_banks_own_report_is_kept_read_for_a_purpose_and_becomes_a_case() {
    use cordon_desk::money::take_report::take_report;
    use cordon_desk::reveal::{Subject, reveal};
    let house = House::new();
    let take = |body: [u8; 32]| {
        take_report(&house.desk, &house.machine(house.bank), house.bank, "0401-1", b"<x/>", body, None)
    };
    let taken = take([1; 32]).unwrap();
    assert!(take([1; 32]).unwrap().already, "the same report again is the same report");
    assert_eq!(take([2; 32]).unwrap_err().code, Code::IdempotencyConflict);
    let fields = ["message".to_owned()];
    let without = reveal(&house.desk, &house.of(&house.officer), Subject::BankReport(taken.report), &fields);
    assert_eq!(without.unwrap_err().code, Code::PurposeMissing);
    let call = house.of(&house.officer).purpose("受理银行报案");
    let opened = reveal(&house.desk, &call, Subject::BankReport(taken.report), &fields).unwrap();
    assert_eq!(&*opened.0["message"], "<x/>");
    let report =
        cordon_desk::money::file_report::Report { bank_report: Some(taken.report), ..story::report(&house, yuan(50)) };
    let story = Story::of(&house, &report);
    let kept: cordon_model::BankReport = house.record(taken.report);
    assert_eq!(kept.case, Some(story.filed.case));
    house.audit(&["<x/>"]);
}

#[test]
fn each_payer_of_a_case_has_a_clock_of_its_own() {
    let house = House::new();
    let mut report = story::report(&house, yuan(5_000));
    let mut second = report.transfers[0].clone();
    second.from.number = "9999992222222222".into();
    second.to.as_mut().unwrap().number = "9999997777777777".into();
    report.transfers.push(second);
    let story = Story::of(&house, &report);
    story.sign();
    house.pass(30 * MINUTE_MS + 1);
    assert_eq!(ticks(&house).unconfirmed, 2, "both questions ran out, and both stops are given up");
    assert!(story.measures().iter().all(|measure| measure.claims.is_empty()));
}

/// More rows than one round handles must not hide those behind them.
#[test]
fn what_needs_nothing_more_hides_nothing_that_does() {
    let house = House::new();
    for n in 0..220 {
        let mut report = story::report(&house, yuan(1));
        report.transfers[0].from.number = format!("99999911{n:08}").as_str().into();
        report.transfers[0].to.as_mut().unwrap().number = format!("99999922{n:08}").as_str().into();
        let story = Story::of(&house, &report);
        // The payer's bank has no such debit and says so by a refusal: dealt with, for good.
        story.debit(Some(DebitFound { found: false, at: None, payee: None }), ReceiptResult::Refused);
    }
    house.pass(1_000);
    let late = Story::payer_first(&house, yuan(9));
    let unconfirmed = Story::report(&house, yuan(5_000));
    house.pass(31 * MINUTE_MS);
    for _ in 0..3 {
        ticks(&house);
    }
    assert!(late.case().notes.contains(&CaseNote::KeyedLate));
    assert!(unconfirmed.case().notes.contains(&CaseNote::DebitNotConfirmedInTime));
}

#[test]
fn two_unconfirmed_transfers_to_one_account_are_given_up_together() {
    let house = House::new();
    let mut report = story::report(&house, yuan(5_000));
    let mut second = report.transfers[0].clone();
    second.amount = yuan(300);
    report.transfers.push(second);
    let story = Story::of(&house, &report);
    assert_eq!(story.order(OrderKind::Stop).limit, Some(yuan(5_300)), "an unsent stop asks for all that joined it");
    story.sign();
    story.held(yuan(9_000));
    house.pass(30 * MINUTE_MS + 1);
    ticks(&house);
    assert_eq!(story.order(OrderKind::LiftStop).state.name(), "dispatched");
}

#[test]
fn a_lift_that_failed_goes_again_and_then_to_people() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.confirm();
    story.sign();
    story.held(yuan(5_000));
    let drafted = lift_stop(&house.desk, &house.of(&house.third), story.measure().id, "查明无关").unwrap();
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    for attempt in 1..=5 {
        let lift = story.orders().into_iter().find(|o| o.kind == OrderKind::LiftStop && !o.state.is_over()).unwrap();
        house.answer(house.bank, &answer_to(lift.id, ReceiptResult::Failed, "1101"));
        let lifts = story.orders().iter().filter(|o| o.kind == OrderKind::LiftStop).count();
        assert_eq!(lifts, (attempt + 1).min(5), "attempt {attempt}");
        house.pass(1);
    }
    assert!(story.case().notes.contains(&CaseNote::StrangeAnswer), "people must see it now");
    assert_eq!(story.measure().state.name(), "in_force");
}

#[test]
fn a_delay_answered_after_the_denial_is_lifted_at_once() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.debit(Some(DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
    house.done(house.bank, story.order(OrderKind::RiskNotice).id, Some(yuan(5_000)));
    assert_eq!(story.order(OrderKind::LiftStop).state.name(), "dispatched");
}

#[test]
fn who_signs_the_shift_does_not_approve_its_lifts() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.confirm();
    story.sign();
    story.held(yuan(5_000));
    let drafted = lift_stop(&house.desk, &house.of(&house.third), story.measure().id, "查明无关").unwrap();
    let mut partner = house.partner.clone();
    partner.seats.push(cordon_model::Seat { agency: house.centre, role: cordon_model::Role::Approver });
    let refused = approve(&house.desk, &house.of(&partner), drafted.order).unwrap_err();
    assert_eq!(refused.code, Code::FourEyes);
}

#[test]
fn an_extension_is_not_approved_once_its_stop_is_over() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.confirm();
    story.sign();
    story.held(yuan(5_000));
    let drafted = extend_stop(&house.desk, &house.of(&house.third), story.measure().id, "延期").unwrap();
    house.pass(49 * HOUR_MS);
    ticks(&house);
    let refused = approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap_err();
    assert_eq!(refused.code, Code::NoMeasureInForce);
}

#[test]
fn a_second_call_that_knows_more_adds_to_the_case() {
    let house = House::new();
    let first = Story::anonymous(&house, yuan(5_000));
    let mut more = story::report(&house, yuan(5_000));
    let mut further = more.transfers[0].clone();
    further.to.as_mut().unwrap().number = "9999997777777777".into();
    further.amount = yuan(700);
    more.transfers.push(further);
    let second = Story::of(&house, &more);
    assert_eq!((second.filed.case, second.filed.already), (first.filed.case, false));
    assert_eq!(first.case().transfers.len(), 2);
    let stops = first.orders().iter().filter(|order| order.kind == OrderKind::Stop).count();
    assert_eq!(stops, 2, "the reporter is known now: both accounts are pursued");
    assert_eq!(first.bar().loss, yuan(5_700));
    assert!(Story::of(&house, &more).filed.already, "and a third call with nothing new does nothing");
}

#[test]
fn a_stop_two_cases_wait_for_leaves_with_the_form_of_either() {
    let house = House::new();
    let first = Story::report(&house, yuan(5_000));
    let second = Story::report_from(&house, yuan(300), "9999992222222222");
    assert_eq!(second.filed.planned.joined, 1);
    let sent = second.sign().sent;
    assert_eq!(sent, [first.order(OrderKind::Stop).id], "the second victim's form sends the stop both need");
    assert_eq!(first.order(OrderKind::Stop).limit, Some(yuan(5_300)));
}

#[test]
fn a_stop_goes_on_for_the_case_that_joined_when_the_first_is_denied() {
    let house = House::new();
    let first = Story::report(&house, yuan(5_000));
    let second = Story::report_from(&house, yuan(300), "9999992222222222");
    let stop = first.order(OrderKind::Stop).id;
    first.debit(Some(DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
    second.confirm();
    assert_eq!(second.sign().sent, [stop]);
    let order: Order = house.record(stop);
    assert_eq!((order.case, order.limit), (Some(second.filed.case), Some(yuan(300))));
    assert_eq!(order.transfer, second.case().transfers.first().map(|transfer| transfer.id));
}
