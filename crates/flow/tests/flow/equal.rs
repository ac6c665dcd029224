//! The fast code equals the plain one, however the postings come.

use crate::case::{Case, UNANSWERED, WILD, World, cases, hold};
use cordon_flow::{AccountId, Batch, End, Note, Notes, Start, Step, Totals, Tracer, Transfer, oracle};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_tracer_finds_what_the_oracle_finds() {
    hold(cases(WILD), 500, |case| {
        prop_assert_eq!(case.tracer(), case.oracle());
        Ok(())
    });
}

#[test]
fn so_it_does_on_longer_walks_and_with_large_amounts() {
    let wide = World { accounts: 14, transfers: 160, moments: 120, roots: 6, ..WILD };
    hold(cases(wide), 60, |case| {
        prop_assert_eq!(case.tracer(), case.oracle());
        Ok(())
    });
    // Products above 64 bits.
    hold(cases(World { limits: false, ..WILD }), 100, |mut case| {
        let scale = |amount: u64| amount * 30_000_000_000_007;
        case.transfers.iter_mut().for_each(|transfer| transfer.amount = scale(transfer.amount));
        for root in &mut case.question.roots {
            match &mut root.start {
                Start::Transfer(seed) => seed.amount = scale(seed.amount),
                Start::Account { amount, .. } => *amount = amount.map(scale),
            }
        }
        prop_assert_eq!(case.tracer(), case.oracle());
        Ok(())
    });
}

#[test]
fn the_random_ledgers_show_everything_there_is_to_show() {
    let (mut notes, mut totals) = (Notes::NONE, Totals::ZERO);
    let mut runner = TestRunner::deterministic();
    for _ in 0..600 {
        let trace = cases(WILD).new_tree(&mut runner).unwrap().current().oracle();
        notes.add_all(trace.notes);
        for all in trace.totals.values().map(|totals| totals.all) {
            totals.on_the_way += all.on_the_way;
            totals.absorbed += all.absorbed;
            totals.unseen += all.unseen;
            totals.overlap += all.overlap;
        }
    }
    let of_sources = [Note::Pending, Note::NoData, Note::Denied, Note::Failed, Note::Truncated];
    let missing: Vec<&Note> =
        Note::ALL.iter().filter(|note| !notes.has(**note) && !of_sources.contains(note)).collect();
    assert!(missing.is_empty(), "{missing:?} never stood on anything");
    assert!(totals.on_the_way > 0 && totals.absorbed > 0 && totals.unseen > 0 && totals.overlap > 0, "{totals:?}");
}

#[test]
fn postings_may_come_in_any_order_in_parts_twice_and_late() {
    let plans = prop::collection::vec((0..40_usize, 0..4_usize), 200);
    hold((cases(WILD), plans), 200, |(case, plan)| {
        prop_assert_eq!(supplied_by(&case, &plan, &BTreeMap::new()), case.oracle());
        Ok(())
    });
}

#[test]
fn an_account_whose_bank_never_answers_is_a_leaf_that_says_so() {
    let silent = prop::collection::btree_map(0..6_usize, 0..4_usize, 1..3);
    hold((cases(WILD), silent), 100, |(case, silent)| {
        let accounts: BTreeSet<AccountId> = case.transfers.iter().flat_map(|t| [t.from, t.to]).collect();
        let accounts: Vec<AccountId> = accounts.into_iter().collect();
        let ends: BTreeMap<AccountId, End> =
            silent.iter().filter_map(|(at, end)| Some((*accounts.get(*at)?, UNANSWERED[*end]))).collect();
        let notes: BTreeMap<AccountId, Note> = ends.iter().map(|(id, end)| (*id, end.note().unwrap())).collect();
        let trace = supplied_by(&case, &[(0, 9)], &ends);
        let drawing = oracle::book::Lawful;
        let plain = oracle::trace_by(&drawing, &case.question, &case.transfers, &case.names, &notes).unwrap();
        prop_assert_eq!(trace, plain);
        Ok(())
    });
}

/// Answers each need as the plan says: a number of transfers to move to the front of what comes, and
/// what to do with the bank: answer, answer twice, say `Pending` first, or cut the answer in two.
fn supplied_by(case: &Case, plan: &[(usize, usize)], silent: &BTreeMap<AccountId, End>) -> cordon_flow::Trace {
    let mut tracer = Tracer::new(case.question.clone()).unwrap();
    let mut later: Vec<Batch> = Vec::new();
    let mut plan = plan.iter().cycle();
    for _ in 0..1000 {
        let Step::Need(probes) = tracer.step(&case.names) else {
            let Some(batch) = later.pop() else { return tracer.trace(&case.names) };
            tracer.trace(&case.names);
            tracer.supply(batch);
            continue;
        };
        for probe in probes {
            let (turn, way) = *plan.next().unwrap();
            if let Some(end) = silent.get(&probe.account) {
                tracer.supply(Batch { transfers: Vec::new(), ends: vec![(probe.account, *end)] });
                continue;
            }
            let mut mine: Vec<Transfer> =
                case.transfers.iter().filter(|t| t.from == probe.account || t.to == probe.account).copied().collect();
            if !mine.is_empty() {
                let len = mine.len();
                mine.rotate_left(turn % len);
            }
            let end = |end| vec![(probe.account, end)];
            let whole = Batch { transfers: mine.clone(), ends: end(End::Complete) };
            match way {
                0 => {
                    tracer.supply(Batch { transfers: Vec::new(), ends: end(End::Pending) });
                    later.push(whole);
                }
                1 => {
                    tracer.supply(whole.clone());
                    tracer.supply(whole);
                }
                2 if probe.after.is_none() => {
                    let half = mine.split_off(mine.len() / 2);
                    let next = cordon_flow::Stamp::new(0, 0);
                    tracer.supply(Batch { transfers: half, ends: end(End::Truncated { next }) });
                }
                _ => {
                    tracer.supply(whole);
                }
            }
        }
    }
    panic!("the tracer asks for ever");
}
