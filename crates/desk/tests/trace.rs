//! The money is followed: agencies tell, movements join, the next accounts are stopped, and what a case
//! claims is never more than is there.

use crate::house::{House, answer_to};
use crate::story::{self, PAYEE, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::money::trace::list::{ListDecision, decide_list};
use cordon_desk::read;
use cordon_model::exchange::Answer;
use cordon_model::time::DAY_MS;
use cordon_model::{
    AccountClass, CaseNote, Code, Exit, KnownAccount, ListState, MeasureKind, Money, Movement, Note, OrderKind,
    PartNote, ProtectionKind, ReceiptResult, SerialKind, StopList,
};
use cordon_store::{Read, Value};
use std::collections::BTreeMap;

const MULE: &str = "9999997777777777";
const THIRD: &str = "9999996666666666";

#[test]
fn a_report_asks_the_payees_bank_at_once_and_watches_the_account() {
    let house = House::new();
    let story = Story::report(&house, yuan(50_000));
    let trail = Trail::of(&house);
    trail.round();
    let (query, watch) = (story.order(OrderKind::QueryAccount), story.order(OrderKind::Watch));
    for order in [&query, &watch] {
        assert_eq!((order.agency, order.state.name()), (house.bank, "dispatched"));
        assert_eq!(order.target.key(), story.case().transfers[0].to.as_ref().unwrap().key);
    }
    let before = story.orders().len();
    trail.round();
    assert_eq!(story.orders().len(), before, "asked once");
    house.audit(&[PAYEE]);
}

#[test]
fn the_money_is_followed_over_two_banks_and_stopped_at_each() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(50_000));
    // The first bank tells: 30,000 went on to the other bank, 20,000 in cash.
    trail.tell(
        &story,
        house.bank,
        PAYEE,
        &[
            Row::credit(50_000, 0, story::PAYER, "999999000002").balance(50_100),
            Row::debit(30_000, 60, MULE, "999999000002").balance(20_100),
            Row::debit(20_000, 120, "", "").exit(Exit::Cash).balance(100),
        ],
    );
    trail.round();
    let stop = story.orders().into_iter().rev().find(|o| o.kind == OrderKind::Stop).unwrap();
    assert_eq!((stop.agency, stop.level), (house.other_bank, 2));
    assert_eq!(stop.limit, Some(yuan(30_000)));
    assert_eq!(stop.state.name(), "dispatched", "the signed form covers the onward stop");
    let bar = trail.bar(&story);
    assert_eq!((bar.cashed_out, bar.held), (yuan(20_000), yuan(0)));
    // The second bank is asked, holds, and tells that 10,000 had gone on before.
    trail.tell(
        &story,
        house.other_bank,
        MULE,
        &[
            Row::credit(30_000, 61, PAYEE, "999999000001").balance(30_000),
            Row::debit(10_000, 180, THIRD, "999999000003").balance(20_000),
        ],
    );
    house.answer(
        house.other_bank,
        &Answer {
            held: Some(yuan(20_000)),
            balance: Some(yuan(20_000)),
            ..answer_to(stop.id, ReceiptResult::Part, "1200")
        },
    );
    trail.round();
    let bar = trail.bar(&story);
    assert_eq!((bar.held, bar.cashed_out), (yuan(20_000), yuan(20_000)), "{bar:?}");
    assert_eq!(bar.unknown.plus(bar.standing).unwrap(), yuan(10_000));
    let third = story.orders().into_iter().rev().find(|o| o.kind == OrderKind::Stop).unwrap();
    assert_eq!((third.agency, third.level), (house.payment, 3));
    let drawn = read::picture(&house.desk, &house.of(&house.intake), story.case().id).unwrap().unwrap();
    let spots: Vec<(usize, u64, Option<MeasureKind>)> = drawn
        .picture
        .spots
        .iter()
        .map(|spot| {
            let held = spot.account.and_then(|account| drawn.key(account)).and_then(|key| drawn.held.get(key));
            (spot.layer, spot.there, held.map(|held| held.kind))
        })
        .collect();
    assert_eq!(drawn.picture.layers.len(), 3, "{spots:?}");
    assert!(spots.contains(&(1, 2_000_000, Some(MeasureKind::Stop))), "what is held is drawn as held: {spots:?}");
    let there: u64 = drawn.picture.layers.iter().map(|layer| layer.there).sum();
    let places = trail.trace(&story).places;
    let on_accounts: i64 = places.iter().filter(|place| place.exit.is_none()).map(|place| place.amount.minor()).sum();
    assert_eq!(i64::try_from(there).unwrap(), on_accounts, "the picture shows what the trace says");
    let movements: Vec<Movement> = house.read(|view| view.select("order by place", &[]).unwrap());
    let joined: Vec<_> = movements.iter().filter(|m| m.debit.is_some() && m.credit.is_some()).collect();
    assert_eq!(joined.len(), 1, "told by both ends and still one");
    assert_eq!(movements.len(), 4);
    house.audit(&[PAYEE, MULE, THIRD]);
}

#[test]
fn what_is_told_twice_is_learned_once() {
    let house = House::new();
    let story = Story::report(&house, yuan(500));
    let trail = Trail::of(&house);
    trail.round();
    let rows = [
        Row::credit(500, 0, story::PAYER, "999999000002").balance(500),
        Row::debit(200, 60, MULE, "999999000002").balance(300),
    ];
    trail.tell(&story, house.bank, PAYEE, &rows);
    trail.moved(&story, house.bank, PAYEE, &rows);
    trail.moved(&story, house.bank, PAYEE, &[Row::debit(100, 90, MULE, "999999000002").balance(200)]);
    let movements: Vec<Movement> = house.read(|view| view.select("order by place", &[]).unwrap());
    assert_eq!(movements.len(), 3);
    trail.round();
    let bar = trail.bar(&story);
    assert_eq!(bar.loss, yuan(500));
}

#[test]
fn two_cases_on_one_mule_never_claim_the_same_fen() {
    let house = House::new();
    let first = Story::report(&house, yuan(30_000));
    let second = Story::report_from(&house, yuan(50_000), "9999991111112222");
    first.sign();
    second.sign();
    let trail = Trail::of(&house);
    trail.round();
    trail.tell(
        &first,
        house.bank,
        PAYEE,
        &[
            Row::credit(30_000, 0, story::PAYER, "999999000002").balance(30_000),
            Row::credit(50_000, 1, "9999991111112222", "999999000002").balance(80_000),
            Row::debit(60_000, 60, MULE, "999999000002").balance(20_000),
        ],
    );
    trail.round();
    let places = |story: &Story| -> BTreeMap<u32, Money> {
        let trace = trail.trace(story);
        trace.places.iter().map(|place| (place.level, place.amount)).collect()
    };
    let (a, b) = (places(&first), places(&second));
    assert_eq!(a[&1].plus(b[&1]).unwrap(), yuan(20_000), "what is left is claimed once");
    assert_eq!(a[&2].plus(b[&2]).unwrap(), yuan(60_000), "what went on is claimed once");
    assert_eq!(a[&1].plus(a[&2]).unwrap(), yuan(30_000));
    assert_eq!(b[&1].plus(b[&2]).unwrap(), yuan(50_000));
    let stop = first.orders().into_iter().chain(second.orders()).filter(|o| o.kind == OrderKind::Stop && o.level == 2);
    let stop: Vec<_> = stop.collect();
    assert_eq!(stop.len(), 1, "one stop for both: {stop:?}");
    trail.hold(&stop[0], yuan(60_000));
    let held: Vec<Money> = [&first, &second].map(|story| trail.bar(story).held).to_vec();
    assert!(held[0].plus(held[1]).unwrap() <= yuan(80_000));
    assert_eq!(held[0].plus(held[1]).unwrap(), yuan(60_000));
}

/// Once 30,000 of 80,000 were left on an account: its owner had paid them two days before, as a victim himself, and
/// what came repaid a debit that its bank's word does not reach back to.
#[test]
fn who_was_a_victim_and_is_paid_later_owes_nothing_for_what_he_paid_then() {
    for is_told in [true, false] {
        let house = House::new();
        let (first, trail) = Trail::after_report(&house, yuan(30_000));
        if is_told {
            trail.tell(&first, house.bank, PAYEE, &[Row::credit(30_000, 0, story::PAYER, "999999000002")]);
            trail.round();
        }
        house.pass(2 * DAY_MS);
        let mut report = story::report(&house, yuan(80_000));
        report.transfers[0].from = story::side("999999000001", THIRD, AccountClass::Personal);
        report.transfers[0].to = Some(story::side("999999000002", story::PAYER, AccountClass::Personal));
        let second = Story::of(&house, &report);
        second.sign();
        let trail = Trail::of(&house);
        trail.round();
        let row = Row::credit(80_000, 0, THIRD, "999999000001").balance(140_000);
        trail.tell(&second, house.other_bank, story::PAYER, &[row]);
        trail.round();
        let trace = trail.trace(&second);
        let there: Vec<_> = trace.places.iter().map(|place| (place.level, place.amount)).collect();
        assert_eq!((there, trace.absorbed), (vec![(1, yuan(80_000))], yuan(0)), "told: {is_told}");
    }
}

#[test]
fn a_payment_firm_tells_by_serial_number_whose_the_money_is() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(8_000));
    trail.tell(
        &story,
        house.bank,
        PAYEE,
        &[
            Row::credit(8_000, 0, story::PAYER, "999999000002").balance(8_000),
            Row::debit(8_000, 30, "9990000000000001", "999999000003").order("PO-1").balance(0),
        ],
    );
    trail.round();
    let question = story.order(OrderKind::QuerySerial);
    assert_eq!(question.agency, house.payment);
    let Some(cordon_model::Query::Serial { kind, serial, bank_code, .. }) = &question.query else { panic!() };
    assert_eq!((*kind, bank_code.as_str()), (SerialKind::Bank, "999999000001"));
    trail.found(&question, serial, "PO-1", yuan(8_000), "wallet-7777");
    trail.round();
    let stop = story.orders().into_iter().rev().find(|o| o.kind == OrderKind::Stop).unwrap();
    assert_eq!((stop.agency, stop.level, stop.limit), (house.payment, 2, Some(yuan(8_000))));
    let movements: Vec<Movement> = house.read(|view| view.select("order by place", &[]).unwrap());
    assert_eq!(movements.len(), 2, "the bank's row and the firm's are one");
}

#[test]
fn a_silent_bank_delays_its_branch_only() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(10_000));
    trail.tell(
        &story,
        house.bank,
        PAYEE,
        &[
            Row::credit(10_000, 0, story::PAYER, "999999000002").balance(10_000),
            Row::debit(6_000, 10, MULE, "999999000002").balance(4_000),
            Row::debit(4_000, 20, THIRD, "999999000003").balance(0),
        ],
    );
    trail.round();
    // The other bank says nothing; the payment firm answers.
    trail.tell(
        &story,
        house.payment,
        THIRD,
        &[
            Row::credit(4_000, 20, PAYEE, "999999000001").balance(4_000),
            Row::debit(4_000, 40, "9999995555555555", "999999000001").balance(0),
        ],
    );
    trail.round();
    let trace = trail.trace(&story);
    let silent = trace.places.iter().find(|p| p.institution == Some(house.other_bank)).unwrap();
    assert!(silent.notes.iter().any(|note| note == "PENDING"), "{silent:?}");
    assert_eq!(silent.amount, yuan(6_000));
    assert!(trace.places.iter().any(|p| p.level == 3 && p.amount == yuan(4_000)), "{trace:?}");
    assert!(trail.bar(&story).adds_up());
}

#[test]
fn a_bank_that_could_not_look_is_asked_again_a_few_times() {
    let house = House::new();
    let story = Story::report(&house, yuan(10_000));
    let trail = Trail::of(&house);
    for _ in 0..6 {
        trail.round();
        let asked = story.order(OrderKind::QueryAccount);
        if !asked.state.is_over() {
            house.answer(house.bank, &answer_to(asked.id, ReceiptResult::Failed, "1100"));
        }
    }
    let asked = story.orders().into_iter().filter(|o| o.kind == OrderKind::QueryAccount).count();
    assert_eq!(asked, 3);
}

#[test]
fn protected_accounts_and_hubs_are_spared_and_sellers_go_on_a_list() {
    for (kind, listed) in
        [(ProtectionKind::WhiteList, false), (ProtectionKind::Utility, false), (ProtectionKind::Merchant, true)]
    {
        let house = House::new();
        let (story, trail) = Trail::after_report(&house, yuan(10_000));
        let rows = [
            Row::credit(10_000, 0, story::PAYER, "999999000002").balance(10_000),
            Row::debit(10_000, 10, MULE, "999999000002").balance(0),
        ];
        trail.tell(&story, house.bank, PAYEE, &rows);
        trail.protect(MULE, house.other_bank, kind);
        trail.round();
        assert!(!story.orders().iter().any(|o| o.kind == OrderKind::Stop && o.level == 2), "{kind:?}");
        let lists: Vec<StopList> = house.read(|view| view.select("order by id", &[]).unwrap());
        assert_eq!(lists.len(), usize::from(listed), "{kind:?}");
        let Some(list) = lists.first() else { continue };
        let own = decide_list(&house.desk, &house.of(&house.officer), list.id, &approve(&[])).unwrap_err();
        assert_eq!(own.code, Code::NotAllowed);
        let decided = decide_list(&house.desk, &house.of(&house.approver), list.id, &approve(&[])).unwrap();
        assert_eq!((decided.orders.len(), decided.excluded), (1, 0));
        let stop = story.order(OrderKind::Stop);
        assert_eq!((stop.level, stop.limit), (2, Some(yuan(10_000))));
        assert!(matches!(house.record::<StopList>(list.id).state, ListState::Approved { .. }));
    }
}

fn approve(excluded: &[usize]) -> ListDecision {
    ListDecision {
        approve: true,
        excluded: excluded.iter().map(|place| (*place, "查明为正常商户".to_owned())).collect(),
        reason: "逐一核对".to_owned(),
    }
}

#[test]
fn more_stops_than_go_by_themselves_wait_on_a_list_with_exclusions() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(25_000));
    let mut rows = vec![Row::credit(25_000, 0, story::PAYER, "999999000002").balance(25_000)];
    let numbers: Vec<String> = (0..25).map(|n| format!("99999966660000{n:02}")).collect();
    for (n, number) in numbers.iter().enumerate() {
        let left = 25_000 - 1_000 * (i64::try_from(n).unwrap() + 1);
        rows.push(Row::debit(1_000, 10 + i64::try_from(n).unwrap(), number, "999999000002").balance(left));
    }
    trail.tell(&story, house.bank, PAYEE, &rows);
    trail.round();
    let onward = || story.orders().iter().filter(|o| o.kind == OrderKind::Stop && o.level == 2).count();
    assert_eq!(onward(), 20);
    let lists: Vec<StopList> = house.read(|view| view.select("order by id", &[]).unwrap());
    assert_eq!((lists.len(), lists[0].items.len()), (1, 5));
    trail.round();
    assert_eq!(onward(), 20, "nothing on the list goes by itself");
    let decided = decide_list(&house.desk, &house.of(&house.approver), lists[0].id, &approve(&[1, 3])).unwrap();
    assert_eq!((decided.orders.len(), decided.excluded), (3, 2));
    assert_eq!(onward(), 23);
    let again = decide_list(&house.desk, &house.of(&house.approver), lists[0].id, &approve(&[])).unwrap_err();
    assert_eq!(again.code, Code::WrongState);
}

#[test]
fn money_that_leaves_a_held_account_is_a_breach_and_is_followed() {
    let house = House::new();
    let story = Story::report(&house, yuan(9_000));
    story.sign();
    story.confirm();
    let trail = Trail::of(&house);
    trail.round();
    trail.tell(&story, house.bank, PAYEE, &[Row::credit(9_000, 0, story::PAYER, "999999000002").balance(9_000)]);
    trail.round();
    let stop = story.order(OrderKind::Stop);
    trail.hold(&stop, yuan(9_000));
    house.pass(600_000);
    trail.moved(&story, house.bank, PAYEE, &[Row::debit(9_000, 500, MULE, "999999000002").balance(0)]);
    trail.round();
    assert!(house.record::<cordon_model::Order>(stop.id).notes.contains(&Note::Breach));
    assert!(story.case().notes.contains(&CaseNote::Breach));
    assert!(story.orders().iter().any(|o| o.kind == OrderKind::Stop && o.level == 2), "traced all the same");
}

/// The kill test found a bank accused that held all it was asked to.
#[test]
fn what_a_limited_stop_leaves_free_may_leave_and_is_no_breach() {
    let house = House::new();
    let story = Story::report(&house, yuan(9_000));
    story.sign();
    story.confirm();
    let trail = Trail::of(&house);
    trail.round();
    let rows = [Row::credit(9_000, 0, story::PAYER, "999999000002").balance(12_000)];
    trail.tell(&story, house.bank, PAYEE, &rows);
    trail.round();
    let stop = story.order(OrderKind::Stop);
    trail.hold(&stop, yuan(9_000));
    house.pass(600_000);
    let is_breach = |story: &Story<'_>| story.case().notes.contains(&CaseNote::Breach);
    trail.moved(&story, house.bank, PAYEE, &[Row::debit(3_000, 500, MULE, "999999000002").balance(9_000)]);
    trail.round();
    assert!(!is_breach(&story), "what was held is still there");
    trail.moved(&story, house.bank, PAYEE, &[Row::debit(1_000, 550, MULE, "999999000002").balance(8_000)]);
    trail.round();
    assert!(is_breach(&story), "a part of it left");
}

#[test]
fn rows_about_another_account_teach_nothing() {
    let house = House::new();
    let story = Story::report(&house, yuan(9_000));
    let trail = Trail::of(&house);
    trail.round();
    let question = story.order(OrderKind::QueryAccount);
    let rows = [Row::credit(9_000, 0, story::PAYER, "999999000002")];
    let foreign = trail.answer(&question, MULE, &rows);
    let refused = trail.try_answer(house.bank, &foreign).unwrap_err();
    assert_eq!(refused.code, Code::FieldInvalid);
    let nothing = trail.try_answer(house.bank, &answer_to(question.id, ReceiptResult::Done, "0000"));
    assert!(nothing.is_ok(), "an answer without rows is an answer");
    let movements: Vec<Movement> = house.read(|view| view.select("order by place", &[]).unwrap());
    assert!(movements.is_empty());
}

#[test]
fn many_rows_are_learned_in_rounds_and_none_is_lost() {
    let house = House::new();
    let story = Story::report(&house, yuan(500));
    let trail = Trail::of(&house);
    trail.round();
    let mut rows = vec![Row::credit(500, 0, story::PAYER, "999999000002").balance(500)];
    rows.extend((0..450).map(|n| Row::debit(1, 10 + n, MULE, "999999000002").balance(499 - n)));
    trail.tell(&story, house.bank, PAYEE, &rows);
    let count = || house.read(|view| view.select::<Movement>("order by place", &[]).unwrap().len());
    assert_eq!(count(), 100);
    for _ in 0..4 {
        trail.learn();
    }
    assert_eq!(count(), 451);
    let known: KnownAccount =
        house.read(|view| view.need(&story.case().transfers[0].to.as_ref().unwrap().key).unwrap());
    assert_eq!(known.balance, Some(yuan(50)));
    house.audit(&[MULE]);
}

#[test]
fn a_denied_payment_frees_what_was_stopped_further_on() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(5_000));
    trail.tell(
        &story,
        house.bank,
        PAYEE,
        &[
            Row::credit(5_000, 0, story::PAYER, "999999000002").balance(5_000),
            Row::debit(5_000, 10, MULE, "999999000002").balance(0),
        ],
    );
    trail.round();
    let stop = story.order(OrderKind::Stop);
    trail.hold(&stop, yuan(5_000));
    story.debit(Some(cordon_model::exchange::DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
    trail.round();
    let lift = story.order(OrderKind::LiftStop);
    assert_eq!((lift.target.key(), lift.state.name()), (stop.target.key(), "dispatched"));
    assert_eq!(trail.bar(&story).loss, yuan(0));
}

#[test]
fn a_company_waits_for_its_banks_word_and_then_for_a_person() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(5_000));
    let company = Row::debit(5_000, 10, MULE, "999999000002").class(AccountClass::Company).balance(0);
    let credit = Row::credit(5_000, 0, story::PAYER, "999999000002").balance(5_000);
    trail.tell(&story, house.bank, PAYEE, &[credit, company]);
    trail.round();
    // It may be a shop with hundreds of customers: nothing is done before its bank has told.
    let busy = |kind: OrderKind| story.orders().iter().filter(|o| o.kind == kind && o.level == 2).count();
    assert_eq!((busy(OrderKind::QueryAccount), busy(OrderKind::RiskNotice), busy(OrderKind::Stop)), (1, 0, 0));
    let came = [Row::credit(5_000, 11, PAYEE, "999999000001").balance(5_000)];
    trail.moved(&story, house.other_bank, MULE, &came);
    trail.round();
    assert_eq!(busy(OrderKind::Stop), 0, "what a watch tells says nothing of those with whom it deals");
    trail.tell(&story, house.other_bank, MULE, &came);
    trail.round();
    let stop = story.order(OrderKind::Stop);
    assert_eq!((stop.level, stop.state.name()), (2, "awaiting_approval"));
    let pending: Vec<cordon_model::Measure> =
        house.read(|view| view.select("where target_key = $1 order by id", &[Value::from(stop.target.key())]).unwrap());
    assert!(pending.iter().all(|m| m.kind == MeasureKind::Stop));
    let bar = trail.bar(&story);
    assert!(bar.notes.contains(&PartNote::OrderUnderWay) && bar.standing == yuan(5_000), "{bar:?}");
}

#[test]
fn hundreds_of_banks_are_asked_side_by_side_a_piece_an_act() {
    let house = House::new();
    let story = Story::report(&house, yuan(30_000));
    story.sign();
    let banks: Vec<(cordon_model::AgencyId, String)> = (0..150)
        .map(|n| {
            let code = format!("99888800{n:04}");
            let new = cordon_desk::office::NewAgency {
                code: code.clone(),
                name: format!("村镇银行{n}"),
                kind: cordon_model::AgencyKind::Bank,
                wires: vec![cordon_model::Wire::JsonForm],
                limited_stop: true,
                public_phone: "96110".into(),
            };
            let call = house.of(&house.administrator);
            (cordon_desk::office::register_agency(&house.desk, &call, &new).unwrap().agency, code)
        })
        .collect();
    let trail = Trail::of(&house);
    trail.round();
    let mut rows = vec![Row::credit(30_000, 0, story::PAYER, "999999000002").balance(30_000)];
    for (n, (_, code)) in banks.iter().enumerate() {
        let n = i64::try_from(n).unwrap();
        rows.push(Row::debit(200, 10 + n, &format!("88880000{n:08}"), code).balance(30_000 - 200 * (n + 1)));
    }
    trail.tell(&story, house.bank, PAYEE, &rows);
    trail.rounds(40);
    let asked: std::collections::BTreeSet<_> = story
        .orders()
        .into_iter()
        .filter(|order| order.kind == OrderKind::QueryAccount && order.level == 2)
        .map(|order| order.agency)
        .collect();
    assert_eq!(asked.len(), banks.len(), "every bank is asked");
    let stops = story.orders().iter().filter(|o| o.kind == OrderKind::Stop && o.level == 2).count();
    assert_eq!(stops, 20, "and no more is stopped by itself than goes without a list");
    let lists: Vec<StopList> = house.read(|view| view.select("order by id", &[]).unwrap());
    assert_eq!(lists.iter().map(|list| list.items.len()).sum::<usize>(), 130);
    house.audit(&[PAYEE]);
}
