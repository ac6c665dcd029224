//! Norms are data: each of them is changed in turn, and each change must be seen in what happens.
//! A norm that no row here observes fails the test, so none can be decoration.

use crate::house::{House, answer_to, seed_of};
use crate::story::{self, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::clock::{Round, tick};
use cordon_desk::council::decide_norm::decide_norm;
use cordon_desk::council::file_appeal::{NewAppeal, file_appeal};
use cordon_desk::council::propose_norm::{NewNorm, propose_norm};
use cordon_desk::council::{Decision, Outcome, decide_appeal};
use cordon_desk::money::extend_stop::extend_stop;
use cordon_desk::money::freeze::find_unrelated;
use cordon_desk::money::hold::{NewHold, take_hold};
use cordon_desk::money::void_value::{NewVoid, void_value};
use cordon_desk::order::{approve::approve, lease::lease, withdraw::withdraw};
use cordon_desk::read::public::public_measure;
use cordon_desk::telecom::restore_number::restore_number;
use cordon_desk::telecom::shut_number::{NewShut, shut_number};
use cordon_model::norm::{Basis, Span};
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};
use cordon_model::{
    AccountClass, Appeal, AppealGround, Code, Exit, KnownAccount, Measure, MeasureId, Money, NormKey, NormValue, Order,
    OrderId, OrderKind, Review, Stamp, Wire,
};
use cordon_store::{Read, Value};

/// What a house under the changed norm shows, as one number; under the seeded norm it must be another.
type Observe = fn(&House) -> i64;

fn h(hours: i64) -> NormValue {
    NormValue::Duration(Span::Natural { ms: hours * HOUR_MS })
}

fn min(minutes: i64) -> NormValue {
    NormValue::Duration(Span::Natural { ms: minutes * MINUTE_MS })
}

/// Key, changed value, what is observed, under the seed, under the change.
#[rustfmt::skip]
fn rows() -> Vec<(NormKey, NormValue, Observe, i64, i64)> {
    use NormKey as K;
    vec![
        (K::StopLife, h(47), stop_life, 48 * HOUR_MS, 47 * HOUR_MS),
        (K::StopTimesMax, NormValue::Count(1), may_extend, 1, 0),
        (K::StopAnswerDue, min(29), |house| due(house, OrderKind::Stop), 30 * MINUTE_MS, 29 * MINUTE_MS),
        (K::StopLiftDue, min(20), lift_due, 30 * MINUTE_MS, 20 * MINUTE_MS),
        (K::StopAlarms, NormValue::Durations(vec![Span::Natural { ms: 30 * HOUR_MS }]), alarms_after_20_h, 0, 1),
        (K::StandingWindow, h(1), |house| approved_by_standing(house, yuan(5_000), 2 * HOUR_MS), 1, 0),
        (K::StandingAmountMax, NormValue::Amount(yuan(1_000)), |house| approved_by_standing(house, yuan(5_000), 0), 1, 0),
        (K::StandingLevelMax, NormValue::Count(0), |house| approved_by_standing(house, yuan(5_000), 0), 1, 0),
        (K::StandingReviewDue, h(2), review_due, 24 * HOUR_MS, 2 * HOUR_MS),
        (K::NoticeAnswerDue, min(4), |house| due(house, OrderKind::RiskNotice), 5 * MINUTE_MS, 4 * MINUTE_MS),
        (K::NoticeDelayLife, h(23), delay_life, 24 * HOUR_MS, 23 * HOUR_MS),
        (K::DebitConfirmDue, min(10), lifted_after_11_min, 0, 1),
        (K::IntakeKeyedDue, min(10), keyed_late_after_11_min, 0, 1),
        (K::AppealStopDue, h(11), appeal_stop_due, 12 * HOUR_MS, 11 * HOUR_MS),
        (K::AppealNumberDue, h(23), appeal_number_due, 24 * HOUR_MS, 23 * HOUR_MS),
        (K::NumberShutLife, h(100), |house| force(house, shut(house)).1, 720 * HOUR_MS, 100 * HOUR_MS),
        (K::NumberAnswerDue, h(1), shut_due, 2 * HOUR_MS, HOUR_MS),
        (K::NumberRestoreDue, h(20), restore_due, 24 * HOUR_MS, 20 * HOUR_MS),
        (K::TraceWindow, NormValue::Duration(Span::Natural { ms: 30 * SECOND_MS }), places_further_on, 1, 0),
        (K::TraceHops, NormValue::Count(0), places_further_on, 1, 0),
        (K::TraceFloor, NormValue::Amount(yuan(6_000)), questions, 1, 0),
        (K::QueryAnswerDue, min(20), |house| { follow(house); due_of(house, OrderKind::QueryAccount) }, 30 * MINUTE_MS, 20 * MINUTE_MS),
        (K::WatchLife, h(10), watched_for, 72 * HOUR_MS, 10 * HOUR_MS),
        (K::PlanStopMin, NormValue::Amount(yuan(6_000)), stops_further_on, 1, 0),
        (K::PlanStopsMax, NormValue::Count(0), stops_further_on, 1, 0),
        (K::PlanHubMin, NormValue::Count(1), stops_further_on, 1, 0),
        (K::PlanWholeShareMin, NormValue::Count(60), stopped_whole, 1, 0),
        (K::PlanClassWait, NormValue::Duration(Span::Natural { ms: 60 * SECOND_MS }), stopped_unknown_after_40_s, 1, 0),
        (K::FreezeLife, h(24 * 100), |house| force(house, frozen(house).1).1, 180 * DAY_MS, 100 * DAY_MS),
        (K::FreezeAnswerDue, min(20), |house| due_in(&frozen(house).0), 30 * MINUTE_MS, 20 * MINUTE_MS),
        (K::FreezeLiftDue, min(20), freeze_lift_due, 30 * MINUTE_MS, 20 * MINUTE_MS),
        (K::FreezeAlarms, NormValue::Durations(vec![Span::Natural { ms: 100 * DAY_MS }]), alarms_after_100_d, 0, 1),
        (K::FreezeReleaseDue, h(48), release_due, 3 * DAY_MS, 2 * DAY_MS),
        (K::HoldConfirmDue, h(20), |house| force(house, held_first(house)).1, 24 * HOUR_MS, 20 * HOUR_MS),
        (K::HoldReduceDue, min(20), reduce_due, 30 * MINUTE_MS, 20 * MINUTE_MS),
        (K::VoidLife, h(24), |house| voided(house).until.unwrap().at.since_ms(house.now()), 7 * DAY_MS, DAY_MS),
        (K::VoidAnswerDue, min(20), |house| due_in(&voided(house)), 30 * MINUTE_MS, 20 * MINUTE_MS),
        (K::AppealGoodFaithDue, h(3), |house| appeal_due(house, stopped(house).measure().id, AppealGround::GoodFaith), 4 * HOUR_MS, 3 * HOUR_MS),
        (K::AppealFreezeDue, h(48), |house| appeal_due(house, frozen(house).1, AppealGround::Wronged), 30 * DAY_MS, 2 * DAY_MS),
        (K::WireLease, NormValue::Duration(Span::Natural { ms: 30 * SECOND_MS }), given_again_after_40_s, 0, 1),
        (K::PublicDelay, h(1), public_at_once, 1, 0),
    ]
}

#[test]
fn every_norm_changed_changes_what_happens() {
    let rows = rows();
    for key in NormKey::ALL {
        assert_eq!(rows.iter().filter(|row| row.0 == *key).count(), 1, "`{key}` is observed by no row");
    }
    for (key, value, observe, seeded, changed) in rows {
        assert_eq!(observe(&House::new()), seeded, "`{key}` as seeded");
        let house = House::new();
        adopt(&house, key, value);
        assert_eq!(observe(&house), changed, "`{key}` as changed");
    }
}

#[test]
fn a_deadline_names_the_version_that_made_it() {
    let house = House::new();
    adopt(&house, NormKey::StopLife, h(47));
    let story = Story::report(&house, yuan(5_000));
    story.confirm();
    story.sign();
    assert_eq!(story.order(OrderKind::Stop).until.unwrap().norm.to_string(), "stop.life@2");
}

fn adopt(house: &House, key: NormKey, value: NormValue) {
    let new = NewNorm {
        key,
        value,
        title_zh: "试改".into(),
        title_en: "changed for a test".into(),
        basis: Basis { source: "试验".into(), article: String::new(), tag: "ours".into() },
        effective_from: house.now(),
        reason: "看它管到哪里".into(),
    };
    let proposal = propose_norm(&house.desk, &house.of(&house.supervisor), &new).unwrap().proposal;
    let own = decide_norm(&house.desk, &house.of(&house.supervisor), proposal, true).unwrap_err();
    assert_eq!(own.code, Code::FourEyes);
    decide_norm(&house.desk, &house.of(&house.other_supervisor), proposal, true).unwrap();
}

fn ticks(house: &House) -> Round {
    let mut n = u64::try_from(house.now().ms()).unwrap();
    tick(&house.desk, house.now(), &mut || {
        n += 1;
        seed_of(n)
    })
    .unwrap()
}

fn stopped(house: &House) -> Story<'_> {
    let story = Story::report(house, yuan(5_000));
    story.confirm();
    story.sign();
    story.held(yuan(5_000));
    story
}

fn force(house: &House, measure: MeasureId) -> (Stamp, i64) {
    let force = *house.record::<Measure>(measure).state.force().unwrap();
    (force.until, force.until.since_ms(force.from))
}

fn stop_life(house: &House) -> i64 {
    force(house, stopped(house).measure().id).1
}

fn may_extend(house: &House) -> i64 {
    let measure = stopped(house).measure().id;
    i64::from(extend_stop(&house.desk, &house.of(&house.third), measure, "延期").is_ok())
}

fn due(house: &House, kind: OrderKind) -> i64 {
    let story = Story::report(house, yuan(5_000));
    story.sign();
    due_in(&story.order(kind))
}

fn due_in(order: &Order) -> i64 {
    order.state.due().unwrap().at.since_ms(order.state.dispatched_at().unwrap())
}

fn lift_due(house: &House) -> i64 {
    let measure = stopped(house).measure().id;
    let drafted =
        cordon_desk::money::lift_stop::lift_stop(&house.desk, &house.of(&house.third), measure, "查明无关").unwrap();
    due_in(&approved(house, drafted.order))
}

fn approved(house: &House, order: OrderId) -> Order {
    approve(&house.desk, &house.of(&house.approver), order).unwrap();
    house.record(order)
}

fn alarms_after_20_h(house: &House) -> i64 {
    stopped(house);
    house.pass(20 * HOUR_MS);
    i64::from(ticks(house).alarms)
}

fn approved_by_standing(house: &House, amount: Money, later: i64) -> i64 {
    let story = Story::report(house, amount);
    house.pass(later);
    i64::from(!story.sign().sent.is_empty())
}

fn review_due(house: &House) -> i64 {
    let story = Story::report(house, yuan(5_000));
    story.sign();
    let review: Review = house.record(story.order(OrderKind::Stop).id);
    review.due.at.since_ms(house.now())
}

fn delay_life(house: &House) -> i64 {
    let story = Story::report(house, yuan(5_000));
    house.done(house.bank, story.order(OrderKind::RiskNotice).id, Some(yuan(5_000)));
    let delay = story.measures().into_iter().find(|m| m.kind == cordon_model::MeasureKind::Delay).unwrap();
    force(house, delay.id).1
}

fn lifted_after_11_min(house: &House) -> i64 {
    let story = Story::report(house, yuan(5_000));
    story.sign();
    story.held(yuan(5_000));
    house.pass(11 * MINUTE_MS);
    i64::from(ticks(house).unconfirmed)
}

fn keyed_late_after_11_min(house: &House) -> i64 {
    Story::payer_first(house, yuan(5_000));
    house.pass(11 * MINUTE_MS);
    i64::from(ticks(house).keyed_late)
}

/// The order that froze, approved and answered, and its measure.
fn frozen(house: &House) -> (Order, MeasureId) {
    let story = stopped(house);
    let measure = story.frozen().id;
    (story.order(OrderKind::Freeze), measure)
}

fn freeze_lift_due(house: &House) -> i64 {
    let measure = frozen(house).1;
    let drafted =
        cordon_desk::money::lift_stop::lift_stop(&house.desk, &house.of(&house.third), measure, "查明无关").unwrap();
    due_in(&approved(house, drafted.order))
}

fn alarms_after_100_d(house: &House) -> i64 {
    frozen(house);
    house.pass(100 * DAY_MS);
    i64::from(ticks(house).alarms)
}

fn release_due(house: &House) -> i64 {
    let measure = frozen(house).1;
    let found = find_unrelated(&house.desk, &house.of(&house.third), measure, "查明无关").unwrap();
    found.due.since_ms(house.now())
}

fn held_first(house: &House) -> MeasureId {
    let new = NewHold {
        reference: "H-1".into(),
        account: story::PAYEE.into(),
        holder: None,
        class: AccountClass::Personal,
        held: yuan(5),
        balance: None,
        from: house.now(),
        until: None,
        limit: None,
    };
    take_hold(&house.desk, &house.machine(house.bank), house.bank, &new, b"{}", [1; 32]).unwrap().measure
}

fn reduce_due(house: &House) -> i64 {
    let measure = frozen(house).1;
    appeal_due(house, measure, AppealGround::GoodFaith);
    let open: Vec<Appeal> = house.read(|view| view.select("where state = 'open'", &[] as &[Value]).unwrap());
    let decision = Decision { outcome: Outcome::Part { kept: yuan(1) }, reason: "善意取得".into() };
    let decided = decide_appeal(&house.desk, &house.of(&house.supervisor), open[0].id, &decision).unwrap();
    due_in(&house.record(decided.lift.unwrap()))
}

/// A top-up that the victim's money bought, by a transfer of his own to it.
fn voided(house: &House) -> Order {
    let story = Story::report(house, yuan(5_000));
    let key = story.case().transfers[0].to.clone().unwrap().key;
    // Nothing else is on its way there.
    story.debit(None, cordon_model::ReceiptResult::Failed);
    withdraw(&house.desk, &house.of(&house.officer), story.order(OrderKind::Stop).id, "改为止兑").unwrap();
    house.keep(&KnownAccount { exit: Some(Exit::TopUp), ..house.record(&key) });
    let new = NewVoid { account: key, reason: "以诈骗资金充值".into() };
    let drafted = void_value(&house.desk, &house.of(&house.third), story.filed.case, &new).unwrap();
    approved(house, drafted.order)
}

fn appeal(house: &House, measure: MeasureId, tail: &str) -> i64 {
    appeal_on(house, measure, tail, AppealGround::Wronged)
}

fn appeal_due(house: &House, measure: MeasureId, ground: AppealGround) -> i64 {
    appeal_on(house, measure, "8888", ground)
}

fn appeal_on(house: &House, measure: MeasureId, tail: &str, ground: AppealGround) -> i64 {
    let measure: Measure = house.record(measure);
    let new = NewAppeal {
        ground,
        public_code: measure.public_code,
        tail: tail.into(),
        statement: "这是货款，有合同和物流单".into(),
        contact: "19900000009".into(),
    };
    let filed = file_appeal(&house.desk, &house.citizen(), &new).unwrap();
    filed.due.since_ms(house.now())
}

fn appeal_stop_due(house: &House) -> i64 {
    let measure = stopped(house).measure().id;
    appeal(house, measure, "8888")
}

fn shut_drafted(house: &House) -> (OrderId, MeasureId) {
    let new = NewShut {
        number: "19900000007".into(),
        carrier: "999999000004".into(),
        reason: "涉诈号码".into(),
        evidence: "EV-1".into(),
        case: None,
    };
    let drafted = shut_number(&house.desk, &house.of(&house.third), &new).unwrap();
    (drafted.order, drafted.measure)
}

fn shut(house: &House) -> MeasureId {
    let (order, measure) = shut_drafted(house);
    approved(house, order);
    house.answer(house.carrier, &answer_to(order, cordon_model::ReceiptResult::Done, "0000"));
    measure
}

fn shut_due(house: &House) -> i64 {
    due_in(&approved(house, shut_drafted(house).0))
}

fn restore_due(house: &House) -> i64 {
    let measure = shut(house);
    let drafted = restore_number(&house.desk, &house.of(&house.third), measure, "核实无误").unwrap();
    due_in(&approved(house, drafted.order))
}

fn appeal_number_due(house: &House) -> i64 {
    let measure = shut(house);
    appeal(house, measure, "0007")
}

fn given_again_after_40_s(house: &House) -> i64 {
    Story::report(house, yuan(5_000));
    let take = || lease(&house.desk, house.bank, Wire::JsonForm, house.now(), 20).unwrap().len();
    assert_eq!(take(), 1);
    assert_eq!(take(), 0, "a leased message is nobody else's");
    house.pass(40 * SECOND_MS);
    i64::try_from(take()).unwrap()
}

fn public_at_once(house: &House) -> i64 {
    let measure = stopped(house).measure();
    let seen = public_measure(&house.desk, &measure.public_code, "8888", house.now()).unwrap();
    i64::from(seen.is_some())
}

/// A report whose bank is asked, and, if it was, tells that all went on to the other bank.
fn follow(house: &House) -> Story<'_> {
    let story = Story::report(house, yuan(5_000));
    story.sign();
    let trail = Trail::of(house);
    trail.round();
    if story.orders().iter().any(|order| order.kind == OrderKind::QueryAccount) {
        let rows = [
            Row::credit(5_000, 0, story::PAYER, "999999000002").balance(5_000),
            Row::debit(5_000, 40, "9999997777777777", "999999000002").balance(0),
        ];
        trail.tell(&story, house.bank, story::PAYEE, &rows);
        trail.round();
    }
    story
}

fn count(found: usize) -> i64 {
    i64::try_from(found).unwrap()
}

fn places_further_on(house: &House) -> i64 {
    let story = follow(house);
    let trace = house.read(|view| cordon_desk::read::cases::newest_trace(view, story.filed.case).unwrap());
    count(trace.map_or(0, |trace| trace.places.iter().filter(|place| place.level > 1).count()))
}

fn stops_further_on(house: &House) -> i64 {
    let story = follow(house);
    count(story.orders().iter().filter(|order| order.kind == OrderKind::Stop && order.level > 1).count())
}

/// Half of what is on an account whose bank holds the whole of it was stolen.
fn stopped_whole(house: &House) -> i64 {
    let (story, trail) = Trail::after_report(house, yuan(5_000));
    let came = Row::credit(5_000, 0, story::PAYER, "999999000002").balance(5_000);
    let mule = "9999997777777777";
    // A company waits for its bank's word, so what is on it is known when it is weighed.
    let on = Row::debit(5_000, 40, mule, "999999000001").class(AccountClass::Company).balance(0);
    trail.tell(&story, house.bank, story::PAYEE, &[came, on]);
    trail.round();
    let own = Row::credit(5_000, 10, "9999996666666666", "999999000002").balance(5_000);
    let came = Row::credit(5_000, 40, story::PAYEE, "999999000001").balance(10_000);
    trail.tell(&story, house.bank, mule, &[own, came]);
    trail.round();
    let stops = story.orders().into_iter().filter(|order| order.kind == OrderKind::Stop && order.level > 1);
    count(stops.filter(|order| order.state.name() != "withdrawn").count())
}

/// A silent bank's account of which a row did not say whose it is.
fn stopped_unknown_after_40_s(house: &House) -> i64 {
    let (story, trail) = Trail::after_report(house, yuan(5_000));
    let unknown = Row::debit(5_000, 40, "9999997777777777", "999999000002").holder("").class(AccountClass::Unknown);
    let came = Row::credit(5_000, 0, story::PAYER, "999999000002").balance(5_000);
    trail.tell(&story, house.bank, story::PAYEE, &[came, unknown.balance(0)]);
    trail.round();
    house.pass(40 * SECOND_MS);
    trail.round();
    count(story.orders().iter().filter(|order| order.kind == OrderKind::Stop && order.level > 1).count())
}

fn questions(house: &House) -> i64 {
    let story = follow(house);
    count(story.orders().iter().filter(|order| order.kind == OrderKind::QueryAccount && order.level == 1).count())
}

fn watched_for(house: &House) -> i64 {
    let story = follow(house);
    let watch = story.orders().into_iter().find(|order| order.kind == OrderKind::Watch).unwrap();
    let Some(cordon_model::Query::Movements { until, .. }) = watch.query else { panic!() };
    until.since_ms(watch.drafted_at)
}

fn due_of(house: &House, kind: OrderKind) -> i64 {
    let orders: Vec<Order> = house.read(|view| view.select("order by id", &[]).unwrap());
    let order = orders.iter().find(|order| order.kind == kind).unwrap();
    order.state.due().unwrap().at.since_ms(order.drafted_at)
}
