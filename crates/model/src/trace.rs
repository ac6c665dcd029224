//! A trace of one case's money as it was acted on: where it is, how much of it, how sure.

use crate::account::AccountClass;
use crate::ids::{AgencyId, CaseId, MovementId, OfficerId, OrderId, StopListId, TraceId};
use crate::money::{Money, MoneyError};
use crate::movement::Exit;
use crate::sealed::Digest;
use crate::time::Stamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A case's part of the joint table over all open cases, pinned when orders followed from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseTrace {
    pub id: TraceId,
    pub case: CaseId,
    pub at: Stamp,
    /// How many movements were known: the same number gives the same trace.
    pub as_of: i64,
    /// SHA-256 of `places`, parts and notes as JSON: what the case acted on.
    pub digest: Digest,
    /// What the case claims: its payments that were not denied and whose payee is known.
    pub claimed: Money,
    /// Sorted by level, then by arrival.
    pub places: Vec<Place>,
    /// The movements that carried it, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<Way>,
    /// Repaid somebody's overdraft.
    pub absorbed: Money,
    /// Left an account in a way that its bank did not tell.
    pub unseen: Money,
    /// Claimed by another case as well.
    pub overlap: Money,
    pub notes: Vec<String>,
}

impl CaseTrace {
    /// INVARIANT (adds up): claimed = places + absorbed + unseen + overlap.
    pub fn adds_up(&self) -> Result<bool, MoneyError> {
        let mut sum = self.absorbed.plus(self.unseen)?.plus(self.overlap)?;
        for place in &self.places {
            sum = sum.plus(place.amount)?;
        }
        Ok(sum == self.claimed)
    }

    pub fn place(&self, account: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.account == account)
    }
}

/// A movement that carried the case's money from one place to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// None for the victim's payment that no agency has told yet.
    pub movement: Option<MovementId>,
    pub from: String,
    pub to: String,
    pub at: Stamp,
    pub amount: Money,
    /// What of the case went with it, by taint-first.
    pub carried: Money,
}

/// An account where money of the case is, or through which it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The account's key.
    pub account: String,
    pub institution: Option<AgencyId>,
    pub institution_code: String,
    pub mask: String,
    pub class: AccountClass,
    /// 1 for the account that the victim paid.
    pub level: u32,
    pub arrived_at: Stamp,
    /// What of the case is there now, by taint-first: plans and the money bar follow it.
    pub amount: Money,
    /// The same by the other rules, as evidence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<String, Money>,
    /// What of all cases is there, by taint-first.
    pub tainted: Money,
    /// What the account has, as its postings or its bank say.
    pub balance: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<Exit>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Many stops at once (mass stop): proposed as a list, approved by a person with exclusions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopList {
    pub id: StopListId,
    pub case: CaseId,
    pub trace: TraceId,
    pub drafted_at: Stamp,
    pub items: Vec<ListItem>,
    pub state: ListState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    pub account: String,
    pub agency: AgencyId,
    pub mask: String,
    pub level: u32,
    pub amount: Money,
    /// Why it is on the list and did not go by itself.
    pub why: String,
    /// Why this one is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ListState {
    Open,
    Approved { at: Stamp, by: OfficerId },
    Dropped { at: Stamp, by: OfficerId },
}

impl ListState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approved { .. } => "approved",
            Self::Dropped { .. } => "dropped",
        }
    }
}
