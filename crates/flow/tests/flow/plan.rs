//! Freeze plans: examples worked by hand, and random traces on which every set of accounts is tried.

use crate::case::{Case, WILD, World, cases, hold};
use crate::golden::read;
use cordon_flow::plan::{Freeze, Plan, Position, Wish, plan};
use cordon_flow::{AccountId, Hold, Rule, Trace};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};

type Planner<'a> = &'a dyn Fn(&Trace, &Wish) -> Plan;
type Law = fn(&Case, &Wish, Planner) -> Result<(), String>;

const SMALL: World = World { accounts: 8, transfers: 40, moments: 40, balances: true, roots: 3, ..WILD };

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

// ---- the plain reading

/// Money, routes and exits as the words of `docs/concepts/freeze-plan.md` say.
struct Ways {
    here: BTreeMap<AccountId, u64>,
    routes: BTreeMap<(AccountId, AccountId), u64>,
    exits: BTreeSet<AccountId>,
    shut: BTreeSet<AccountId>,
    all: Vec<AccountId>,
    percent: u64,
}

impl Ways {
    fn of(trace: &Trace, wish: &Wish) -> Self {
        let all: Vec<AccountId> = trace.reached.iter().map(|place| place.account).collect();
        let holds = |account: AccountId| wish.holds.iter().filter(move |h| h.account == account && h.at <= wish.now);
        let shut: BTreeSet<AccountId> =
            all.iter().copied().filter(|a| holds(*a).any(|hold| hold.keeps.is_none())).collect();
        let mut here = BTreeMap::new();
        let mut rests = BTreeMap::new();
        for place in &trace.reached {
            let tainted = place.tainted.get(&wish.rule).map_or(0, |tainted| tainted.amount);
            rests.insert(place.account, tainted);
            let kept = holds(place.account).filter_map(|hold| hold.keeps).max().unwrap_or(0);
            let amount = place.balance.map_or(tainted, |balance| balance.min(tainted)).saturating_sub(kept);
            let may = !wish.never.contains(&place.account) && !shut.contains(&place.account);
            if may && amount >= wish.floor.max(1) {
                here.insert(place.account, amount);
            }
        }
        let mut routes: BTreeMap<(AccountId, AccountId), u64> = BTreeMap::new();
        for edge in trace.edges.iter().filter(|edge| edge.transfer.from != edge.transfer.to) {
            if let Some(carried) = edge.tainted.get(&wish.rule)
                && all.contains(&edge.transfer.to)
            {
                *routes.entry((edge.transfer.from, edge.transfer.to)).or_default() += carried.amount;
            }
        }
        routes.retain(|_, sum| *sum >= wish.floor.max(1));
        let out = |a: AccountId| -> u64 { routes.iter().filter(|((from, _), _)| *from == a).map(|(_, sum)| sum).sum() };
        let open: BTreeSet<AccountId> = all
            .iter()
            .copied()
            .filter(|a| !shut.contains(a) && (wish.never.contains(a) || rests[a] > out(*a)))
            .collect();
        let mut ways = Self { here, routes, exits: open.clone(), shut, all, percent: 100 };
        let stuck = |a: &AccountId| !ways.shut.contains(a) && ways.beyond(*a, &BTreeSet::new()).is_disjoint(&open);
        let stuck: Vec<AccountId> = ways.all.iter().copied().filter(stuck).collect();
        ways.exits.extend(stuck);
        // What is not walled in by holds can leave, once routes are wide enough.
        let walls = ways.closed(&[]);
        let can = ways.here.iter().filter(|(account, _)| !ways.beyond(**account, &walls).is_disjoint(&ways.exits));
        let all: u64 = can.map(|(_, amount)| amount).sum();
        let narrow = (100..).find(|percent| {
            ways.percent = *percent;
            ways.leaves(&[]) == all
        });
        assert_eq!(narrow, Some(ways.percent));
        ways
    }

    /// Where money on an account can come to, through shut accounts too.
    fn beyond(&self, account: AccountId, frozen: &BTreeSet<AccountId>) -> BTreeSet<AccountId> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![account];
        while let Some(at) = waiting.pop() {
            if !frozen.contains(&at) && found.insert(at) {
                waiting.extend(self.routes.keys().filter(|(from, _)| *from == at).map(|(_, to)| *to));
            }
        }
        found
    }

    fn closed(&self, frozen: &[AccountId]) -> BTreeSet<AccountId> {
        self.shut.iter().chain(frozen).copied().collect()
    }

    fn is_parted(&self, frozen: &[AccountId]) -> bool {
        let closed = self.closed(frozen);
        self.here.keys().all(|account| self.beyond(*account, &closed).is_disjoint(&self.exits))
    }

    /// The least over all ways to say from where money no longer gets on: what a flow at most is.
    fn leaves(&self, frozen: &[AccountId]) -> u64 {
        let closed = self.closed(frozen);
        let open: Vec<AccountId> = self.all.iter().copied().filter(|account| !closed.contains(account)).collect();
        let cut = |side: usize| -> Option<u64> {
            let number = |account: AccountId| open.iter().position(|other| *other == account);
            let near = |account: AccountId| number(account).is_some_and(|at| side >> at & 1 == 1);
            if self.exits.iter().any(|exit| near(*exit)) {
                return None;
            }
            let far = |account: AccountId| number(account).is_some() && !near(account);
            let kept: u64 = self.here.iter().filter(|(account, _)| far(**account)).map(|(_, amount)| amount).sum();
            let through = self.routes.iter().filter(|((from, to), _)| near(*from) && far(*to));
            Some(kept + through.map(|(_, sum)| sum * self.percent / 100).sum::<u64>())
        };
        (0..1_usize << open.len()).filter_map(cut).min().unwrap()
    }

    /// Every set of accounts that may be frozen, with what it costs.
    fn sets<'a>(&'a self, wish: &'a Wish) -> impl Iterator<Item = (Vec<AccountId>, u64)> + 'a {
        let may: Vec<AccountId> =
            self.all.iter().copied().filter(|a| !self.shut.contains(a) && !wish.never.contains(a)).collect();
        (0..1_usize << may.len()).map(move |set| {
            let chosen: Vec<AccountId> =
                may.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, account)| *account).collect();
            let cost = cost(&chosen, wish);
            (chosen, cost)
        })
    }
}

fn cost(accounts: &[AccountId], wish: &Wish) -> u64 {
    accounts.iter().map(|account| u64::from(wish.costs.get(account).copied().unwrap_or(1))).sum()
}

fn accounts(freezes: &[Freeze]) -> Vec<AccountId> {
    freezes.iter().map(|freeze| freeze.account).collect()
}

// ---- laws

/// So many freezes cannot hold more than the first ones do.
fn first_hold_the_most(case: &Case, wish: &Wish, planner: Planner) -> Result<(), String> {
    let trace = case.tracer();
    let (plan, ways) = (planner(&trace, wish), Ways::of(&trace, wish));
    let held = |set: &[AccountId]| -> u64 { set.iter().filter_map(|account| ways.here.get(account)).sum() };
    let most = usize::try_from(wish.most).unwrap();
    let best = ways.sets(wish).filter(|(set, _)| set.len() <= most).map(|(set, _)| held(&set)).max().unwrap();
    let first: Vec<AccountId> = plan.first.iter().map(|position| position.account).collect();
    ensure(held(&first) == best && first.len() <= most, || format!("{best}: {plan:?}"))?;
    ensure(plan.here == ways.here.values().sum() && plan.accounts == ways.here.len(), || format!("{plan:?}"))?;
    let score = |position: &Position| position.amount + position.at_risk;
    let ordered = plan.first.is_sorted_by(|a, b| score(a) >= score(b));
    ensure(ordered && plan.first.last().is_none_or(|last| last.together == best), || format!("{plan:?}"))
}

/// Nothing leads out after all freezes, and no cheaper set of accounts does that.
fn all_are_the_fewest(case: &Case, wish: &Wish, planner: Planner) -> Result<(), String> {
    let trace = case.tracer();
    let (plan, ways) = (planner(&trace, wish), Ways::of(&trace, wish));
    let all = accounts(&plan.block.all);
    ensure(ways.is_parted(&all), || format!("something leads out: {plan:?}"))?;
    let least = ways.sets(wish).filter(|(set, _)| ways.is_parted(set)).map(|(_, cost)| cost).min().unwrap();
    ensure(cost(&all, wish) == least && plan.block.all_cost == least, || format!("{least} do: {plan:?}"))?;
    ensure(plan.block.all.last().is_none_or(|last| last.leaves == 0), || format!("{plan:?}"))
}

/// What is said to leave leaves, and what no set can beat is not beaten.
fn few_say_what_leaves(case: &Case, wish: &Wish, planner: Planner) -> Result<(), String> {
    let trace = case.tracer();
    let (plan, ways) = (planner(&trace, wish), Ways::of(&trace, wish));
    ensure(plan.block.percent == ways.percent, || format!("{}: {plan:?}", ways.percent))?;
    ensure(plan.block.leaves == ways.leaves(&[]), || format!("{}: {plan:?}", ways.leaves(&[])))?;
    for freezes in [&plan.block.all, &plan.block.few] {
        let list = accounts(freezes);
        for (at, freeze) in freezes.iter().enumerate() {
            let leaves = ways.leaves(&list[..=at]);
            ensure(freeze.leaves == leaves, || format!("{leaves} leave: {plan:?}"))?;
        }
    }
    let most = u64::from(wish.most);
    ensure(cost(&accounts(&plan.block.few), wish) <= most, || format!("too dear: {plan:?}"))?;
    // There are few enough accounts for trying every set: the best is found, and known to be.
    let sets = ways.sets(wish).filter(|(_, cost)| *cost <= most);
    let best = sets.map(|(set, _)| ways.leaves(&set)).min().unwrap();
    let found = plan.block.few.last().map_or(plan.block.leaves, |last| last.leaves);
    ensure(plan.block.few_leaves_min == best && best == found, || format!("{best} is the least: {plan:?}"))
}

/// Nobody is proposed who may not be, or is held already, nor twice.
fn nobody_is_proposed_who_may_not_be(case: &Case, wish: &Wish, planner: Planner) -> Result<(), String> {
    let trace = case.tracer();
    let (plan, ways) = (planner(&trace, wish), Ways::of(&trace, wish));
    let first = plan.first.iter().map(|position| position.account).collect();
    for list in [first, accounts(&plan.block.all), accounts(&plan.block.few)] {
        let once: BTreeSet<AccountId> = list.iter().copied().collect();
        let may = once.is_disjoint(&wish.never) && once.is_disjoint(&ways.shut);
        ensure(may && once.len() == list.len(), || format!("{wish:?}: {plan:?}"))?;
    }
    Ok(())
}

/// The numbers of accounts mean nothing.
fn only_names_count(case: &Case, wish: &Wish, planner: Planner) -> Result<(), String> {
    let told = |case: &Case, wish: &Wish| {
        let plan = planner(&case.tracer(), wish);
        let text = |account: &AccountId| case.names.account_text(*account).to_owned();
        let first: Vec<_> = plan.first.iter().map(|p| (text(&p.account), p.amount, p.since, p.odds)).collect();
        let freezes = |list: &[Freeze]| -> Vec<_> { list.iter().map(|f| (text(&f.account), f.leaves)).collect() };
        (first, freezes(&plan.block.all), freezes(&plan.block.few), plan.block.few_leaves_min)
    };
    let (renamed, number) = renumbered(case);
    let wished = Wish {
        never: wish.never.iter().map(|account| number[account]).collect(),
        holds: wish.holds.iter().map(|hold| Hold { account: number[&hold.account], ..*hold }).collect(),
        costs: wish.costs.iter().map(|(account, cost)| (number[account], *cost)).collect(),
        ..wish.clone()
    };
    let (a, b) = (told(case, wish), told(&renamed, &wished));
    ensure(a == b, || format!("{a:?}\n{b:?}"))
}

/// The same case with its accounts numbered the other way round.
pub fn renumbered(case: &Case) -> (Case, BTreeMap<AccountId, AccountId>) {
    use cordon_flow::{Names, Start};
    let mut names = Names::new();
    let ids = |case: &Case| -> BTreeSet<AccountId> { case.transfers.iter().flat_map(|t| [t.from, t.to]).collect() };
    let begun = case.question.roots.iter().filter_map(|root| match root.start {
        Start::Account { account, .. } => Some(account),
        Start::Transfer(_) => None,
    });
    let limits = case.question.stops.iter().chain(&case.question.sinks).copied();
    let held = case.question.holds.iter().map(|hold| hold.account);
    let all: BTreeSet<AccountId> = ids(case).into_iter().chain(begun).chain(limits).chain(held).collect();
    let number: BTreeMap<AccountId, AccountId> =
        all.iter().rev().map(|id| (*id, names.account(case.names.account_text(*id)).unwrap())).collect();
    let mut changed = case.clone();
    for transfer in &mut changed.transfers {
        (transfer.from, transfer.to) = (number[&transfer.from], number[&transfer.to]);
        transfer.id = names.transfer(case.names.transfer_kept(transfer.id)).unwrap();
    }
    for root in &mut changed.question.roots {
        match &mut root.start {
            Start::Account { account, .. } => *account = number[account],
            Start::Transfer(seed) => {
                (seed.from, seed.to) = (number[&seed.from], number[&seed.to]);
                seed.id = names.transfer(case.names.transfer_kept(seed.id)).unwrap();
            }
        }
    }
    changed.question.stops = case.question.stops.iter().map(|account| number[account]).collect();
    changed.question.sinks = case.question.sinks.iter().map(|account| number[account]).collect();
    changed.question.holds.iter_mut().for_each(|hold| hold.account = number[&hold.account]);
    changed.names = names;
    (changed, number)
}

// ---- random traces

/// A case and what is wished of it.
fn wishes() -> impl Strategy<Value = (Case, Wish)> {
    let wished = (0..Rule::ALL.len(), 0..60_i64, 0..4_u32, 0..4_u64, 0..20_i64, prop::collection::vec(1..4_u32, 8));
    (cases(SMALL), wished).prop_map(|(case, (rule, now, most, floor, lead, costs))| {
        let case = case.with(|q| q.seen_until = Some(now));
        let mut wish = Wish::of(&case.question, Rule::ALL[rule], now, most);
        (wish.floor, wish.lead_ms) = (floor, lead);
        if floor % 2 == 1 {
            let ids = case.transfers.iter().flat_map(|t| [t.from, t.to]).collect::<BTreeSet<_>>();
            wish.costs = ids.into_iter().zip(costs).collect();
        }
        (case, wish)
    })
}

fn keeps(law: Law, percent: u32) {
    hold(wishes(), percent, |(case, wish)| law(&case, &wish, &plan).map_err(TestCaseError::fail));
}

#[test]
fn the_first_hold_the_most() {
    keeps(first_hold_the_most, 200);
}

#[test]
fn the_fewest_are_the_fewest() {
    keeps(all_are_the_fewest, 200);
}

#[test]
fn what_is_said_to_leave_leaves() {
    keeps(few_say_what_leaves, 100);
}

#[test]
fn nobody_who_may_not_be_is_proposed() {
    keeps(nobody_is_proposed_who_may_not_be, 200);
}

#[test]
fn a_plan_does_not_depend_on_numbers() {
    keeps(only_names_count, 100);
}

/// Whether a law finds something among many traces.
fn notices(law: Law, planner: Planner) -> bool {
    let mut runner = TestRunner::deterministic();
    (0..300).any(|_| {
        let (case, wish) = wishes().new_tree(&mut runner).unwrap().current();
        law(&case, &wish, planner).is_err()
    })
}

#[test]
fn plans_that_break_a_law_are_noticed() {
    let changed = |change: fn(&mut Plan)| {
        move |trace: &Trace, wish: &Wish| {
            let mut made = plan(trace, wish);
            change(&mut made);
            made
        }
    };
    let limits_forgotten = |trace: &Trace, wish: &Wish| plan(trace, &Wish { never: BTreeSet::new(), ..wish.clone() });
    let holds_forgotten = |trace: &Trace, wish: &Wish| plan(trace, &Wish { holds: Vec::new(), ..wish.clone() });
    let costs_forgotten = |trace: &Trace, wish: &Wish| plan(trace, &Wish { costs: BTreeMap::new(), ..wish.clone() });
    let by_number = |trace: &Trace, wish: &Wish| {
        let mut trace = trace.clone();
        trace.reached.sort_by_key(|place| place.account);
        plan(&trace, wish)
    };
    assert!(!notices(few_say_what_leaves, &plan));
    assert!(notices(first_hold_the_most, &changed(|plan| plan.first.truncate(1))));
    assert!(notices(first_hold_the_most, &changed(|plan| plan.first.reverse())));
    assert!(notices(all_are_the_fewest, &changed(|plan| plan.block.all.truncate(1))));
    assert!(notices(all_are_the_fewest, &costs_forgotten));
    assert!(notices(few_say_what_leaves, &changed(|plan| plan.block.few_leaves_min += 1)));
    assert!(notices(few_say_what_leaves, &changed(|plan| plan.block.few.reverse())));
    assert!(notices(nobody_is_proposed_who_may_not_be, &limits_forgotten));
    assert!(notices(nobody_is_proposed_who_may_not_be, &holds_forgotten));
    assert!(notices(only_names_count, &by_number));
}

// ---- worked by hand

/// Money goes to A, in two parts on to B and C, comes together on X, and some of it is drawn as cash (K) or
/// spent (S). Left are 50 on A, 15 on B, 10 on C and 820 on X.
const GATHERED: &str = "
ledger
t1 0   V A 1000
t2 10  A B 500
t3 20  A C 450
t4 30  B X 480
t5 35  B S 5
t6 40  C X 440
t7 50  X K 100
question
victim 1 seed t1
sink K
sink S
";

fn gathered(most: u32, change: impl FnOnce(&Case, &mut Wish)) -> (Case, Plan) {
    let case = read(GATHERED);
    let mut wish = Wish::of(&case.question, Rule::TaintFirst, 60, most);
    (wish.floor, wish.lead_ms) = (1, 30);
    change(&case, &mut wish);
    let made = plan(&case.tracer(), &wish);
    (case, made)
}

fn told(case: &Case, freezes: &[Freeze]) -> String {
    let freeze = |f: &Freeze| format!("{} {} leaves {}", case.names.account_text(f.account), f.here, f.leaves);
    freezes.iter().map(freeze).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_account_where_it_comes_together_shuts_the_way() {
    let (case, made) = gathered(1, |_, _| ());
    // 895 can be held. X has paid on 100 of 920, so its money leaves by ways not seen. A's, B's and C's 75
    // go to X, but for 5 by B's route to the shop.
    assert_eq!((made.here, made.accounts, made.block.leaves, made.block.percent), (895, 4, 895, 100));
    assert_eq!(told(&case, &made.block.few), "X 820 leaves 5");
    assert_eq!(made.block.few_leaves_min, 5);
    assert_eq!((told(&case, &made.block.all).as_str(), made.block.all_cost), ("X 820 leaves 5, B 15 leaves 0", 2));
}

#[test]
fn what_leaves_is_reckoned_with_holds_and_costs() {
    // X is held already: what is on A and B can still leave by the shop, if B's route there bears 65 and not
    // the 5 that it bore. What is on C can not. B shuts that.
    let on = |case: &Case, text: &str| case.names.find_account(text).unwrap();
    let (case, made) =
        gathered(4, |case, wish| wish.holds = vec![Hold { account: on(case, "X"), at: 60, keeps: None }]);
    assert_eq!((made.here, made.block.leaves, made.block.percent), (75, 65, 1300));
    assert_eq!(told(&case, &made.block.all), "B 15 leaves 0");
    assert_eq!(told(&case, &made.block.few), "B 15 leaves 0");
    // A hold of a later moment is none yet; one that keeps 800 leaves 20 to be held.
    let later = |case: &Case, wish: &mut Wish| wish.holds = vec![Hold { account: on(case, "X"), at: 61, keeps: None }];
    assert_eq!(gathered(1, later).1.here, 895);
    let keeps = |case: &Case, wish: &mut Wish| {
        wish.holds = vec![Hold { account: on(case, "X"), at: 0, keeps: Some(800) }];
    };
    assert_eq!(gathered(1, keeps).1.first[0].amount, 50);
    // B is dear, but nothing cheaper keeps its own 15 from the shop.
    let (case, made) = gathered(3, |case, wish| wish.costs = BTreeMap::from([(on(case, "B"), 3)]));
    assert_eq!((told(&case, &made.block.all).as_str(), made.block.all_cost), ("X 820 leaves 5, B 15 leaves 0", 4));
    assert_eq!(told(&case, &made.block.few), "X 820 leaves 5");
}

#[test]
fn an_officer_goes_first_where_much_leaves_soon() {
    let (case, made) = gathered(3, |_, _| ());
    let names: Vec<&str> = made.first.iter().map(|position| case.names.account_text(position.account)).collect();
    assert_eq!(names, ["X", "A", "B"]);
    // X's newest came at 40, 20 ago. 1475 stood somewhere for 20 and then left within 30: A's 450, B's 485,
    // C's 440, X's 100. 65 (A's, B's) stood for 50 and are there. 820·1475/1540 = 785.
    let x = made.first[0];
    assert_eq!((x.amount, x.since, x.odds.left, x.odds.stood, x.at_risk), (820, Some(40), 1475, 1540, 785));
    // Nothing stood as long as what is on A.
    assert_eq!((made.first[1].at_risk, made.first[1].odds.stood, made.first[2].together), (0, 0, 885));
}
