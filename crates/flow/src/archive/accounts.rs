//! What each account carries from one segment to the next: its book at the end of what is sealed.

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

    pub const fn bytes(&self) -> usize {
        size_of_val(self.accounts.as_slice()) + size_of_val(self.odd.as_slice())
    }
}
