//! What was appended and is not sorted yet: rows as they came, and from each the one before it of the
//! same payer, and of the same payee.

use super::{Debit, Span};
use crate::names::AccountId;
use crate::transfer::{Stamp, Transfer};
use rustc_hash::FxHashMap;

const NONE: u32 = u32::MAX;

#[derive(Debug, Default)]
pub(super) struct Tail {
    transfers: Vec<Transfer>,
    paid: Chains,
    received: Chains,
    /// Something came that is older than what was there: then a chain is gone through to its end.
    has_late: bool,
}

/// For each account its newest row, and for each row the one before it.
#[derive(Debug, Default)]
struct Chains {
    newest: FxHashMap<AccountId, u32>,
    before: Vec<u32>,
}

impl Chains {
    fn append(&mut self, account: AccountId, at: u32) {
        self.before.push(self.newest.insert(account, at).unwrap_or(NONE));
    }

    /// The newest first.
    fn of(&self, account: AccountId) -> impl Iterator<Item = usize> {
        let next = |at: &u32| self.before.get(*at as usize).copied().filter(|next| *next != NONE);
        std::iter::successors(self.newest.get(&account).copied(), next).map(|at| at as usize)
    }

    fn bytes(&self) -> usize {
        self.newest.capacity() * size_of::<(AccountId, u32)>() + size_of_val(self.before.as_slice())
    }
}

impl Tail {
    pub(super) fn append(&mut self, transfer: Transfer) {
        // INVARIANT (names): transfers are numbered by `u32`, so there are never more.
        let at = u32::try_from(self.transfers.len()).unwrap_or(NONE);
        self.has_late |= self.transfers.last().is_some_and(|last| last.debit > transfer.debit);
        self.paid.append(transfer.from, at);
        self.received.append(transfer.to, at);
        self.transfers.push(transfer);
    }

    pub(super) fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    pub(super) fn debits(&self, account: AccountId, span: Span, found: &mut impl FnMut(Debit)) {
        for transfer in self.paid.of(account).filter_map(|at| self.transfers.get(at)) {
            let debit = transfer.debit;
            if debit > span.after && debit <= span.until && debit.t <= span.end {
                let Transfer { id, to, amount, .. } = *transfer;
                found(Debit { id, to, amount, credited: transfer.credited() });
            } else if debit <= span.after && !self.has_late {
                return;
            }
        }
    }

    /// Every transfer that touches an account, each once.
    pub(super) fn of(&self, account: AccountId) -> impl Iterator<Item = &Transfer> {
        let received = self.received.of(account).filter_map(|at| self.transfers.get(at));
        let paid = self.paid.of(account).filter_map(|at| self.transfers.get(at));
        paid.chain(received.filter(move |transfer| transfer.from != account))
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.transfers.is_empty()
    }

    /// The earliest posting of an account.
    pub(super) fn earliest(&self, account: AccountId) -> Option<Stamp> {
        let stamp = |transfer: &Transfer| if transfer.from == account { transfer.debit } else { transfer.credited() };
        self.of(account).map(stamp).min()
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.transfers.as_slice()) + self.paid.bytes() + self.received.bytes()
    }
}
