//! What the rules that count need of a segment, beside its rows: what the payer's and the payee's book
//! held before each transfer, what was stated, and the way from a debit to its credit and back.

use super::accounts::{Account, Accounts};
use super::presence::Presence;
use super::segment::Segment;
use crate::names::AccountId;
use crate::transfer::{Side, Stamp, Transfer};
use std::ops::Range;

/// While a segment is made, the book before a debit of which no balance was stated.
const NOT_STATED: i64 = i64::MIN;

#[derive(Debug, Default)]
pub(super) struct Books {
    /// By row: the payer's book less its overdraft, and before a stated balance corrects it.
    before_debit: Vec<i64>,
    /// By row: the place of its credit.
    credit_at: Vec<u32>,
    /// By row, one bit: a balance was stated.
    stated: Vec<u64>,
    /// By row: what was stated where it is not what the book held.
    corrected: Vec<(u32, i64)>,
    payees: Presence,
    /// The rows by payee, then by the stamp of their credit.
    credits: Vec<u32>,
    /// Beside each credit: the payee's book less its overdraft.
    before_credit: Vec<i64>,
}

impl Books {
    /// Of a segment's rows, which are these transfers in the order of their moments; `rows` says where
    /// each of them stands.
    pub fn of(segment: &Segment, transfers: &[&Transfer], rows: &[u32], accounts: &mut Accounts) -> Self {
        let mut books = Self {
            before_debit: vec![NOT_STATED; rows.len()],
            credit_at: vec![0; rows.len()],
            stated: vec![0; rows.len().div_ceil(64)],
            before_credit: vec![0; rows.len()],
            ..Self::default()
        };
        books.by_payee(transfers, rows);
        for (transfer, row) in transfers.iter().zip(rows) {
            if let (Some(stated), Some(slot)) = (transfer.balance_before, books.before_debit.get_mut(*row as usize)) {
                *slot = stated;
            }
        }
        let count = segment.accounts().max(books.payees.accounts());
        accounts.reserve(count as usize);
        for id in (0..count).map(AccountId) {
            if let Some(account) = accounts.get_mut(id) {
                books.keep(segment, id, account);
            }
        }
        books.corrected.shrink_to_fit();
        books
    }

    /// Sorts the rows by payee, and within each as the debits came.
    fn by_payee(&mut self, transfers: &[&Transfer], rows: &[u32]) {
        let (payees, mut next) = Presence::count(transfers.iter().map(|transfer| transfer.to));
        self.payees = payees;
        self.credits = vec![0; rows.len()];
        for (transfer, row) in transfers.iter().zip(rows) {
            let Some(place) = next.get_mut(transfer.to.0 as usize) else { continue };
            if let Some(slot) = self.credits.get_mut(*place as usize) {
                *slot = *row;
            }
            *place += 1;
        }
    }

    /// Keeps one account's book over its postings in the segment.
    fn keep(&mut self, segment: &Segment, id: AccountId, account: &mut Account) {
        let (debits, credits) = (segment.rows_of(id), self.payees.rows(id));
        if debits.is_empty() && credits.is_empty() {
            return;
        }
        self.sort_credits(segment, &credits);
        let had_postings = account.has_postings();
        let (mut debit, mut credit) = (debits.start, credits.start);
        let mut last: Option<(Stamp, u32)> = None;
        loop {
            let next_debit = (debit < debits.end).then(|| (segment.stamp(debit), Side::Debit));
            let next_credit = (credit < credits.end).then(|| (segment.credited(self.row(credit)), Side::Credit));
            let Some((stamp, side)) = next_debit.into_iter().chain(next_credit).min() else { break };
            let row = if side == Side::Debit { debit } else { self.row(credit) };
            account.is_odd |= stamp.t <= account.last && (last.is_none() || stamp.t < account.last);
            account.is_odd |= last.is_some_and(|(before, other)| before == stamp && other != number(row));
            (account.last, last) = (account.last.max(stamp.t), Some((stamp, number(row))));
            if side == Side::Debit {
                self.debit(segment, row, account, had_postings, (debits.start, credits.start..credit));
                debit += 1;
            } else {
                self.credit(segment, credit, row, account);
                credit += 1;
            }
        }
    }

    /// `before`: where the account's debits and credits before this one stand.
    fn debit(
        &mut self,
        segment: &Segment,
        row: usize,
        account: &mut Account,
        had_postings: bool,
        before: (usize, Range<usize>),
    ) {
        let Some(slot) = self.before_debit.get_mut(row) else { return };
        let stated = std::mem::replace(slot, account.net);
        if stated != NOT_STATED {
            if let Some(word) = self.stated.get_mut(row / 64) {
                *word |= 1 << (row % 64);
            }
            if !account.is_stated && stated > account.net {
                // So much was there from the beginning.
                account.is_odd |= had_postings;
                self.raise(before.0..row + 1, before.1, stated - account.net);
            } else if stated != account.net {
                self.corrected.push((number(row), stated));
            }
            (account.net, account.is_stated) = (stated, true);
        }
        account.net -= signed(segment.amount(row));
    }

    fn credit(&mut self, segment: &Segment, at: usize, row: usize, account: &mut Account) {
        if let (Some(book), Some(way)) = (self.before_credit.get_mut(at), self.credit_at.get_mut(row)) {
            (*book, *way) = (account.net, number(at));
        }
        account.net += signed(segment.amount(row));
    }

    fn raise(&mut self, debits: Range<usize>, credits: Range<usize>, by: i64) {
        let debits = self.before_debit.get_mut(debits).unwrap_or_default();
        let credits = self.before_credit.get_mut(credits).unwrap_or_default();
        debits.iter_mut().chain(credits).for_each(|book| *book += by);
    }

    /// Credits with a stamp of their own may stand in another order than their debits.
    fn sort_credits(&mut self, segment: &Segment, credits: &Range<usize>) {
        let run = self.credits.get_mut(credits.clone()).unwrap_or_default();
        if segment.has_own_credits() && !run.is_sorted_by_key(|row| segment.credited(*row as usize)) {
            run.sort_by_key(|row| segment.credited(*row as usize));
        }
    }

    pub fn row(&self, credit: usize) -> usize {
        self.credits.get(credit).map_or(usize::MAX, |row| *row as usize)
    }

    /// The credits of an account, by place.
    pub fn credits_of(&self, account: AccountId) -> Range<usize> {
        self.payees.rows(account)
    }

    pub fn before_debit(&self, row: usize) -> i64 {
        self.before_debit.get(row).copied().unwrap_or(0)
    }

    pub fn before_credit(&self, credit: usize) -> i64 {
        self.before_credit.get(credit).copied().unwrap_or(0)
    }

    /// The payee's book before the credit of a row.
    pub fn before_credit_of(&self, row: usize) -> i64 {
        self.credit_at.get(row).map_or(0, |credit| self.before_credit(*credit as usize))
    }

    /// The balance that was stated with a debit.
    pub fn stated(&self, row: usize) -> Option<i64> {
        let is_stated = self.stated.get(row / 64).is_some_and(|word| word & (1 << (row % 64)) != 0);
        is_stated.then(|| {
            let found = self.corrected.binary_search_by_key(&row, |(row, _)| *row as usize).ok();
            found.and_then(|at| self.corrected.get(at)).map_or_else(|| self.before_debit(row), |(_, stated)| *stated)
        })
    }

    pub fn bytes(&self) -> usize {
        size_of_val(self.before_debit.as_slice())
            + size_of_val(self.credit_at.as_slice())
            + size_of_val(self.stated.as_slice())
            + size_of_val(self.corrected.as_slice())
            + self.payees.bytes()
            + size_of_val(self.credits.as_slice())
            + size_of_val(self.before_credit.as_slice())
    }
}

fn number(at: usize) -> u32 {
    // INVARIANT (rows): a segment has at most 2^26 rows.
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn signed(amount: u64) -> i64 {
    // INVARIANT (amount): `Transfer::check` keeps amounts far below i64::MAX.
    i64::try_from(amount).unwrap_or(i64::MAX)
}
