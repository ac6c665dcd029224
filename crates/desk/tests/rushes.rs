//! Many reports about one account within days are told as one.

use crate::house::House;
use crate::story::{PAYEE, Story, report, yuan};
use cordon_desk::money::merge_cases::merge_cases;
use cordon_desk::read::{Rushes, rushes};
use cordon_model::time::{HOUR_MS, MINUTE_MS};
use cordon_model::{Code, Money};

/// A victim who paid `payee`.
fn victim<'h>(house: &'h House, n: usize, payee: &str, amount: Money) -> Story<'h> {
    let mut report = report(house, amount);
    report.transfers[0].from.number = format!("99999911111{n:05}").as_str().into();
    report.transfers[0].to.as_mut().unwrap().number = payee.into();
    // Ids of one moment have no order.
    house.pass(MINUTE_MS);
    Story::of(house, &report)
}

fn told(house: &House) -> Rushes {
    rushes(&house.desk, &house.of(&house.officer)).unwrap()
}

#[test]
fn three_victims_of_one_account_are_a_rush_and_two_are_none() {
    let house = House::new();
    let stories = [1, 2].map(|n| victim(&house, n, PAYEE, yuan(1_000)));
    victim(&house, 7, "9999998888800007", yuan(500));
    assert!(told(&house).rushes.is_empty());
    let third = victim(&house, 3, PAYEE, yuan(2_500));
    let found = told(&house);
    assert_eq!(found.rushes.len(), 1);
    let rush = &found.rushes[0];
    let numbers: Vec<String> = rush.cases.iter().map(|one| one.number.clone()).collect();
    let newest_first = [&third, &stories[1], &stories[0]].map(|story| story.case().number);
    assert_eq!(numbers, newest_first);
    assert_eq!(rush.paid, Some(yuan(4_500)));
    assert_eq!(rush.held, None, "nobody holds anything yet");
    assert_eq!(rush.first, stories[0].case().transfers[0].id);
    assert!(!found.cut_short);
}

#[test]
fn one_loss_that_was_told_twice_is_one_victims_and_old_reports_do_not_count() {
    let house = House::new();
    let first = victim(&house, 1, PAYEE, yuan(1_000));
    house.pass(HOUR_MS);
    let again = victim(&house, 1, PAYEE, yuan(1_000));
    victim(&house, 2, PAYEE, yuan(1_000));
    assert_eq!(told(&house).rushes.len(), 1, "three reports");
    merge_cases(&house.desk, &house.of(&house.officer), again.case().id, first.case().id, "同一损失").unwrap();
    assert!(told(&house).rushes.is_empty(), "of two victims");
    victim(&house, 3, PAYEE, yuan(1_000));
    assert_eq!(told(&house).rushes.len(), 1);
    house.pass(72 * HOUR_MS);
    assert!(told(&house).rushes.is_empty(), "three days later");
}

#[test]
fn a_member_learns_of_no_rush() {
    let house = House::new();
    assert_eq!(rushes(&house.desk, &house.of(&house.bank_clerk)).unwrap_err().code, Code::NotFound);
}
