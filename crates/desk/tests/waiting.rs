//! What waits for a person: each kind comes onto the list when it begins to wait, with its clock, and
//! leaves it when it was dealt with.

use crate::house::House;
use crate::story::{self, Story, yuan};
use cordon_desk::council::{Finding, NewAppeal, file_appeal, review_act};
use cordon_desk::money::hold::{NewHold, confirm_hold, take_hold};
use cordon_desk::order::approve::approve;
use cordon_desk::read::{Wait, WaitingLine, waiting_for_people};
use cordon_desk::telecom::{NewShut, shut_number};
use cordon_model::time::{DAY_MS, HOUR_MS};
use cordon_model::{AccountClass, AppealGround, Code, Note, Officer, OrderKind};

fn waits(house: &House, officer: &Officer) -> Vec<WaitingLine> {
    let list = waiting_for_people(&house.desk, &house.of(officer)).unwrap();
    assert!(!list.cut_short);
    list.lines
}

fn of(house: &House, wait: Wait) -> Vec<WaitingLine> {
    waits(house, &house.supervisor).into_iter().filter(|line| line.wait == wait).collect()
}

#[test]
fn a_stop_waits_for_its_paper_and_then_for_its_review() {
    let house = House::new();
    let story = Story::report(&house, yuan(80_000));
    let papers = of(&house, Wait::Papers);
    assert_eq!(papers.len(), 1, "{papers:?}");
    assert_eq!(papers[0].id, story.order(OrderKind::Stop).id.to_string());
    assert_eq!(papers[0].case_number, Some(story.case().number));
    assert_eq!(papers[0].amount, Some(yuan(80_000)));
    assert_eq!(papers[0].due_at, None, "no norm sets a time");
    story.sign();
    assert!(of(&house, Wait::Papers).is_empty());
    let review = of(&house, Wait::Review);
    assert_eq!(review.len(), 1, "standing authority is read again");
    assert!(review[0].due_at.is_some());
    assert!(!review[0].own_hand);
    let stop = story.order(OrderKind::Stop).id;
    review_act(&house.desk, &house.of(&house.supervisor), stop, &Finding { in_order: true, remark: String::new() })
        .unwrap();
    assert!(of(&house, Wait::Review).is_empty());
}

#[test]
fn an_answer_waits_for_somebody_to_call_when_its_time_is_over() {
    let house = House::new();
    Story::report(&house, yuan(80_000));
    assert!(of(&house, Wait::Answer).is_empty());
    house.pass(2 * DAY_MS);
    let late = of(&house, Wait::Answer);
    assert!(!late.is_empty());
    assert!(late.iter().all(|line| line.due_at.is_some_and(|due| due < house.now())));
    let lines = waits(&house, &house.supervisor);
    let due: Vec<_> = lines.iter().filter_map(|line| line.due_at).collect();
    assert!(due.is_sorted(), "what is due first comes first");
    assert!(lines.iter().skip(due.len()).all(|line| line.due_at.is_none()), "what has no clock comes after");
}

#[test]
fn a_stop_waits_as_its_end_comes_near() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(80_000), yuan(80_000));
    assert!(of(&house, Wait::Ending).is_empty(), "48 hours are left");
    house.pass(25 * HOUR_MS);
    let ending = of(&house, Wait::Ending);
    assert_eq!(ending.len(), 1);
    assert_eq!(ending[0].id, story.measure().id.to_string());
    assert_eq!(ending[0].due_at, story.measure().state.force().map(|force| force.until));
}

#[test]
fn a_draft_waits_for_another_and_its_author_is_told_so() {
    let house = House::new();
    let new = NewShut {
        number: "19900000777".into(),
        carrier: house.agency(house.carrier).code,
        reason: "涉诈号码".into(),
        evidence: "E-1".into(),
        case: None,
    };
    let drafted = shut_number(&house.desk, &house.of(&house.officer), &new).unwrap();
    let line = |officer: &Officer| waits(&house, officer).into_iter().find(|line| line.wait == Wait::Approval).unwrap();
    assert!(line(&house.officer).own_hand);
    assert!(!line(&house.approver).own_hand);
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    assert!(of(&house, Wait::Approval).is_empty());
}

#[test]
fn an_appeal_waits_with_its_clock_and_not_for_who_stopped() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(80_000), yuan(80_000));
    let measure = story.measure();
    let appeal = NewAppeal {
        public_code: measure.public_code,
        tail: story::PAYEE[story::PAYEE.len() - 4..].into(),
        statement: "钱是卖东西收的".into(),
        contact: "000-0000-0003".into(),
        ground: AppealGround::Wronged,
    };
    file_appeal(&house.desk, &house.citizen(), &appeal).unwrap();
    let open = of(&house, Wait::Appeal);
    assert_eq!((open.len(), open[0].case), (1, Some(story.case().id)));
    assert!(open[0].due_at.is_some());
    let signed = waits(&house, &house.officer).into_iter().find(|line| line.wait == Wait::Appeal).unwrap();
    assert!(signed.own_hand, "his name stands under the stop");
}

#[test]
fn a_banks_hold_waits_until_a_case_has_it() {
    let house = House::new();
    let hold = NewHold {
        reference: "H-2026/0001".into(),
        account: story::PAYEE.into(),
        holder: None,
        class: AccountClass::Personal,
        held: yuan(5_000),
        balance: Some(yuan(6_000)),
        from: house.now(),
        until: None,
        limit: None,
    };
    let taken = take_hold(&house.desk, &house.machine(house.bank), house.bank, &hold, b"as it came", [1; 32]).unwrap();
    let waiting = of(&house, Wait::Hold);
    assert_eq!((waiting.len(), waiting[0].id.clone()), (1, taken.measure.to_string()));
    assert_eq!((waiting[0].due_at, waiting[0].amount), (Some(taken.until), Some(yuan(5_000))));
    let story = Story::report(&house, yuan(5_000));
    confirm_hold(&house.desk, &house.of(&house.third), taken.measure, story.case().id).unwrap();
    assert!(of(&house, Wait::Hold).is_empty());
}

#[test]
fn an_order_that_no_wire_carries_waits_for_somebody_to_carry_it() {
    let house = House::new();
    let story = Story::report(&house, yuan(80_000));
    story.sign();
    let mut stop = story.order(OrderKind::Stop);
    assert!(of(&house, Wait::Elsewhere).is_empty());
    // As its lease leaves it where the wire has no form for it.
    stop.note(Note::NotEncodable);
    house.keep(&stop);
    let carried = of(&house, Wait::Elsewhere);
    assert_eq!((carried.len(), carried[0].id.clone()), (1, stop.id.to_string()));
}

#[test]
fn a_member_has_no_such_list() {
    let house = House::new();
    let refusal = waiting_for_people(&house.desk, &house.machine(house.bank)).unwrap_err();
    assert_eq!(refusal.code, Code::NotFound);
}
