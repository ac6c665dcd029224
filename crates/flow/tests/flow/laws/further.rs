//! The laws that compare an answer with another: of one victim instead of several, of other names, of less
//! strict limits, of an archive, of the way back, of a hold.

use super::{APART, COUNTING, Engine, FREE, ensure, keeps, one_account};
use crate::backward::ask;
use crate::case::{Case, WILD, World, cases, hold};
use crate::follow::spread;
use cordon_flow::backward::Target;
use cordon_flow::{AccountId, Names, Note, Question, Rule, Start, Trace, Transfer, VictimId, follow};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// All victims together have what one would have who had lost it all; and under haircut each of them has what
/// he would have alone, but for a unit for each debit, of those too that only a stated balance tells of.
pub fn one_purse(case: &Case, engine: Engine) -> Result<(), String> {
    let case = &thousandfold(case);
    let joint = engine(case);
    let all = engine(&case.with(|q| q.roots.iter_mut().for_each(|root| root.victim = VictimId(0))));
    ensure(sums(&joint) == sums(&all), || format!("{:?} of all, and of one {:?}", sums(&joint), sums(&all)))?;
    let debits = case.transfers.iter().map(|transfer| 1 + u64::from(transfer.balance_before.is_some())).sum();
    for root in &case.question.roots {
        let alone = engine(&case.with(|q| q.roots = vec![*root]));
        for place in &joint.reached {
            let of = |trace: &Trace| {
                let taint = trace.taint(place.account, Rule::Haircut);
                taint.into_iter().find(|(victim, _)| *victim == root.victim).map_or(0, |(_, amount)| amount)
            };
            let apart = of(&joint).abs_diff(of(&alone));
            ensure(apart <= debits, || format!("{root:?} alone: {apart} apart at {place:?}"))?;
        }
    }
    Ok(())
}

fn sums(trace: &Trace) -> Vec<BTreeMap<Rule, u64>> {
    let of = |rule: &Rule, amount: u64| rule.counts().then_some((*rule, amount)).filter(|(_, amount)| *amount > 0);
    let places = trace.reached.iter().map(|place| &place.tainted);
    let places = places.map(|tainted| tainted.iter().filter_map(|(rule, t)| of(rule, t.amount)).collect());
    let edges = trace.edges.iter().map(|edge| &edge.tainted);
    let edges = edges.map(|tainted| tainted.iter().filter_map(|(rule, c)| of(rule, c.amount)).collect());
    places.chain(edges).collect()
}

fn seeds(question: &mut Question) -> impl Iterator<Item = &mut Transfer> {
    question.roots.iter_mut().filter_map(|root| match &mut root.start {
        Start::Transfer(seed) => Some(seed),
        Start::Account { .. } => None,
    })
}

/// The same ledger in smaller units: what is rounded is little beside it.
fn thousandfold(case: &Case) -> Case {
    let mut case = case.clone();
    for transfer in case.transfers.iter_mut().chain(seeds(&mut case.question)) {
        transfer.amount *= 1_000;
        transfer.balance_before = transfer.balance_before.map(|balance| balance * 1_000);
    }
    case
}

/// A debit in two parts takes by haircut what it took in one, but for a unit for each debit after it.
pub fn split_haircut(case: &Case, engine: Engine) -> Result<(), String> {
    let whole = thousandfold(case).with(|q| q.rules = vec![Rule::Haircut]);
    let account = case.names.find_account("one").unwrap();
    let Some(at) = whole.transfers.iter().position(|transfer| transfer.from == account) else { return Ok(()) };
    let mut parted = whole.clone();
    let mut second = parted.transfers[at];
    parted.transfers[at].amount /= 2;
    second.amount -= parted.transfers[at].amount;
    second.id = parted.names.transfer("the other half").unwrap();
    second.debit.seq += 1;
    parted.transfers.push(second);
    let left = |case: &Case| engine(case).taint(account, Rule::Haircut).iter().map(|(_, amount)| amount).sum::<u64>();
    let apart = left(&whole).abs_diff(left(&parted));
    ensure(apart <= whole.transfers.len() as u64, || format!("{apart} apart"))
}

/// What accounts and transfers are called is nothing to the answer, as long as their order is the same.
pub fn renaming(case: &Case, engine: Engine) -> Result<(), String> {
    let mut renamed = Case { names: Names::new(), ..case.clone() };
    let (accounts, transfers) = case.names.count();
    for id in (0..u32::try_from(accounts).unwrap()).map(AccountId) {
        renamed.names.account(&format!("账户 {}", case.names.account_text(id))).unwrap();
    }
    for id in (0..u32::try_from(transfers).unwrap()).map(cordon_flow::TxId) {
        renamed.names.transfer(&format!("x{}", case.names.transfer_text(id))).unwrap();
    }
    ensure(engine(case) == engine(&renamed), || "called otherwise, answered otherwise".to_owned())
}

/// Fewer accounts where a trace stops find more, and no account receives less by taint-first. A lesser floor does
/// where each account receives once: one that receives again may, opened early, send to one account what it would
/// have sent to another.
pub fn generosity(case: &Case, engine: Engine) -> Result<(), String> {
    let stopped = case.with(|q| (q.floor, q.hops, q.rules) = (0, u32::MAX, vec![Rule::TaintFirst]));
    finds_more(engine, &stopped, &stopped.with(|q| q.stops.clear()))?;
    let strict = receiving_once(case).with(|q| q.rules = vec![Rule::TaintFirst]);
    finds_more(engine, &strict, &strict.with(|q| q.floor /= 2))?;
    finds_more(engine, &strict, &strict.with(|q| q.hops = q.hops.saturating_add(1)))
}

fn finds_more(engine: Engine, strict: &Case, wide: &Case) -> Result<(), String> {
    let (less, more) = (engine(strict), engine(wide));
    let edges = |trace: &Trace| -> BTreeSet<_> { trace.edges.iter().map(|edge| edge.transfer.id).collect() };
    ensure(edges(&less).is_subset(&edges(&more)), || format!("{:?}, {:?}", edges(&less), edges(&more)))?;
    let (before, after) = (received(&less), received(&more));
    let never_lower = before.iter().all(|(account, sum)| after.get(account).is_some_and(|more| more >= sum));
    ensure(never_lower, || format!("{before:?} received, and then {after:?}"))
}

/// The same ledger with the first transfer to each account only; where money is said to be, nothing comes.
fn receiving_once(case: &Case) -> Case {
    let mut once = case.clone();
    let begun = case.question.roots.iter().map(|root| match root.start {
        Start::Transfer(seed) => (seed.to, Some(seed.id)),
        Start::Account { account, .. } => (account, None),
    });
    let mut first: BTreeMap<AccountId, _> = begun.collect();
    once.transfers.retain(|transfer| *first.entry(transfer.to).or_insert(Some(transfer.id)) == Some(transfer.id));
    once
}

fn received(trace: &Trace) -> BTreeMap<AccountId, u64> {
    let mut received = BTreeMap::new();
    for edge in &trace.edges {
        let carried = edge.tainted.get(&Rule::TaintFirst).map_or(0, |carried| carried.amount);
        *received.entry(edge.transfer.to).or_default() += carried;
    }
    received
}

/// Wherever transfers lie, the answer is the oracle's.
pub fn any_home(case: &Case, engine: Engine) -> Result<(), String> {
    ensure(engine(case) == case.oracle(), || "the answer of another home".to_owned())
}

/// Asked back from any account, fifo names the victims whose money the engine says is there.
pub fn way_back(case: &Case, engine: Engine) -> Result<(), String> {
    let trace = engine(&case.with(|q| q.rules = vec![Rule::Fifo]));
    for place in &trace.reached {
        let found = ask(case, Target::Account { account: place.account, at: 1000 }, Rule::Fifo);
        for root in &case.question.roots {
            let Start::Transfer(seed) = root.start else { continue };
            let back = found.origins.iter().find(|origin| origin.transfer.id == seed.id).map_or(0, |o| o.amount);
            let taint = trace.taint(place.account, Rule::Fifo);
            let forward = taint.iter().find(|(victim, _)| *victim == root.victim).map_or(0, |(_, amount)| *amount);
            ensure(back == forward, || format!("{root:?}: {forward} went to {place:?}, {back} came from there"))?;
        }
    }
    Ok(())
}

/// A hold changes nothing of where money is said to be; what leaves in spite of it is told, and nothing else is.
/// Where nothing leaves, what was there when it was confirmed stays, as long as no balance stated later tells of
/// money that other accounts had before.
pub fn holding(case: &Case, engine: Engine) -> Result<(), String> {
    let case = case.with(|q| q.holds.iter_mut().for_each(|hold| hold.keeps = None));
    let (held, free) = (engine(&case), engine(&case.with(|q| q.holds.clear())));
    ensure(held.edges == free.edges, || format!("{:?}, and without a hold {:?}", held.edges, free.edges))?;
    for hold in &case.question.holds {
        let Some(place) = held.place(hold.account) else { continue };
        let since = case.question.holds.iter().filter(|h| h.account == hold.account).map(|h| h.at).min();
        let leaves = held.edges.iter().any(|e| e.transfer.from == hold.account && Some(e.transfer.debit.t) > since);
        ensure(place.notes.has(Note::Breach) == leaves, || format!("{leaves}: {hold:?}, {place:?}"))?;
        let mut shut = case.clone();
        shut.transfers.retain(|transfer| transfer.from != hold.account || transfer.debit.t <= hold.at);
        let known = |root: &cordon_flow::Root| match root.start {
            Start::Transfer(seed) => shut.transfers.iter().any(|transfer| transfer.id == seed.id),
            Start::Account { .. } => true,
        };
        if shut.question.seen_until.is_some() || !shut.question.roots.iter().all(known) {
            continue;
        }
        let later =
            shut.transfers.iter_mut().chain(seeds(&mut shut.question)).filter(|transfer| transfer.debit.t > hold.at);
        later.for_each(|transfer| transfer.balance_before = None);
        let (then, now) = (engine(&shut.with(|q| q.seen_until = Some(hold.at))), engine(&shut));
        for rule in COUNTING {
            let on = |trace: &Trace| trace.taint(hold.account, rule).iter().map(|(_, amount)| amount).sum::<u64>();
            ensure(on(&now) >= on(&then), || format!("{rule}: {} at {hold:?}, later {}", on(&then), on(&now)))?;
        }
    }
    Ok(())
}

/// Cut, sealed and appended somehow, which follows from the case.
pub fn at_rest(case: &Case) -> Trace {
    let mut order: Vec<usize> = (0..case.transfers.len()).collect();
    order.sort_by_key(|at| (case.transfers[*at].debit.t, at * 7 % 5));
    let plan: Vec<u8> = case.transfers.iter().map(|transfer| u8::try_from(transfer.amount % 6).unwrap()).collect();
    follow::trace(&case.at_rest(&order, &plan), &case.names, &case.question).unwrap()
}

/// No two postings of an account have one moment.
pub fn apart_in_time() -> impl Strategy<Value = Case> {
    cases(WILD).prop_map(|mut case| {
        spread(&mut case);
        case
    })
}

#[test]
fn all_victims_have_what_one_would_have_who_had_lost_it_all() {
    keeps(one_purse, World { balances: true, ..APART }, 100);
}

#[test]
fn a_debit_in_two_parts_takes_the_same_by_haircut() {
    hold(one_account(), 100, |case| split_haircut(&case, &|case: &Case| case.tracer()).map_err(TestCaseError::fail));
}

#[test]
fn what_things_are_called_is_nothing_to_the_answer() {
    keeps(renaming, WILD, 100);
}

#[test]
fn lesser_floors_and_fewer_stops_find_more() {
    keeps(generosity, World { roots: 1, balances: false, ..WILD }, 200);
}

#[test]
fn wherever_transfers_lie_the_answer_is_the_same() {
    hold(apart_in_time(), 100, |case| any_home(&case, &at_rest).map_err(TestCaseError::fail));
    hold(cases(FREE), 100, |case| any_home(&case, &at_rest).map_err(TestCaseError::fail));
}

#[test]
fn fifo_asked_back_names_whose_money_went_there() {
    keeps(way_back, World { balances: true, ..APART }, 60);
}

#[test]
fn a_hold_changes_nothing_and_what_breaks_it_is_told() {
    keeps(holding, WILD, 200);
}
