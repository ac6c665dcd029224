//! What is told of an account that somebody is about to pay: traced money of confirmed reports, and what is in
//! force. Whoever is protected, was let go, or was wrongly reported is told of no more.

use crate::house::House;
use crate::story::{PAYEE, PAYER, Story, yuan};
use crate::trail::{Row, Trail};
use cordon_desk::money::lift_stop::lift_stop;
use cordon_desk::money::unprotect_account::unprotect_account;
use cordon_desk::order::approve::approve;
use cordon_desk::read::Payees;
use cordon_desk::read::payees::{News, Payee};
use cordon_desk::sealing::account_key;
use cordon_model::exchange::DebitFound;
use cordon_model::time::{DAY_MS, HOUR_MS};
use cordon_model::{ProtectionKind, ReceiptResult};

const MULE: &str = "9999997777777777";
const BANK: &str = "999999000001";
const OTHER_BANK: &str = "999999000002";

/// The table as a running server has it; what is made anew must say the same.
struct Known<'h> {
    house: &'h House,
    table: Payees,
}

impl<'h> Known<'h> {
    fn of(house: &'h House) -> Self {
        Self { house, table: Payees::new(house.desk.vault()) }
    }

    fn look(&mut self) {
        let (desk, now) = (&self.house.desk, self.house.now());
        let since = self.table.as_of().map(|as_of| as_of.entries);
        self.table.take(News::since(desk, since, now).unwrap());
        let mut anew = Payees::new(desk.vault());
        anew.take(News::since(desk, None, now).unwrap());
        assert_eq!((anew.len(), anew.as_of()), (self.table.len(), self.table.as_of()));
        for (code, number) in [(BANK, PAYEE), (OTHER_BANK, MULE), (OTHER_BANK, PAYER)] {
            let account = format!("{code}:{number}");
            assert_eq!(anew.payee(&account, now), self.table.payee(&account, now), "{account}");
        }
    }

    fn payee(&mut self, code: &str, number: &str) -> Payee {
        self.look();
        self.table.payee(&format!("{code}:{number}"), self.house.now()).unwrap()
    }
}

#[test]
fn a_report_taints_nobody_until_the_payers_bank_has_confirmed_it() {
    let house = House::new();
    let mut known = Known::of(&house);
    assert_eq!(known.table.payee(&format!("{BANK}:{PAYEE}"), house.now()), None, "nothing was looked at yet");
    let story = Story::report(&house, yuan(50_000));
    assert_eq!(known.payee(BANK, PAYEE), Payee::default());
    story.confirm();
    let payee = known.payee(BANK, PAYEE);
    assert_eq!((payee.distance, payee.is_restricted), (Some(1), false));
    assert_eq!(payee.tainted_at, Some(story.case().transfers[0].debit.at));
    assert_eq!(known.payee(OTHER_BANK, PAYER), Payee::default(), "who was robbed is no suspect");
    assert_eq!(known.table.payee("no account", house.now()), None);
}

#[test]
fn nothing_is_told_for_a_reporter_who_is_not_known_or_whose_debit_is_denied() {
    let house = House::new();
    let mut known = Known::of(&house);
    let anonymous = Story::anonymous(&house, yuan(50_000));
    anonymous.confirm();
    assert_eq!(known.payee(BANK, PAYEE), Payee::default());
    anonymous.identify();
    assert_eq!(known.payee(BANK, PAYEE).distance, Some(1));
    let wrong = House::new();
    let mut known = Known::of(&wrong);
    let story = Story::report(&wrong, yuan(50_000));
    story.debit(Some(DebitFound { found: false, at: None, payee: None }), ReceiptResult::Done);
    assert_eq!(known.payee(BANK, PAYEE), Payee::default(), "a false report is nobody's taint");
    assert!(known.table.is_empty());
}

#[test]
fn the_trace_taints_the_next_account_until_it_is_protected() {
    let house = House::new();
    let mut known = Known::of(&house);
    let (story, trail) = Trail::after_report(&house, yuan(50_000));
    story.confirm();
    trail.tell(
        &story,
        house.bank,
        PAYEE,
        &[
            Row::credit(50_000, 0, PAYER, OTHER_BANK).balance(50_000),
            Row::debit(30_000, 60, MULE, OTHER_BANK).balance(20_000),
        ],
    );
    trail.round();
    trail.tell(&story, house.other_bank, MULE, &[Row::credit(30_000, 61, PAYEE, BANK).balance(40_000)]);
    trail.round();
    let first = known.payee(BANK, PAYEE);
    assert_eq!((first.distance, first.taint_permille), (Some(1), Some(1_000)));
    let mule = known.payee(OTHER_BANK, MULE);
    assert_eq!((mule.distance, mule.taint_permille), (Some(2), Some(750)), "30,000 of 40,000");
    assert!(mule.tainted_at > first.tainted_at, "{mule:?} {first:?}");
    trail.protect(MULE, house.other_bank, ProtectionKind::Utility);
    assert_eq!(known.payee(OTHER_BANK, MULE), Payee::default());
    let key = account_key(house.desk.vault(), house.other_bank, MULE);
    unprotect_account(&house.desk, &house.of(&house.supervisor), &key, "登记有误").unwrap();
    assert_eq!(known.payee(OTHER_BANK, MULE), mule);
    house.pass(31 * DAY_MS);
    assert_eq!(known.payee(OTHER_BANK, MULE), Payee::default(), "the case is followed no more");
    assert!(known.table.is_empty(), "and nothing is kept of it");
}

#[test]
fn a_sum_that_is_not_worth_a_stop_is_told_of_nobody() {
    let house = House::new();
    let mut known = Known::of(&house);
    let small = Story::report(&house, yuan(20));
    small.confirm();
    assert_eq!(known.payee(BANK, PAYEE), Payee::default());
    let other = Story::report_from(&house, yuan(500), "9999991111112222");
    other.confirm();
    assert_eq!(known.payee(BANK, PAYEE).distance, Some(1));
}

#[test]
fn a_measure_restricts_until_its_time_is_over_though_no_clock_has_noted_it() {
    let house = House::new();
    let mut known = Known::of(&house);
    let story = Story::stopped(&house, yuan(50_000), yuan(50_000));
    assert!(known.payee(BANK, PAYEE).is_restricted);
    let until = story.measure().state.force().unwrap().until;
    assert!(known.table.payee(&format!("{BANK}:{PAYEE}"), until.minus_ms(1)).unwrap().is_restricted);
    let over = known.table.payee(&format!("{BANK}:{PAYEE}"), until).unwrap();
    assert!(!over.is_restricted);
    assert_eq!(over.distance, Some(1), "nobody said that he had nothing to do with it");
    house.pass(until.since_ms(house.now()) + HOUR_MS);
    house.tick();
    assert_eq!(story.measure().state.name(), "lapsed");
    assert!(!known.payee(BANK, PAYEE).is_restricted);
}

#[test]
fn whom_an_officer_let_go_is_told_of_only_for_what_comes_after() {
    let house = House::new();
    let mut known = Known::of(&house);
    let story = Story::stopped(&house, yuan(50_000), yuan(50_000));
    house.pass(HOUR_MS);
    let drafted = lift_stop(&house.desk, &house.of(&house.third), story.measure().id, "查明与案件无关").unwrap();
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    assert!(known.payee(BANK, PAYEE).is_restricted, "until the bank has done it");
    house.done(house.bank, drafted.order, None);
    assert_eq!(story.measure().state.name(), "released");
    assert_eq!(known.payee(BANK, PAYEE), Payee::default());
    house.pass(HOUR_MS);
    let later = Story::report_from(&house, yuan(50_000), "9999991111112222");
    later.confirm();
    let payee = known.payee(BANK, PAYEE);
    assert_eq!((payee.distance, payee.is_restricted), (Some(1), false));
    assert_eq!(payee.tainted_at, Some(later.case().transfers[0].debit.at));
}

#[test]
fn a_freeze_restricts_as_the_stop_did_whose_place_it_took() {
    let house = House::new();
    let mut known = Known::of(&house);
    let story = Story::stopped(&house, yuan(50_000), yuan(80_000));
    let freeze = story.frozen();
    assert_eq!(freeze.state.name(), "in_force");
    let payee = known.payee(BANK, PAYEE);
    assert!(payee.is_restricted && payee.distance == Some(1), "{payee:?}");
    // The seller whose part is frozen goes on selling.
    let trail = Trail::of(&house);
    trail.protect(PAYEE, house.bank, ProtectionKind::Merchant);
    let stop = story.measure().state.name();
    assert_eq!((known.payee(BANK, PAYEE), stop), (Payee::default(), "converted"));
}
