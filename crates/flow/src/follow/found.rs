//! What one walk found.

use super::holder::Holder;
use super::visited::Visited;
use crate::names::AccountId;
use crate::rule::Rule;
use crate::trace::{Outcome, RuleTotals, Totals};
use crate::tracer::steps::Terms;
use crate::transfer::Transfer;

#[derive(Debug)]
pub struct Walked<'a, H: Holder> {
    pub rule: Rule,
    pub terms: &'a Terms<'a>,
    pub accounts: &'a [Visited<H>],
    pub edges: &'a [Carrying<H::Kept>],
    pub totals: Vec<Totals>,
}

/// A transfer that took victims' money with it.
#[derive(Debug)]
pub struct Carrying<K> {
    pub transfer: Transfer,
    pub kept: K,
}

impl<H: Holder> Walked<'_, H> {
    /// How many transfers carried victims' money, and how many accounts it reached.
    pub fn counts(&self) -> (usize, usize) {
        let reached = self.accounts.iter().filter(|visited| visited.holder.is_reached());
        (self.edges.len(), reached.count())
    }

    pub fn total(self) -> Totals {
        RuleTotals::of(self.terms.victims.iter().copied().zip(self.totals).collect()).all
    }

    pub fn expanded(&self) -> impl Iterator<Item = AccountId> {
        self.accounts.iter().filter(|visited| visited.opened.is_some()).map(|visited| visited.id)
    }

    pub fn outcome(self) -> Outcome {
        let (rule, terms) = (self.rule, self.terms);
        let found = |visited: &Visited<H>| visited.holder.found(rule, visited.seat(), terms);
        let carried =
            |edge: &Carrying<H::Kept>| (edge.transfer, H::carried(&edge.kept, rule, edge.transfer.amount, terms));
        Outcome {
            places: self.accounts.iter().map(|visited| (visited.id, found(visited))).collect(),
            edges: self.edges.iter().map(carried).collect(),
            totals: terms.victims.iter().copied().zip(self.totals).collect(),
        }
    }
}
