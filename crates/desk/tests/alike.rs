//! One loss that was reported twice: shown beside each other, merged with a reason, parted again; and nothing else of
//! either case changes.

use crate::house::House;
use crate::story::{Story, report, yuan};
use cordon_desk::money::merge_cases::merge_cases;
use cordon_desk::money::part_cases::part_cases;
use cordon_desk::read::{Alike, PageAsk, alike, cases, waiting_for_people};
use cordon_model::exchange::DebitFound;
use cordon_model::time::{DAY_MS, HOUR_MS};
use cordon_model::{Code, ReceiptResult};

fn seen(house: &House, story: &Story<'_>) -> Alike {
    alike(&house.desk, &house.of(&house.officer), story.filed.case).unwrap()
}

/// The same victim reports the same transfer an hour later, at the counter.
fn twice(house: &House) -> (Story<'_>, Story<'_>) {
    let first = Story::report(house, yuan(80_000));
    house.pass(HOUR_MS);
    let second = Story::report(house, yuan(80_000));
    assert_ne!(first.filed.case, second.filed.case, "within minutes it would have been the same report");
    (first, second)
}

#[test]
fn a_second_report_of_a_transfer_is_shown_beside_the_first() {
    let house = House::new();
    let (first, second) = twice(&house);
    let of_second = seen(&house, &second);
    assert_eq!(of_second.cases.len(), 1);
    let other = &of_second.cases[0];
    assert_eq!(other.case.id, first.filed.case);
    assert_eq!(other.same, [(second.case().transfers[0].id, first.case().transfers[0].id)]);
    assert!(other.same_payer);
    assert_eq!(other.together, Some(yuan(80_000)), "it was lost once");
    let stranger = Story::report_from(&house, yuan(80_000), "9999991111111119");
    assert!(seen(&house, &stranger).cases.is_empty(), "another victim who paid the same mule is another case");
}

/// Found by a journey: the bank knows one debit, so it denies the other report's; seen from there nothing was lost.
#[test]
fn a_transfer_that_was_denied_to_one_case_is_lost_once_from_either_side() {
    let house = House::new();
    let (first, second) = twice(&house);
    first.confirm();
    second.debit(Some(DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
    assert!(second.case().transfers[0].is_denied());
    for of in [&first, &second] {
        assert_eq!(seen(&house, of).cases[0].together, Some(yuan(80_000)));
    }
}

#[test]
fn another_sum_from_the_same_account_is_another_transfer() {
    let house = House::new();
    let first = Story::report(&house, yuan(80_000));
    let other = Story::report(&house, yuan(5_000));
    let shown = seen(&house, &other);
    assert_eq!(shown.cases[0].case.id, first.filed.case);
    assert!(shown.cases[0].same.is_empty());
    assert_eq!(shown.cases[0].together, Some(yuan(85_000)));
    // Two transfers of one sum are matched one to one.
    let mut both = report(&house, yuan(80_000));
    both.transfers.push(both.transfers[0].clone());
    house.pass(HOUR_MS);
    both.transfers[0].at = house.now();
    both.transfers[1].at = house.now();
    let double = Story::of(&house, &both);
    let found = seen(&house, &double);
    let with_first = found.cases.iter().find(|one| one.case.id == first.filed.case).unwrap();
    assert!(with_first.same.len() <= 1, "{with_first:?}");
    house.pass(2 * DAY_MS);
    let late = Story::report(&house, yuan(80_000));
    let beside = seen(&house, &late);
    let with_first = beside.cases.iter().find(|one| one.case.id == first.filed.case).unwrap();
    assert!(with_first.same.is_empty(), "two days later it is lost again");
}

#[test]
fn a_merger_has_a_reason_is_journaled_and_can_be_taken_back() {
    let house = House::new();
    let (first, second) = twice(&house);
    let (a, b) = (first.filed.case, second.filed.case);
    let before = (first.case(), first.orders(), second.case(), second.orders());
    let blank = merge_cases(&house.desk, &house.of(&house.officer), b, a, " ");
    assert_eq!(blank.unwrap_err().code, Code::FieldMissing);
    let done = merge_cases(&house.desk, &house.of(&house.officer), b, a, "同一受害人两次报案").unwrap();
    assert_eq!(done.same, 1);
    assert_eq!(before, (first.case(), first.orders(), second.case(), second.orders()), "nothing else changes");
    assert!(house.entries_about(b).iter().any(|entry| entry.verb == "merge_cases"));
    assert!(house.entries_about(a).iter().any(|entry| entry.verb == "merge_cases"), "it stands with both");
    let listed = cases(&house.desk, &house.of(&house.officer), &PageAsk::default()).unwrap().items;
    let merged = |id| listed.iter().find(|line| line.case.id == id).unwrap().merged_into.clone();
    assert_eq!((merged(b), merged(a)), (Some(first.case().number), None));
    // Neither again, nor round, nor in a chain.
    for (case, into) in [(b, a), (a, b)] {
        let again = merge_cases(&house.desk, &house.of(&house.officer), case, into, "再并");
        assert_eq!(again.unwrap_err().code, Code::WrongState);
    }
    house.pass(HOUR_MS);
    let third = Story::report(&house, yuan(80_000)).filed.case;
    let chain = merge_cases(&house.desk, &house.of(&house.officer), third, b, "再并");
    assert_eq!(chain.unwrap_err().code, Code::WrongState);
    merge_cases(&house.desk, &house.of(&house.officer), third, a, "第三次报案").unwrap();
    // And parted again.
    let parted = part_cases(&house.desk, &house.of(&house.supervisor), b, "不是同一笔").unwrap();
    assert_eq!((parted.merger, parted.into), (done.merger, a));
    let none = part_cases(&house.desk, &house.of(&house.supervisor), b, "不是同一笔");
    assert_eq!(none.unwrap_err().code, Code::WrongState);
    let shown = seen(&house, &second);
    assert_eq!(shown.mergers.len(), 1);
    assert_eq!(shown.mergers[0].parted.as_ref().map(|parted| parted.by), Some(house.supervisor.id));
    merge_cases(&house.desk, &house.of(&house.officer), b, a, "查明仍是同一笔").unwrap();
    // What waits of the second is told to belong to the first.
    house.pass(2 * DAY_MS);
    let lines = waiting_for_people(&house.desk, &house.of(&house.officer)).unwrap().lines;
    let of_second: Vec<_> = lines.iter().filter(|line| line.case == Some(b)).collect();
    assert!(!of_second.is_empty());
    assert!(of_second.iter().all(|line| line.merged_into == Some(first.case().number)));
    house.audit(&[]);
}

#[test]
fn cases_of_two_victims_are_not_merged() {
    let house = House::new();
    let first = Story::report(&house, yuan(80_000));
    let other = Story::report_from(&house, yuan(80_000), "9999991111111119");
    let refused = merge_cases(&house.desk, &house.of(&house.officer), other.filed.case, first.filed.case, "同一人");
    assert_eq!(refused.unwrap_err().code, Code::FieldInvalid);
    let itself = merge_cases(&house.desk, &house.of(&house.officer), first.filed.case, first.filed.case, "同一人");
    assert_eq!(itself.unwrap_err().code, Code::FieldInvalid);
    let approver = merge_cases(&house.desk, &house.of(&house.approver), other.filed.case, first.filed.case, "同一人");
    assert!(approver.is_err());
}
