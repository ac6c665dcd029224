//! A watch ends when nobody's case has the account any more, and not before.

use crate::house::{House, answer_to};
use crate::story::{self, PAYEE, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::order::hand_over::hand_over;
use cordon_desk::read::{self, ToldOf, WatchLine};
use cordon_model::exchange::DebitFound;
use cordon_model::receipt::Weight;
use cordon_model::time::HOUR_MS;
use cordon_model::{Movement, Note, Order, OrderKind, ReceiptResult};
use cordon_store::{Read, Value};

const MULE: &str = "9999997777777777";
const BANK: &str = "999999000001";
const OTHER_BANK: &str = "999999000002";

fn of_kind(house: &House, kind: OrderKind) -> Vec<Order> {
    house.read(|view| view.select("where kind = $1 order by id", &[Value::from(kind.name())]).unwrap())
}

/// Every watch that is on its way is read by its bank and taken up.
fn take_up(house: &House) {
    for watch in of_kind(house, OrderKind::Watch).into_iter().filter(|order| !order.state.is_over()) {
        hand_over(&house.desk, &house.machine(watch.agency), watch.id).unwrap();
        house.done(watch.agency, watch.id, None);
    }
}

fn deny(story: &Story<'_>) {
    story.debit(Some(DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
}

/// Whose watch ends, and how its end stands.
fn ends(house: &House) -> Vec<(Option<cordon_model::OrderId>, &'static str)> {
    of_kind(house, OrderKind::EndWatch).iter().map(|end| (end.original, end.state.name())).collect()
}

#[test]
fn a_denied_payment_ends_the_watch_in_the_same_act() {
    let house = House::new();
    let story = Story::report(&house, yuan(9_000));
    let trail = Trail::of(&house);
    trail.round();
    take_up(&house);
    assert_eq!(ends(&house), []);
    deny(&story);
    let watch = story.order(OrderKind::Watch);
    assert_eq!(ends(&house), [(Some(watch.id), "dispatched")]);
    let end = story.order(OrderKind::EndWatch);
    assert_eq!((end.agency, end.target.key(), end.from), (house.bank, watch.target.key(), Some(house.now())));
    assert!(house.last_entry().subjects.contains(&end.id.to_string()), "in the entry of the denial");
    trail.round();
    trail.restart();
    trail.round();
    house.done(house.bank, end.id, None);
    trail.round();
    assert_eq!(ends(&house), [(Some(watch.id), "done")], "once");
    house.audit(&[PAYEE]);
}

#[test]
fn a_watch_that_nobody_read_is_withdrawn() {
    let house = House::new();
    let story = Story::report(&house, yuan(9_000));
    Trail::of(&house).round();
    deny(&story);
    assert_eq!((story.order(OrderKind::Watch).state.name(), ends(&house)), ("withdrawn", vec![]));
}

/// Two levels: the payee's watch ends with the denial, the next account's when the trace has let go of it.
#[test]
fn accounts_further_on_are_let_go_with_the_trace() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(5_000));
    let rows = [
        Row::credit(5_000, 0, story::PAYER, OTHER_BANK).balance(5_000),
        Row::debit(5_000, 10, MULE, OTHER_BANK).balance(0),
    ];
    trail.tell(&story, house.bank, PAYEE, &rows);
    trail.round();
    take_up(&house);
    let watches = of_kind(&house, OrderKind::Watch);
    assert_eq!(watches.len(), 2);
    deny(&story);
    assert_eq!(ends(&house), [(Some(watches[0].id), "dispatched")]);
    trail.round();
    assert_eq!(ends(&house), [(Some(watches[0].id), "dispatched"), (Some(watches[1].id), "dispatched")]);
    trail.round();
    assert_eq!(ends(&house).len(), 2);
}

#[test]
fn an_account_that_another_open_case_follows_stays_watched() {
    // The second case paid the account itself, or its money went over it.
    for further in [false, true] {
        let house = House::new();
        let first = Story::report(&house, yuan(3_000));
        let mut report = story::report(&house, yuan(4_000));
        report.transfers[0].from.number = "9999991111112222".into();
        if further {
            let to = report.transfers[0].to.as_mut().unwrap();
            (to.institution_code, to.number) = (OTHER_BANK.into(), MULE.into());
        }
        house.pass(1_000);
        let second = Story::of(&house, &report);
        let trail = Trail::of(&house);
        trail.round();
        if further {
            let came = Row::credit(4_000, 0, "9999991111112222", OTHER_BANK).balance(4_000);
            trail.tell(&second, house.other_bank, MULE, &[came, Row::debit(4_000, 5, PAYEE, BANK).balance(0)]);
            trail.round();
        }
        take_up(&house);
        let watch = of_kind(&house, OrderKind::Watch).into_iter().find(|order| order.agency == house.bank).unwrap();
        assert_eq!(watch.case, Some(first.filed.case), "watched for the first, followed by both");
        deny(&first);
        trail.round();
        assert_eq!(ends(&house), []);
        deny(&second);
        trail.round();
        assert!(ends(&house).contains(&(Some(watch.id), "dispatched")), "{further}");
    }
}

#[test]
fn an_account_that_is_followed_again_is_watched_again() {
    let house = House::new();
    let story = Story::report(&house, yuan(9_000));
    let trail = Trail::of(&house);
    trail.round();
    take_up(&house);
    deny(&story);
    house.done(house.bank, story.order(OrderKind::EndWatch).id, None);
    let again = Story::report_from(&house, yuan(7_000), "9999991111112222");
    trail.round();
    assert_eq!(of_kind(&house, OrderKind::Watch).iter().filter(|order| !order.state.is_over()).count(), 1);
    assert_eq!(again.order(OrderKind::Watch).target.key(), story.order(OrderKind::Watch).target.key());
}

#[test]
fn what_a_watch_tells_after_its_end_is_kept_and_flagged() {
    let house = House::new();
    let story = Story::report(&house, yuan(9_000));
    let trail = Trail::of(&house);
    trail.round();
    take_up(&house);
    deny(&story);
    let watch = story.order(OrderKind::Watch);
    let movements = || house.read(|view| view.select::<Movement>("order by place", &[]).unwrap().len());
    let batch = |seconds| trail.answer(&watch, PAYEE, &[Row::debit(100, seconds, MULE, OTHER_BANK).balance(0)]);
    // Booked before the end, told while it was on its way.
    assert_eq!(trail.try_answer(house.bank, &batch(20)).unwrap().weight, Weight::Further);
    assert!(!house.record::<Order>(watch.id).notes.contains(&Note::ToldAfterEnd));
    house.done(house.bank, story.order(OrderKind::EndWatch).id, None);
    assert_eq!(trail.try_answer(house.bank, &batch(30)).unwrap().weight, Weight::Further);
    assert_eq!(movements(), 2, "none is lost");
    assert!(house.record::<Order>(watch.id).notes.contains(&Note::ToldAfterEnd));
}

#[test]
fn an_end_that_failed_goes_again_and_a_refused_one_does_not() {
    for (result, sent) in [(ReceiptResult::Failed, 3), (ReceiptResult::Refused, 1)] {
        let house = House::new();
        let story = Story::report(&house, yuan(9_000));
        Trail::of(&house).round();
        take_up(&house);
        deny(&story);
        for _ in 0..5 {
            let open = of_kind(&house, OrderKind::EndWatch).into_iter().find(|order| !order.state.is_over());
            if let Some(end) = open {
                house.answer(house.bank, &answer_to(end.id, result, "1100"));
            }
        }
        assert_eq!(ends(&house).len(), sent, "{result:?}");
    }
}

fn listed(house: &House) -> Vec<WatchLine> {
    read::watches(&house.desk, &house.of(&house.supervisor), &[]).unwrap().lines
}

#[test]
fn watches_that_run_are_listed_with_what_they_told_and_until_when() {
    let house = House::new();
    let story = Story::report(&house, yuan(9_000));
    let trail = Trail::of(&house);
    trail.round();
    let watch = story.order(OrderKind::Watch);
    let [asked] = &listed(&house)[..] else { panic!("one account is watched") };
    assert_eq!(
        (asked.order.id, asked.until, asked.told),
        (watch.id, house.now().plus_ms(72 * HOUR_MS), ToldOf::default())
    );
    assert!(asked.case_number.is_some() && !asked.ending);
    take_up(&house);
    assert_eq!(listed(&house)[0].told.times, 0, "taken up, it has told nothing yet");
    for seconds in [20, 30] {
        house.pass(1_000);
        let rows = [Row::debit(100, seconds, MULE, OTHER_BANK).balance(0)];
        trail.try_answer(house.bank, &trail.answer(&watch, PAYEE, &rows)).unwrap();
    }
    assert_eq!(listed(&house)[0].told, ToldOf { times: 2, rows: 2, last_at: Some(house.now()) });
    // Of a bank its own; of another nothing, and no machine sees the house's.
    let of = |agency, by| read::watches(&house.desk, &house.machine(by), &[agency]);
    assert_eq!(of(house.bank, house.bank).unwrap().lines.len(), 1);
    assert_eq!(of(house.other_bank, house.other_bank).unwrap().lines.len(), 0);
    assert!(of(house.bank, house.other_bank).is_err());
    assert!(read::watches(&house.desk, &house.machine(house.bank), &[]).is_err());
    deny(&story);
    assert!(listed(&house)[0].ending, "asked to end, it may still tell");
    house.done(house.bank, story.order(OrderKind::EndWatch).id, None);
    assert_eq!(listed(&house), []);
}

#[test]
fn what_ends_first_stands_first_and_what_is_over_does_not_stand_there() {
    let house = House::new();
    Story::report(&house, yuan(9_000));
    let trail = Trail::of(&house);
    trail.round();
    let first = house.now().plus_ms(72 * HOUR_MS);
    house.pass(HOUR_MS);
    let mut report = story::report(&house, yuan(4_000));
    report.transfers[0].from.number = "9999991111112222".into();
    let to = report.transfers[0].to.as_mut().unwrap();
    (to.institution_code, to.number) = (OTHER_BANK.into(), MULE.into());
    Story::of(&house, &report);
    trail.round();
    let until: Vec<_> = listed(&house).iter().map(|line| line.until).collect();
    assert_eq!(until, [first, house.now().plus_ms(72 * HOUR_MS)]);
    house.pass(71 * HOUR_MS);
    assert_eq!(listed(&house).iter().map(|line| line.until).collect::<Vec<_>>(), until[1..]);
}
