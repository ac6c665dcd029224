//! How far accounts are from open cases: over how few transfers money of a case could have come, since
//! when, and how much of what lies there is a case's. Whose account is involved, and with how much, the
//! caller says; how it goes on from there is reckoned here, by the least number of transfers and, for the
//! amounts, by `taint-first`.
//!
//! Not here: whose case it is. That is the standing table's.

use crate::names::AccountId;
use rustc_hash::{FxHashMap, FxHashSet};

/// How far and how long a case's money is followed from an involved account.
pub const CASE_HOPS_MAX: u8 = 6;
pub const CASE_WINDOW_MS: i64 = 72 * cordon_model::time::HOUR_MS;

/// What is known of an account that a case's money could have reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near {
    /// 0 for an account that the caller named.
    pub hops: u8,
    /// When the money was on the account that the caller named.
    pub since: i64,
    /// How much of a case's money lies here, in minor units.
    pub taint: u64,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Cases {
    involved: FxHashSet<AccountId>,
    near: FxHashMap<AccountId, Near>,
}

impl Cases {
    pub fn involve(&mut self, account: AccountId, since: i64, taint: u64) {
        self.involved.insert(account);
        let near = self.near.entry(account).or_insert(Near { hops: 0, since, taint: 0 });
        *near = Near { hops: 0, since: near.since.max(since), taint: near.taint.saturating_add(taint) };
    }

    pub fn is_empty(&self) -> bool {
        self.involved.is_empty()
    }

    pub fn is_involved(&self, account: AccountId) -> bool {
        self.involved.contains(&account)
    }

    /// Of an account, while the case's window lasts.
    pub fn near(&self, account: AccountId, now: i64) -> Option<Near> {
        self.near.get(&account).copied().filter(|near| !near.is_over(now))
    }

    pub fn pass(&mut self, from: AccountId, to: AccountId, amount: u64, now: i64) {
        let source = self.near.get_mut(&from).filter(|near| !near.is_over(now) && near.since <= now);
        let Some(source) = source.filter(|near| near.hops < CASE_HOPS_MAX) else { return };
        let moved = source.taint.min(amount);
        source.taint -= moved;
        let came = Near { hops: source.hops + 1, since: source.since, taint: moved };
        self.near.entry(to).and_modify(|there| there.join(came, now)).or_insert(came);
    }

    pub fn bytes(&self) -> usize {
        let near = self.near.capacity() * (size_of::<(AccountId, Near)>() + 1);
        near + self.involved.capacity() * (size_of::<AccountId>() + 1)
    }
}

impl Near {
    pub const fn is_over(&self, now: i64) -> bool {
        now.saturating_sub(self.since) > CASE_WINDOW_MS
    }

    /// More came: by fewer transfers, or by as many from a later beginning. What is over counts no more.
    fn join(&mut self, came: Self, now: i64) {
        if self.is_over(now) {
            *self = came;
            return;
        }
        self.taint = self.taint.saturating_add(came.taint);
        if (came.hops, -came.since) < (self.hops, -self.since) {
            (self.hops, self.since) = (came.hops, came.since);
        }
    }
}
