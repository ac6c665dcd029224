//! Who works on what: a line is in one pair of hands at a time, for a while; put back, given, put off; and never given
//! to two, however many ask at once.

use crate::house::House;
use crate::story::{Story, report, yuan};
use cordon_desk::read::{Wait, WaitingLine, waiting_for_people};
use cordon_desk::work::{
    NewPutOff, Outcome, RowDone, Wanted, WorkRow, assign_work, put_back, put_off, renew, take_next, take_up,
};
use cordon_model::time::{HOUR_MS, MINUTE_MS};
use cordon_model::{Code, Officer};
use std::collections::BTreeSet;
use std::sync::Barrier;

const LEASE_MS: i64 = 15 * MINUTE_MS;

fn lines(house: &House, officer: &Officer) -> Vec<WaitingLine> {
    waiting_for_people(&house.desk, &house.of(officer)).unwrap().lines
}

fn row(line: &WaitingLine) -> WorkRow {
    WorkRow { wait: line.wait, id: line.id.clone() }
}

/// A victim and a mule of their own: what is paid to one account by many is one stop.
fn report_of(house: &House, n: usize) -> Story<'_> {
    let mut report = report(house, yuan(1_000));
    report.transfers[0].from.number = format!("99999911111{n:05}").as_str().into();
    report.transfers[0].to.as_mut().unwrap().number = format!("99999988888{n:05}").as_str().into();
    Story::of(house, &report)
}

/// `count` stops of as many victims that lack their paper.
fn papers(house: &House, count: usize) -> Vec<WorkRow> {
    for at in 0..count {
        report_of(house, at);
    }
    let rows: Vec<WorkRow> =
        lines(house, &house.officer).iter().filter(|line| line.wait == Wait::Papers).map(row).collect();
    assert_eq!(rows.len(), count);
    rows
}

fn next(house: &House, officer: &Officer) -> Option<RowDone> {
    take_next(&house.desk, &house.of(officer), Wanted::Mine).unwrap()
}

fn outcomes(done: &[RowDone]) -> Vec<Outcome> {
    done.iter().map(|one| one.outcome).collect()
}

#[test]
fn the_most_pressing_line_comes_first_and_nobody_else_gets_it() {
    let house = House::new();
    let first = report_of(&house, 1);
    house.pass(MINUTE_MS);
    report_of(&house, 2);
    let taken = next(&house, &house.officer).unwrap();
    assert_eq!(taken.row.id, first.order(cordon_model::OrderKind::Stop).id.to_string(), "it has waited longest");
    assert_eq!(taken.officer, Some(house.officer.id));
    assert_eq!(taken.until, Some(house.now().plus_ms(LEASE_MS)));
    let other = next(&house, &house.third).unwrap();
    assert_ne!(other.row, taken.row);
    assert_eq!(next(&house, &house.partner), None, "nothing is free");
    let shown = lines(&house, &house.supervisor);
    let line = shown.iter().find(|line| row(line) == taken.row).unwrap();
    assert_eq!(line.hand.as_ref().map(|hand| hand.officer), Some(house.officer.id), "everybody sees whose it is");
    let entries = house.entries_about(&taken.row.id);
    assert!(entries.iter().any(|entry| entry.verb == "take_next"), "it stands with the order");
    house.audit(&[]);
}

#[test]
fn what_is_not_for_somebody_is_not_given_to_him() {
    let house = House::new();
    papers(&house, 1);
    assert_eq!(next(&house, &house.approver), None, "papers are for those who take calls");
    let refused = take_next(&house.desk, &house.of(&house.bank_clerk), Wanted::Mine);
    assert_eq!(refused.unwrap_err().code, Code::NotFound, "for a member there is no such thing");
    let idle = take_next(&house.desk, &house.of(&house.administrator), Wanted::Mine);
    assert_eq!(idle.unwrap_err().code, Code::NotAllowed);
    assert_eq!(take_next(&house.desk, &house.of(&house.officer), Wanted::Overdue).unwrap(), None);
}

#[test]
fn a_lease_runs_out_unless_he_goes_on() {
    let house = House::new();
    let rows = papers(&house, 1);
    // By then banks are late with their answers, and whoever asks gets those lines.
    let gets_it = || std::iter::from_fn(|| next(&house, &house.third)).any(|taken| taken.row == rows[0]);
    next(&house, &house.officer).unwrap();
    house.pass(LEASE_MS - 1);
    assert!(!gets_it());
    assert_eq!(renew(&house.desk, &house.of(&house.officer), &rows).unwrap(), rows);
    assert!(renew(&house.desk, &house.of(&house.third), &rows).unwrap().is_empty(), "nobody keeps what others have");
    house.pass(LEASE_MS - 1);
    assert!(!gets_it(), "it was renewed");
    house.pass(1);
    assert!(renew(&house.desk, &house.of(&house.officer), &rows).unwrap().is_empty(), "it has passed");
    assert!(gets_it());
}

#[test]
fn lines_that_are_none_are_refused() {
    let house = House::new();
    let officer = house.of(&house.officer);
    let row = |id: &str| vec![WorkRow { wait: Wait::Papers, id: id.to_owned() }];
    for (rows, code) in [
        (vec![], Code::FieldMissing),
        (row("ord_000000000000000000000000000000000"), Code::FieldInvalid),
        (row("ord_0000000000000000000000000000000*"), Code::FieldInvalid),
        (row("ORD_00000000000000000000000000000000"), Code::FieldInvalid),
    ] {
        assert_eq!(renew(&house.desk, &officer, &rows).unwrap_err().code, code, "{rows:?}");
        assert_eq!(take_up(&house.desk, &house.of(&house.officer), &rows).unwrap_err().code, code, "{rows:?}");
        assert_eq!(put_back(&house.desk, &house.of(&house.officer), &rows).unwrap_err().code, code, "{rows:?}");
    }
}

#[test]
fn of_many_what_others_have_stays_with_them() {
    let house = House::new();
    let rows = papers(&house, 3);
    take_up(&house.desk, &house.of(&house.third), &rows[..1]).unwrap();
    let gone = WorkRow { wait: Wait::Papers, id: "ord_00000000000000000000000000000000".to_owned() };
    let all: Vec<WorkRow> = rows.iter().cloned().chain([gone]).collect();
    let done = take_up(&house.desk, &house.of(&house.officer), &all).unwrap();
    let of = |id: &str| done.iter().find(|one| one.row.id == id).unwrap();
    assert_eq!(of(&rows[0].id).outcome, Outcome::InOtherHands);
    assert_eq!(of(&rows[0].id).officer, Some(house.third.id));
    assert_eq!(of(&rows[1].id).outcome, Outcome::Done);
    assert_eq!(of("ord_00000000000000000000000000000000").outcome, Outcome::Gone);
    let back = put_back(&house.desk, &house.of(&house.officer), &rows).unwrap();
    assert_eq!(outcomes(&back).iter().filter(|one| **one == Outcome::Done).count(), 2);
    let forced = put_back(&house.desk, &house.of(&house.supervisor), &rows[..1]).unwrap();
    assert_eq!(outcomes(&forced), [Outcome::Done], "a supervisor frees it");
    assert!(lines(&house, &house.officer).iter().all(|line| line.hand.is_none()));
    let none = take_up(&house.desk, &house.of(&house.officer), &[]);
    assert_eq!(none.unwrap_err().code, Code::FieldMissing);
}

#[test]
fn a_supervisor_gives_a_line_to_another_and_nobody_else_may() {
    let house = House::new();
    let rows = papers(&house, 2);
    take_up(&house.desk, &house.of(&house.officer), &rows).unwrap();
    let refused = assign_work(&house.desk, &house.of(&house.officer), &rows, house.third.id);
    assert_eq!(refused.unwrap_err().code, Code::NotAllowed);
    let done = assign_work(&house.desk, &house.of(&house.supervisor), &rows[..1], house.third.id).unwrap();
    assert_eq!(done[0].officer, Some(house.third.id));
    let hand = lines(&house, &house.officer).into_iter().find(|line| row(line) == rows[0]).unwrap().hand.unwrap();
    assert_eq!((hand.officer, hand.given_by), (house.third.id, Some(house.supervisor.id)));
    assert_eq!(hand.until, house.now().plus_ms(HOUR_MS), "he may have to be found first");
    let clerk = assign_work(&house.desk, &house.of(&house.supervisor), &rows, house.bank_clerk.id);
    assert_eq!(clerk.unwrap_err().code, Code::FieldInvalid, "a member's desk works on nothing of ours");
}

#[test]
fn nothing_is_put_off_beyond_its_own_time() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(80_000), yuan(80_000));
    house.pass(25 * HOUR_MS);
    let line = lines(&house, &house.officer).into_iter().find(|line| line.wait == Wait::Ending).unwrap();
    let due = line.due_at.unwrap();
    let off = |until, reason: &str| {
        let new = NewPutOff { rows: vec![row(&line)], until, reason: reason.to_owned() };
        put_off(&house.desk, &house.of(&house.officer), &new)
    };
    assert_eq!(off(house.now(), "等银行答复").unwrap_err().code, Code::FieldInvalid);
    assert_eq!(off(house.now().plus_ms(25 * HOUR_MS), "等银行答复").unwrap_err().code, Code::FieldInvalid);
    assert_eq!(off(house.now().plus_ms(HOUR_MS), " ").unwrap_err().code, Code::FieldMissing);
    assert_eq!(outcomes(&off(due.plus_ms(1), "等银行答复").unwrap()), [Outcome::DueBefore]);
    assert_eq!(outcomes(&off(house.now().plus_ms(HOUR_MS), "等银行答复").unwrap()), [Outcome::Done]);
    let shown = lines(&house, &house.officer).into_iter().find(|one| one.id == line.id).unwrap();
    assert_eq!(shown.off.as_ref().map(|off| (off.by, off.why.as_str())), Some((house.officer.id, "等银行答复")));
    let taken = next(&house, &house.officer);
    assert!(taken.is_none_or(|taken| taken.row.id != line.id), "it is not given before");
    house.pass(HOUR_MS);
    let shown = lines(&house, &house.officer).into_iter().find(|one| one.id == line.id).unwrap();
    assert_eq!(shown.off, None, "it waits again");
    assert!(house.entries_about(story.measure().id).iter().any(|entry| entry.verb == "put_off"));
}

#[test]
fn nobody_keeps_the_queue_from_others() {
    let house = House::new();
    let rows = papers(&house, 51);
    let done = take_up(&house.desk, &house.of(&house.officer), &rows).unwrap();
    assert_eq!(outcomes(&done).iter().filter(|one| **one == Outcome::HandsFull).count(), 1);
    let more = take_next(&house.desk, &house.of(&house.officer), Wanted::Mine);
    assert_eq!(more.unwrap_err().code, Code::WrongState);
    assert!(next(&house, &house.third).is_some());
}

/// The point of it all: officers of a watch press the same key in the same second.
#[test]
fn many_who_ask_at_once_never_get_the_same_line() {
    let house = House::new();
    let (each, watch) = (5, [&house.officer, &house.partner, &house.third, &house.intake]);
    let rows = papers(&house, each * watch.len());
    let barrier = Barrier::new(watch.len() * 2);
    let taken: Vec<RowDone> = std::thread::scope(|scope| {
        // Two windows of each officer.
        let hands: Vec<_> = watch
            .iter()
            .chain(&watch)
            .map(|officer| {
                let (house, barrier) = (&house, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    let mut mine = Vec::new();
                    while let Some(taken) = again(house, officer) {
                        mine.push(taken);
                    }
                    mine
                })
            })
            .collect();
        hands.into_iter().flat_map(|hand| hand.join().unwrap()).collect()
    });
    let distinct: BTreeSet<&WorkRow> = taken.iter().map(|taken| &taken.row).collect();
    assert_eq!(taken.len(), rows.len(), "each was given once");
    assert_eq!(distinct, rows.iter().collect());
    for line in lines(&house, &house.supervisor).iter().filter(|line| line.wait == Wait::Papers) {
        let given = taken.iter().find(|taken| taken.row == row(line)).unwrap();
        assert_eq!(line.hand.as_ref().map(|hand| hand.officer), given.officer, "he who was told has it");
    }
}

/// Where many write at once one may be told that the store is busy: he asks again.
fn again(house: &House, officer: &Officer) -> Option<RowDone> {
    loop {
        match take_next(&house.desk, &house.of(officer), Wanted::Mine) {
            Ok(taken) => return taken,
            Err(refusal) if refusal.code == Code::Busy => {}
            Err(refusal) => panic!("{refusal}"),
        }
    }
}

#[test]
fn an_objection_to_a_listing_waits_for_somebody_who_had_no_hand_in_it() {
    use cordon_desk::council::NewAppeal;
    use cordon_desk::listing::{NewListing, Thing, decide_objection, list_entry, object_to_listing};
    use cordon_desk::read::{PageAsk, objections};
    use cordon_model::{AppealGround, Level, ListKind};
    let house = House::new();
    let new = NewListing {
        kind: ListKind::Number,
        thing: Thing { form: "+8619900007788".into(), key: "0123456789abcdef".to_owned() },
        range: None,
        level: Level::Black,
        reason: "多人举报 \"objection\":{".into(),
        until: Some(house.now().plus_ms(24 * HOUR_MS)),
    };
    let listed = list_entry(&house.desk, &house.of(&house.supervisor), &new).unwrap();
    let open = |house: &House, officer: &Officer| {
        lines(house, officer).into_iter().filter(|line| line.wait == Wait::Objection).collect::<Vec<_>>()
    };
    let ask = PageAsk::default();
    assert!(open(&house, &house.supervisor).is_empty(), "a reason that reads like an objection is none");
    assert!(objections(&house.desk, &house.of(&house.supervisor), true, &ask).unwrap().items.is_empty());
    let said = NewAppeal {
        ground: AppealGround::Wronged,
        public_code: listed.public_code,
        tail: "7788".into(),
        statement: "这是客服专线".into(),
        contact: "19900000009".into(),
    };
    let objected = object_to_listing(&house.desk, &house.citizen(), &said).unwrap();
    let own = open(&house, &house.supervisor);
    assert_eq!((own.len(), own[0].own_hand, own[0].turn), (1, true, false), "who listed does not hear the listed");
    assert_eq!(own[0].due_at, Some(objected.due));
    let other = open(&house, &house.other_supervisor);
    assert!(other[0].turn && !other[0].own_hand);
    assert_eq!(objections(&house.desk, &house.of(&house.supervisor), true, &ask).unwrap().items.len(), 1);
    decide_objection(&house.desk, &house.of(&house.other_supervisor), listed.listing, false, "举报属实").unwrap();
    assert!(open(&house, &house.other_supervisor).is_empty());
    assert!(objections(&house.desk, &house.of(&house.supervisor), true, &ask).unwrap().items.is_empty());
    assert_eq!(objections(&house.desk, &house.of(&house.supervisor), false, &ask).unwrap().items.len(), 1);
}
