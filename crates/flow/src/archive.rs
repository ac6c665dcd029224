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
mod tail;

pub(crate) use postings::{At, Cursor};

pub(crate) use columns::Section;
pub(crate) use segment::Segment;

use accounts::Accounts;
use ids::Ids;
use segment::{SEGMENT_ROWS_MAX, SEGMENT_SPAN_MS_MAX};
use std::borrow::Cow;
use std::ops::Range;
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

#[derive(Debug, Default)]
pub struct Archive {
    segments: Vec<Segment>,
    tail: Tail,
    accounts: Accounts,
    ids: Ids,
    /// INVARIANT (volume): at most `VOLUME_MAX`, so every book fits into 63 bits.
    volume: u64,
}

impl Archive {
    /// Sorts transfers in any order, each id once, into as few segments as can be.
    pub fn of(transfers: &[Transfer]) -> Result<Self, TransferError> {
        let mut archive = Self::default();
        transfers.iter().try_for_each(|transfer| archive.count(transfer))?;
        archive.add_segments(transfers, &(0..transfers.len() as u64));
        Ok(archive)
    }

    /// Of segments that were written and read again, in their order.
    pub(crate) fn of_segments(segments: Vec<Segment>) -> Self {
        let accounts = Accounts::after(&segments);
        let mut archive = Self { segments, accounts, ..Self::default() };
        for segment in &archive.segments {
            segment.ids().for_each(|id| archive.ids.add(id));
            archive.volume = archive.volume.saturating_add(segment.head.volume);
        }
        archive
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Adds a transfer whose id is not there yet; it is found at once.
    pub fn append(&mut self, transfer: Transfer) -> Result<(), TransferError> {
        self.count(&transfer)?;
        self.tail.append(transfer);
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

    /// What is known of a transfer, if it has this one's id, payer and stamp.
    pub fn transfer_like(&self, wanted: &Transfer) -> Option<Transfer> {
        let sealed = self.find(wanted).map(|kept| kept.transfer);
        sealed.or_else(|| self.in_tail(wanted.from).into_iter().find(|transfer| transfer.id == wanted.id))
    }

    /// Makes a segment of what was appended, and one of several where they are of a like size: so there
    /// are few. How many of the segments that were there are still there.
    pub fn seal(&mut self) -> usize {
        let (sealed, tail) = (self.sealed_len() as u64, std::mem::take(&mut self.tail));
        let before = self.segments.len();
        self.add_segments(tail.transfers(), &(sealed..sealed + tail.transfers().len() as u64));
        self.merge().min(before)
    }

    fn sealed_len(&self) -> usize {
        self.segments.iter().map(Segment::len).sum()
    }

    /// What is not sealed yet, as it came.
    pub(crate) fn tail(&self) -> &[Transfer] {
        self.tail.transfers()
    }

    pub fn len(&self) -> usize {
        self.sealed_len().saturating_add(self.tail.transfers().len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How much memory reach reads of it, in bytes.
    pub fn bytes_of_reach(&self) -> usize {
        self.segments.iter().map(Segment::bytes).sum::<usize>().saturating_add(self.tail.bytes())
    }

    /// How much memory it takes, in bytes.
    pub fn bytes(&self) -> usize {
        let books: usize = self.segments.iter().map(|segment| segment.books().bytes()).sum();
        self.bytes_of_reach()
            .saturating_add(books)
            .saturating_add(self.accounts.bytes())
            .saturating_add(self.ids.bytes())
    }

    /// Every debit of an account in a span, each once, in no order.
    #[inline]
    pub fn debits(&self, account: AccountId, span: Span, mut found: impl FnMut(Debit)) {
        for segment in &self.segments {
            segment.debits(account, span, &mut found);
        }
        self.tail.debits(account, span, &mut found);
    }

    /// `came`: the numbers with which they came.
    fn add_segments(&mut self, transfers: &[Transfer], came: &Range<u64>) {
        let key = |transfer: &Transfer| (transfer.debit, transfer.id);
        let mut sorted = Cow::Borrowed(transfers);
        // In order already, as a bank's journal is, they stay where they are.
        if !sorted.is_sorted_by_key(key) {
            sorted.to_mut().sort_unstable_by_key(key);
        }
        let mut rest = &*sorted;
        while let Some(first) = rest.first() {
            let fits = rest.partition_point(|transfer| transfer.debit.t - first.debit.t <= SEGMENT_SPAN_MS_MAX);
            let (now, later) = rest.split_at(fits.min(SEGMENT_ROWS_MAX));
            self.segments.push(Segment::of(now, came, &mut self.accounts));
            rest = later;
        }
    }
}

fn number(count: usize) -> u32 {
    // INVARIANT (rows): a segment has at most 2^26 rows, and accounts are numbered by `u32`.
    u32::try_from(count).unwrap_or(u32::MAX)
}
