//! The feature codes of banks as they are published, each at its edge.

use cordon_flow::signs::{Codes, FeatureCode, Ground, Opening, Openings, Settings, Table, Taken};
use cordon_flow::{AccountId, Stamp, Transfer, TxId};
use cordon_model::calendar::Calendar;
use cordon_model::time::{DAY_MS, HOUR_MS, Stamp as Moment};

/// A Thursday noon in Shanghai.
fn thursday() -> i64 {
    Moment::parse_rfc3339("2026-11-26T12:00:00+08:00").unwrap().ms()
}

fn transfer(id: u32, from: u32, to: u32, amount: u64, t: i64) -> Transfer {
    let (from, to) = (AccountId(from), AccountId(to));
    Transfer { id: TxId(id), from, to, amount, debit: Stamp::new(t, id.into()), credit: None, balance_before: None }
}

/// Takes transfers and says what the last one raised, for its payer and its payee.
fn last_raised(table: &mut Table, sent: &[(u32, u32, u64, i64)]) -> (Codes, Codes) {
    let mut raised = (Codes::default(), Codes::default());
    for (id, (from, to, amount, t)) in (0..).zip(sent) {
        let taken = table.take(&transfer(id, *from, *to, *amount, *t)).unwrap();
        let Taken::Counted { payer, payee } = taken else { panic!("{taken:?}") };
        raised = (payer, payee);
    }
    raised
}

fn raised(sent: &[(u32, u32, u64, i64)]) -> (Codes, Codes) {
    last_raised(&mut Table::new(Settings::default()), sent)
}

fn only(code: FeatureCode) -> Codes {
    Codes::default().with(code, true)
}

#[test]
fn the_numbers_and_names_are_the_published_ones() {
    let numbers: Vec<u16> = FeatureCode::ALL.iter().map(|code| code.number()).collect();
    assert_eq!(numbers, [1001, 1002, 3001, 3002, 3003, 3004, 3005, 3006, 3007, 3008]);
    assert_eq!(FeatureCode::DispersedIn.text().0, "分散入集中出");
    let by_report = FeatureCode::ALL.iter().filter(|code| code.ground() == Ground::Report);
    assert_eq!(by_report.map(|code| code.number()).collect::<Vec<_>>(), [3001, 3002, 3003], "no transfer shows them");
}

#[test]
fn dispersed_in_and_concentrated_out_is_three_payers_within_five_working_days() {
    let now = thursday();
    // The first of five working days is the Friday before.
    let friday = Moment::parse_rfc3339("2026-11-20T00:00:00+08:00").unwrap().ms();
    let sent = |first: i64| [(1, 0, 100, first), (2, 0, 100, now), (3, 0, 100, now), (0, 9, 290, now)];
    assert_eq!(raised(&sent(friday)).0, only(FeatureCode::DispersedIn));
    assert_eq!(raised(&sent(friday - 1)).0, Codes::default(), "the day before is the sixth");
    let same_payer = [(1, 0, 100, now), (2, 0, 100, now), (2, 0, 200, now), (0, 9, 290, now)];
    assert_eq!(raised(&same_payer).0, Codes::default());
    let two_payees = [(1, 0, 100, now), (2, 0, 100, now), (3, 0, 100, now), (0, 8, 100, now), (0, 9, 100, now)];
    assert_eq!(raised(&two_payees).0, Codes::default(), "not concentrated");
}

#[test]
fn concentrated_in_and_dispersed_out_is_the_other_way_round() {
    let now = thursday();
    let sent = [(9, 0, 300, now), (0, 1, 90, now), (0, 2, 95, now + HOUR_MS), (0, 3, 110, now + 2 * HOUR_MS)];
    assert_eq!(raised(&sent).0, only(FeatureCode::DispersedOut));
    assert_eq!(raised(&sent[..3]).0, Codes::default());
    assert_eq!(raised(&sent[1..]).0, Codes::default(), "nothing came in");
}

#[test]
fn several_alike_are_three_in_a_row_of_one_payer_and_payee() {
    let now = thursday();
    let sent = |amounts: [u64; 3]| amounts.map(|amount| (1, 2, amount, now));
    assert_eq!(raised(&sent([1_000, 1_100, 1_050])), (only(FeatureCode::Alike), only(FeatureCode::Alike)));
    assert_eq!(raised(&sent([1_000, 1_101, 1_050])).0, Codes::default(), "more than a tenth apart");
    let old = [(1, 2, 1_000, now - 7 * DAY_MS), (1, 2, 1_000, now), (1, 2, 1_000, now)];
    assert_eq!(raised(&old).0, Codes::default(), "six working days");
    let back = [(1, 2, 1_000, now), (2, 1, 1_000, now), (1, 2, 1_000, now)];
    assert_eq!(raised(&back).0, Codes::default(), "the other way is another pair");
}

#[test]
fn an_involved_payee_or_payer_is_named_by_the_caller() {
    let now = thursday();
    let mut table = Table::new(Settings::default());
    table.involve(AccountId(7), now, 0);
    let to = last_raised(&mut table, &[(1, 7, 100, now)]);
    assert_eq!(to, (only(FeatureCode::PayeeInvolved), only(FeatureCode::PayeeInvolved)));
    assert_eq!(last_raised(&mut table, &[(7, 2, 100, now)]).1, only(FeatureCode::PayerInvolved));
    assert_eq!(last_raised(&mut table, &[(1, 3, 100, now)]).1, Codes::default());
    assert!(table.read(AccountId(2), now).unwrap().codes.has(FeatureCode::PayerInvolved), "and kept for the window");
}

#[test]
fn openings_are_counted_for_one_identity() {
    let calendar = Calendar::default();
    let now = thursday();
    let opening = |account, bank, at| Opening { account: AccountId(account), bank, at };
    let mut openings = Openings::default();
    // Thursday, and the Friday before: five working days.
    assert_eq!(openings.open(1, opening(1, 1, now), &calendar), Codes::default());
    assert_eq!(openings.open(1, opening(2, 2, now - 6 * DAY_MS), &calendar), Codes::default());
    assert_eq!(openings.open(2, opening(3, 3, now), &calendar), Codes::default(), "another identity");
    assert_eq!(openings.open(1, opening(2, 2, now - 6 * DAY_MS), &calendar), Codes::default(), "told twice");
    assert_eq!(openings.open(1, opening(4, 3, now), &calendar), only(FeatureCode::OpenedOften));
    assert_eq!(openings.open(1, opening(5, 3, now - 400 * DAY_MS), &calendar), Codes::default());
    // Ten in one bank, years apart.
    let many = (0..10).map(|at| openings.open(3, opening(100 + at, 1, now - i64::from(at) * 100 * DAY_MS), &calendar));
    let many: Vec<bool> = many.map(|codes| codes.has(FeatureCode::OpenedMany)).collect();
    assert_eq!(many, [false, false, false, false, false, false, false, false, false, true]);
}
