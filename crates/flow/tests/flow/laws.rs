//! What every trace keeps, whatever the ledger. Each law is a check of an engine (what answers a
//! case), so that `broken.rs` can show that it notices an engine that does not keep it.

pub mod further;

use crate::case::{Case, WILD, World, cases, hold};
use cordon_flow::{AccountId, Question, Rule, Stamp, Start, Trace, Transfer, VictimId};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

pub type Engine<'a> = &'a dyn Fn(&Case) -> Trace;
pub type Law = fn(&Case, Engine) -> Result<(), String>;

pub const FREE: World = World { limits: false, balances: false, ..WILD };
pub const APART: World = World { apart: true, ..FREE };

pub fn keeps(law: Law, world: World, percent: u32) {
    hold(cases(world), percent, |case| {
        law(&case, &|case: &Case| case.tracer()).map_err(TestCaseError::fail)?;
        law(&case, &|case: &Case| case.oracle()).map_err(TestCaseError::fail)
    });
}

pub fn ensure(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

pub const COUNTING: [Rule; 5] = [Rule::TaintFirst, Rule::CleanFirst, Rule::Haircut, Rule::Fifo, Rule::Lifo];

/// At every moment what was claimed is somewhere, for each victim and rule.
pub fn conservation(case: &Case, engine: Engine) -> Result<(), String> {
    let moments: BTreeSet<i64> = case.transfers.iter().flat_map(|t| [t.debit.t, t.credited().t]).collect();
    for moment in moments {
        let seen = case.question.seen_until.map_or(moment, |last| last.min(moment));
        let trace = engine(&case.with(|q| q.seen_until = Some(seen)));
        for (rule, victim) in COUNTING.iter().flat_map(|rule| case.question.ends().into_keys().map(move |v| (rule, v)))
        {
            let totals = trace.totals[rule].by_victim[&victim];
            let shares = trace.reached.iter().filter_map(|place| place.tainted.get(rule)).flat_map(|t| &t.shares);
            let on_accounts: u64 = shares.filter(|share| share.victim == victim).map(|share| share.amount).sum();
            let claimed: u64 = begun(&case.question, victim, seen);
            ensure(totals.adds_up(), || format!("{rule} {victim:?} at {seen}: {totals:?}"))?;
            ensure(totals.on_accounts == on_accounts, || format!("{rule} {victim:?}: accounts say {on_accounts}"))?;
            ensure(totals.claimed == claimed, || format!("{rule} {victim:?}: {claimed} were claimed"))?;
        }
    }
    Ok(())
}

fn begun(question: &Question, victim: VictimId, seen: i64) -> u64 {
    let mine = question.roots.iter().filter(|root| root.victim == victim && root.start.at() <= seen);
    mine.filter_map(|root| root.start.amount()).sum()
}

/// A transfer carries no more than it is, and a book holds no more than it has.
pub fn bounds(case: &Case, engine: Engine) -> Result<(), String> {
    let trace = engine(case);
    for edge in &trace.edges {
        for (rule, carried) in edge.tainted.iter().filter(|(rule, _)| rule.counts()) {
            let sum: u64 = carried.shares.iter().map(|share| share.amount).sum();
            let fits = carried.amount == sum && sum <= edge.transfer.amount && sum > 0;
            ensure(fits, || format!("{rule}: {edge:?}"))?;
        }
    }
    for place in &trace.reached {
        for (rule, tainted) in place.tainted.iter().filter(|(rule, _)| rule.counts()) {
            let shares: u64 = tainted.shares.iter().map(|share| share.amount).sum();
            let fits = place.balance.is_none_or(|balance| tainted.amount - tainted.leaf <= balance);
            ensure(fits && shares == tainted.amount, || format!("{rule}: {place:?}"))?;
        }
    }
    Ok(())
}

/// Money leaves after it came, within the window, by no more transfers than allowed; and every rule
/// finds a part of what `poison` finds.
pub fn causality(case: &Case, engine: Engine) -> Result<(), String> {
    let trace = engine(case);
    let sent: BTreeMap<_, Transfer> = case.transfers.iter().map(|t| (t.id, *t)).collect();
    let ends = case.question.ends();
    for edge in &trace.edges {
        let transfer = sent[&edge.transfer.id];
        ensure(edge.tainted.contains_key(&Rule::Poison), || format!("not poisoned: {edge:?}"))?;
        for (rule, share) in edge.tainted.iter().flat_map(|(rule, c)| c.shares.iter().map(move |s| (rule, s))) {
            let at = |account| {
                let tainted = trace.place(account).and_then(|place| place.tainted.get(rule));
                tainted.and_then(|t| t.shares.iter().find(|s| s.victim == share.victim).copied())
            };
            let came = at(transfer.from).filter(|s| s.arrived_at < transfer.debit && s.level <= share.hop);
            ensure(came.is_some(), || format!("{rule}: nothing came before {edge:?}"))?;
            let within = transfer.debit.t <= ends[&share.victim] && share.hop <= case.question.hops;
            ensure(within, || format!("{rule}: beyond the limits {edge:?}"))?;
            let goes = case.question.seen_until.is_some_and(|last| transfer.credited().t > last);
            let arrived = at(transfer.to).is_some_and(|s| s.level <= share.hop + 1);
            ensure(goes || arrived, || format!("{rule}: never arrived {edge:?}"))?;
        }
    }
    Ok(())
}

/// On one account with one inflow, nothing lets more out than taint-first, nothing less than clean-first.
pub fn envelope(case: &Case, engine: Engine) -> Result<(), String> {
    let trace = engine(case);
    let account = case.names.find_account("one").unwrap();
    let mut out: BTreeMap<Rule, u64> = COUNTING.iter().map(|rule| (*rule, 0)).collect();
    for edge in trace.edges.iter().filter(|edge| edge.transfer.from == account) {
        for (rule, sum) in &mut out {
            *sum += edge.tainted.get(rule).map_or(0, |carried| carried.amount);
        }
        let (least, most) = (out[&Rule::CleanFirst], out[&Rule::TaintFirst]);
        ensure(out.values().all(|sum| (least..=most).contains(sum)), || format!("{out:?} after {edge:?}"))?;
    }
    Ok(())
}

/// One account that is never overdrawn; what comes is clean or a victim's, what goes stays outside.
pub fn one_account() -> impl Strategy<Value = Case> {
    let moves = prop::collection::vec((any::<bool>(), 1..40_u64, any::<bool>()), 2..40);
    (moves, cases(World { transfers: 2, ..APART })).prop_map(|(moves, mut case)| {
        let name = |case: &mut Case, text: &str| case.names.account(text).unwrap();
        let (one, outside) = (name(&mut case, "one"), name(&mut case, "outside"));
        let (clean, loser) = (name(&mut case, "clean"), name(&mut case, "loser"));
        (case.transfers, case.question.roots) = (Vec::new(), Vec::new());
        let mut book = 0;
        for (at, (comes, amount, lost)) in moves.into_iter().enumerate() {
            let comes = comes || case.transfers.is_empty();
            let amount = if comes { amount } else { amount.min(book) };
            if amount == 0 {
                continue;
            }
            book = if comes { book + amount } else { book - amount };
            let source = if lost || case.transfers.is_empty() { loser } else { clean };
            let (from, to) = if comes { (source, one) } else { (one, outside) };
            let id = case.names.transfer(&format!("m{at}")).unwrap();
            let debit = Stamp::new(i64::try_from(at).unwrap(), 0);
            let transfer = Transfer { id, from, to, amount, debit, credit: None, balance_before: None };
            case.transfers.push(transfer);
            if from == loser {
                let start = Start::Transfer(transfer);
                case.question.roots.push(cordon_flow::Root { victim: VictimId(u32::try_from(at % 3).unwrap()), start });
            }
        }
        case
    })
}

/// Under fifo and lifo victims whose claims do not overlap do not disturb each other.
pub fn superposition(case: &Case, engine: Engine) -> Result<(), String> {
    let ordered = case.with(|q| q.rules = vec![Rule::Fifo, Rule::Lifo]);
    let joint = engine(&ordered);
    for root in &case.question.roots {
        let alone = engine(&ordered.with(|q| q.roots = vec![*root]));
        let part = joint.project(root.victim, &case.names);
        ensure(part.edges == alone.edges, || format!("{root:?}: {:?} and {:?}", part.edges, alone.edges))?;
        ensure(part.totals == alone.totals, || format!("{root:?}: {:?} and {:?}", part.totals, alone.totals))?;
        let places = |trace: &Trace| -> Vec<_> {
            trace.reached.iter().map(|p| (p.account, p.level, p.tainted.clone(), p.balance)).collect()
        };
        ensure(places(&part) == places(&alone), || format!("{root:?}: other places"))?;
    }
    Ok(())
}

/// Two debits in a row to one payee take what one would have taken.
pub fn split(case: &Case, engine: Engine) -> Result<(), String> {
    let whole = in_single_file(case);
    // What an account pays to itself comes back between the two.
    let fits = |t: &Transfer| t.amount > 1 && t.from != t.to && !begins(&whole, t);
    let Some(at) = whole.transfers.iter().position(fits) else { return Ok(()) };
    let mut parted = whole.clone();
    let first = &mut parted.transfers[at];
    let rest = first.amount / 2;
    first.amount -= rest;
    let mut second = Transfer { amount: rest, ..*first };
    second.id = parted.names.transfer("the other half").unwrap();
    second.debit.seq += 1;
    second.credit = second.credit.map(|credit| Stamp::new(credit.t, credit.seq + 1));
    parted.transfers.push(second);
    let (one, two) = (engine(&whole), engine(&parted));
    for rule in [Rule::Fifo, Rule::Lifo, Rule::TaintFirst, Rule::CleanFirst] {
        // What repays an overdraft depends on what comes together, where clean and victims' units differ.
        let absorbs = |trace: &Trace| trace.totals[&rule].all.absorbed > 0;
        if !rule.is_ordered() && (absorbs(&one) || absorbs(&two)) {
            continue;
        }
        let at = |trace: &Trace| -> BTreeMap<AccountId, u64> {
            trace.reached.iter().filter_map(|p| Some((p.account, p.tainted.get(&rule)?.amount))).collect()
        };
        ensure(at(&one) == at(&two), || format!("{rule}: {:?} and {:?}", at(&one), at(&two)))?;
    }
    Ok(())
}

fn begins(case: &Case, transfer: &Transfer) -> bool {
    case.question.roots.iter().any(|root| matches!(root.start, Start::Transfer(seed) if seed.id == transfer.id))
}

/// The same ledger without two postings of one stamp, and with room between them.
fn in_single_file(case: &Case) -> Case {
    let mut single = case.clone();
    for (at, transfer) in (0_i64..).zip(&mut single.transfers) {
        transfer.debit.seq = at * 4;
        transfer.credit = transfer.credit.map(|credit| Stamp::new(credit.t, at * 4 + 2));
    }
    for root in &mut single.question.roots {
        if let Start::Transfer(seed) = &mut root.start {
            *seed = *single.transfers.iter().find(|t| t.id == seed.id).unwrap();
        }
    }
    single
}

/// More time and more hops find more.
pub fn monotony(case: &Case, engine: Engine) -> Result<(), String> {
    let poison = case.with(|q| q.rules = vec![Rule::Poison]);
    let less = engine(&poison);
    let wider = [poison.with(|q| q.window_ms += 5), poison.with(|q| q.hops += 1)];
    for more in wider.iter().map(engine) {
        let edges = |trace: &Trace| -> BTreeSet<_> { trace.edges.iter().map(|edge| edge.transfer.id).collect() };
        let places = |trace: &Trace| -> BTreeSet<_> { trace.reached.iter().map(|place| place.account).collect() };
        ensure(edges(&less).is_subset(&edges(&more)), || format!("edges: {:?}, {:?}", edges(&less), edges(&more)))?;
        ensure(places(&less).is_subset(&places(&more)), || "places".to_owned())?;
    }
    Ok(())
}

/// What happens between accounts that nothing reached changes nothing.
pub fn locality(case: &Case, engine: Engine) -> Result<(), String> {
    let before = engine(case);
    let mut changed = case.clone();
    let reached: BTreeSet<AccountId> = before.reached.iter().map(|place| place.account).collect();
    let accounts: BTreeSet<AccountId> = case.transfers.iter().flat_map(|t| [t.from, t.to]).collect();
    let strange = changed.names.account("a stranger").unwrap();
    let far: Vec<AccountId> = accounts.difference(&reached).copied().chain([strange]).collect();
    for (at, (from, to)) in (0_i64..).zip(far.iter().flat_map(|from| far.iter().map(move |to| (*from, *to)))) {
        let id = changed.names.transfer(&format!("far{at}")).unwrap();
        let debit = Stamp::new(at % 24, 1);
        changed.transfers.push(Transfer { id, from, to, amount: 17, debit, credit: None, balance_before: None });
    }
    let after = engine(&changed);
    ensure(before == after, || "a transfer far away changed the answer".to_owned())
}

/// The order in which transfers are told, and how often, is nothing to the answer.
pub fn any_order(case: &Case, engine: Engine) -> Result<(), String> {
    let mut changed = case.clone();
    changed.transfers.reverse();
    changed.transfers.extend(case.transfers.iter().step_by(2).copied());
    ensure(engine(case) == engine(&changed), || "told otherwise, answered otherwise".to_owned())
}

/// The victims' parts are the whole.
pub fn projection(case: &Case, engine: Engine) -> Result<(), String> {
    let trace = engine(case);
    let parts: Vec<Trace> = case.question.ends().into_keys().map(|v| trace.project(v, &case.names)).collect();
    for place in &trace.reached {
        for (rule, tainted) in place.tainted.iter().filter(|(rule, _)| rule.counts()) {
            let part = |part: &Trace| part.place(place.account)?.tainted.get(rule).map(|tainted| tainted.amount);
            let sum: u64 = parts.iter().filter_map(part).sum();
            ensure(sum == tainted.amount, || format!("{rule}: {sum} of {place:?}"))?;
        }
        let levels = parts.iter().filter_map(|part| Some(part.place(place.account)?.level)).min();
        ensure(levels == Some(place.level), || format!("{levels:?} of {place:?}"))?;
    }
    let edges: BTreeSet<_> = parts.iter().flat_map(|part| part.edges.iter().map(|edge| edge.transfer.id)).collect();
    ensure(edges == trace.edges.iter().map(|edge| edge.transfer.id).collect(), || "edges".to_owned())
}

#[test]
fn the_order_in_which_transfers_are_told_is_nothing_to_the_answer() {
    keeps(any_order, WILD, 100);
}

#[test]
fn the_victims_parts_are_the_whole() {
    keeps(projection, WILD, 100);
}

#[test]
fn what_was_claimed_is_somewhere_at_every_moment() {
    keeps(conservation, WILD, 60);
}

#[test]
fn nothing_carries_or_holds_more_than_it_has() {
    keeps(bounds, World { balances: true, ..FREE }, 200);
}

#[test]
fn money_leaves_after_it_came_and_within_the_limits() {
    keeps(causality, WILD, 200);
}

#[test]
fn clean_first_and_taint_first_enclose_the_other_rules_on_one_account() {
    hold(one_account(), 200, |case| envelope(&case, &|case: &Case| case.tracer()).map_err(TestCaseError::fail));
}

#[test]
fn victims_do_not_disturb_each_other_under_fifo_and_lifo() {
    keeps(superposition, World { balances: true, ..APART }, 100);
}

#[test]
fn a_debit_in_two_parts_is_the_same_debit() {
    keeps(split, FREE, 200);
}

#[test]
fn more_time_and_more_hops_find_more() {
    keeps(monotony, WILD, 100);
}

#[test]
fn what_happens_far_away_changes_nothing() {
    keeps(locality, WILD, 100);
}
