//! What each account carries from one segment to the next: its book at the end of what is sealed.

use super::segment::Segment;
use crate::names::AccountId;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, Default)]
pub(super) struct Accounts {
    accounts: Vec<Account>,
    marks: Arc<Marks>,
}

/// Two bits an account, for those who read.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    odd: Vec<u64>,
    stated: Vec<u64>,
}

impl Marks {
    #[inline]
    pub fn is_odd(&self, account: AccountId) -> bool {
        has(&self.odd, account)
    }

    /// A balance was stated with a debit that is sealed.
    pub fn is_stated(&self, account: AccountId) -> bool {
        has(&self.stated, account)
    }

    fn make_room(&mut self, accounts: usize) {
        let words = accounts.div_ceil(64).max(self.odd.len());
        self.odd.resize(words, 0);
        self.stated.resize(words, 0);
    }

    #[inline]
    fn set(&mut self, id: AccountId, account: &Account) {
        set(&mut self.odd, id, account.is_odd);
        set(&mut self.stated, id, account.is_stated);
    }
}

#[inline]
fn has(words: &[u64], account: AccountId) -> bool {
    let at = account.0 as usize;
    words.get(at / 64).is_some_and(|word| word & (1 << (at % 64)) != 0)
}

#[inline]
fn set(words: &mut [u64], account: AccountId, is: bool) {
    let at = account.0 as usize;
    if let Some(word) = words.get_mut(at / 64) {
        *word = *word & !(1 << (at % 64)) | u64::from(is) << (at % 64);
    }
}

impl Accounts {
    pub fn marks(&self) -> Arc<Marks> {
        Arc::clone(&self.marks)
    }

    /// Changes each of the first so many accounts.
    pub fn each(&mut self, count: u32, mut change: impl FnMut(AccountId, &mut Account)) {
        let marks = Arc::make_mut(&mut self.marks);
        if self.accounts.len() < count as usize {
            self.accounts.resize(count as usize, Account::NEW);
            marks.make_room(self.accounts.len());
        }
        for (id, account) in (0..count).map(AccountId).zip(&mut self.accounts) {
            let before = (account.is_odd, account.is_stated);
            change(id, account);
            if before != (account.is_odd, account.is_stated) {
                marks.set(id, account);
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

    /// One that has no postings yet is new.
    pub fn get(&self, id: AccountId) -> Account {
        self.accounts.get(id.0 as usize).copied().unwrap_or(Account::NEW)
    }

    /// As if they had no postings.
    pub fn forget(&mut self, ids: &[AccountId]) {
        ids.iter().for_each(|id| self.set(*id, Account::NEW));
    }

    /// One account anew.
    pub fn set(&mut self, id: AccountId, account: Account) {
        if let Some(slot) = self.accounts.get_mut(id.0 as usize) {
            *slot = account;
            Arc::make_mut(&mut self.marks).set(id, &account);
        }
    }

    pub fn bytes(&self) -> usize {
        let marks = size_of_val(self.marks.odd.as_slice()) + size_of_val(self.marks.stated.as_slice());
        size_of_val(self.accounts.as_slice()) + marks
    }
}
