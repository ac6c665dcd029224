//! Whose an account is another bank's row rarely says. A shop is not stopped for one buyer, and a mule's
//! account does not wait long.

use crate::house::{self, House};
use crate::story::{self, PAYEE, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_model::{AccountClass, KnownAccount, Order, OrderKind};

const NEXT: &str = "9999997777777777";
const BANK: &str = "999999000001";
const OTHER_BANK: &str = "999999000002";
/// A name that says nothing.
const NOBODY: &str = "测试收款人";

/// All of the victim's money went on to an account of which the row says this.
fn went_on<'h>(house: &'h House, holder: &str, class: AccountClass) -> (Story<'h>, Trail<'h>) {
    let (story, trail) = Trail::after_report(house, yuan(5_000));
    let came = Row::credit(5_000, 0, story::PAYER, OTHER_BANK).balance(5_000);
    let went = Row::debit(5_000, 10, NEXT, OTHER_BANK).class(class).holder(holder).balance(0);
    trail.tell(&story, house.bank, PAYEE, &[came, went]);
    trail.round();
    (story, trail)
}

fn further(story: &Story<'_>, kind: OrderKind) -> Vec<Order> {
    story.orders().into_iter().filter(|order| order.kind == kind && order.level == 2).collect()
}

/// Notices, questions and stops about it.
fn sent(story: &Story<'_>) -> [usize; 3] {
    [OrderKind::RiskNotice, OrderKind::QueryAccount, OrderKind::Stop].map(|kind| further(story, kind).len())
}

fn told_as(trail: &Trail<'_>, story: &Story<'_>, house: &House, class: AccountClass, holder: Option<&str>) {
    let question = further(story, OrderKind::QueryAccount).pop().unwrap();
    let mut answer = trail.answer(&question, NEXT, &[Row::credit(5_000, 11, PAYEE, BANK).balance(5_000)]);
    let account = &mut answer.statement.as_mut().unwrap().account;
    (account.class, account.holder) = (class, holder.map(Into::into));
    trail.try_answer(house.other_bank, &answer).unwrap();
    trail.round();
}

#[test]
fn an_account_of_unknown_class_is_warned_and_asked_at_once_and_stopped_at_its_banks_word() {
    for (class, holder, state) in [
        (AccountClass::Personal, None, "dispatched"),
        // The bank told what moved and not whose it is: there is nothing more to wait for.
        (AccountClass::Unknown, None, "dispatched"),
        (AccountClass::Unknown, Some(NOBODY), "dispatched"),
        (AccountClass::Company, None, "awaiting_approval"),
        (AccountClass::Unknown, Some("样例商行"), "awaiting_approval"),
    ] {
        let house = House::new();
        let (story, trail) = went_on(&house, NOBODY, AccountClass::Unknown);
        assert_eq!(sent(&story), [1, 1, 0]);
        assert_eq!(further(&story, OrderKind::RiskNotice)[0].state.name(), "dispatched");
        trail.restart();
        trail.round();
        assert_eq!(sent(&story), [1, 1, 0], "warned once");
        told_as(&trail, &story, &house, class, holder);
        assert_eq!(sent(&story), [1, 1, 1], "{class:?} {holder:?}");
        assert_eq!(further(&story, OrderKind::Stop)[0].state.name(), state, "{class:?} {holder:?}");
        house.audit(&[PAYEE, NEXT, NOBODY]);
    }
}

#[test]
fn a_silent_bank_does_not_hold_up_the_stop_for_longer_than_the_norm() {
    let house = House::new();
    let (story, trail) = went_on(&house, NOBODY, AccountClass::Unknown);
    house.pass(20_000);
    trail.round();
    assert_eq!(sent(&story), [1, 1, 0]);
    house.pass(10_000);
    trail.round();
    assert_eq!(sent(&story), [1, 1, 1]);
    let stop = further(&story, OrderKind::Stop).pop().unwrap();
    assert_eq!((stop.state.name(), stop.limit), ("dispatched", Some(yuan(5_000))), "as a person's");
    assert_eq!(stop.target.account().unwrap().class, AccountClass::Unknown, "nobody has said so");
}

/// A bank that fails is asked again, and its failing does not begin the wait anew.
#[test]
fn a_bank_that_fails_over_and_over_does_not_stretch_the_wait() {
    let house = House::new();
    let (story, trail) = went_on(&house, NOBODY, AccountClass::Unknown);
    for _ in 0..3 {
        house.pass(12_000);
        let open = further(&story, OrderKind::QueryAccount).into_iter().find(|order| !order.state.is_over());
        if let Some(order) = open {
            house.answer(house.other_bank, &house::answer_to(order.id, cordon_model::ReceiptResult::Failed, "1100"));
        }
        trail.round();
    }
    assert_eq!((further(&story, OrderKind::QueryAccount).len(), further(&story, OrderKind::Stop).len()), (3, 1));
}

#[test]
fn a_name_says_at_once_whose_it_is() {
    for (holder, class, wanted) in [
        ("测试丁", AccountClass::Unknown, [1, 1, 1]),
        ("*三", AccountClass::Unknown, [1, 1, 1]),
        ("样例科技有限公司", AccountClass::Unknown, [0, 1, 0]),
        // The payer's bank calls it a person's by default.
        ("样例便利店", AccountClass::Personal, [0, 1, 0]),
        (NOBODY, AccountClass::Personal, [1, 1, 1]),
        (NOBODY, AccountClass::Unknown, [1, 1, 0]),
    ] {
        let house = House::new();
        let (story, _) = went_on(&house, holder, class);
        assert_eq!(sent(&story), wanted, "{holder} {class:?}");
    }
}

/// The shop's own bank tells of its customers within a second: nobody is stopped for one of them.
#[test]
fn a_shop_that_a_row_did_not_name_as_one_is_spared_when_its_bank_tells() {
    let house = House::new();
    let (story, trail) = went_on(&house, NOBODY, AccountClass::Unknown);
    let mut rows: Vec<Row> = (0..250)
        .map(|n| Row::credit(10, -20_000 + n, &format!("88880000{n:08}"), BANK).balance(10 * (n + 1)))
        .collect();
    rows.push(Row::credit(5_000, 11, PAYEE, BANK).balance(7_500));
    trail.tell(&story, house.other_bank, NEXT, &rows);
    trail.learn();
    trail.learn();
    trail.learn();
    trail.round();
    house.pass(60_000);
    trail.round();
    assert_eq!(sent(&story), [1, 1, 0]);
}

/// A later row that names the holder, and its bank's own word, make a class known that was not.
#[test]
fn what_is_not_known_becomes_known_and_is_not_forgotten() {
    let house = House::new();
    let (story, trail) = went_on(&house, NOBODY, AccountClass::Unknown);
    let key = further(&story, OrderKind::QueryAccount)[0].target.key().to_owned();
    let class = || house.record::<KnownAccount>(&key).class;
    assert_eq!(class(), AccountClass::Unknown);
    let again =
        |seconds, holder: &str| Row::debit(1, seconds, NEXT, OTHER_BANK).class(AccountClass::Unknown).holder(holder);
    trail.moved(&story, house.bank, PAYEE, &[again(20, "样例商行")]);
    assert_eq!(class(), AccountClass::Company);
    trail.moved(&story, house.bank, PAYEE, &[again(30, "测试丁")]);
    assert_eq!(class(), AccountClass::Company);
}
