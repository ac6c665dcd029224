//! What each account carries from one segment to the next: its book at the end of what is sealed.

use super::segment::Segment;
use crate::names::AccountId;
use rustc_hash::FxHashSet;

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

    pub fn get_mut(&mut self, account: AccountId) -> Option<&mut Account> {
        self.accounts.get_mut(account.0 as usize)
    }

    /// As they are after these segments.
    pub fn after(segments: &[Segment]) -> Self {
        let mut accounts = Self::default();
        let most = |segment: &Segment| segment.accounts().max(segment.books().payees.accounts());
        accounts.each(segments.iter().map(most).max().unwrap_or(0), |_, _| {});
        for segment in segments {
            for (id, last) in segment.touched().filter_map(|id| Some((id, segment.last_of(id)?))) {
                let Some(account) = accounts.get_mut(id) else { continue };
                (account.net, account.last) = (last.net, account.last.max(last.stamp.t));
                account.is_stated |= last.is_stated;
            }
        }
        let odd: FxHashSet<u32> = segments.iter().flat_map(|segment| segment.books().odd.iter().copied()).collect();
        accounts.each(number(accounts.accounts.len()), |id, account| account.is_odd = odd.contains(&id.0));
        accounts
    }

    /// Takes these accounts back to where they were before the segments that had them last, as far as
    /// these say it; an odd one stays odd.
    pub fn take_back(&mut self, earlier: &[Segment], segments: &[Segment]) {
        if earlier.is_empty() {
            *self = Self::default();
            return;
        }
        for (at, segment) in segments.iter().enumerate().rev() {
            for (id, first) in segment.touched().filter_map(|id| Some((id, segment.first_of(id)?))) {
                let had_postings = earlier.iter().any(|segment| segment.has(id));
                let was_before = segments.iter().take(at).any(|segment| segment.has(id));
                let Some(account) = self.get_mut(id).filter(|_| !was_before) else { continue };
                account.net = first.net;
                // Nothing of it is known but that it came earlier.
                account.last = if had_postings { first.stamp.t - 1 } else { i64::MIN };
            }
        }
    }

    pub const fn bytes(&self) -> usize {
        size_of_val(self.accounts.as_slice()) + size_of_val(self.odd.as_slice())
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
