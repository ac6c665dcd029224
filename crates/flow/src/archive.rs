//! Transfers at rest, by payer and time: sorted segments that do not change, and a tail to which the
//! newest are appended. Where money could be needs only which debits an account had after a moment
//! ([`crate::reach`]); how much of it, by a rule, what books held before them too ([`crate::follow`]).
//!
//! Not here: files.

mod accounts;
mod ahead;
mod base;
mod books;
mod columns;
mod counts;
mod ends;
mod fill;
mod ids;
mod merge;
mod postings;
mod presence;
mod segment;
mod snapshot;
mod tail;

pub use ahead::Ahead;
pub use snapshot::{Reader, Snapshot};

pub(crate) use postings::{At, Cursor};

pub(crate) use base::{Base, Merge};
pub(crate) use columns::Section;
pub(crate) use segment::Segment;
pub(crate) use tail::Tail;

use ids::Ids;
use std::ops::Deref;
use std::sync::Arc;

use crate::names::{AccountId, Names, TxId};
use crate::transfer::{Stamp, Transfer, TransferError, VOLUME_MAX};

/// The most room for a tail that an archive gets before it is needed.
const ROOM_AHEAD_MAX: usize = 1 << 17;

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
    /// Somebody else may have it, who seals.
    base: Base,
    /// For the next tail, got before it is needed.
    room: Option<Tail>,
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
        archive.base = Base::of(transfers);
        archive.now = archive.base.snapshot(0);
        Ok(archive)
    }

    /// Of segments that were written and read again, in their order.
    pub(crate) fn of_segments(segments: Vec<Segment>) -> Self {
        let mut archive = Self::default();
        for segment in &segments {
            segment.ids().for_each(|id| archive.ids.add(id));
            archive.volume = archive.volume.saturating_add(segment.head.volume);
        }
        archive.base = Base::of_segments(segments);
        archive.now = archive.base.snapshot(0);
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
    /// are few. Who reads meanwhile reads on.
    pub fn seal(&mut self) {
        let frozen = self.freeze();
        self.base.seal(&frozen);
        self.base.merge();
        self.install(self.base.snapshot(0));
        drop(self.unread());
    }

    /// Gives away what is sealed: from now on somebody else seals what is frozen.
    pub(crate) fn lend_base(&mut self) -> Base {
        std::mem::take(&mut self.base)
    }

    /// For the tail that is there, if nothing was appended yet.
    pub(crate) fn make_room(&mut self, rows: usize) {
        if self.now.tail.is_empty() {
            self.now.tail = Tail::with_room(rows);
        }
    }

    /// What was appended so far is to be sealed, and read all the while; what comes now is a tail of its own.
    pub(crate) fn freeze(&mut self) -> Tail {
        if self.now.tail.is_empty() {
            return Tail::default();
        }
        let room = self.now.tail.len().min(ROOM_AHEAD_MAX);
        let next = self.room.take().unwrap_or_else(|| Tail::with_room(room));
        let frozen = std::mem::replace(&mut self.now.tail, next);
        Arc::make_mut(&mut self.now.frozen).push(frozen.clone());
        frozen
    }

    /// What was frozen up to then is in these segments now.
    pub(crate) fn install(&mut self, sealed: Snapshot) {
        self.retired.extend(self.now.seal_up_to(&sealed));
        self.room = Some(sealed.tail).filter(Tail::has_room).or(self.room.take());
    }

    /// What nobody reads any more, to be freed by whoever can spare the time.
    pub(crate) fn unread(&mut self) -> Vec<Snapshot> {
        let (read, unread) = self.retired.drain(..).partition(Snapshot::is_read_elsewhere);
        self.retired = read;
        unread
    }

    /// What is shown from now on has these names.
    pub(crate) fn name(&mut self, names: Names) {
        self.now.names = Arc::new(names);
    }

    /// From now on those who have a [`Reader`] find what is there now.
    pub fn show(&mut self) {
        self.show_only();
        drop(self.unread());
    }

    /// The same, and nothing is freed.
    pub(crate) fn show_only(&self) {
        self.reader.show(&self.now);
    }

    /// For those who read while it is appended to: what was last shown.
    pub fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// How much memory it takes, in bytes, without what whoever seals has for himself.
    pub fn bytes(&self) -> usize {
        let books: usize = self.now.segments.iter().map(|segment| segment.books().bytes()).sum();
        self.now
            .bytes_of_reach()
            .saturating_add(books)
            .saturating_add(self.base.bytes())
            .saturating_add(self.ids.bytes())
    }
}

fn number(count: usize) -> u32 {
    // INVARIANT (rows): a segment has at most 2^26 rows, and accounts are numbered by `u32`.
    u32::try_from(count).unwrap_or(u32::MAX)
}
