//! The same for the laws that compare an answer with another.

use super::{by, notices};
use crate::case::{Case, WILD, World, cases};
use crate::golden;
use crate::laws::further::{self, apart_in_time, at_rest};
use crate::laws::{APART, FREE, one_account};
use cordon_flow::oracle::book::{Book, Drawing, Run, draw};
use cordon_flow::{Note, Rule, VictimId};

struct RoundsEach;

impl Drawing for RoundsEach {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        let had = book.total();
        if rule != Rule::Haircut || amount >= had {
            return draw(rule, book, amount);
        }
        // Each victim's part is rounded by itself, and not the sum of those before him.
        let mut drawn: Vec<Run> = Vec::new();
        for run in book.runs.iter_mut().filter(|run| run.owner.is_some()) {
            let part = run.amount * amount / had;
            run.amount -= part;
            drawn.push(Run { amount: part, ..*run });
        }
        let rest = amount - drawn.iter().map(|run| run.amount).sum::<u64>();
        let mut left = rest;
        for run in book.runs.iter_mut().rev() {
            let part = if run.owner.is_none() { run.amount.min(left) } else { 0 };
            run.amount -= part;
            left -= part;
        }
        drawn.push(Run { owner: None, amount: rest });
        drawn.retain(|run| run.amount > 0);
        book.runs.retain(|run| run.amount > 0);
        drawn
    }
}

struct ServesTheFirst;

impl Drawing for ServesTheFirst {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        let mut drawn = draw(rule, book, amount);
        // The least victim who has anything there bears what leaves of the others, as far as his money goes.
        let first = book.runs.iter().filter_map(|run| run.owner).min();
        if rule == Rule::Haircut
            && let Some(first) = first
            && let Some(other) = drawn.iter_mut().find(|run| run.owner.is_some_and(|owner| owner > first))
            && let Some(his) = book.runs.iter_mut().find(|run| run.owner == Some(first))
            && his.amount >= other.amount
        {
            let owner = other.owner.replace(first);
            his.amount -= other.amount;
            book.runs.push(Run { owner, amount: other.amount });
        }
        drawn
    }
}

#[test]
fn victims_whose_parts_are_not_the_whole_are_noticed() {
    let world = cases(World { balances: true, ..APART });
    assert!(!notices(further::one_purse, &world, Case::oracle));
    assert!(notices(further::one_purse, &world, |case| by(&RoundsEach, case)));
    assert!(notices(further::one_purse, &world, |case| by(&ServesTheFirst, case)));
}

struct SparesSmallDebits;

impl Drawing for SparesSmallDebits {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        draw(if rule == Rule::Haircut && amount < 12_000 { Rule::CleanFirst } else { rule }, book, amount)
    }
}

#[test]
fn a_haircut_that_depends_on_how_a_debit_is_cut_is_noticed() {
    assert!(!notices(further::split_haircut, &one_account(), Case::oracle));
    assert!(notices(further::split_haircut, &one_account(), |case| by(&SparesSmallDebits, case)));
}

#[test]
fn an_answer_that_reads_names_is_noticed() {
    let reads = |case: &Case| {
        let long = |transfer: &&cordon_flow::Transfer| case.names.account_text(transfer.to).len() > 5;
        let stops = case.transfers.iter().filter(long).map(|transfer| transfer.to);
        case.with(|q| q.stops.extend(stops)).oracle()
    };
    assert!(!notices(further::renaming, &cases(WILD), Case::oracle));
    assert!(notices(further::renaming, &cases(WILD), reads));
}

#[test]
fn limits_that_work_the_wrong_way_are_noticed() {
    let one = cases(World { roots: 1, balances: false, ..WILD });
    assert!(!notices(further::generosity, &one, Case::oracle));
    let inverse = |case: &Case| case.with(|q| q.floor = 50_u64.saturating_sub(q.floor)).oracle();
    let stops_anyway = |case: &Case| {
        let first = case.transfers.first().map(|transfer| transfer.to);
        let none = case.question.stops.is_empty();
        case.with(|q| q.stops.extend(first.filter(|_| none))).oracle()
    };
    assert!(notices(further::generosity, &one, inverse));
    assert!(notices(further::generosity, &one, stops_anyway));
}

#[test]
fn a_home_that_loses_something_is_noticed() {
    let forgets_the_newest = |case: &Case| {
        let mut changed = case.clone();
        changed.transfers.pop();
        at_rest(&changed)
    };
    let forgets_statements = |case: &Case| {
        let mut changed = case.clone();
        changed.transfers.iter_mut().for_each(|transfer| transfer.balance_before = None);
        at_rest(&changed)
    };
    assert!(!notices(further::any_home, &apart_in_time(), at_rest));
    assert!(notices(further::any_home, &cases(FREE), forgets_the_newest));
    assert!(notices(further::any_home, &cases(World { balances: true, ..APART }), forgets_statements));
}

struct TurnsFifo;

impl Drawing for TurnsFifo {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        draw(if rule == Rule::Fifo { Rule::Lifo } else { rule }, book, amount)
    }
}

#[test]
fn a_way_back_that_is_not_the_way_there_is_noticed() {
    let world = cases(World { balances: true, ..APART });
    assert!(!notices(further::way_back, &world, Case::oracle));
    assert!(notices(further::way_back, &world, |case| by(&TurnsFifo, case)));
}

#[test]
fn a_hold_that_hides_what_leaves_is_noticed() {
    let says_nothing = |case: &Case| case.with(|q| q.holds.clear()).oracle();
    let stops_there = |case: &Case| {
        let held: Vec<_> = case.question.holds.iter().map(|hold| hold.account).collect();
        case.with(|q| q.stops.extend(held)).oracle()
    };
    let cries = |case: &Case| {
        let mut trace = case.oracle();
        trace.reached.iter_mut().for_each(|place| place.notes.add(Note::Breach));
        trace
    };
    let lets_go = |case: &Case| {
        let mut trace = case.oracle();
        if case.question.seen_until.is_none() {
            let tainted = trace.reached.iter_mut().flat_map(|place| place.tainted.values_mut());
            tainted.flat_map(|tainted| &mut tainted.shares).for_each(|share| share.amount /= 2);
        }
        trace
    };
    assert!(!notices(further::holding, &cases(WILD), Case::oracle));
    assert!(notices(further::holding, &cases(WILD), says_nothing));
    assert!(notices(further::holding, &cases(WILD), stops_there));
    assert!(notices(further::holding, &cases(WILD), cries));
    assert!(notices(further::holding, &cases(WILD), lets_go));
}

struct GivesItAllToOne;

impl Drawing for GivesItAllToOne {
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        let mut drawn = draw(rule, book, amount);
        drawn.iter_mut().filter(|run| run.owner.is_some()).for_each(|run| run.owner = Some(VictimId(1)));
        drawn
    }
}

#[test]
fn examples_that_are_worked_by_hand_notice_another_rule() {
    assert!(golden::all_agree(Case::oracle));
    for broken in [&TurnsFifo as &dyn Drawing, &GivesItAllToOne, &super::HalvesTaintFirst] {
        let agree = golden::all_agree(|case| by(broken, case));
        assert!(!agree, "no example tells them apart");
    }
}
