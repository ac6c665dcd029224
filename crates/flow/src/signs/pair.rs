//! Who has paid whom before: for each payer and payee the last transfer. What is older than the memory is
//! as if it had never been.

use super::side::Slot;
use crate::names::AccountId;
use rustc_hash::FxHashMap;

/// Below this size it is not worth looking for what can be forgotten.
const SWEPT_MIN: usize = 1 << 12;

/// The last transfer of a payer to a payee.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub t: i64,
    /// Its place among the payer's debits and the payee's credits.
    pub debit: Slot,
    pub credit: Slot,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    last: FxHashMap<u64, Pair>,
    /// At this size what is too old is looked for.
    full: usize,
}

impl Pairs {
    /// Puts a transfer in the place of the last one of the two; that one, if it is later than `since`.
    #[inline]
    pub fn meet(&mut self, from: AccountId, to: AccountId, pair: Pair, since: i64) -> Option<Pair> {
        if self.last.len() >= self.full.max(SWEPT_MIN) {
            self.sweep(since);
        }
        let key = (u64::from(from.0) << 32) | u64::from(to.0);
        self.last.insert(key, pair).filter(|last| last.t > since)
    }

    #[cold]
    fn sweep(&mut self, since: i64) {
        self.last.retain(|_, last| last.t > since);
        self.full = self.last.len().saturating_mul(2);
    }

    pub fn bytes(&self) -> usize {
        self.last.capacity() * (size_of::<(u64, Pair)>() + 1)
    }
}
