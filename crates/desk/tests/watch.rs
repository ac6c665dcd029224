//! A watch ends: what waits is told as it stands, what was in hand stays in somebody's, and only the one who comes
//! takes it.

use crate::house::House;
use crate::story::{Story, report, yuan};
use cordon_desk::read::{PageAsk, Wait, WaitingLine, handover, handovers, waiting_for_people};
use cordon_desk::work::{NewHandover, Outcome, WorkRow, hand_over_watch, take_over_watch, take_up};
use cordon_model::time::{HOUR_MS, MINUTE_MS};
use cordon_model::{Code, Handover, Officer, OrderKind};

fn lines(house: &House, officer: &Officer) -> Vec<WaitingLine> {
    waiting_for_people(&house.desk, &house.of(officer)).unwrap().lines
}

fn paper_of(story: &Story<'_>) -> WorkRow {
    WorkRow { wait: Wait::Papers, id: story.order(OrderKind::Stop).id.to_string() }
}

fn new(to: &Officer) -> NewHandover {
    NewHandover { to: to.id, note: "样例银行维护到 22 点".to_owned(), remarks: vec![] }
}

fn standing(house: &House, state: &str) -> Vec<Handover> {
    let ask = PageAsk { after: None, limit: 50 };
    handovers(&house.desk, &house.of(&house.officer), Some(state), &ask).unwrap().items
}

fn hand_of(house: &House, row: &WorkRow) -> Option<cordon_model::OfficerId> {
    let lines = lines(house, &house.officer);
    lines.iter().find(|line| line.id == row.id).unwrap().hand.as_ref().map(|hand| hand.officer)
}

#[test]
fn what_waits_is_handed_over_and_taken() {
    let house = House::new();
    let story = Story::of(&house, &report(&house, yuan(1_000)));
    let row = paper_of(&story);
    take_up(&house.desk, &house.of(&house.officer), std::slice::from_ref(&row)).unwrap();
    let remarks = vec![(row.clone(), "家属在路上".to_owned())];
    let asked = NewHandover { remarks, ..new(&house.third) };
    let given = hand_over_watch(&house.desk, &house.of(&house.officer), &asked).unwrap();
    assert_eq!(usize::try_from(given.lines).unwrap(), lines(&house, &house.officer).len());
    assert!(given.gone.is_empty());
    assert_eq!(hand_of(&house, &row), Some(house.officer.id), "until somebody takes it, it is still his");

    let shown = handover(&house.desk, &house.of(&house.third), given.handover).unwrap();
    assert_eq!(shown.handover.lines[0].remark.as_deref(), Some("家属在路上"), "what he says something of is first");
    assert!(shown.handover.lines[0].in_hand && shown.waits[0]);

    house.pass(MINUTE_MS);
    let done = take_over_watch(&house.desk, &house.of(&house.third), given.handover).unwrap();
    assert_eq!((done.len(), done[0].outcome), (1, Outcome::Done));
    assert_eq!(done[0].until, Some(house.now().plus_ms(HOUR_MS)));
    assert_eq!(hand_of(&house, &row), Some(house.third.id));
    assert_eq!(standing(&house, "taken").len(), 1);
    let entries = house.entries_about(given.handover.to_string());
    let verbs: Vec<&str> = entries.iter().map(|entry| entry.verb.as_str()).collect();
    assert_eq!(verbs, ["hand_over_watch", "take_over_watch"]);
    house.audit(&[]);
}

#[test]
fn what_was_done_since_is_told_apart_from_what_waits() {
    let house = House::new();
    let story = Story::of(&house, &report(&house, yuan(1_000)));
    let row = paper_of(&story);
    let given = hand_over_watch(&house.desk, &house.of(&house.officer), &new(&house.third)).unwrap();
    story.sign();
    let shown = handover(&house.desk, &house.of(&house.third), given.handover).unwrap();
    let at = shown.handover.lines.iter().position(|line| line.id == row.id).unwrap();
    assert!(!shown.waits[at]);
    let asked = NewHandover { remarks: vec![(row.clone(), "已签".to_owned())], ..new(&house.third) };
    let again = hand_over_watch(&house.desk, &house.of(&house.officer), &asked).unwrap();
    assert_eq!(again.gone, [row], "a remark on what waits no more is not handed over");
    let replaced = standing(&house, "replaced");
    assert_eq!(replaced.iter().map(|one| one.id).collect::<Vec<_>>(), [given.handover], "the later one stands");
}

#[test]
fn only_the_one_who_comes_takes_it_and_once() {
    let house = House::new();
    let given = hand_over_watch(&house.desk, &house.of(&house.officer), &new(&house.third)).unwrap();
    let take = |officer: &Officer| take_over_watch(&house.desk, &house.of(officer), given.handover);
    assert_eq!(take(&house.supervisor).unwrap_err().code, Code::NotAllowed);
    assert!(take(&house.third).unwrap().is_empty(), "nothing was in hand");
    assert_eq!(take(&house.third).unwrap_err().code, Code::WrongState);
}

#[test]
fn nobody_hands_over_to_himself_to_a_member_or_without_a_word() {
    let house = House::new();
    let hand = |to: &Officer, note: &str| {
        let asked = NewHandover { note: note.to_owned(), ..new(to) };
        hand_over_watch(&house.desk, &house.of(&house.officer), &asked).unwrap_err()
    };
    for (to, note, code) in [
        (&house.officer, "无事", Code::FieldInvalid),
        (&house.bank_clerk, "无事", Code::FieldInvalid),
        (&house.third, " ", Code::FieldMissing),
    ] {
        assert_eq!(hand(to, note).code, code);
    }
    let clerk = hand_over_watch(&house.desk, &house.of(&house.bank_clerk), &new(&house.third));
    assert_eq!(clerk.unwrap_err().code, Code::NotFound, "for a member there is no such thing");
}
