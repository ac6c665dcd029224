//! What to freeze first. Two questions about one trace at one moment:
//!
//! *Now*: money is where it is, and a freeze holds what is there. The accounts with the most of it are
//! the best that so many freezes can hold; they stand in the order in which to act.
//!
//! *Ways out*: money will move on, most likely by the routes by which it moved before. The fewest
//! accounts after whose freezing no route leads out; and, where so many are too many, those after
//! whose freezing the least leaves.
//!
//! A proposal by figures, not a decision: who is protected, what the law allows and who signs stands
//! elsewhere. What the words mean exactly: `docs/concepts/freeze-plan.md`.

mod few;
mod max_flow;
mod pace;
mod routes;

use crate::names::AccountId;
use crate::question::{Hold, Question};
use crate::rule::Rule;
use crate::trace::{Recoverable, Trace};
pub use pace::Odds;
use pace::Pace;
use routes::Routes;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of a plan.
#[derive(Clone, Debug)]
pub struct Wish {
    pub rule: Rule,
    pub now: i64,
    /// How long it takes until an order holds.
    pub lead_ms: i64,
    /// How many accounts at most; of `block.few` what they may cost together.
    pub most: u32,
    /// Places and routes with less are left aside.
    pub floor: u64,
    /// Never proposed; victims' money there is out of reach.
    pub never: BTreeSet<AccountId>,
    /// Confirmed already, at or before `now`.
    pub holds: Vec<Hold>,
    /// What freezing an account costs, at least 1; 1 where nothing is said.
    pub costs: BTreeMap<AccountId, u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub rule: Rule,
    pub now: i64,
    pub lead_ms: i64,
    /// Victims' money that could be held, on so many accounts.
    pub here: u64,
    pub accounts: usize,
    /// The most of it that so many freezes hold, in the order in which to act.
    pub first: Vec<Position>,
    pub block: Block,
}

/// An account to freeze now, and why it stands where it stands: by `amount` + `at_risk`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub account: AccountId,
    pub level: u32,
    /// What a freeze holds.
    pub amount: u64,
    /// Since when the newest of it is there; None where that is not known.
    pub since: Option<i64>,
    pub odds: Odds,
    /// What of it leaves before the order holds, if it fares like the money before it.
    pub at_risk: u64,
    /// What is held with this one and all before it.
    pub together: u64,
}

/// Freezes that shut the known ways out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What can leave by the routes, if each bears `percent` hundredths of what it bore: 100, or as much
    /// more as is needed for everything to leave that can.
    pub leaves: u64,
    pub percent: u64,
    /// After these nothing does. As few as can be, by cost; the most money first.
    pub all: Vec<Freeze>,
    pub all_cost: u64,
    /// The best found for at most the cost that was given.
    pub few: Vec<Freeze>,
    /// Whatever is frozen for as much, at least so much leaves: where the last of `few` lets no more
    /// leave, none is better.
    pub few_leaves_min: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    pub account: AccountId,
    pub level: u32,
    /// What is there now.
    pub here: u64,
    /// What can still leave with this one and all before it frozen.
    pub leaves: u64,
}

impl Wish {
    /// With the limits of a question: no sink, no stop, its floor, its holds.
    pub fn of(question: &Question, rule: Rule, now: i64, most: u32) -> Self {
        Self {
            rule,
            now,
            lead_ms: 30 * cordon_model::time::MINUTE_MS,
            most,
            floor: question.floor,
            never: question.sinks.union(&question.stops).copied().collect(),
            holds: question.holds.clone(),
            costs: BTreeMap::new(),
        }
    }

    fn holds_on(&self, account: AccountId) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(move |hold| hold.account == account && hold.at <= self.now)
    }

    /// Whether the whole account is held already.
    fn is_shut(&self, account: AccountId) -> bool {
        self.holds_on(account).any(|hold| hold.keeps.is_none())
    }

    fn cost(&self, account: AccountId) -> Option<u64> {
        let may = !self.never.contains(&account) && !self.is_shut(account);
        may.then(|| u64::from(self.costs.get(&account).copied().unwrap_or(1).max(1)))
    }

    /// What freezes could hold beyond what is held, the most first.
    fn recoverable(&self, trace: &Trace) -> Vec<Recoverable> {
        let mut places = trace.recoverable(self.rule);
        for place in &mut places {
            let kept = self.holds_on(place.account).filter_map(|hold| hold.keeps).max().unwrap_or(0);
            place.amount = place.amount.saturating_sub(kept);
        }
        places.retain(|place| place.amount >= self.floor.max(1) && self.cost(place.account).is_some());
        // Stable: what is equal keeps the order of level, arrival and name.
        places.sort_by_key(|place| Reverse(place.amount));
        places
    }
}

pub fn plan(trace: &Trace, wish: &Wish) -> Plan {
    let places = wish.recoverable(trace);
    Plan {
        rule: wish.rule,
        now: wish.now,
        lead_ms: wish.lead_ms,
        here: places.iter().map(|place| place.amount).sum(),
        accounts: places.len(),
        first: first(trace, wish, places),
        block: block(&Routes::of(trace, wish), wish),
    }
}

fn first(trace: &Trace, wish: &Wish, mut places: Vec<Recoverable>) -> Vec<Position> {
    places.truncate(usize::try_from(wish.most).unwrap_or(usize::MAX));
    let pace = Pace::of(trace, wish);
    let position = |place: Recoverable| {
        let since = pace.newest(place.account);
        let rested = since.map(|since| wish.now.saturating_sub(since).max(0));
        let odds = rested.map_or(Odds::default(), |rested| pace.odds(rested, wish.lead_ms));
        let Recoverable { account, level, amount, .. } = place;
        Position { account, level, amount, since, odds, at_risk: odds.of(amount), together: 0 }
    };
    let mut positions: Vec<Position> = places.into_iter().map(position).collect();
    positions.sort_by_key(|position| Reverse(position.amount.saturating_add(position.at_risk)));
    let mut together = 0;
    for position in &mut positions {
        together += position.amount;
        position.together = together;
    }
    positions
}

fn block(routes: &Routes, wish: &Wish) -> Block {
    let cut = routes.fewest();
    let mut all = cut.frozen;
    all.sort_by_key(|at| Reverse(routes.stands.get(*at).map_or(0, |stand| stand.here)));
    let few = few::few(routes, u64::from(wish.most));
    Block {
        leaves: routes.leaves(&[]),
        percent: routes.percent,
        all: freezes(routes, &all),
        all_cost: cut.weight,
        few: freezes(routes, &few.frozen),
        few_leaves_min: few.leaves_min,
    }
}

fn freezes(routes: &Routes, order: &[usize]) -> Vec<Freeze> {
    let freeze = |(count, at): (usize, &usize)| {
        let stand = routes.stands.get(*at)?;
        let leaves = routes.leaves(order.get(..=count)?);
        Some(Freeze { account: stand.account, level: stand.level, here: stand.here, leaves })
    };
    order.iter().enumerate().filter_map(freeze).collect()
}
