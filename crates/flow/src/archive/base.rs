//! What is sealed, as whoever seals has it: the segments, and what each account carries from one to the
//! next. A folder has it sealed beside those who append, who need none of it.

use super::accounts::Accounts;
use super::merge;
use super::segment::{SEGMENT_ROWS_MAX, SEGMENT_SPAN_MS_MAX, Segment};
use super::snapshot::Snapshot;
use super::tail::Tail;
use crate::transfer::Transfer;
use std::borrow::Cow;
use std::sync::Arc;

#[derive(Debug, Default)]
pub(crate) struct Base {
    segments: Arc<Vec<Arc<Segment>>>,
    /// How many transfers they have.
    sealed: usize,
    accounts: Accounts,
}

impl Base {
    /// Of segments that were written and read again, in their order.
    pub(super) fn of_segments(segments: Vec<Segment>) -> Self {
        let accounts = Accounts::after(&segments);
        let sealed = segments.iter().map(Segment::len).sum();
        Self { segments: Arc::new(segments.into_iter().map(Arc::new).collect()), sealed, accounts }
    }

    /// Of transfers in any order, in as few segments as can be.
    pub(super) fn of(transfers: &[Transfer]) -> Self {
        let mut base = Self::default();
        let segments = base.segments_of(transfers);
        base.segments = Arc::new(segments.into_iter().map(Arc::new).collect());
        base.sealed = transfers.len();
        base
    }

    /// Makes a segment of the tail that was frozen next.
    pub fn seal(&mut self, frozen: &Tail) {
        if frozen.is_empty() {
            return;
        }
        let mut transfers: Vec<Transfer> = Vec::with_capacity(frozen.len());
        frozen.transfers().for_each(|transfer| transfers.push(*transfer));
        let mut segments = self.segments.to_vec();
        segments.extend(self.segments_of(&transfers).into_iter().map(Arc::new));
        (self.segments, self.sealed) = (Arc::new(segments), self.sealed + transfers.len());
    }

    /// Makes one segment of several where they are of a like size: so there are few. How many of those that
    /// were there are still there.
    pub fn merge(&mut self) -> usize {
        let mut segments = self.segments.to_vec();
        let (before, kept) = (segments.len(), merge::merge(&mut segments, &mut self.accounts));
        if kept < before {
            self.segments = Arc::new(segments);
        }
        kept
    }

    pub fn segments(&self) -> &[Arc<Segment>] {
        &self.segments
    }

    pub const fn sealed(&self) -> usize {
        self.sealed
    }

    /// The same for those who read, and room for a tail.
    pub fn snapshot(&self, room: usize) -> Snapshot {
        let (segments, marks) = (Arc::clone(&self.segments), self.accounts.marks());
        Snapshot { segments, sealed: self.sealed, marks, frozen: Arc::default(), tail: Tail::with_room(room) }
    }

    pub(super) fn bytes(&self) -> usize {
        self.accounts.bytes()
    }

    fn segments_of(&mut self, transfers: &[Transfer]) -> Vec<Segment> {
        let key = |transfer: &Transfer| (transfer.debit, transfer.id);
        let mut sorted = Cow::Borrowed(transfers);
        // In order already, as a bank's journal is, they stay where they are.
        if !sorted.is_sorted_by_key(key) {
            sorted.to_mut().sort_unstable_by_key(key);
        }
        // The numbers with which they came.
        let came = self.sealed as u64..(self.sealed + transfers.len()) as u64;
        let (mut rest, mut segments) = (&*sorted, Vec::new());
        while let Some(first) = rest.first() {
            let fits = rest.partition_point(|transfer| transfer.debit.t - first.debit.t <= SEGMENT_SPAN_MS_MAX);
            let (now, later) = rest.split_at(fits.min(SEGMENT_ROWS_MAX));
            segments.push(Segment::of(now, &came, &mut self.accounts));
            rest = later;
        }
        segments
    }
}
