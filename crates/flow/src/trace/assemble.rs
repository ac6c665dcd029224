//! What one pass by one rule has found, and how the passes become one answer.

use super::{Carried, Edge, Notes, Reached, RuleTotals, Share, Tainted, Trace};
use crate::names::{AccountId, Names, TxId, VictimId};
use crate::question::AsOf;
use crate::rule::Rule;
use crate::trace::Totals;
use crate::transfer::{Stamp, Transfer};
use std::collections::BTreeMap;

/// What a pass by one rule found at one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// In the order of victims.
    pub shares: Vec<Share>,
    /// Under `poison`: what poisoned transfers brought. Else the sum of the shares.
    pub amount: u64,
    pub notes: Notes,
}

/// What a pass by one rule found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub places: BTreeMap<AccountId, Place>,
    pub edges: Vec<(Transfer, Carried)>,
    pub totals: BTreeMap<VictimId, Totals>,
}

/// All passes, and what does not depend on a rule.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub outcomes: BTreeMap<Rule, Outcome>,
    /// Of the accounts that were expanded under one of the rules.
    pub balances: BTreeMap<AccountId, u64>,
    /// The last stamp within the windows that two transfers share, for the same accounts.
    pub ties: BTreeMap<AccountId, Stamp>,
    pub as_of: Option<AsOf>,
}

impl Found {
    pub fn into_trace(self, names: &Names) -> Trace {
        let mut reached: BTreeMap<AccountId, Reached> = BTreeMap::new();
        let mut edges: BTreeMap<TxId, Edge> = BTreeMap::new();
        let mut totals = BTreeMap::new();
        for (rule, outcome) in self.outcomes {
            for (account, place) in outcome.places {
                add_place(&mut reached, rule, account, place);
            }
            for (transfer, carried) in outcome.edges {
                add_edge(&mut edges, rule, transfer, carried);
            }
            if rule.counts() {
                totals.insert(rule, RuleTotals::of(outcome.totals));
            }
        }
        for place in reached.values_mut() {
            place.balance = self.balances.get(&place.account).copied();
            if self.ties.get(&place.account).is_some_and(|tie| *tie >= place.arrived_at) {
                place.notes.add(super::Note::Tie);
            }
        }
        let trace = Trace {
            reached: reached.into_values().collect(),
            edges: edges.into_values().collect(),
            totals,
            notes: Notes::NONE,
            as_of: self.as_of,
        };
        trace.in_order(names)
    }
}

fn add_place(reached: &mut BTreeMap<AccountId, Reached>, rule: Rule, account: AccountId, place: Place) {
    let (Some(level), Some(arrived_at)) =
        (place.shares.iter().map(|s| s.level).min(), place.shares.iter().map(|s| s.arrived_at).min())
    else {
        return;
    };
    let entry = reached.entry(account).or_insert_with(|| Reached {
        account,
        level,
        arrived_at,
        tainted: BTreeMap::new(),
        balance: None,
        notes: Notes::NONE,
    });
    entry.level = entry.level.min(level);
    entry.arrived_at = entry.arrived_at.min(arrived_at);
    entry.notes.add_all(place.notes);
    let leaf = place.shares.iter().map(|share| share.leaf).sum();
    entry.tainted.insert(rule, Tainted { amount: place.amount, leaf, shares: place.shares });
}

fn add_edge(edges: &mut BTreeMap<TxId, Edge>, rule: Rule, transfer: Transfer, carried: Carried) {
    let Some(hop) = carried.shares.iter().map(|share| share.hop).min() else { return };
    let entry = edges.entry(transfer.id).or_insert_with(|| Edge { transfer, hop, tainted: BTreeMap::new() });
    entry.hop = entry.hop.min(hop);
    entry.tainted.insert(rule, carried);
}

impl Trace {
    /// In the order that the answer promises, with its notes gathered.
    pub(super) fn in_order(mut self, names: &Names) -> Self {
        self.reached.sort_by(|a, b| {
            let key = |place: &Reached| (place.level, place.arrived_at);
            key(a).cmp(&key(b)).then_with(|| names.account_order(a.account, b.account))
        });
        self.edges.sort_by(|a, b| {
            let (a, b) = (&a.transfer, &b.transfer);
            a.debit.cmp(&b.debit).then_with(|| names.transfer_order(a.id, b.id))
        });
        self.notes = Notes::NONE;
        self.reached.iter().for_each(|place| self.notes.add_all(place.notes));
        self
    }
}
