//! The answer: which accounts the money reached, by which transfers, whose it is, and what is not
//! known. It holds plain values only; how they are found is the oracle's and the tracer's business.

mod assemble;
mod note;
mod project;

pub use assemble::{Found, Outcome, Place};
pub use note::{Note, Notes};
pub use project::Recoverable;

use crate::names::{AccountId, VictimId};
use crate::question::AsOf;
use crate::rule::Rule;
use crate::transfer::{Stamp, Transfer};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// By level, then by the first arrival, then by name.
    pub reached: Vec<Reached>,
    /// The transfers that carried victims' money, by debit stamp, then by id.
    pub edges: Vec<Edge>,
    /// For the rules that count.
    pub totals: BTreeMap<Rule, RuleTotals>,
    /// Every note that stands on an account.
    pub notes: Notes,
    pub as_of: Option<AsOf>,
}

/// An account that victims' money reached under one of the rules asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    pub account: AccountId,
    pub level: u32,
    pub arrived_at: Stamp,
    pub tainted: BTreeMap<Rule, Tainted>,
    /// What its postings say was there at the end of the last window; None when it was never asked for.
    pub balance: Option<u64>,
    pub notes: Notes,
}

/// What victims have on one account under one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tainted {
    /// All victims' units; under `poison` the sum of what poisoned transfers brought.
    pub amount: u64,
    /// The part of it that came while the account was not expanded.
    pub leaf: u64,
    /// In the order of victims.
    pub shares: Vec<Share>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub victim: VictimId,
    pub amount: u64,
    pub leaf: u64,
    pub level: u32,
    pub arrived_at: Stamp,
}

/// A transfer that was followed and carried victims' money under one of the rules asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    pub transfer: Transfer,
    pub hop: u32,
    pub tainted: BTreeMap<Rule, Carried>,
}

/// What a transfer carried under one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// All victims' units; under `poison` the transfer's whole amount.
    pub amount: u64,
    /// In the order of victims.
    pub shares: Vec<CarriedShare>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedShare {
    pub victim: VictimId,
    pub amount: u64,
    pub hop: u32,
}

/// Where what was claimed is: `claimed` is the sum of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub claimed: u64,
    pub on_accounts: u64,
    /// Debited and not credited yet.
    pub on_the_way: u64,
    pub absorbed: u64,
    pub unseen: u64,
    pub overlap: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTotals {
    pub all: Totals,
    pub by_victim: BTreeMap<VictimId, Totals>,
}

impl Totals {
    pub const ZERO: Self = Self { claimed: 0, on_accounts: 0, on_the_way: 0, absorbed: 0, unseen: 0, overlap: 0 };

    /// Whether everything claimed is accounted for.
    pub fn adds_up(&self) -> bool {
        let parts = [self.on_accounts, self.on_the_way, self.absorbed, self.unseen, self.overlap];
        parts.into_iter().try_fold(0_u64, u64::checked_add) == Some(self.claimed)
    }

    fn add(&mut self, other: &Self) {
        // INVARIANT (volume): claims were summed and bounded before the trace began.
        self.claimed += other.claimed;
        self.on_accounts += other.on_accounts;
        self.on_the_way += other.on_the_way;
        self.absorbed += other.absorbed;
        self.unseen += other.unseen;
        self.overlap += other.overlap;
    }
}

impl RuleTotals {
    pub fn of(by_victim: BTreeMap<VictimId, Totals>) -> Self {
        let mut all = Totals::ZERO;
        by_victim.values().for_each(|totals| all.add(totals));
        Self { all, by_victim }
    }
}
