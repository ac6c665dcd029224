//! Transfers at rest, by payer and time: sorted segments that do not change, and a tail to which the
//! newest are appended. Where money could be needs only which debits an account had after a moment
//! ([`crate::reach`]); how much of it, by a rule, what books held before them too ([`crate::follow`]).
//!
//! Not here: files.

mod accounts;
mod books;
mod postings;
mod presence;
mod segment;
mod tail;

pub(crate) use postings::{At, Cursor};

use accounts::Accounts;
use segment::{SEGMENT_ROWS_MAX, SEGMENT_SPAN_MS_MAX, Segment};
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
    /// INVARIANT (volume): at most `VOLUME_MAX`, so every book fits into 63 bits.
    volume: u64,
}

impl Archive {
    /// Sorts transfers in any order, each id once, into as few segments as can be.
    pub fn of(transfers: &[Transfer]) -> Result<Self, TransferError> {
        let mut archive = Self::default();
        transfers.iter().try_for_each(|transfer| archive.count(transfer))?;
        archive.add_segments(transfers);
        Ok(archive)
    }

    /// Adds a transfer whose id is not there yet; it is found at once.
    pub fn append(&mut self, transfer: Transfer) -> Result<(), TransferError> {
        self.count(&transfer)?;
        self.tail.append(transfer);
        Ok(())
    }

    fn count(&mut self, transfer: &Transfer) -> Result<(), TransferError> {
        transfer.check()?;
        let volume = self.volume.saturating_add(transfer.volume());
        if volume > VOLUME_MAX {
            return Err(TransferError::Volume);
        }
        self.volume = volume;
        Ok(())
    }

    /// Makes segments of what was appended: the tail is read slower.
    pub fn seal(&mut self) {
        let tail = std::mem::take(&mut self.tail);
        self.add_segments(tail.transfers());
    }

    pub fn len(&self) -> usize {
        self.segments.iter().map(Segment::len).sum::<usize>().saturating_add(self.tail.transfers().len())
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
        self.bytes_of_reach().saturating_add(books).saturating_add(self.accounts.bytes())
    }

    /// Every debit of an account in a span, each once, in no order.
    #[inline]
    pub fn debits(&self, account: AccountId, span: Span, mut found: impl FnMut(Debit)) {
        for segment in &self.segments {
            segment.debits(account, span, &mut found);
        }
        self.tail.debits(account, span, &mut found);
    }

    fn add_segments(&mut self, transfers: &[Transfer]) {
        let mut rest: Vec<&Transfer> = transfers.iter().collect();
        // In order already, as a bank's journal is, they stay where they are.
        if !rest.is_sorted_by_key(|transfer| transfer.debit) {
            rest.sort_by_key(|transfer| transfer.debit);
        }
        let mut rest = rest.as_slice();
        while let Some(first) = rest.first() {
            let fits = rest.partition_point(|transfer| transfer.debit.t - first.debit.t <= SEGMENT_SPAN_MS_MAX);
            let (now, later) = rest.split_at(fits.min(SEGMENT_ROWS_MAX));
            self.segments.push(Segment::of(now, &mut self.accounts));
            rest = later;
        }
    }
}
