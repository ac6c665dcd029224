//! What was appended and is not sorted yet: rows as they came, and from each the one before it of the
//! same payer.

use super::{Debit, Span};
use crate::names::AccountId;
use crate::transfer::Transfer;
use rustc_hash::FxHashMap;

const NONE: u32 = u32::MAX;

#[derive(Debug, Default)]
pub(super) struct Tail {
    transfers: Vec<Transfer>,
    before: Vec<u32>,
    newest: FxHashMap<AccountId, u32>,
    /// Something came that is older than what was there: then a chain is gone through to its end.
    has_late: bool,
}

impl Tail {
    pub(super) fn append(&mut self, transfer: Transfer) {
        // INVARIANT (names): transfers are numbered by `u32`, so there are never more.
        let at = u32::try_from(self.transfers.len()).unwrap_or(NONE);
        self.has_late |= self.transfers.last().is_some_and(|last| last.debit > transfer.debit);
        self.before.push(self.newest.insert(transfer.from, at).unwrap_or(NONE));
        self.transfers.push(transfer);
    }

    pub(super) fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    pub(super) fn debits(&self, account: AccountId, span: Span, found: &mut impl FnMut(Debit)) {
        let mut next = self.newest.get(&account).copied().unwrap_or(NONE);
        while let Some(transfer) = self.transfers.get(next as usize) {
            let debit = transfer.debit;
            if debit > span.after && debit <= span.until && debit.t <= span.end {
                let Transfer { id, to, amount, .. } = *transfer;
                found(Debit { id, to, amount, credited: transfer.credited() });
            } else if debit <= span.after && !self.has_late {
                return;
            }
            next = self.before.get(next as usize).copied().unwrap_or(NONE);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let chains = self.newest.capacity() * size_of::<(AccountId, u32)>();
        size_of_val(self.transfers.as_slice()) + size_of_val(self.before.as_slice()) + chains
    }
}
