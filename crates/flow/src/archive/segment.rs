//! One segment: the transfers of a span of time, by payer, then by stamp. It never changes.
//!
//! A row is 16 bytes, so that one cache line holds four; what does not fit into it stands aside.

use super::presence::Presence;
use super::{Debit, Span};
use crate::names::{AccountId, TxId};
use crate::transfer::{Stamp, Transfer};
use std::ops::Range;

/// The most rows of one segment: their places are 26 bits.
pub(super) const SEGMENT_ROWS_MAX: usize = 1 << 26;
/// The longest span of one segment: 49 days, in ms of 32 bits.
pub(super) const SEGMENT_SPAN_MS_MAX: i64 = u32::MAX as i64;

/// A row that says this amount has its amount and its credit in `wide`.
const IS_WIDE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Row {
    /// ms since the segment's beginning.
    t: u32,
    to: u32,
    amount: u32,
    id: u32,
}

/// What does not fit into a row: a large amount, a credit with a stamp of its own.
#[derive(Clone, Copy, Debug)]
struct Wide {
    at: u32,
    amount: u64,
    credited: Option<Stamp>,
}

#[derive(Debug, Default)]
pub(super) struct Segment {
    /// The moment that rows count from, and the last of them.
    begins: i64,
    ends: i64,
    accounts: Presence,
    rows: Vec<Row>,
    /// The order within a ms, where it is not the order of the ids.
    seqs: Option<Vec<i64>>,
    /// By place.
    wide: Vec<Wide>,
}

impl Segment {
    /// Of transfers in the order of their moments that fit into one segment.
    pub(super) fn of(transfers: &[&Transfer]) -> Self {
        let begins = transfers.first().map_or(0, |first| first.debit.t);
        let ends = transfers.last().map_or(i64::MIN, |last| last.debit.t);
        let (order, accounts) = by_payer(transfers);
        let mut segment = Self { begins, ends, accounts, ..Self::default() };
        segment.rows.reserve_exact(order.len());
        let by_ids = transfers.iter().all(|transfer| transfer.debit.seq == i64::from(transfer.id.0));
        segment.seqs = (!by_ids).then(|| order.iter().map(|transfer| transfer.debit.seq).collect());
        for (at, transfer) in (0_u32..).zip(order) {
            segment.put(at, transfer);
        }
        segment.wide.shrink_to_fit();
        segment
    }

    fn put(&mut self, at: u32, transfer: &Transfer) {
        let narrow = u32::try_from(transfer.amount).ok().filter(|amount| *amount != IS_WIDE);
        let credited = Some(transfer.credited()).filter(|credited| *credited != transfer.debit);
        let narrow = narrow.filter(|_| credited.is_none());
        if narrow.is_none() {
            self.wide.push(Wide { at, amount: transfer.amount, credited });
        }
        self.rows.push(Row {
            // INVARIANT (span): the archive cuts before a segment is too long.
            t: u32::try_from(transfer.debit.t - self.begins).unwrap_or(u32::MAX),
            to: transfer.to.0,
            amount: narrow.unwrap_or(IS_WIDE),
            id: transfer.id.0,
        });
    }

    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn bytes(&self) -> usize {
        let seqs = self.seqs.as_ref().map_or(0, |seqs| size_of_val(seqs.as_slice()));
        self.accounts.bytes() + size_of_val(self.rows.as_slice()) + seqs + size_of_val(self.wide.as_slice())
    }

    #[inline]
    pub(super) fn debits(&self, account: AccountId, span: Span, found: &mut impl FnMut(Debit)) {
        if span.after.t > self.ends || span.end < self.begins {
            return;
        }
        let run = self.accounts.rows(account);
        let from = self.first_after(&run, span.after);
        let to = self.first_after(&(from..run.end), span.until.min(Stamp::after(span.end)));
        for (at, row) in (from..).zip(self.rows.get(from..to).unwrap_or_default()) {
            found(self.debit(at, row));
        }
    }

    /// The first row of a run with a later stamp.
    fn first_after(&self, run: &Range<usize>, stamp: Stamp) -> usize {
        let Some(since) = stamp.t.checked_sub(self.begins).filter(|since| *since >= 0) else { return run.start };
        let Ok(t) = u32::try_from(since) else { return run.end };
        let rows = self.rows.get(run.clone()).unwrap_or_default();
        let mut at = run.start + rows.partition_point(|row| row.t < t);
        let same = |at: usize| self.rows.get(at).is_some_and(|row| row.t == t && self.seq(at, row) <= stamp.seq);
        while at < run.end && same(at) {
            at += 1;
        }
        at
    }

    fn seq(&self, at: usize, row: &Row) -> i64 {
        self.seqs.as_ref().map_or(i64::from(row.id), |seqs| seqs.get(at).copied().unwrap_or(i64::MAX))
    }

    #[inline]
    fn debit(&self, at: usize, row: &Row) -> Debit {
        let stamp = Stamp::new(self.begins + i64::from(row.t), self.seq(at, row));
        let narrow = Debit { id: TxId(row.id), to: AccountId(row.to), amount: u64::from(row.amount), credited: stamp };
        if row.amount == IS_WIDE { self.widened(at, narrow) } else { narrow }
    }

    #[cold]
    fn widened(&self, at: usize, debit: Debit) -> Debit {
        let found = self.wide.binary_search_by_key(&at, |wide| wide.at as usize);
        let wide = found.ok().and_then(|place| self.wide.get(place));
        wide.map_or(debit, |wide| Debit {
            amount: wide.amount,
            credited: wide.credited.unwrap_or(debit.credited),
            ..debit
        })
    }
}

/// The transfers by payer, then by stamp and id; and where each payer's begin.
fn by_payer<'t>(transfers: &[&'t Transfer]) -> (Vec<&'t Transfer>, Presence) {
    let most = transfers.iter().map(|transfer| transfer.from.0 as usize + 1).max().unwrap_or(0);
    let mut counts = vec![0_u32; most];
    for transfer in transfers {
        if let Some(count) = counts.get_mut(transfer.from.0 as usize) {
            *count += 1;
        }
    }
    let presence = Presence::of(&counts);
    let mut next = counts;
    let mut sum = 0_u32;
    for count in &mut next {
        sum += std::mem::replace(count, sum);
    }
    let Some(any) = transfers.first() else { return (Vec::new(), presence) };
    let mut order = vec![*any; transfers.len()];
    for transfer in transfers {
        let Some(place) = next.get_mut(transfer.from.0 as usize) else { continue };
        if let Some(slot) = order.get_mut(*place as usize) {
            *slot = transfer;
        }
        *place += 1;
    }
    // They came by their moments; within one, the order is yet to be made.
    for run in order.chunk_by_mut(|a, b| a.from == b.from && a.debit.t == b.debit.t).filter(|run| run.len() > 1) {
        run.sort_by_key(|transfer| (transfer.debit, transfer.id));
    }
    (order, presence)
}
