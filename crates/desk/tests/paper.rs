//! Movements that came back on paper, typed in by an officer: learned as any institution's word is, without serial
//! numbers, in whichever order the paper prints them, and nothing of them where one row is bad.

use crate::elsewhere::{far_bank, to_far_bank};
use crate::house::{House, answer_to};
use crate::story::{self, PAYEE, Story, yuan};
use crate::trail::Trail;
use cordon_desk::Refusal;
use cordon_desk::order::execute_elsewhere::{Elsewhere, NewCarriage, went_elsewhere};
use cordon_desk::order::paper_statement::PaperStatement;
use cordon_desk::order::receive::Received;
use cordon_desk::order::record_elsewhere::{Entered, record_entered};
use cordon_journal::Fact;
use cordon_model::exchange::{Answer, Party, Side, StatementRow};
use cordon_model::receipt::Weight;
use cordon_model::time::MINUTE_MS;
use cordon_model::{
    AccountClass, Code, Exit, KnownAccount, Money, Movement, Order, OrderKind, Receipt, ReceiptResult, Stamp,
};
use cordon_store::Read;

const MULE: &str = "9999997777777777";
const OTHER: &str = "9999996666666666";
const NEAR_BANK: &str = "999999000002";

/// A row as paper has it: minutes, and no serial.
fn row(side: Side, yuan: i64, at: Stamp, other: &str) -> StatementRow {
    StatementRow {
        side,
        amount: Money::cny(yuan * 100),
        balance: None,
        at,
        serial: String::new(),
        opponent: (!other.is_empty()).then(|| Party {
            institution_code: NEAR_BANK.into(),
            institution_name: String::new(),
            number: other.into(),
            holder: Some("测试丁".into()),
            class: AccountClass::Unknown,
        }),
        order_number: None,
        exit: None,
        remark: None,
    }
}

fn paper(house: &House, rows: &[StatementRow]) -> PaperStatement {
    PaperStatement { from: None, until: Some(house.now()), complete: true, rows: rows.to_vec() }
}

fn enter(house: &House, order: &Order, paper: &PaperStatement, n: u8) -> Result<Received, Refusal> {
    let answer = answer_to(order.id, ReceiptResult::Done, "0000");
    enter_as(house, &answer, paper, n)
}

fn enter_as(house: &House, answer: &Answer, paper: &PaperStatement, n: u8) -> Result<Received, Refusal> {
    let entered = Entered { answer, statement: Some(paper), scan: Some(b"%PDF-1.7 answer"), body: [n; 32] };
    record_entered(&house.desk, &house.of(&house.third), &entered)
}

fn movements(house: &House) -> Vec<Movement> {
    house.read(|view| view.select("order by place", &[]).unwrap())
}

/// A loss to the far bank, and its questions, taken there on paper. The minute at which the victim paid.
fn asked(house: &House) -> (Story<'_>, Trail<'_>, Stamp) {
    let bank = far_bank(house);
    let story = to_far_bank(house, bank);
    let trail = Trail::of(house);
    let begun = house.now().minus_ms(MINUTE_MS);
    trail.round();
    let question = story.order(OrderKind::QueryAccount);
    assert_eq!((question.agency, question.state.name()), (bank, "dispatched"));
    let carried = NewCarriage { by: None, at: house.now(), to: "营业部柜台".into() };
    went_elsewhere(&house.desk, &house.of(&house.officer), question.id, Elsewhere::Carried(&carried)).unwrap();
    house.pass(60 * MINUTE_MS);
    (story, trail, begun)
}

#[test]
fn money_is_followed_through_a_bank_that_answers_on_paper() {
    let house = House::new();
    let (story, trail, begun) = asked(&house);
    let question = story.order(OrderKind::QueryAccount);
    // Printed newest first; what came and what left stand in one minute.
    let rows = [row(Side::Debit, 5_000, begun, MULE), row(Side::Credit, 5_000, begun, story::PAYER)];
    let answer = Answer { balance: Some(yuan(0)), ..answer_to(question.id, ReceiptResult::Done, "0000") };
    let later = row(Side::Credit, 7, begun.plus_ms(2 * MINUTE_MS), OTHER);
    let received = enter_as(&house, &answer, &paper(&house, &[&[later][..], &rows[..]].concat()), 1).unwrap();
    assert_eq!(received.weight, Weight::Deciding);
    let entry = house.last_entry();
    assert_eq!(entry.fact("entered_by"), Some(&Fact::text(house.third.id)));
    assert_eq!((entry.fact("rows"), entry.fact("rows_learned")), (Some(&Fact::Int(3)), Some(&Fact::Int(3))));
    let receipt: Receipt = house.record(received.receipt);
    assert!(receipt.scan.is_some() && receipt.statement.is_some_and(|told| told.rows == 3 && told.complete));
    let known: KnownAccount = house.record(question.target.key());
    assert_eq!((known.known_until, known.balance), (Some(house.now()), Some(yuan(0))));
    trail.round();
    let places: Vec<_> = trail.trace(&story).places.iter().map(|place| (place.level, place.amount)).collect();
    assert_eq!(places, [(1, yuan(0)), (2, yuan(5_000))]);
    let next = story.order(OrderKind::Stop);
    assert_eq!((next.level, next.agency), (2, house.other_bank), "the next bank is asked to stop it");
    house.audit(&[PAYEE, MULE, "测试丁"]);
}

/// All in one minute: what was on the account after each row says from which end the paper is read.
#[test]
fn within_one_minute_balances_say_which_row_came_first() {
    let house = House::new();
    let (story, trail, begun) = asked(&house);
    let question = story.order(OrderKind::QueryAccount);
    let after = |yuan: i64, row: StatementRow| StatementRow { balance: Some(Money::cny(yuan * 100)), ..row };
    let rows = [
        after(0, row(Side::Debit, 2_000, begun, OTHER)),
        after(2_000, row(Side::Debit, 3_000, begun, MULE)),
        after(5_000, row(Side::Credit, 5_000, begun, story::PAYER)),
        // One line typed in below what was pasted: by the days alone the paper would begin with the oldest.
        row(Side::Credit, 7, begun.plus_ms(MINUTE_MS), OTHER),
    ];
    enter(&house, &question, &paper(&house, &rows), 1).unwrap();
    trail.round();
    let places: Vec<_> = trail.trace(&story).places.iter().map(|place| (place.level, place.amount)).collect();
    assert_eq!(places, [(1, yuan(0)), (2, yuan(3_000)), (2, yuan(2_000))]);
}

#[test]
fn every_bad_row_is_named_and_nothing_is_half_done() {
    let house = House::new();
    let (story, _trail, begun) = asked(&house);
    let question = story.order(OrderKind::QueryAccount);
    let good = row(Side::Credit, 5_000, begun, story::PAYER);
    let hidden = row(Side::Debit, 1, begun, "6222****1234");
    let nothing = StatementRow { amount: Money::cny(0), ..good.clone() };
    let tomorrow = StatementRow { at: house.now().plus_ms(24 * 60 * MINUTE_MS), ..good.clone() };
    let long = StatementRow { serial: "9".repeat(101), ..good.clone() };
    let torn = StatementRow { remark: Some("\u{1}".into()), ..nothing.clone() };
    let rows = [good.clone(), hidden, nothing, tomorrow, long, torn];
    let refused = enter(&house, &question, &paper(&house, &rows), 1).unwrap_err();
    assert_eq!(refused.code, Code::FieldInvalid);
    assert_eq!(
        refused.detail,
        "`statement.rows` 3, 6: `amount` has to be above 0; `statement.rows` 4: `at` lies in the future; \
         `statement.rows` 2: `number` is no account number; leave it out where the paper hides digits; \
         `statement.rows` 6: `remark` holds a control character; \
         `statement.rows` 5: `serial` is longer than 100 characters"
    );
    let last_year = StatementRow { at: begun.minus_ms(365 * 24 * 60 * MINUTE_MS), ..good.clone() };
    let dated = PaperStatement { from: Some(begun), ..paper(&house, &[good.clone(), last_year]) };
    let refused = enter(&house, &question, &dated, 1).unwrap_err();
    assert!(refused.detail.starts_with("`statement.rows` 2: `at` lies outside the period"), "{refused}");
    let many = paper(&house, &vec![good.clone(); 1_001]);
    assert_eq!(enter(&house, &question, &many, 1).unwrap_err().code, Code::FieldInvalid);
    // It was printed before it was typed in, and until when it tells has to be said.
    let undated = PaperStatement { until: None, ..paper(&house, std::slice::from_ref(&good)) };
    assert_eq!(enter(&house, &question, &undated, 1).unwrap_err().code, Code::FieldMissing);
    let early = PaperStatement { from: Some(house.now()), until: Some(begun), ..undated };
    assert_eq!(enter(&house, &question, &early, 1).unwrap_err().code, Code::FieldInvalid);
    let refuses = answer_to(question.id, ReceiptResult::Refused, "0301");
    assert_eq!(
        enter_as(&house, &refuses, &paper(&house, std::slice::from_ref(&good)), 1).unwrap_err().code,
        Code::FieldInvalid
    );
    let stop = story.order(OrderKind::Stop);
    let held = Answer { held: Some(yuan(5_000)), ..answer_to(stop.id, ReceiptResult::Done, "0000") };
    assert_eq!(enter_as(&house, &held, &paper(&house, &[good]), 1).unwrap_err().code, Code::FieldInvalid);
    assert!(movements(&house).is_empty(), "nothing of it was learned");
    let states = [question.id, stop.id].map(|id| house.record::<Order>(id).state.name());
    assert_eq!(states, ["seen", "dispatched"], "and nothing answered");
    house.audit(&[PAYEE, MULE]);
}

/// Two withdrawals of one amount in one minute are two; a paper that prints them again tells nothing new, in
/// whichever order and in parts.
#[test]
fn rows_without_serials_are_each_learned_once() {
    let house = House::new();
    let (story, trail, begun) = asked(&house);
    let watch = story.order(OrderKind::Watch);
    let cash = StatementRow { exit: Some(Exit::Cash), ..row(Side::Debit, 1_000, begun, "") };
    let rows = [
        row(Side::Credit, 5_000, begun, story::PAYER),
        cash.clone(),
        cash,
        row(Side::Debit, 1_000, begun, MULE),
        row(Side::Debit, 1_000, begun, OTHER),
        row(Side::Debit, 1_000, begun, OTHER),
    ];
    let part = PaperStatement { complete: false, ..paper(&house, &rows) };
    assert_eq!(enter(&house, &watch, &part, 1).unwrap().weight, Weight::Deciding);
    let known = movements(&house);
    assert_eq!(known.len(), 6);
    for (n, again) in [(2, &rows[..]), (3, &rows[3..]), (4, &rows[..1]), (5, &rows[4..])] {
        let part = PaperStatement { rows: again.to_vec(), ..part.clone() };
        assert_eq!(enter(&house, &watch, &part, n).unwrap().weight, Weight::Further);
        assert_eq!(movements(&house).len(), 6, "paper {n}");
    }
    let mut back = rows.to_vec();
    back.reverse();
    enter(&house, &watch, &PaperStatement { rows: back, ..part.clone() }, 6).unwrap();
    assert_eq!(movements(&house).len(), 6);
    // A third one in that minute is one more.
    let third = PaperStatement { rows: vec![rows[4].clone(), rows[5].clone(), rows[5].clone()], ..part };
    enter(&house, &watch, &third, 7).unwrap();
    assert_eq!(movements(&house).len(), 7);
    trail.round();
    assert!(trail.trace(&story).adds_up().unwrap());
}

/// What rows name nobody at their other end stays apart: else money that left by one would come in by the next.
#[test]
fn unnamed_ends_of_rows_without_serials_do_not_mix() {
    let house = House::new();
    let (story, _trail, begun) = asked(&house);
    let question = story.order(OrderKind::QueryAccount);
    let rows = [
        row(Side::Credit, 5_000, begun, story::PAYER),
        row(Side::Debit, 5_000, begun, ""),
        row(Side::Credit, 5_000, begun.plus_ms(MINUTE_MS), ""),
        row(Side::Debit, 5_000, begun.plus_ms(MINUTE_MS), ""),
    ];
    enter(&house, &question, &paper(&house, &rows), 1).unwrap();
    let mut ends: Vec<String> = Vec::new();
    for movement in movements(&house).into_iter().skip(1) {
        ends.push(if movement.from == question.target.key() { movement.to } else { movement.from });
    }
    ends.sort();
    ends.dedup();
    assert_eq!(ends.len(), 3);
}

/// The other bank tells the same movement with a serial of its own: one movement, known from both ends.
#[test]
fn a_row_on_paper_and_the_other_banks_own_are_one_movement() {
    let house = House::new();
    let (story, trail, begun) = asked(&house);
    let question = story.order(OrderKind::QueryAccount);
    let rows = [row(Side::Credit, 5_000, begun, story::PAYER), row(Side::Debit, 5_000, begun, MULE)];
    enter(&house, &question, &paper(&house, &rows), 1).unwrap();
    trail.round();
    let came = crate::trail::Row::credit(5_000, 20, PAYEE, "999999000077").balance(5_000);
    trail.tell(&story, house.other_bank, MULE, &[came]);
    trail.round();
    let known = movements(&house);
    assert_eq!(known.len(), 2, "{known:#?}");
    assert!(known.iter().any(|m| m.debit.is_some() && m.credit.is_some() && m.credit_serial.is_some()));
}
