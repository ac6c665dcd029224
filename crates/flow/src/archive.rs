//! Transfers at rest, by payer and time: sorted segments that do not change, and a tail to which the
//! newest are appended. Where money could be needs only which debits an account had after a moment
//! ([`crate::reach`]); how much of it, by a rule, what books held before them too ([`crate::follow`]).
//!
//! Not here: files.

mod accounts;
mod books;
mod columns;
mod ends;
mod ids;
mod merge;
mod places;
mod postings;
mod presence;
mod segment;
mod snapshot;
mod tail;

pub use snapshot::{Reader, Snapshot};

pub(crate) use postings::{At, Cursor};

pub(crate) use columns::Section;
pub(crate) use segment::Segment;

use accounts::Accounts;
use ids::Ids;
use segment::{SEGMENT_ROWS_MAX, SEGMENT_SPAN_MS_MAX};
use std::borrow::Cow;
use std::ops::{Deref, Range};
use std::sync::Arc;
use tail::Tail;

use crate::names::{AccountId, TxId};
use crate::transfer::{Stamp, Transfer, TransferError, VOLUME_MAX};

/// A debit as a walk sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Debit {
    pub id: TxId,
    pub to: AccountId,
    /// In minor units.
    pub amount: u64,
    /// When the money is at the other side.
    pub credited: Stamp,
}

/// Which debits of an account: after one stamp, up to another, and not later than a moment.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub after: Stamp,
    pub until: Stamp,
    pub end: i64,
}

/// Whoever has it appends and seals, and reads what it has now. Others read by a [`Reader`].
#[derive(Debug, Default)]
pub struct Archive {
    now: Snapshot,
    accounts: Accounts,
    ids: Ids,
    /// INVARIANT (volume): at most `VOLUME_MAX`, so every book fits into 63 bits.
    volume: u64,
    reader: Reader,
    /// What others may still read of before the last seals: they are not to be those who give memory back.
    retired: Vec<Snapshot>,
}

impl Deref for Archive {
    type Target = Snapshot;

    fn deref(&self) -> &Snapshot {
        &self.now
    }
}

impl Archive {
    /// Sorts transfers in any order, each id once, into as few segments as can be.
    pub fn of(transfers: &[Transfer]) -> Result<Self, TransferError> {
        let mut archive = Self::default();
        transfers.iter().try_for_each(|transfer| archive.count(transfer))?;
        let segments = archive.segments_of(transfers, &(0..transfers.len() as u64));
        archive.replace(segments.into_iter().map(Arc::new).collect());
        Ok(archive)
    }

    /// Of segments that were written and read again, in their order.
    pub(crate) fn of_segments(segments: Vec<Segment>) -> Self {
        let mut archive = Self { accounts: Accounts::after(&segments), ..Self::default() };
        for segment in &segments {
            segment.ids().for_each(|id| archive.ids.add(id));
            archive.volume = archive.volume.saturating_add(segment.head.volume);
        }
        archive.replace(segments.into_iter().map(Arc::new).collect());
        archive
    }

    /// Adds a transfer whose id is not there yet; it is found at once by whoever has the archive.
    pub fn append(&mut self, transfer: Transfer) -> Result<(), TransferError> {
        self.count(&transfer)?;
        self.now.tail.append(transfer);
        Ok(())
    }

    fn count(&mut self, transfer: &Transfer) -> Result<(), TransferError> {
        self.volume = self.volume_with(self.volume, transfer)?;
        self.ids.add(transfer.id);
        Ok(())
    }

    fn volume_with(&self, volume: u64, transfer: &Transfer) -> Result<u64, TransferError> {
        transfer.check()?;
        if self.ids.has(transfer.id) {
            return Err(TransferError::Conflict);
        }
        Some(volume.saturating_add(transfer.volume())).filter(|v| *v <= VOLUME_MAX).ok_or(TransferError::Volume)
    }

    /// Whether all of these could be appended, one after the other; else the first that could not.
    pub fn can_take(&self, transfers: &[Transfer]) -> Result<(), (TxId, TransferError)> {
        let with = |volume, transfer: &Transfer| self.volume_with(volume, transfer).map_err(|why| (transfer.id, why));
        transfers.iter().try_fold(self.volume, with).map(|_| ())
    }

    pub fn knows(&self, id: TxId) -> bool {
        self.ids.has(id)
    }

    /// Makes a segment of what was appended, and one of several where they are of a like size: so there
    /// are few. How many of the segments that were there are still there. Who reads meanwhile reads on.
    pub fn seal(&mut self) -> usize {
        let (sealed, all) = (self.now.sealed as u64, self.now.len() as u64);
        let before = self.now.segments.len();
        let mut segments = self.now.segments.to_vec();
        let transfers: Vec<Transfer> = self.now.tail.transfers().copied().collect();
        segments.extend(self.segments_of(&transfers, &(sealed..all)).into_iter().map(Arc::new));
        let kept = merge::merge(&mut segments, &mut self.accounts).min(before);
        self.replace(segments);
        kept
    }

    /// What is sealed is in these segments now, and nothing else is there.
    fn replace(&mut self, segments: Vec<Arc<Segment>>) {
        let sealed = segments.iter().map(|segment| segment.len()).sum();
        let (marks, tail) = (self.accounts.marks(), Tail::after(&self.now.tail));
        let now = Snapshot { segments: Arc::new(segments), sealed, marks, tail };
        self.retired.push(std::mem::replace(&mut self.now, now));
        self.free();
    }

    fn free(&mut self) {
        self.retired.retain(Snapshot::is_read_elsewhere);
    }

    /// From now on those who have a [`Reader`] find what is there now.
    pub fn show(&mut self) {
        self.reader.show(&self.now);
        self.free();
    }

    /// For those who read while it is appended to: what was last shown.
    pub fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// How much memory it takes, in bytes.
    pub fn bytes(&self) -> usize {
        let books: usize = self.now.segments.iter().map(|segment| segment.books().bytes()).sum();
        self.now
            .bytes_of_reach()
            .saturating_add(books)
            .saturating_add(self.accounts.bytes())
            .saturating_add(self.ids.bytes())
    }

    /// `came`: the numbers with which they came.
    fn segments_of(&mut self, transfers: &[Transfer], came: &Range<u64>) -> Vec<Segment> {
        let key = |transfer: &Transfer| (transfer.debit, transfer.id);
        let mut sorted = Cow::Borrowed(transfers);
        // In order already, as a bank's journal is, they stay where they are.
        if !sorted.is_sorted_by_key(key) {
            sorted.to_mut().sort_unstable_by_key(key);
        }
        let (mut rest, mut segments) = (&*sorted, Vec::new());
        while let Some(first) = rest.first() {
            let fits = rest.partition_point(|transfer| transfer.debit.t - first.debit.t <= SEGMENT_SPAN_MS_MAX);
            let (now, later) = rest.split_at(fits.min(SEGMENT_ROWS_MAX));
            segments.push(Segment::of(now, came, &mut self.accounts));
            rest = later;
        }
        segments
    }
}

fn number(count: usize) -> u32 {
    // INVARIANT (rows): a segment has at most 2^26 rows, and accounts are numbered by `u32`.
    u32::try_from(count).unwrap_or(u32::MAX)
}
