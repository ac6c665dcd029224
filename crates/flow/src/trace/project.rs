//! Questions to an answer: one victim's part of it, and where money can still be stopped.

use super::{Carried, Edge, Reached, RuleTotals, Tainted, Trace};
use crate::names::{AccountId, Names, VictimId};
use crate::rule::Rule;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An account where money may still be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recoverable {
    pub account: AccountId,
    pub level: u32,
    pub tainted: u64,
    pub balance: Option<u64>,
    /// The lesser of what is tainted and what is there; all that is tainted where the balance is not known.
    pub amount: u64,
}

impl Trace {
    /// One victim's part: what is his, by the walks that brought it. Notes stay those of all.
    pub fn project(&self, victim: VictimId, names: &Names) -> Self {
        let totals = self.totals.iter().filter_map(|(rule, totals)| {
            let own = totals.by_victim.get(&victim)?;
            Some((*rule, RuleTotals { all: *own, by_victim: BTreeMap::from([(victim, *own)]) }))
        });
        let trace = Self {
            reached: self.reached.iter().filter_map(|place| place.of(victim)).collect(),
            edges: self.edges.iter().filter_map(|edge| edge.of(victim)).collect(),
            totals: totals.collect(),
            notes: self.notes,
            as_of: self.as_of,
        };
        trace.in_order(names)
    }

    /// Every victim's part: what [`Self::project`] says of each, in one pass over the whole.
    pub fn split(&self, names: &Names) -> BTreeMap<VictimId, Self> {
        let mut parts: BTreeMap<VictimId, Self> = BTreeMap::new();
        let empty = || Self { notes: self.notes, as_of: self.as_of, ..Self::default() };
        for (rule, totals) in &self.totals {
            for (victim, own) in &totals.by_victim {
                let own = RuleTotals { all: *own, by_victim: BTreeMap::from([(*victim, *own)]) };
                parts.entry(*victim).or_insert_with(empty).totals.insert(*rule, own);
            }
        }
        for place in &self.reached {
            let shares = place.tainted.values().flat_map(|tainted| &tainted.shares);
            for victim in shares.map(|share| share.victim).collect::<BTreeSet<_>>() {
                parts.entry(victim).or_insert_with(empty).reached.extend(place.of(victim));
            }
        }
        for edge in &self.edges {
            let shares = edge.tainted.values().flat_map(|carried| &carried.shares);
            for victim in shares.map(|share| share.victim).collect::<BTreeSet<_>>() {
                parts.entry(victim).or_insert_with(empty).edges.extend(edge.of(victim));
            }
        }
        parts.into_iter().map(|(victim, part)| (victim, part.in_order(names))).collect()
    }

    pub fn place(&self, account: AccountId) -> Option<&Reached> {
        self.reached.iter().find(|place| place.account == account)
    }

    /// Whose units lie on an account, in the order of victims.
    pub fn taint(&self, account: AccountId, rule: Rule) -> Vec<(VictimId, u64)> {
        let tainted = self.place(account).and_then(|place| place.tainted.get(&rule));
        tainted.map_or_else(Vec::new, |t| t.shares.iter().map(|s| (s.victim, s.amount)).collect())
    }

    /// Where money can still be stopped, the most first.
    pub fn recoverable(&self, rule: Rule) -> Vec<Recoverable> {
        let mut found: Vec<Recoverable> = self.reached.iter().filter_map(|place| place.recoverable(rule)).collect();
        // `reached` stands in the promised order already, and the sort is stable.
        found.sort_by_key(|place| std::cmp::Reverse(place.amount));
        found
    }
}

impl Reached {
    fn recoverable(&self, rule: Rule) -> Option<Recoverable> {
        let tainted = self.tainted.get(&rule)?.amount;
        let amount = self.balance.map_or(tainted, |balance| balance.min(tainted));
        (amount > 0).then_some(Recoverable {
            account: self.account,
            level: self.level,
            tainted,
            balance: self.balance,
            amount,
        })
    }

    fn of(&self, victim: VictimId) -> Option<Self> {
        let tainted: BTreeMap<Rule, Tainted> =
            self.tainted.iter().filter_map(|(rule, tainted)| Some((*rule, tainted.of(victim)?))).collect();
        let shares = || tainted.values().flat_map(|tainted| &tainted.shares);
        let level = shares().map(|share| share.level).min()?;
        let arrived_at = shares().map(|share| share.arrived_at).min()?;
        Some(Self { account: self.account, level, arrived_at, tainted, balance: self.balance, notes: self.notes })
    }
}

impl Tainted {
    fn of(&self, victim: VictimId) -> Option<Self> {
        let at = self.shares.binary_search_by_key(&victim, |share| share.victim).ok()?;
        let share = *self.shares.get(at)?;
        Some(Self { amount: share.amount, leaf: share.leaf, shares: vec![share] })
    }
}

impl Edge {
    fn of(&self, victim: VictimId) -> Option<Self> {
        let own = |carried: &Carried| {
            let at = carried.shares.binary_search_by_key(&victim, |share| share.victim).ok()?;
            let share = *carried.shares.get(at)?;
            Some(Carried { amount: share.amount, shares: vec![share] })
        };
        let tainted: BTreeMap<Rule, Carried> =
            self.tainted.iter().filter_map(|(rule, carried)| Some((*rule, own(carried)?))).collect();
        let hop = tainted.values().flat_map(|carried| &carried.shares).map(|share| share.hop).min()?;
        Some(Self { transfer: self.transfer, hop, tainted })
    }
}
