//! After the money moved: the review of a case, the evidence of several, and what a victim's bank may read.

use crate::house::House;
use crate::story::{self, PAYEE, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::Refusal;
use cordon_desk::read::review::{Obstacle, What};
use cordon_desk::read::{Evidence, member_trace, review, take_evidence};
use cordon_model::{Code, Exit, OrderKind};

const MULE: &str = "9999997777777777";
const THIRD: &str = "9999996666666666";

/// 10,000 moved before the report, 15,000 after it and before the bank answered, 5,000 were held.
fn followed(house: &House) -> (Story<'_>, Trail<'_>) {
    let story = Story::report(house, yuan(30_000));
    story.sign();
    story.confirm();
    let trail = Trail::of(house);
    trail.round();
    house.pass(240_000);
    trail.tell(
        &story,
        house.bank,
        PAYEE,
        &[
            Row::credit(30_000, 0, story::PAYER, "999999000002").balance(30_000),
            Row::debit(10_000, 30, MULE, "999999000002").balance(20_000),
            Row::debit(15_000, 200, THIRD, "999999000003").balance(5_000),
        ],
    );
    trail.round();
    let first = story.orders().into_iter().find(|order| order.kind == OrderKind::Stop && order.level == 1).unwrap();
    trail.hold(&first, yuan(5_000));
    trail.tell(
        &story,
        house.other_bank,
        MULE,
        &[
            Row::credit(10_000, 31, PAYEE, "999999000001").balance(10_000),
            Row::debit(10_000, 90, "", "").exit(Exit::Cash).balance(0),
        ],
    );
    trail.round();
    (story, trail)
}

#[test]
fn a_review_says_what_stood_in_the_way_of_each_fen_that_moved_on() {
    let house = House::new();
    let (story, trail) = followed(&house);
    let found = review(&house.desk, &house.of(&house.supervisor), story.filed.case).unwrap();
    assert_eq!(found.bar, trail.bar(&story));
    let lost = |obstacle| found.lost.get(&obstacle).copied();
    assert_eq!(lost(Obstacle::NotReported), Some(yuan(10_000)));
    assert_eq!(lost(Obstacle::NotAnswered), Some(yuan(15_000)), "the stop was with the bank: {:?}", found.chances);
    assert_eq!(lost(Obstacle::NotKnown), Some(yuan(10_000)), "the cash was drawn before anybody knew of the account");
    let line: Vec<What> = found.minutes.iter().map(|minute| minute.what).collect();
    assert_eq!(line.first(), Some(&What::Paid));
    for what in [What::Reported, What::StopSent, What::Held, What::MovedOn, What::LeftAs, What::Told] {
        assert!(line.contains(&what), "{what:?} is missing in {line:?}");
    }
    assert!(found.minutes.windows(2).all(|two| two[0].at <= two[1].at));
    let clerk = review(&house.desk, &house.of(&house.bank_clerk), story.filed.case).unwrap_err();
    assert_eq!(clerk.code, Code::NotFound, "not for a member");
}

#[test]
fn the_victims_bank_reads_the_trace_and_no_other_banks_customers() {
    let house = House::new();
    let (story, _trail) = followed(&house);
    let question = story.order(OrderKind::ConfirmDebit);
    let read = |agency, reference: &str| member_trace(&house.desk, &house.machine(agency), reference);
    let own = read(house.other_bank, &question.id.to_string()).unwrap();
    assert_eq!(own.bar.loss, yuan(30_000));
    assert!(own.places.iter().any(|place| place.exit == Some(Exit::Cash)));
    for place in &own.places {
        let is_own = place.institution.as_deref() == Some("示范银行");
        assert_eq!(place.account.is_some(), is_own, "{place:?}");
    }
    assert!(own.places.iter().any(|place| place.account.is_none()), "others are there, and unnamed");
    let refused = |found: Result<_, Refusal>| found.map(|_: cordon_desk::read::MemberTrace| ()).unwrap_err().code;
    assert_eq!(refused(read(house.bank, &question.id.to_string())), Code::NotFound, "not its customer");
    let stop = story.order(OrderKind::Stop);
    assert_eq!(refused(read(stop.agency, &stop.id.to_string())), Code::NotFound, "a stop opens no trace");
    assert_eq!(refused(read(house.other_bank, "0401ffff")), Code::NotFound);
    assert!(!house.entries_about(question.id).is_empty());
}

#[test]
fn the_evidence_of_a_gang_joins_the_cases_that_share_accounts_and_leaves_an_entry() {
    let house = House::new();
    let (first, trail) = followed(&house);
    let second = Story::report_from(&house, yuan(2_000), "9999991111112222");
    let apart = {
        let mut report = story::report(&house, yuan(700));
        report.transfers[0].to.as_mut().unwrap().number = "9999994444444444".into();
        report.transfers[0].from.number = "9999991111113333".into();
        Story::of(&house, &report)
    };
    trail.round();
    trail.moved(
        &second,
        house.bank,
        PAYEE,
        &[Row::credit(2_000, 240, "9999991111112222", "999999000002").balance(7_000)],
    );
    trail.round();
    let without = take_evidence(&house.desk, &house.of(&house.officer), first.filed.case).unwrap_err();
    assert_eq!(without.code, Code::PurposeMissing);
    let call = house.of(&house.officer).purpose("移送审查起诉");
    let packet: Evidence = take_evidence(&house.desk, &call, first.filed.case).unwrap();
    let cases: Vec<_> = packet.victims.iter().map(|victim| victim.case).collect();
    assert!(cases.contains(&first.filed.case) && cases.contains(&second.filed.case));
    assert!(!cases.contains(&apart.filed.case), "another gang");
    let shared = packet.accounts.iter().find(|account| account.cases.len() == 2).unwrap();
    let sum = shared.cases.values().try_fold(yuan(0), |sum, one| sum.plus(*one)).unwrap();
    assert_eq!(sum, yuan(7_000), "5,000 of the first and 2,000 of the second");
    let ways = packet.victims.iter().filter_map(|victim| victim.trace.as_ref()).flat_map(|trace| &trace.ways);
    for way in ways.filter_map(|way| way.movement) {
        assert!(packet.movements.iter().any(|movement| movement.id == way));
    }
    let entry = house.last_entry();
    assert_eq!(entry.verb, "take_evidence");
    house.audit(&[PAYEE, MULE, THIRD]);
}
