//! What the rules that count need of a segment, beside its rows: what the payer's and the payee's book
//! held before each transfer, what was stated, and the way from a payee to what he was paid.

use super::accounts::{Account, Accounts};
use super::number;
use super::places::Told;
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

/// While a segment is made: no balance was stated.
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

impl Nets {
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
        let nets = vec![Nets { payer: NOT_STATED, payee: 0 }; rows];
        Self { nets, payees, ..Self::default() }
    }

    /// A balance was stated with a row.
    pub fn state(&mut self, row: u32, stated: i64) {
        if let Some(nets) = self.nets.get_mut(row as usize) {
            nets.payer = stated;
        }
    }

    /// Keeps the books of all accounts over a segment's rows. `told`: what the credits say, by place.
    pub fn keep_all(&mut self, segment: &Segment, accounts: &mut Accounts, told: &[Told]) {
        let count = segment.accounts().max(self.payees.accounts());
        self.credits = told.iter().map(|told| told.row).collect();
        if segment.has_own_credits() {
            // They are put in order account by account, and then read from the rows.
            accounts.each(count, |id, account| self.keep(segment, id, account, Self::read_credit));
        } else {
            let tell = |_: &Self, _: &Segment, credit: usize| told.get(credit).copied().unwrap_or_default();
            accounts.each(count, |id, account| self.keep(segment, id, account, tell));
        }
        self.corrected.shrink_to_fit();
    }

    fn read_credit(&self, segment: &Segment, credit: usize) -> Told {
        let row = self.row(credit);
        Told { stamp: segment.credited(row), amount: segment.amount(row), row: number(row) }
    }

    /// Keeps the books of the odd accounts anew: every posting that they have is here.
    pub fn heal(&mut self, segment: &Segment, accounts: &mut Accounts) {
        let odd = std::mem::take(&mut self.odd);
        for row in odd.iter().flat_map(|id| segment.rows_of(AccountId(*id))) {
            let stated = self.before_debit(row).1;
            if let Some(nets) = self.nets.get_mut(row) {
                nets.payer = stated.unwrap_or(NOT_STATED);
            }
        }
        let is_kept =
            |row: u64| odd.binary_search(&segment.payer(usize::try_from(row).unwrap_or(usize::MAX)).0).is_err();
        self.corrected.retain(|corrected| is_kept(corrected.row));
        for id in odd.into_iter().map(AccountId) {
            let mut account = Account::NEW;
            self.keep(segment, id, &mut account, Self::read_credit);
            accounts.set(id, account);
        }
        self.corrected.sort_unstable_by_key(|corrected| corrected.row);
    }

    /// Keeps one account's book over its postings in the segment.
    fn keep(
        &mut self,
        segment: &Segment,
        id: AccountId,
        account: &mut Account,
        tell: impl Fn(&Self, &Segment, usize) -> Told,
    ) {
        let (debits, credits) = (segment.rows_of(id), self.payees.rows(id));
        self.sort_credits(segment, &credits);
        let run = Run { debits, credits, had_postings: account.has_postings() };
        let (mut debit, mut credit) = (run.debits.start, run.credits.start);
        let (mut last, was_odd): (Option<(Stamp, usize)>, _) = (None, account.is_odd);
        let next_debit = |debit: usize| if debit < run.debits.end { segment.posting(debit) } else { None };
        let next_credit =
            |books: &Self, credit: usize| (credit < run.credits.end).then(|| tell(books, segment, credit));
        let (mut owed, mut told) = (next_debit(debit), next_credit(self, credit));
        loop {
            // Of both with one stamp the debit is first.
            let is_debit = match (owed, told) {
                (Some((stamp, _)), Some(told)) => stamp <= told.stamp,
                (owed, _) => owed.is_some(),
            };
            let first =
                if is_debit { owed.map(|(stamp, amount)| (stamp, debit, amount)) } else { told.map(Told::parts) };
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

    fn raise(&mut self, debits: Range<usize>, credits: Range<usize>, by: i64) {
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
