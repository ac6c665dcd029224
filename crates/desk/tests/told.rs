//! One movement is told by many, in parts and in any order: it is learned once, and nobody is asked in
//! circles.

use crate::house::House;
use crate::story::{self, PAYEE, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_model::{AccountClass, KnownAccount, Movement, Order, OrderKind, Query};
use cordon_store::Read;

const WALLET: &str = "wallet-7777";
const BANK: &str = "999999000001";
const FIRM: &str = "999999000003";

fn movements(house: &House) -> Vec<Movement> {
    house.read(|view| view.select("order by place", &[]).unwrap())
}

/// A bank's row, the firm's answer by serial number and the wallet's own statement are one movement:
/// learned twice, the wallet would have paid out what it never had.
#[test]
fn the_firms_word_and_the_wallets_own_row_are_one_movement() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(8_000));
    let paid = Row::debit(8_000, 30, "9990000000000001", FIRM).order("PO-1").balance(0);
    trail.tell(&story, house.bank, PAYEE, &[Row::credit(8_000, 0, story::PAYER, "999999000002").balance(8_000), paid]);
    trail.round();
    let question = story.order(OrderKind::QuerySerial);
    let Some(Query::Serial { serial, .. }) = &question.query else { panic!() };
    trail.found(&question, serial, "PO-1", yuan(8_000), WALLET);
    trail.round();
    let came = Row::credit(8_000, 31, PAYEE, BANK).order("PO-1").class(AccountClass::Personal).balance(8_000);
    trail.tell(&story, house.payment, WALLET, &[came, Row::debit(3_000, 60, "9999996666666666", BANK).balance(5_000)]);
    trail.round();
    assert_eq!(movements(&house).len(), 3, "{:#?}", movements(&house));
    let places: Vec<_> = trail.trace(&story).places.iter().map(|place| (place.level, place.amount)).collect();
    assert_eq!(places, [(1, yuan(0)), (2, yuan(5_000)), (3, yuan(3_000))]);
}

/// The wallet's statement names the order before the firm has answered: the order was the wallet's.
#[test]
fn a_statement_says_whose_the_order_was() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(8_000));
    let rows = [
        Row::credit(8_000, 0, story::PAYER, "999999000002").balance(8_000),
        Row::debit(1_000, 20, WALLET, FIRM).class(AccountClass::Payment).balance(7_000),
        Row::debit(7_000, 30, "9990000000000001", FIRM).order("PO-1").balance(0),
    ];
    trail.tell(&story, house.bank, PAYEE, &rows);
    trail.round();
    let came = [
        Row::credit(1_000, 20, PAYEE, BANK).balance(1_000),
        Row::credit(7_000, 31, PAYEE, BANK).order("PO-1").balance(8_000),
    ];
    trail.tell(&story, house.payment, WALLET, &came);
    trail.round();
    assert_eq!(movements(&house).len(), 3);
    let places = |trail: &Trail<'_>| -> Vec<_> {
        trail.trace(&story).places.iter().map(|place| (place.level, place.amount)).collect()
    };
    assert_eq!(places(&trail), [(1, yuan(0)), (2, yuan(8_000))]);
    let question = story.order(OrderKind::QuerySerial);
    let Some(Query::Serial { serial, .. }) = &question.query else { panic!() };
    trail.found(&question, serial, "PO-1", yuan(7_000), WALLET);
    trail.round();
    assert_eq!((movements(&house).len(), places(&trail)), (3, vec![(1, yuan(0)), (2, yuan(8_000))]));
}

/// A bank that has more rows than fit one answer is asked on from where it stopped, not from the
/// beginning; and one whose answers bring it no further is asked a few times only.
#[test]
fn a_long_statement_is_asked_for_part_by_part_and_never_in_circles() {
    let house = House::new();
    let story = Story::report(&house, yuan(8_000));
    let trail = Trail::of(&house);
    trail.round();
    let questions =
        || -> Vec<Order> { story.orders().into_iter().filter(|order| order.kind == OrderKind::QueryAccount).collect() };
    let from = |order: &Order| match &order.query {
        Some(Query::Statement { from, .. }) => *from,
        other => panic!("{other:?}"),
    };
    let tell_part = |rows: &[Row]| {
        let question = questions().pop().unwrap();
        let mut answer = trail.answer(&question, PAYEE, rows);
        let statement = answer.statement.as_mut().unwrap();
        statement.complete = false;
        statement.from = Some(from(&question));
        statement.until = statement.rows.last().map(|row| row.at);
        trail.try_answer(house.bank, &answer).unwrap();
        trail.round();
    };
    let key = questions()[0].target.key().to_owned();
    let known_until = || house.read(|view| view.need::<KnownAccount>(&key).unwrap()).known_until;
    let clean = |seconds| Row::credit(10, seconds, "9999995555555555", "999999000002");
    // Two parts end before the victim's money came: each brings the next question, from its end.
    for (part, seconds) in [(1, -900), (2, -600)] {
        tell_part(&[clean(seconds)]);
        let asked = questions();
        assert_eq!((asked.len(), Some(from(&asked[part]))), (part + 1, known_until()));
    }
    // The third says what the second said, whoever asks and after whatever restart.
    for _ in 0..6 {
        if questions().last().is_some_and(|order| !order.state.is_over()) {
            tell_part(&[clean(-600)]);
        }
        trail.restart();
        trail.round();
    }
    assert_eq!(questions().len(), 2 + 3, "the same is asked three times at most");
}

/// A wire tells whole seconds, and a watch tells as often as something moves: what came and left within one
/// second is told in two answers. It left after it came.
#[test]
fn a_watch_goes_on_within_the_second_in_which_it_stopped() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(8_000));
    trail.tell(&story, house.bank, PAYEE, &[Row::credit(8_000, 0, story::PAYER, "999999000002").balance(8_000)]);
    let other = "9999994444444444";
    trail.moved(&story, house.bank, PAYEE, &[Row::credit(500, 90, other, "999999000002").balance(8_500)]);
    trail.moved(&story, house.bank, PAYEE, &[Row::debit(8_500, 90, other, "999999000002").balance(0)]);
    trail.round();
    let order = |m: &Movement| m.debit.filter(|_| m.amount == yuan(8_500)).or(m.credit).unwrap().seq;
    let seqs: Vec<_> = movements(&house).iter().map(order).collect();
    assert_eq!(seqs, [Some(0), Some(0), Some(1)]);
    let place = trail.trace(&story).places[0].clone();
    assert_eq!((place.amount, place.notes), (yuan(0), vec![]), "nothing is owed, nothing came unseen");
}
