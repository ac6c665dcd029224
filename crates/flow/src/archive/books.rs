//! What the rules that count need of a segment, beside its rows: what the payer's and the payee's book
//! held before each transfer, what was stated, and the way from a payee to what he was paid.

use super::accounts::{Account, Accounts};
use super::presence::Presence;
use super::segment::Segment;
use crate::names::AccountId;
use crate::transfer::{Stamp, signed};
use bytemuck::{Pod, Zeroable};
use std::ops::Range;

/// What the books held before a transfer, less an overdraft, in one place: whoever reads the one reads
/// the other next.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Nets {
    /// The payer's, before a stated balance corrects it, times two; one more where a balance was stated.
    payer: i64,
    payee: i64,
}

/// While a book is kept again: no balance was stated.
const NOT_STATED: i64 = i64::MIN;

/// What was stated with a row where it is not what the book held.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Corrected {
    pub row: u64,
    pub stated: i64,
}

#[derive(Debug, Default)]
pub(super) struct Books {
    /// By row.
    pub nets: Vec<Nets>,
    /// By row.
    pub corrected: Vec<Corrected>,
    pub payees: Presence,
    /// The rows by payee, then by the stamp of their credit.
    pub credits: Vec<u32>,
    /// The accounts that are odd since this segment.
    pub odd: Vec<u32>,
}

/// One account's postings in a segment: its debits are rows, its credits places among `credits`.
struct Run {
    debits: Range<usize>,
    credits: Range<usize>,
    had_postings: bool,
}

/// What a credit says.
#[derive(Clone, Copy, Debug)]
struct Told {
    stamp: Stamp,
    amount: u64,
    row: usize,
}

impl Nets {
    pub const fn of(payer: i64, is_stated: bool, payee: i64) -> Self {
        Self { payer: payer << 1 | is_stated as i64, payee }
    }

    const fn payer(self) -> i64 {
        self.payer >> 1
    }

    const fn is_stated(self) -> bool {
        self.payer & 1 == 1
    }
}

impl Books {
    /// For so many rows, paid to these; what is kept of each row is yet to come.
    pub fn of_payees(payees: Presence, rows: usize) -> Self {
        #[expect(clippy::slow_vector_initialization, reason = "empty pages of the system cost again when filled")]
        let mut credits = Vec::with_capacity(rows);
        credits.resize(rows, 0);
        Self { nets: vec![Nets::zeroed(); rows], payees, credits, ..Self::default() }
    }

    /// Something of what stands at these places.
    #[inline]
    pub fn look(&self, row: usize, credit: usize) -> u32 {
        let nets = self.nets.get(row).is_some_and(|nets| nets.payee != 0);
        u32::from(nets) ^ self.credits.get(credit).copied().unwrap_or(0)
    }

    /// What was held before a row, which has this place among the credits.
    pub fn put(&mut self, row: u32, credit: u32, held: Nets) {
        if let Some(nets) = self.nets.get_mut(row as usize) {
            *nets = held;
        }
        if let Some(place) = self.credits.get_mut(credit as usize) {
            *place = row;
        }
    }

    /// Keeps the books of some accounts, in the order of their numbers, as they were before the segment: their
    /// postings are put in order.
    pub fn keep_again(&mut self, segment: &Segment, ids: &[AccountId], accounts: &mut Accounts) {
        let runs = ids.iter().map(|id| segment.rows_of(*id)).filter(|run| !run.is_empty());
        let runs: Vec<Range<usize>> = runs.collect();
        for row in runs.iter().cloned().flatten() {
            let stated = self.before_debit(row).1;
            if let Some(nets) = self.nets.get_mut(row) {
                nets.payer = stated.unwrap_or(NOT_STATED);
            }
        }
        let is_in = |run: &Range<usize>, row: u64| (run.start as u64..run.end as u64).contains(&row);
        let run_at = |row: u64| runs.get(runs.partition_point(|run| run.end as u64 <= row));
        self.corrected.retain(|corrected| !run_at(corrected.row).is_some_and(|run| is_in(run, corrected.row)));
        for id in ids {
            let mut account = accounts.get(*id);
            self.keep(segment, *id, &mut account);
            accounts.set(*id, account);
        }
        self.corrected.sort_unstable_by_key(|corrected| corrected.row);
    }

    /// Keeps one account's book over its postings in the segment.
    fn keep(&mut self, segment: &Segment, id: AccountId, account: &mut Account) {
        let (debits, credits) = (segment.rows_of(id), self.payees.rows(id));
        self.sort_credits(segment, &credits);
        let run = Run { debits, credits, had_postings: account.has_postings() };
        let (mut debit, mut credit) = (run.debits.start, run.credits.start);
        let (mut last, was_odd): (Option<(Stamp, usize)>, _) = (None, account.is_odd);
        let next_debit = |debit: usize| if debit < run.debits.end { segment.posting(debit) } else { None };
        let next_credit = |books: &Self, credit: usize| (credit < run.credits.end).then(|| books.told(segment, credit));
        let (mut owed, mut told) = (next_debit(debit), next_credit(self, credit));
        loop {
            // Of both with one stamp the debit is first.
            let is_debit = match (owed, told) {
                (Some((stamp, _)), Some(told)) => stamp <= told.stamp,
                (owed, _) => owed.is_some(),
            };
            let first = if is_debit {
                owed.map(|(stamp, amount)| (stamp, debit, amount))
            } else {
                told.map(|told| (told.stamp, told.row, told.amount))
            };
            let Some((stamp, row, amount)) = first else { break };
            account.is_odd |= match last {
                Some((before, other)) => before == stamp && other != row,
                None => stamp.t <= account.last,
            };
            (account.last, last) = (account.last.max(stamp.t), Some((stamp, row)));
            if is_debit {
                self.debit(row, account, &run, credit);
                account.net -= signed(amount);
                debit += 1;
                owed = next_debit(debit);
            } else {
                if let Some(nets) = self.nets.get_mut(row) {
                    nets.payee = account.net;
                }
                account.net += signed(amount);
                credit += 1;
                told = next_credit(self, credit);
            }
        }
        if account.is_odd && !was_odd {
            self.odd.push(id.0);
        }
        account.forget_if_odd();
    }

    fn told(&self, segment: &Segment, credit: usize) -> Told {
        let row = self.row(credit);
        Told { stamp: segment.credited(row), amount: segment.amount(row), row }
    }

    /// What the book holds before a debit. `credit`: the account's first credit after it.
    fn debit(&mut self, row: usize, account: &mut Account, run: &Run, credit: usize) {
        let Some(nets) = self.nets.get_mut(row) else { return };
        let stated = std::mem::replace(&mut nets.payer, account.net << 1);
        if stated != NOT_STATED {
            nets.payer |= 1;
            if !account.is_stated && stated > account.net {
                // So much was there from the beginning.
                account.is_odd |= run.had_postings;
                self.raise(run.debits.start..row + 1, run.credits.start..credit, stated - account.net);
            } else if stated != account.net {
                self.corrected.push(Corrected { row: row as u64, stated });
            }
            (account.net, account.is_stated) = (stated, true);
        }
    }

    pub fn raise(&mut self, debits: Range<usize>, credits: Range<usize>, by: i64) {
        let debits = self.nets.get_mut(debits).unwrap_or_default();
        debits.iter_mut().for_each(|nets| nets.payer += by << 1);
        for row in self.credits.get(credits).unwrap_or_default() {
            if let Some(nets) = self.nets.get_mut(*row as usize) {
                nets.payee += by;
            }
        }
    }

    /// Credits with a stamp of their own may stand in another order than their debits.
    fn sort_credits(&mut self, segment: &Segment, credits: &Range<usize>) {
        let run = self.credits.get_mut(credits.clone()).unwrap_or_default();
        if segment.has_own_credits() && !run.is_sorted_by_key(|row| segment.credited(*row as usize)) {
            run.sort_by_key(|row| segment.credited(*row as usize));
        }
    }

    /// The row of a credit.
    pub fn row(&self, credit: usize) -> usize {
        self.credits.get(credit).map_or(usize::MAX, |row| *row as usize)
    }

    /// The credits of an account, by place.
    pub fn credits_of(&self, account: AccountId) -> Range<usize> {
        self.payees.rows(account)
    }

    /// The payer's book before a transfer, less an overdraft, and the balance that was stated with it.
    #[inline]
    pub fn before_debit(&self, row: usize) -> (i64, Option<i64>) {
        let nets = self.nets.get(row).copied().unwrap_or_default();
        (nets.payer(), nets.is_stated().then(|| self.stated(row, nets)))
    }

    pub fn is_stated(&self, row: usize) -> bool {
        self.nets.get(row).is_some_and(|nets| nets.is_stated())
    }

    fn stated(&self, row: usize, nets: Nets) -> i64 {
        if self.corrected.is_empty() {
            return nets.payer();
        }
        let found = self.corrected.binary_search_by_key(&(row as u64), |corrected| corrected.row).ok();
        found.and_then(|at| self.corrected.get(at)).map_or(nets.payer(), |corrected| corrected.stated)
    }

    /// The payee's book before a transfer, less an overdraft.
    #[inline]
    pub fn before_credit(&self, row: usize) -> i64 {
        self.nets.get(row).map_or(0, |nets| nets.payee)
    }

    pub fn bytes(&self) -> usize {
        size_of_val(self.nets.as_slice())
            + size_of_val(self.corrected.as_slice())
            + self.payees.bytes()
            + size_of_val(self.credits.as_slice())
            + size_of_val(self.odd.as_slice())
    }
}
