//! Where the transfers of a segment go, found before the first of them is put anywhere: to the rows of its
//! payer, and to the credits of its payee.

use crate::names::AccountId;
use crate::transfer::{Stamp, Transfer};

/// What a credit says, while a segment is made.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    pub stamp: Stamp,
    pub amount: u64,
    pub row: u32,
}

impl Told {
    pub const fn parts(self) -> (Stamp, usize, u64) {
        (self.stamp, self.row as usize, self.amount)
    }
}

/// What has to be known of a segment's transfers before they get their places.
pub(super) struct Counts {
    /// How many each account paid, and how many it was paid.
    pub payers: Vec<u32>,
    pub payees: Vec<u32>,
    /// The order within a ms is the order of the ids.
    pub by_ids: bool,
    pub own_credits: bool,
}

impl Default for Counts {
    fn default() -> Self {
        Self { payers: Vec::new(), payees: Vec::new(), by_ids: true, own_credits: false }
    }
}

impl Counts {
    pub fn add(&mut self, transfer: &Transfer) {
        count(&mut self.payers, transfer.from);
        count(&mut self.payees, transfer.to);
        self.by_ids &= transfer.debit.seq == i64::from(transfer.id.0);
        self.own_credits |= transfer.credit.is_some();
    }
}

fn count(counts: &mut Vec<u32>, account: AccountId) {
    let at = account.0 as usize;
    if at >= counts.len() {
        counts.resize(at + 1, 0);
    }
    if let Some(count) = counts.get_mut(at) {
        *count += 1;
    }
}

/// Of each account, the next of its places.
pub(super) struct Places(Vec<u32>);

impl Places {
    /// From how many each account has.
    pub fn of(mut counts: Vec<u32>) -> Self {
        let mut sum = 0_u32;
        for count in &mut counts {
            sum += std::mem::replace(count, sum);
        }
        Self(counts)
    }

    #[inline]
    pub fn next(&mut self, account: AccountId) -> u32 {
        let Some(place) = self.0.get_mut(account.0 as usize) else { return u32::MAX };
        *place += 1;
        *place - 1
    }
}
