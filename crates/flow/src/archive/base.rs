//! What is sealed, as whoever seals has it: the segments, and what each account carries from one to the
//! next. A folder has it sealed beside those who append, who need none of it.

use super::accounts::Accounts;
use super::merge::{Merging, Size, alike};
use super::segment::{SEGMENT_ROWS_MAX, SEGMENT_SPAN_MS_MAX, Segment};
use super::snapshot::Snapshot;
use super::tail::Tail;
use crate::transfer::Transfer;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

#[derive(Debug, Default)]
pub(crate) struct Base {
    segments: Arc<Vec<Arc<Segment>>>,
    /// How many transfers they have.
    sealed: usize,
    accounts: Accounts,
    /// So many segments are merged as far as they are alike, or are being merged; those of the tails that were
    /// sealed meanwhile end there. They are looked at tail by tail, so that which are merged does not depend on
    /// when they were sealed.
    settled: usize,
    ends: VecDeque<usize>,
    merging: Option<Merging>,
}

/// What became of a slice.
pub(crate) enum Merge {
    GoesOn,
    /// Several segments are one. How many are what they were.
    Merged(usize),
    /// There is nothing to merge.
    Rests,
}

impl Base {
    /// Of segments that were written and read again, in their order.
    pub(super) fn of_segments(segments: Vec<Segment>) -> Self {
        let accounts = Accounts::after(&segments);
        Self { accounts, ..Self::default() }.with(segments)
    }

    /// Of transfers in any order, in as few segments as can be.
    pub(super) fn of(transfers: &[Transfer]) -> Self {
        let mut base = Self::default();
        let segments = base.segments_of(transfers);
        base.with(segments)
    }

    fn with(self, segments: Vec<Segment>) -> Self {
        let (sealed, settled) = (segments.iter().map(Segment::len).sum(), segments.len());
        let segments = Arc::new(segments.into_iter().map(Arc::new).collect());
        Self { segments, sealed, settled, ..self }
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
        self.ends.push_back(segments.len());
        (self.segments, self.sealed) = (Arc::new(segments), self.sealed + transfers.len());
    }

    /// Whether the next tail can be sealed before all is merged. Not where a merge of everything is to heal odd
    /// accounts: their books go on from there.
    pub fn may_seal(&self) -> bool {
        let (mut sizes, mut seen) = (Vec::new(), 0);
        for end in std::iter::once(&self.settled).chain(&self.ends) {
            sizes.extend(self.segments.iter().take(*end).skip(seen).map(Size::of));
            seen = *end;
            while let Some(alike) = alike(&sizes) {
                if alike == sizes.len() && self.segments.iter().take(seen).any(|segment| segment.has_odd()) {
                    return false;
                }
                let merged = sizes.split_off(sizes.len() - alike).into_iter().reduce(Size::with);
                sizes.extend(merged);
            }
        }
        true
    }

    /// Makes one segment of several where they are of a like size, so that there are few: about so many rows
    /// of it.
    pub fn merge_some(&mut self, rows: usize) -> Merge {
        if let Some(merging) = &mut self.merging {
            let Some(merged) = merging.go_on(rows) else { return Merge::GoesOn };
            return Merge::Merged(self.take_merged(merged));
        }
        let settled = self.segments.get(..self.settled).unwrap_or_default();
        let sizes: Vec<Size> = settled.iter().map(Size::of).collect();
        if let Some(alike) = alike(&sizes) {
            self.merging = settled.get(settled.len() - alike..).map(Merging::of);
            return Merge::GoesOn;
        }
        let Some(end) = self.ends.pop_front() else { return Merge::Rests };
        self.settled = end;
        Merge::GoesOn
    }

    /// All that is to be merged.
    pub fn merge(&mut self) {
        while !matches!(self.merge_some(usize::MAX), Merge::Rests) {}
    }

    fn take_merged(&mut self, mut merged: Segment) -> usize {
        let parts = self.merging.take().map_or(0, |merging| merging.parts());
        let kept = self.settled - parts;
        if kept == 0 {
            // All that any account has is in it.
            merged.heal(&mut self.accounts);
        }
        let mut segments = self.segments.to_vec();
        drop(segments.splice(kept..self.settled, [Arc::new(merged)]));
        self.segments = Arc::new(segments);
        self.settled = kept + 1;
        self.ends.iter_mut().for_each(|end| *end -= parts - 1);
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
        Snapshot { segments, sealed: self.sealed, marks, tail: Tail::with_room(room), ..Snapshot::default() }
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

#[cfg(test)]
mod tests {
    use super::super::fill::tests::{bytes, transfers};
    use super::*;
    use crate::names::AccountId;
    use proptest::prelude::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn tail(transfers: &[Transfer]) -> Tail {
        let mut tail = Tail::default();
        transfers.iter().for_each(|transfer| tail.append(*transfer));
        tail
    }

    fn all_of(base: &Base) -> (Vec<Vec<Vec<u8>>>, Vec<super::super::accounts::Account>) {
        let accounts = (0..12).map(|id| base.accounts.get(AccountId(id))).collect();
        (base.segments.iter().map(|segment| bytes(segment)).collect(), accounts)
    }

    #[test]
    fn what_is_sealed_while_others_are_merged_is_what_it_would_be_afterwards() {
        static EARLIER: AtomicUsize = AtomicUsize::new(0);
        static REFUSED: AtomicUsize = AtomicUsize::new(0);
        proptest!(|(all in transfers(), size in 1..6_usize, pace in prop::collection::vec(0..5_u8, 1..9))| {
            let (mut one_by_one, mut at_once) = (Base::default(), Base::default());
            for (some, slices) in all.chunks(size).zip(pace.iter().cycle()) {
                one_by_one.seal(&tail(some));
                one_by_one.merge();
                while !at_once.may_seal() {
                    REFUSED.fetch_add(1, Ordering::Relaxed);
                    at_once.merge_some(2);
                }
                EARLIER.fetch_add(usize::from(at_once.merging.is_some()), Ordering::Relaxed);
                at_once.seal(&tail(some));
                for _ in 0..*slices {
                    at_once.merge_some(2);
                }
            }
            at_once.merge();
            prop_assert_eq!(all_of(&at_once), all_of(&one_by_one));
        });
        let (earlier, refused) = (EARLIER.load(Ordering::Relaxed), REFUSED.load(Ordering::Relaxed));
        assert!(earlier > 500 && refused > 100, "it happens: {earlier}, {refused}");
    }
}
