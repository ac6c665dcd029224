//! One segment: the transfers of a span of time, by payer, then by stamp. It never changes.
//!
//! A row is 16 bytes, so that one cache line holds four; what does not fit into it stands aside.

use super::accounts::Accounts;
use super::books::Books;
use super::counts::Counts;
use super::fill::fill;
use super::presence::Presence;
use super::{Debit, Span};
use crate::names::{AccountId, TxId};
use crate::transfer::{Stamp, Transfer};
use bytemuck::{Pod, Zeroable};
use std::ops::Range;

/// The most rows of one segment: their places are 26 bits.
pub(super) const SEGMENT_ROWS_MAX: usize = 1 << 26;
/// The longest span of one segment: 49 days, in ms of 32 bits.
pub(super) const SEGMENT_SPAN_MS_MAX: i64 = u32::MAX as i64;

const NOWHERE: Stamp = Stamp::new(i64::MAX, i64::MAX);

/// A row that says this amount has its amount and its credit in `wide`.
const IS_WIDE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Row {
    /// ms since the segment's beginning.
    t: u32,
    to: u32,
    amount: u32,
    id: u32,
}

/// What does not fit into a row: a large amount, a credit with a stamp of its own.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Wide {
    amount: u64,
    t: i64,
    seq: i64,
    pub(super) at: u32,
    has_credit: u32,
}

#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Head {
    /// Its transfers were among those that came with these numbers.
    pub first: u64,
    pub last: u64,
    /// The moment that rows count from, and the last of them.
    pub begins: i64,
    pub ends: i64,
    /// What all its transfers add to the volume.
    pub volume: u64,
    /// 1 where a credit has a stamp of its own.
    own_credits: u64,
    /// What a ms is of the span, in units of 2^-48.
    of_span: u64,
}

impl Row {
    /// The same, counted from so much earlier.
    pub const fn moved(self, later: u32) -> Self {
        Self { t: self.t.saturating_add(later), ..self }
    }
}

impl Head {
    /// Of the transfers of one segment, in the order of their moments.
    fn of(transfers: &[Transfer], came: &Range<u64>) -> Self {
        let head = Self {
            first: came.start,
            last: came.end.saturating_sub(1),
            begins: transfers.first().map_or(0, |first| first.debit.t),
            ends: transfers.last().map_or(i64::MIN, |last| last.debit.t),
            ..Self::default()
        };
        head.spanned()
    }

    /// Of two segments that are merged.
    pub fn with(self, other: Self) -> Self {
        let head = Self {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
            begins: self.begins.min(other.begins),
            ends: self.ends.max(other.ends),
            volume: self.volume.saturating_add(other.volume),
            own_credits: self.own_credits | other.own_credits,
            of_span: 0,
        };
        head.spanned()
    }

    fn spanned(self) -> Self {
        Self { of_span: (1 << 48) / u64::try_from(self.span()).unwrap_or(1).max(1), ..self }
    }

    pub const fn span(&self) -> i64 {
        self.ends.saturating_sub(self.begins)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Segment {
    pub(super) head: Head,
    pub(super) accounts: Presence,
    pub(super) rows: Vec<Row>,
    /// The order within a ms; empty where it is the order of the ids.
    pub(super) seqs: Vec<i64>,
    /// By place.
    pub(super) wide: Vec<Wide>,
    pub(super) books: Books,
}

impl Segment {
    /// Of transfers in the order of their stamps and ids that fit into one segment; their accounts' books go
    /// on from where they are. `came`: the numbers with which they came.
    pub(super) fn of(transfers: &[Transfer], came: &Range<u64>, accounts: &mut Accounts) -> Self {
        let mut counts = Counts::default();
        transfers.iter().for_each(|transfer| counts.add(transfer));
        let len = transfers.len();
        let mut segment = Self {
            head: Head { own_credits: u64::from(counts.own_credits), ..Head::of(transfers, came) },
            accounts: Presence::of(&counts.payers),
            rows: vec![Row::zeroed(); len],
            seqs: if counts.by_ids { Vec::new() } else { vec![0; len] },
            wide: Vec::new(),
            books: Books::of_payees(Presence::of(&counts.payees), len),
        };
        let unsure = fill(&mut segment, transfers, &counts, accounts);
        segment.wide.sort_unstable_by_key(|wide| wide.at);
        segment.wide.shrink_to_fit();
        segment.keep_again(&unsure, accounts);
        segment.books.corrected.shrink_to_fit();
        segment
    }

    /// Heals its odd accounts: every posting that they have is here.
    pub(super) fn heal(&mut self, accounts: &mut Accounts) {
        let odd: Vec<AccountId> = std::mem::take(&mut self.books.odd).into_iter().map(AccountId).collect();
        accounts.forget(&odd);
        self.keep_again(&odd, accounts);
    }

    pub(super) const fn has_odd(&self) -> bool {
        !self.books.odd.is_empty()
    }

    /// Something of what stands at these places.
    #[inline]
    pub(super) fn look(&self, row: usize, credit: usize) -> u32 {
        self.rows.get(row).map_or(0, |row| row.t) ^ self.books.look(row, credit)
    }

    pub(super) fn keep_again(&mut self, ids: &[AccountId], accounts: &mut Accounts) {
        if !ids.is_empty() {
            let mut books = std::mem::take(&mut self.books);
            books.keep_again(self, ids, accounts);
            self.books = books;
        }
    }

    #[inline]
    pub(super) fn put(&mut self, at: u32, transfer: &Transfer) {
        self.head.volume += transfer.volume();
        let narrow = u32::try_from(transfer.amount).ok().filter(|amount| *amount != IS_WIDE);
        let narrow = narrow.filter(|_| transfer.credit.is_none());
        if narrow.is_none() {
            let Stamp { t, seq } = transfer.credit.unwrap_or_default();
            let has_credit = u32::from(transfer.credit.is_some());
            self.wide.push(Wide { amount: transfer.amount, t, seq, at, has_credit });
        }
        if let Some(row) = self.rows.get_mut(at as usize) {
            // INVARIANT (span): the archive cuts before a segment is too long.
            row.t = u32::try_from(transfer.debit.t - self.head.begins).unwrap_or(u32::MAX);
            (row.to, row.id) = (transfer.to.0, transfer.id.0);
            row.amount = narrow.unwrap_or(IS_WIDE);
        }
        if let Some(seq) = self.seqs.get_mut(at as usize) {
            *seq = transfer.debit.seq;
        }
    }

    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// What reach reads of it, in bytes.
    pub fn bytes(&self) -> usize {
        let seqs = size_of_val(self.seqs.as_slice());
        self.accounts.bytes() + size_of_val(self.rows.as_slice()) + seqs + size_of_val(self.wide.as_slice())
    }

    pub fn ids(&self) -> impl Iterator<Item = TxId> {
        self.rows.iter().map(|row| TxId(row.id))
    }

    pub(super) const fn books(&self) -> &Books {
        &self.books
    }

    /// One more than the greatest account that may have rows.
    pub fn accounts(&self) -> u32 {
        self.accounts.accounts()
    }

    pub fn rows_of(&self, account: AccountId) -> Range<usize> {
        self.accounts.rows(account)
    }

    /// The account's rows later than a stamp.
    pub fn rows_after(&self, account: AccountId, after: Stamp) -> Range<usize> {
        if after.t > self.head.ends {
            return 0..0;
        }
        let run = self.accounts.rows(account);
        self.first_after(&run, after)..run.end
    }

    pub const fn has_own_credits(&self) -> bool {
        self.head.own_credits != 0
    }

    /// What rows of one payer are sorted by.
    pub fn key(&self, row: usize) -> (Stamp, u32) {
        self.rows.get(row).map_or((NOWHERE, u32::MAX), |found| (self.stamp_of(row, found), found.id))
    }

    pub fn stamp(&self, row: usize) -> Stamp {
        self.rows.get(row).map_or(NOWHERE, |found| self.stamp_of(row, found))
    }

    pub fn credited(&self, row: usize) -> Stamp {
        self.rows.get(row).map_or(NOWHERE, |found| self.debit(row, found).credited)
    }

    pub fn amount(&self, row: usize) -> u64 {
        self.posting(row).map_or(0, |(_, amount)| amount)
    }

    /// When a row's debit was, and its amount.
    #[inline]
    pub fn posting(&self, row: usize) -> Option<(Stamp, u64)> {
        let found = self.rows.get(row)?;
        let amount = if found.amount == IS_WIDE { self.debit(row, found).amount } else { u64::from(found.amount) };
        Some((self.stamp_of(row, found), amount))
    }

    /// Reads the transfer of a row whose payer is known, and tells what his book held before it. Into a place
    /// that is there: what is given back has to be moved, and waits until it is written.
    #[inline]
    pub fn read(&self, from: AccountId, row: usize, into: &mut Transfer) -> Option<i64> {
        let found = self.rows.get(row)?;
        let (net, balance_before) = self.books.before_debit(row);
        let wide = if found.amount == IS_WIDE { self.wide(row) } else { None };
        (into.id, into.from, into.to) = (TxId(found.id), from, AccountId(found.to));
        into.debit = self.stamp_of(row, found);
        into.balance_before = balance_before;
        (into.amount, into.credit) = wide.map_or((u64::from(found.amount), None), |wide| (wide.amount, wide.credit()));
        Some(net)
    }

    /// The transfer alone.
    pub fn whole(&self, from: AccountId, row: usize) -> Option<Transfer> {
        let mut transfer = Transfer::BLANK;
        self.read(from, row, &mut transfer).map(|_| transfer)
    }

    pub fn by_id(&self, id: TxId) -> Option<Transfer> {
        let row = self.rows.iter().position(|row| row.id == id.0)?;
        self.whole(self.payer(row), row)
    }

    pub fn payer(&self, row: usize) -> AccountId {
        self.accounts.account(row)
    }

    /// The account's rows, where some may be in the span.
    #[inline]
    pub(super) fn may_have(&self, account: AccountId, span: Span) -> Range<usize> {
        let is_beside = span.after.t > self.head.ends || span.end < self.head.begins;
        if is_beside { 0..0 } else { self.accounts.rows(account) }
    }

    /// Something of the row of a run near which a span begins.
    #[inline]
    pub(super) fn look_near(&self, run: &Range<usize>, span: Span) -> u32 {
        let since = span.after.t.saturating_sub(self.head.begins).max(0);
        let guess = self.guess(run.len(), u32::try_from(since).unwrap_or(u32::MAX));
        self.rows.get(run.start + guess.min(run.len())).map_or(0, |row| row.t)
    }

    /// The debits of a run in a span.
    #[inline]
    pub(super) fn debits(&self, run: &Range<usize>, span: Span, mut found: impl FnMut(Debit)) {
        let from = self.first_after(run, span.after);
        // Each row is looked at in any case, so where they end need not be searched for.
        let until = span.until.min(Stamp::after(span.end));
        let last = u32::try_from(until.t.saturating_sub(self.head.begins).max(0)).unwrap_or(u32::MAX);
        for (at, row) in (from..).zip(self.rows.get(from..run.end).unwrap_or_default()) {
            if row.t >= last && self.stamp_of(at, row) > until {
                break;
            }
            found(self.debit(at, row));
        }
    }

    /// The first row of a run with a later stamp.
    pub fn first_after(&self, run: &Range<usize>, stamp: Stamp) -> usize {
        let since = stamp.t.saturating_sub(self.head.begins);
        let Ok(t) = u32::try_from(since) else { return if since < 0 { run.start } else { run.end } };
        let rows = self.rows.get(run.clone()).unwrap_or_default();
        // Most accounts are about as busy at one time as at another, so it is about here.
        let mut at = run.start + partition_near(rows, self.guess(rows.len(), t), |row| row.t < t);
        let same = |at: usize| self.rows.get(at).is_some_and(|row| row.t == t && self.seq(at, row) <= stamp.seq);
        while at < run.end && same(at) {
            at += 1;
        }
        at
    }

    #[inline]
    fn guess(&self, len: usize, t: u32) -> usize {
        // INVARIANT (span): `t` is within the segment or little beyond it, so the share fits into 48 bits.
        let share = u64::from(t).saturating_mul(self.head.of_span) >> 16;
        usize::try_from(u64::try_from(len).unwrap_or(0).saturating_mul(share) >> 32).unwrap_or(usize::MAX)
    }

    fn seq(&self, at: usize, row: &Row) -> i64 {
        self.seqs.get(at).copied().unwrap_or(i64::from(row.id))
    }

    pub(super) fn stamp_of(&self, at: usize, row: &Row) -> Stamp {
        Stamp::new(self.head.begins + i64::from(row.t), self.seq(at, row))
    }

    #[inline]
    fn debit(&self, at: usize, row: &Row) -> Debit {
        let stamp = self.stamp_of(at, row);
        let narrow = Debit { id: TxId(row.id), to: AccountId(row.to), amount: u64::from(row.amount), credited: stamp };
        if row.amount == IS_WIDE { self.widened(at, narrow) } else { narrow }
    }

    #[cold]
    fn widened(&self, at: usize, debit: Debit) -> Debit {
        self.wide(at).map_or(debit, |wide| Debit {
            amount: wide.amount,
            credited: wide.credit().map_or(debit.credited, |credit| credit.max(debit.credited)),
            ..debit
        })
    }

    fn wide(&self, at: usize) -> Option<&Wide> {
        let found = self.wide.binary_search_by_key(&at, |wide| wide.at as usize).ok();
        found.and_then(|place| self.wide.get(place))
    }
}

impl Wide {
    /// The same of another row.
    pub const fn at(self, at: u32) -> Self {
        Self { at, ..self }
    }

    fn credit(&self) -> Option<Stamp> {
        (self.has_credit != 0).then(|| Stamp::new(self.t, self.seq))
    }
}

/// `partition_point`, looked for from a guess on: in steps that double, then between the last two.
#[inline]
fn partition_near<T>(rows: &[T], guess: usize, is_before: impl Fn(&T) -> bool) -> usize {
    let before = |at: usize| rows.get(at).is_some_and(&is_before);
    let guess = guess.min(rows.len());
    let (mut low, mut high, mut step) = (guess, guess, 2);
    if before(guess) {
        while before(high) {
            low = high + 1;
            high = (high + step).min(rows.len());
            step *= 2;
        }
    } else {
        while low > 0 && !before(low - 1) {
            high = low - 1;
            low = low.saturating_sub(step);
            step *= 2;
        }
    }
    low + rows.get(low..high).unwrap_or_default().partition_point(&is_before)
}

#[cfg(test)]
mod tests {
    use super::partition_near;

    #[test]
    fn wherever_the_search_begins_it_finds_the_same_place() {
        for len in 0..40_usize {
            let rows: Vec<usize> = (0..len).map(|at| at / 3).collect();
            for (wanted, guess) in (0..16).flat_map(|wanted| (0..len + 3).map(move |guess| (wanted, guess))) {
                let found = partition_near(&rows, guess, |row| *row < wanted);
                assert_eq!(found, rows.partition_point(|row| *row < wanted), "{len} {wanted} {guess}");
            }
        }
    }
}
