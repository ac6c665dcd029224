//! What each account carries from one segment to the next: its book at the end of what is sealed.

use super::segment::Segment;
use crate::names::AccountId;

#[derive(Clone, Copy, Debug)]
pub(super) struct Account {
    /// The book less its overdraft after the last sealed posting.
    pub net: i64,
    /// The moment of that posting.
    pub last: i64,
    /// A balance was stated.
    pub is_stated: bool,
    /// The columns of its postings cannot be relied on, so whoever wants its book reads all its postings:
    /// two of them share a moment across segments or a stamp, one came late, or a first statement says
    /// what was there before postings that are sealed.
    pub is_odd: bool,
}

impl Account {
    pub const NEW: Self = Self { net: 0, last: i64::MIN, is_stated: false, is_odd: false };

    /// Whose columns cannot be relied on begins each segment with nothing, so that what stands there does
    /// not depend on what was closed, opened or merged before.
    pub const fn forget_if_odd(&mut self) {
        if self.is_odd {
            (self.net, self.is_stated) = (0, false);
        }
    }

    pub const fn has_postings(&self) -> bool {
        self.last > i64::MIN
    }
}

/// By number.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    accounts: Vec<Account>,
    /// One bit an account, for whoever wants to know no more.
    odd: Vec<u64>,
}

impl Accounts {
    pub fn of(&self, account: AccountId) -> Account {
        self.accounts.get(account.0 as usize).copied().unwrap_or(Account::NEW)
    }

    #[inline]
    pub fn is_odd(&self, account: AccountId) -> bool {
        let at = account.0 as usize;
        self.odd.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
    }

    /// Changes each of the first so many accounts.
    pub fn each(&mut self, count: u32, mut change: impl FnMut(AccountId, &mut Account)) {
        if self.accounts.len() < count as usize {
            self.accounts.resize(count as usize, Account::NEW);
            self.odd.resize(self.accounts.len().div_ceil(64), 0);
        }
        for (id, account) in (0..count).zip(&mut self.accounts) {
            change(AccountId(id), account);
            if account.is_odd
                && let Some(word) = self.odd.get_mut(id as usize / 64)
            {
                *word |= 1 << (id % 64);
            }
        }
    }

    /// As they are after these segments.
    pub fn after(segments: &[Segment]) -> Self {
        let mut accounts = Self::default();
        for segment in segments {
            let mut odd = segment.books().odd.iter().copied().peekable();
            let count = segment.accounts().max(segment.books().payees.accounts());
            accounts.each(count, |id, account| {
                account.is_odd |= odd.next_if_eq(&id.0).is_some();
                let Some((last, net)) = segment.last_of(id) else { return };
                account.is_stated = account.is_stated || segment.is_stated(id);
                (account.last, account.net) = (account.last.max(last.t), net);
                account.forget_if_odd();
            });
        }
        accounts
    }

    /// One account anew.
    pub fn set(&mut self, id: AccountId, account: Account) {
        let at = id.0 as usize;
        if let (Some(slot), Some(word)) = (self.accounts.get_mut(at), self.odd.get_mut(at / 64)) {
            *slot = account;
            *word = *word & !(1 << (at % 64)) | u64::from(account.is_odd) << (at % 64);
        }
    }

    pub const fn bytes(&self) -> usize {
        size_of_val(self.accounts.as_slice()) + size_of_val(self.odd.as_slice())
    }
}
