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
pub(super) struct Accounts(Vec<Account>);

impl Accounts {
    pub fn of(&self, account: AccountId) -> Account {
        self.0.get(account.0 as usize).copied().unwrap_or(Account::NEW)
    }

    /// Room for so many.
    pub fn reserve(&mut self, count: usize) {
        if count > self.0.len() {
            self.0.resize(count, Account::NEW);
        }
    }

    pub fn get_mut(&mut self, account: AccountId) -> Option<&mut Account> {
        self.0.get_mut(account.0 as usize)
    }

    pub const fn bytes(&self) -> usize {
        size_of_val(self.0.as_slice())
    }
}
