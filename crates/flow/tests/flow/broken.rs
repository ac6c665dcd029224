//! Engines that break one law each: whoever checks must notice.

mod further;

use crate::case::{Case, WILD, World, cases};
use crate::laws::{self, APART, FREE, Law};
use cordon_flow::oracle::book::{Book, Drawing, Run, clean, draw, repay, take_newest, take_oldest};
use cordon_flow::{Rule, Start, Trace, oracle};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

/// Whether a law finds something among many cases of a world.
fn notices(law: Law, cases: &impl Strategy<Value = Case>, engine: impl Fn(&Case) -> Trace) -> bool {
    let mut runner = TestRunner::deterministic();
    (0..400).any(|_| {
        let case = cases.new_tree(&mut runner).unwrap().current();
        law(&case, &engine).is_err()
    })
}

/// The oracle with another drawing of units.
fn by(drawing: &dyn Drawing, case: &Case) -> Trace {
    oracle::trace_by(drawing, &case.question, &case.transfers, &case.names, &BTreeMap::new()).unwrap()
}

/// Shows that the law is kept by the oracle, and that it is not by this drawing.
fn told_apart(law: Law, world: World, drawing: &dyn Drawing) {
    assert!(!notices(law, &cases(world), |case| case.oracle()), "the law holds");
    assert!(notices(law, &cases(world), |case| by(drawing, case)), "the broken rule is noticed");
}

struct LosesDust;

impl Drawing for LosesDust {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        let mut drawn = draw(rule, book, amount);
        if rule == Rule::Haircut
            && let Some(run) = drawn.iter_mut().find(|run| run.owner.is_some())
        {
            run.amount -= 1;
        }
        drawn
    }
}

#[test]
fn a_lost_unit_is_noticed() {
    told_apart(laws::conservation, WILD, &LosesDust);
}

struct ForgetsAbsorbed;

impl Drawing for ForgetsAbsorbed {
    fn repay(&self, rule: Rule, units: Vec<Run>, repaid: u64) -> (Vec<Run>, Vec<Run>) {
        let (used, left) = repay(rule, units, repaid);
        (used.into_iter().map(|run| clean(run.amount)).collect(), left)
    }
}

#[test]
fn units_that_vanish_in_an_overdraft_are_noticed() {
    told_apart(laws::conservation, WILD, &ForgetsAbsorbed);
}

struct SendsAllOfIt;

impl Drawing for SendsAllOfIt {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        if rule != Rule::TaintFirst {
            return draw(rule, book, amount);
        }
        // Every victim's unit leaves, however small the debit.
        let runs = std::mem::take(&mut book.runs);
        let (owned, free): (Vec<Run>, Vec<Run>) = runs.into_iter().partition(|run| run.owner.is_some());
        book.runs = free;
        let sent: u64 = owned.iter().map(|run| run.amount).sum();
        let rest = draw(rule, book, amount.saturating_sub(sent));
        owned.into_iter().chain(rest).collect()
    }
}

#[test]
fn a_transfer_that_carries_more_than_it_is_is_noticed() {
    told_apart(laws::bounds, FREE, &SendsAllOfIt);
}

struct PutsOverdraftFirst;

impl Drawing for PutsOverdraftFirst {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        if !rule.is_ordered() {
            return draw(rule, book, amount);
        }
        // The book keeps its units and owes them as well.
        book.overdraft += amount;
        let mut copy = book.runs.clone();
        take_oldest(&mut copy, amount)
    }
}

#[test]
fn a_book_that_keeps_what_it_paid_is_noticed() {
    told_apart(laws::conservation, WILD, &PutsOverdraftFirst);
    told_apart(laws::bounds, FREE, &PutsOverdraftFirst);
}

struct HalvesTaintFirst;

impl Drawing for HalvesTaintFirst {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        draw(if rule == Rule::TaintFirst { Rule::Haircut } else { rule }, book, amount)
    }
}

#[test]
fn an_upper_bound_that_is_none_is_noticed() {
    assert!(!notices(laws::envelope, &laws::one_account(), |case| case.oracle()));
    assert!(notices(laws::envelope, &laws::one_account(), |case| by(&HalvesTaintFirst, case)));
    assert!(notices(laws::split, &cases(FREE), |case| by(&HalvesTaintFirst, case)));
}

struct ServesByVictim;

impl Drawing for ServesByVictim {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        // The lesser victim's units leave first, wherever they lie.
        book.runs.sort_by_key(|run| run.owner);
        draw(rule, book, amount)
    }
}

#[test]
fn victims_who_push_each_other_aside_are_noticed() {
    told_apart(laws::superposition, APART, &ServesByVictim);
}

struct TakesBothEnds;

impl Drawing for TakesBothEnds {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        if rule != Rule::Fifo || amount > book.total() {
            return draw(rule, book, amount);
        }
        let mut drawn = take_oldest(&mut book.runs, amount - amount / 2);
        drawn.extend(take_newest(&mut book.runs, amount / 2));
        drawn
    }
}

#[test]
fn a_debit_whose_parts_differ_from_the_whole_is_noticed() {
    told_apart(laws::split, FREE, &TakesBothEnds);
}

#[test]
fn a_limit_that_is_overstepped_is_noticed() {
    assert!(!notices(laws::causality, &cases(WILD), |case| case.oracle()));
    assert!(notices(laws::causality, &cases(WILD), |case| case.with(|q| q.hops += 1).oracle()));
    assert!(notices(laws::causality, &cases(WILD), |case| case.with(|q| q.window_ms += 1).oracle()));
}

#[test]
fn money_that_leaves_in_the_moment_in_which_it_came_is_noticed() {
    let early = |case: &Case| {
        let mut changed = case.clone();
        // Credits are read before debits of the same stamp.
        for transfer in &mut changed.transfers {
            transfer.debit.seq = transfer.debit.seq * 2 + 1;
            transfer.credit = Some(cordon_flow::Stamp::new(transfer.credited().t, transfer.credited().seq * 2));
        }
        for root in &mut changed.question.roots {
            if let Start::Transfer(seed) = &mut root.start {
                *seed = *changed.transfers.iter().find(|transfer| transfer.id == seed.id).unwrap();
            }
        }
        let mut trace = changed.oracle();
        trace.reached.iter_mut().flat_map(|p| p.tainted.values_mut()).flat_map(|t| &mut t.shares).for_each(|s| {
            s.arrived_at.seq /= 2;
        });
        trace
    };
    let plain = World { late_credits: false, limits: false, balances: false, roots: 1, ..APART };
    assert!(!notices(laws::causality, &cases(plain), |case| case.oracle()));
    assert!(notices(laws::causality, &cases(plain), early));
}

#[test]
fn a_reach_that_shrinks_with_time_is_noticed() {
    let shrinks = |case: &Case| case.with(|q| q.window_ms %= 7).oracle();
    assert!(!notices(laws::monotony, &cases(WILD), |case| case.oracle()));
    assert!(notices(laws::monotony, &cases(WILD), shrinks));
    assert!(notices(laws::monotony, &cases(WILD), |case| case.with(|q| q.hops %= 3).oracle()));
}

#[test]
fn an_answer_that_looks_elsewhere_is_noticed() {
    let looks = |case: &Case| {
        let many = case.transfers.len() > 40;
        case.with(|q| q.floor += if many { 1000 } else { 0 }).oracle()
    };
    assert!(!notices(laws::locality, &cases(WILD), |case| case.oracle()));
    assert!(notices(laws::locality, &cases(WILD), looks));
}

#[test]
fn an_answer_that_depends_on_how_the_postings_came_is_noticed() {
    let counts_twice = |case: &Case| {
        let mut changed = case.clone();
        // What is told again counts again.
        for (at, transfer) in changed.transfers.iter_mut().enumerate() {
            transfer.id = changed.names.transfer(&format!("told {at}")).unwrap();
        }
        changed.oracle()
    };
    let believes_the_first = |case: &Case| {
        let mut changed = case.clone();
        changed.question.stops.insert(case.transfers[0].to);
        changed.oracle()
    };
    assert!(!notices(laws::any_order, &cases(WILD), |case| case.oracle()));
    assert!(notices(laws::any_order, &cases(WILD), counts_twice));
    assert!(notices(laws::any_order, &cases(WILD), believes_the_first));
}

#[test]
fn a_projection_that_forgets_somebody_is_noticed() {
    let forgets = |case: &Case| {
        let mut trace = case.oracle();
        for tainted in trace.reached.iter_mut().flat_map(|place| place.tainted.values_mut()) {
            tainted.shares.truncate(1);
        }
        trace
    };
    assert!(!notices(laws::projection, &cases(WILD), |case| case.oracle()));
    assert!(notices(laws::projection, &cases(WILD), forgets));
}
