//! What one walk found.

use super::visited::Visited;
use crate::names::AccountId;
use crate::rule::Rule;
use crate::trace::{Outcome, RuleTotals, Totals};
use crate::tracer::book::{Load, LoadShare};
use crate::tracer::steps::Terms;
use crate::transfer::Transfer;
use smallvec::SmallVec;

#[derive(Debug)]
pub struct Walked<'a> {
    pub rule: Rule,
    pub terms: &'a Terms<'a>,
    pub accounts: &'a [Visited],
    pub edges: &'a [Carrying],
    pub totals: Vec<Totals>,
}

/// A transfer that took victims' money with it.
#[derive(Debug)]
pub struct Carrying {
    pub transfer: Transfer,
    pub shares: SmallVec<[LoadShare; 1]>,
}

impl Walked<'_> {
    /// How many transfers carried victims' money, and how many accounts it reached.
    pub fn counts(&self) -> (usize, usize) {
        let reached = self.accounts.iter().filter(|visited| !visited.account.people.is_empty());
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
        let found = |visited: &Visited| terms.found(rule, visited.seat(), &visited.account);
        let carried = |Carrying { transfer, shares }: &Carrying| {
            let load = Load { shares: shares.clone(), ..Load::default() };
            (*transfer, terms.carried(rule, &load, transfer.amount))
        };
        Outcome {
            places: self.accounts.iter().map(|visited| (visited.id, found(visited))).collect(),
            edges: self.edges.iter().map(carried).collect(),
            totals: terms.victims.iter().copied().zip(self.totals).collect(),
        }
    }
}
