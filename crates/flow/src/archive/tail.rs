//! What was appended and is not sorted yet: rows as they came, and from each the one before it of the
//! same payer, and of the same payee.
//!
//! One appends while others read, and nobody waits: a row is set once, and whoever reads passes over those
//! that came after his look.

use super::{Debit, Span};
use crate::names::AccountId;
use crate::transfer::{Stamp, Transfer};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// Beyond every row.
const NONE: u32 = u32::MAX;
/// The least room for rows.
const ROOM_MIN: usize = 64;

/// A look at the rows: at those that had come by then.
///
/// INVARIANT (one writer): only an archive appends, and those who read have looks of their own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tail {
    rows: Arc<Rows>,
    len: u32,
}

#[derive(Debug, Default)]
struct Rows {
    rows: Box<[OnceLock<Row>]>,
    paid: Newest,
    received: Newest,
    /// Something came that is older than what was there: then a chain is gone through to its end.
    has_late: AtomicBool,
}

#[derive(Debug)]
struct Row {
    transfer: Transfer,
    /// The row before it of the same payer, and of the same payee.
    paid_before: u32,
    received_before: u32,
}

/// For each account its newest row.
#[derive(Debug, Default)]
struct Newest(Box<[AtomicU64]>);

/// An account and one more than its newest row; 0 where there is none.
const fn packed(account: AccountId, row: u32) -> u64 {
    (account.0 as u64) << 32 | (row as u64 + 1)
}

fn row_in(packed: u64) -> u32 {
    u32::try_from(packed & u64::from(u32::MAX)).unwrap_or(0).wrapping_sub(1)
}

impl Newest {
    fn with_room(rows: usize) -> Self {
        Self((0..rows.saturating_mul(2)).map(|_| AtomicU64::new(0)).collect())
    }

    /// The account's place, and what stands there. None where there is no room at all.
    ///
    /// INVARIANT (room): there are twice as many places as rows, so a free one is never far.
    #[inline]
    fn find(&self, account: AccountId) -> Option<(&AtomicU64, u64)> {
        let spread = u64::from(account.0.wrapping_mul(0x9e37_79b1));
        let mut at = usize::try_from((spread * self.0.len() as u64) >> 32).unwrap_or(0);
        loop {
            let place = self.0.get(at)?;
            let there = place.load(Ordering::Acquire);
            if there == 0 || there >> 32 == u64::from(account.0) {
                return Some((place, there));
            }
            at = if at + 1 == self.0.len() { 0 } else { at + 1 };
        }
    }

    #[inline]
    fn of(&self, account: AccountId) -> u32 {
        self.find(account).map_or(NONE, |(_, there)| row_in(there))
    }
}

impl Rows {
    fn with_room(rows: usize) -> Self {
        Self {
            rows: (0..rows).map(|_| OnceLock::new()).collect(),
            paid: Newest::with_room(rows),
            received: Newest::with_room(rows),
            has_late: AtomicBool::new(false),
        }
    }

    #[inline]
    fn get(&self, at: u32) -> Option<&Row> {
        self.rows.get(at as usize)?.get()
    }

    /// Whoever finds the row by a chain finds it set.
    fn put(&self, at: u32, transfer: Transfer) {
        let last = at.checked_sub(1).and_then(|last| self.get(last));
        if last.is_some_and(|last| last.transfer.debit > transfer.debit) {
            self.has_late.store(true, Ordering::Release);
        }
        let (paid, received) = (self.paid.find(transfer.from), self.received.find(transfer.to));
        let before = |found: Option<(&AtomicU64, u64)>| found.map_or(NONE, |(_, there)| row_in(there));
        let row = Row { transfer, paid_before: before(paid), received_before: before(received) };
        let Some(Ok(())) = self.rows.get(at as usize).map(|place| place.set(row)) else { return };
        for (account, place) in [(transfer.from, paid), (transfer.to, received)] {
            place.into_iter().for_each(|(place, _)| place.store(packed(account, at), Ordering::Release));
        }
    }
}

impl Tail {
    /// An empty one.
    pub(super) fn with_room(rows: usize) -> Self {
        Self { rows: Arc::new(Rows::with_room(rows)), len: 0 }
    }

    pub(super) fn has_room(&self) -> bool {
        !self.rows.rows.is_empty()
    }

    pub(super) fn append(&mut self, transfer: Transfer) {
        if self.len() == self.rows.rows.len() {
            self.grow();
        }
        self.rows.put(self.len, transfer);
        // INVARIANT (names): transfers are numbered by `u32`, so there are never more.
        self.len = self.len.saturating_add(1);
    }

    /// Whoever looked before keeps the lesser room.
    fn grow(&mut self) {
        let rows = Rows::with_room(self.len().saturating_mul(4).max(ROOM_MIN));
        (0..).zip(self.transfers()).for_each(|(at, transfer)| rows.put(at, *transfer));
        self.rows = Arc::new(rows);
    }

    pub(crate) const fn len(&self) -> usize {
        self.len as usize
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// As they came.
    pub(super) fn transfers(&self) -> impl Iterator<Item = &Transfer> {
        (0..self.len).filter_map(|at| self.rows.get(at)).map(|row| &row.transfer)
    }

    #[inline]
    pub(super) fn debits(&self, account: AccountId, span: Span, found: &mut impl FnMut(Debit)) {
        if self.is_empty() {
            return;
        }
        for transfer in self.paid(account) {
            let debit = transfer.debit;
            if debit > span.after && debit <= span.until && debit.t <= span.end {
                let Transfer { id, to, amount, .. } = *transfer;
                found(Debit { id, to, amount, credited: transfer.credited() });
            } else if debit <= span.after && !self.rows.has_late.load(Ordering::Acquire) {
                return;
            }
        }
    }

    fn paid(&self, account: AccountId) -> impl Iterator<Item = &Transfer> {
        self.chain(self.rows.paid.of(account), |row| row.paid_before)
    }

    /// The newest first.
    fn chain(&self, newest: u32, before: impl Fn(&Row) -> u32) -> impl Iterator<Item = &Transfer> {
        let rows = std::iter::successors(Some(newest), move |at| self.rows.get(*at).map(&before));
        rows.filter(|at| *at < self.len).map_while(|at| self.rows.get(at)).map(|row| &row.transfer)
    }

    /// Every transfer that touches an account, each once.
    pub(super) fn of(&self, account: AccountId) -> impl Iterator<Item = &Transfer> {
        let received = self.chain(self.rows.received.of(account), |row| row.received_before);
        self.paid(account).chain(received.filter(move |transfer| transfer.from != account))
    }

    /// The earliest posting of an account.
    pub(super) fn earliest(&self, account: AccountId) -> Option<Stamp> {
        let stamp = |transfer: &Transfer| if transfer.from == account { transfer.debit } else { transfer.credited() };
        self.of(account).map(stamp).min()
    }

    pub(super) fn bytes(&self) -> usize {
        let newest = |newest: &Newest| size_of_val(&*newest.0);
        size_of_val(&*self.rows.rows) + newest(&self.rows.paid) + newest(&self.rows.received)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::TxId;

    fn transfer(id: u32) -> Transfer {
        let debit = Stamp::new(i64::from(id), 0);
        let (from, to) = (AccountId(id * 7 % 50), AccountId(id * 11 % 50));
        Transfer { id: TxId(id), from, to, amount: 1, debit, credit: None, balance_before: None }
    }

    /// Also across growth, where the room is another.
    #[test]
    fn a_look_sees_what_had_come_by_then_and_no_more() {
        let (mut tail, mut looks) = (Tail::default(), Vec::new());
        for id in 0..1_000 {
            looks.push(tail.clone());
            tail.append(transfer(id));
        }
        for (id, look) in (0..).zip(&looks) {
            assert!(look.transfers().map(|t| t.id.0).eq(0..id));
            for account in (0..50).map(AccountId) {
                let mut found: Vec<u32> = look.of(account).map(|t| t.id.0).collect();
                found.sort_unstable();
                let touches = |t: &Transfer| t.from == account || t.to == account;
                assert!(found.into_iter().eq((0..id).filter(|id| touches(&transfer(*id)))), "{account:?} at {id}");
            }
        }
    }

    #[test]
    fn whoever_reads_while_one_appends_finds_whole_chains() {
        let mut tail = Tail::with_room(40_000);
        let looks = std::sync::mpsc::channel::<Tail>();
        std::thread::scope(|threads| {
            threads.spawn(move || {
                for look in looks.1 {
                    for account in (0..50).map(AccountId) {
                        let wanted = (0..look.len).filter(|id| transfer(*id).from == account);
                        assert!(look.paid(account).map(|t| t.id.0).eq(wanted.rev()), "{account:?} at {}", look.len);
                    }
                }
            });
            for id in 0..40_000 {
                tail.append(transfer(id));
                if id % 1_000 == 0 {
                    looks.0.send(tail.clone()).unwrap();
                }
            }
            drop(looks.0);
        });
    }
}
