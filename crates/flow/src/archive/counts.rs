//! What has to be known of a segment's transfers before the first of them is put anywhere.

use crate::names::AccountId;
use crate::transfer::Transfer;

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
