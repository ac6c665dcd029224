//! Reach is what a trace by `poison` reaches, however the transfers lie.

use crate::case::{Case, WILD, World, cases, hold};
use cordon_flow::archive::Archive;
use cordon_flow::reach::{Limits, reach};
use cordon_flow::{AccountId, Rule, Stamp, TxId, VictimId};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use std::collections::BTreeMap;

/// Asks for one victim, by `poison`, of all that there is.
fn one_victim(case: &Case) -> Case {
    case.with(|question| {
        question.rules = vec![Rule::Poison];
        question.roots.iter_mut().for_each(|root| root.victim = VictimId(0));
        (question.seen_until, question.balances_until) = (None, None);
    })
}

fn is_what_poison_reaches(case: &Case, archive: &Archive) -> TestCaseResult {
    let question = &case.question;
    let limits = Limits {
        window_ms: question.window_ms,
        hops: question.hops,
        ends: question.stops.iter().chain(&question.sinks).copied().collect(),
    };
    let found = reach(archive, &question.roots, &limits);
    let wanted = case.oracle();
    let edges: BTreeMap<TxId, (u32, u64)> =
        wanted.edges.iter().map(|e| (e.transfer.id, (e.hop, e.transfer.amount))).collect();
    let followed: BTreeMap<TxId, (u32, u64)> = found.followed.iter().map(|f| (f.id, (f.hop, f.amount))).collect();
    prop_assert_eq!(found.followed.len(), followed.len(), "each once");
    prop_assert_eq!(followed, edges);
    let accounts: BTreeMap<AccountId, (u32, Stamp)> =
        found.accounts.iter().map(|a| (a.account, (a.level, a.at))).collect();
    let reached: BTreeMap<AccountId, (u32, Stamp)> =
        wanted.reached.iter().map(|r| (r.account, (r.level, r.arrived_at))).collect();
    prop_assert_eq!(accounts, reached);
    prop_assert_eq!(archive.len(), case.transfers.len());
    Ok(())
}

#[test]
fn reach_is_what_poison_reaches() {
    hold(cases(WILD), 400, |case| is_what_poison_reaches(&one_victim(&case), &Archive::of(&case.transfers).unwrap()));
    let wide = World { accounts: 14, transfers: 200, moments: 150, roots: 3, ..WILD };
    hold(cases(wide), 100, |case| is_what_poison_reaches(&one_victim(&case), &Archive::of(&case.transfers).unwrap()));
}

#[test]
fn so_it_does_where_the_ids_are_the_order_and_amounts_are_large() {
    hold(cases(WILD), 200, |case| {
        let mut case = one_victim(&case);
        for transfer in &mut case.transfers {
            transfer.debit.seq = i64::from(transfer.id.0);
            transfer.amount *= 150_000_000;
        }
        let (transfers, roots) = (&case.transfers, &mut case.question.roots);
        for root in roots {
            if let cordon_flow::Start::Transfer(seed) = &mut root.start {
                *seed = *transfers.iter().find(|transfer| transfer.id == seed.id).unwrap();
            }
        }
        is_what_poison_reaches(&case, &Archive::of(&case.transfers).unwrap())
    });
}

#[test]
fn it_is_the_same_however_the_transfers_are_cut_sealed_and_appended() {
    let plans = prop::collection::vec(0..4_u8, 40);
    hold((cases(WILD), plans, any::<u64>()), 300, |(case, plan, turn)| {
        let case = one_victim(&case);
        let mut order: Vec<_> = (0..case.transfers.len()).collect();
        // Some come late.
        order.sort_by_key(|at| (*at as u64 ^ turn) % 5);
        is_what_poison_reaches(&case, &case.at_rest(&order, &plan))
    });
}

/// Two segments: one holds 49 days at most.
#[test]
fn a_walk_goes_on_over_the_end_of_a_segment() {
    hold(cases(World { transfers: 60, ..WILD }), 100, |case| {
        let month = 40 * 86_400_000;
        let mut case = one_victim(&case);
        let later = |stamp: Stamp| Stamp::new(stamp.t * month, stamp.seq);
        let move_on = |transfer: &mut cordon_flow::Transfer| {
            transfer.debit = later(transfer.debit);
            transfer.credit = transfer.credit.map(later);
        };
        case.transfers.iter_mut().for_each(move_on);
        for root in &mut case.question.roots {
            match &mut root.start {
                cordon_flow::Start::Transfer(seed) => move_on(seed),
                cordon_flow::Start::Account { at, .. } => *at *= month,
            }
        }
        case.question.window_ms *= month;
        is_what_poison_reaches(&case, &Archive::of(&case.transfers).unwrap())
    });
}

/// The end of a window that never ends, less a moment before 1970, is more than 63 bits.
#[test]
fn transfers_before_1970_are_found_by_a_window_without_an_end() {
    hold(cases(WILD), 60, |case| {
        let mut case = one_victim(&case);
        let earlier = |stamp: Stamp| Stamp::new(stamp.t - 1_000, stamp.seq);
        let move_back = |transfer: &mut cordon_flow::Transfer| {
            transfer.debit = earlier(transfer.debit);
            transfer.credit = transfer.credit.map(earlier);
        };
        case.transfers.iter_mut().for_each(move_back);
        for root in &mut case.question.roots {
            match &mut root.start {
                cordon_flow::Start::Transfer(seed) => move_back(seed),
                cordon_flow::Start::Account { at, .. } => *at -= 1_000,
            }
        }
        case.question.window_ms = i64::MAX;
        is_what_poison_reaches(&case, &Archive::of(&case.transfers).unwrap())
    });
}
