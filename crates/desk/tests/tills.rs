//! A bank's row of 消费 may have gone through a payment firm: then the firm is asked before anything
//! counts as gone.

use crate::house::{House, answer_to};
use crate::story::{self, PAYEE, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::money::protect_account::{NewProtection, ProtectedOf, protect_account};
use cordon_model::{
    AccountClass, Exit, KnownAccount, Movement, OrderKind, ProtectionKind, Query, ReceiptResult, SerialKind,
};
use cordon_store::Read;

const WALLET: &str = "wallet-7777";
const COLLECTING: &str = "9990000000000001";
const BANK: &str = "999999000001";
const OTHER_BANK: &str = "999999000002";
const FIRM: &str = "999999000003";
const NOBODYS: &str = "888888000009";

/// The victim's money came, and all of it left by this row.
fn spent(house: &House, row: Row) -> (Story<'_>, Trail<'_>) {
    let (story, trail) = Trail::after_report(house, yuan(8_000));
    let came = Row::credit(8_000, 0, story::PAYER, OTHER_BANK).balance(8_000);
    trail.tell(&story, house.bank, PAYEE, &[came, row.exit(Exit::Pos).balance(0)]);
    trail.round();
    (story, trail)
}

fn at_a_till(number: &str, institution: &str) -> Row {
    Row::debit(8_000, 30, number, institution)
}

fn asked(story: &Story<'_>) -> usize {
    story.orders().iter().filter(|order| order.kind == OrderKind::QuerySerial).count()
}

#[test]
fn a_purchase_through_a_payment_firm_is_asked_for_and_followed_behind_it() {
    let by_bank = || at_a_till("6669990000000002", OTHER_BANK).holder("样例支付");
    for row in [
        at_a_till(COLLECTING, FIRM).order("PO-1"),
        // The bank's own serial is a number the firm knows too.
        at_a_till(COLLECTING, FIRM),
        // The account that collects for the firm is kept by a bank.
        by_bank().order("PO-1"),
        by_bank(),
    ] {
        let house = House::new();
        let (story, trail) = spent(&house, row);
        let question = story.order(OrderKind::QuerySerial);
        assert_eq!((question.agency, question.level), (house.payment, 2));
        let Some(Query::Serial { kind, serial, bank_code, .. }) = &question.query else { panic!() };
        assert_eq!((*kind, bank_code.as_str()), (SerialKind::Bank, BANK));
        assert_eq!(trail.bar(&story).cashed_out, yuan(0), "nothing is gone before the firm has spoken");
        trail.found(&question, serial, "PO-1", yuan(8_000), WALLET);
        trail.round();
        let stop = story.order(OrderKind::Stop);
        assert_eq!((stop.agency, stop.level, stop.limit), (house.payment, 2, Some(yuan(8_000))));
        let movements: Vec<Movement> = house.read(|view| view.select("order by place", &[]).unwrap());
        assert_eq!(movements.len(), 2, "the bank's row and the firm's are one");
        assert!(movements.iter().all(|movement| movement.exit.is_none()), "it did not leave: {movements:#?}");
        // The wallet's own row is of the same payment, by whichever number it knows it.
        let came = Row::credit(8_000, 31, PAYEE, BANK).order(serial).balance(8_000);
        trail.tell(
            &story,
            house.payment,
            WALLET,
            &[came, Row::debit(3_000, 60, "9999996666666666", BANK).balance(5_000)],
        );
        trail.round();
        let places: Vec<_> = trail.trace(&story).places.iter().map(|place| (place.level, place.amount)).collect();
        assert_eq!(places, [(1, yuan(0)), (2, yuan(5_000)), (3, yuan(3_000))]);
        house.audit(&[PAYEE, WALLET, COLLECTING]);
    }
}

/// A row that names no institution names an account that the firm is known to keep.
#[test]
fn a_firm_is_known_by_its_account_too() {
    for known in [true, false] {
        let house = House::new();
        if known {
            let account = ProtectedOf::Number {
                institution_code: FIRM.into(),
                number: COLLECTING.into(),
                class: AccountClass::Company,
            };
            let (kind, until) = (ProtectionKind::WhiteList, house.now().plus_ms(86_400_000));
            let new = NewProtection { account, kind, reason: "备付金账户".into(), until };
            protect_account(&house.desk, &house.of(&house.supervisor), &new).unwrap();
        }
        let (story, _) = spent(&house, at_a_till(COLLECTING, "").order("PO-1"));
        assert_eq!(asked(&story), usize::from(known));
    }
}

#[test]
fn a_till_of_nobody_we_know_stays_an_exit() {
    for row in [
        at_a_till(COLLECTING, NOBODYS).order("PO-1"),
        at_a_till(COLLECTING, OTHER_BANK).order("PO-1"),
        at_a_till("", "").order("PO-1"),
        at_a_till("", ""),
    ] {
        let house = House::new();
        let (story, trail) = spent(&house, row);
        assert_eq!((asked(&story), trail.bar(&story).cashed_out), (0, yuan(8_000)));
    }
}

#[test]
fn cash_is_gone_whoever_stands_behind_it() {
    let house = House::new();
    let (story, trail) = Trail::after_report(&house, yuan(8_000));
    let came = Row::credit(8_000, 0, story::PAYER, OTHER_BANK).balance(8_000);
    let cash = Row::debit(8_000, 30, COLLECTING, FIRM).order("PO-1").exit(Exit::Cash).balance(0);
    trail.tell(&story, house.bank, PAYEE, &[came, cash]);
    trail.round();
    assert_eq!((asked(&story), trail.bar(&story).cashed_out), (0, yuan(8_000)));
}

/// The firm says that it was a till, or knows nothing of the number: the bank's word stands. A firm that
/// could not look has said nothing.
#[test]
fn what_the_firm_has_no_payee_for_is_gone_as_the_bank_said() {
    for (result, gone) in [(ReceiptResult::Done, 8_000), (ReceiptResult::Refused, 8_000), (ReceiptResult::Failed, 0)] {
        let house = House::new();
        let (story, trail) = spent(&house, at_a_till(COLLECTING, FIRM).order("PO-1"));
        house.answer(house.payment, &answer_to(story.order(OrderKind::QuerySerial).id, result, "0000"));
        trail.round();
        assert_eq!(trail.bar(&story).cashed_out, yuan(gone), "{result:?}");
    }
}

/// What the firm sold can still be voided there, so the place is the firm's.
#[test]
fn a_gift_card_behind_a_till_is_the_firms_to_void() {
    let house = House::new();
    let (story, trail) = spent(&house, at_a_till(COLLECTING, FIRM).order("PO-1"));
    let question = story.order(OrderKind::QuerySerial);
    let Some(Query::Serial { serial, .. }) = &question.query else { panic!() };
    trail.found_as(&question, serial, "PO-1", yuan(8_000), "cards", Some(Exit::GiftCard));
    trail.round();
    let trace = trail.trace(&story);
    let place = trace.places.iter().find(|place| place.level == 2).unwrap();
    assert_eq!((place.exit, place.institution), (Some(Exit::GiftCard), Some(house.payment)));
    let known: KnownAccount = house.record(&place.account);
    assert!(known.exit.is_some_and(Exit::can_be_voided));
    assert!(!story.orders().iter().any(|order| order.kind == OrderKind::Stop && order.level == 2));
}
