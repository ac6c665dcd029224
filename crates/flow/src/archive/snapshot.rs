//! What an archive has at one moment. It never changes, and costs next to nothing to take: many ask of it
//! while transfers come in, and none of them waits for another, nor for a disk.

use super::accounts::Marks;
use super::segment::Segment;
use super::tail::Tail;
use crate::names::Names;
use crate::transfer::Transfer;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub(super) segments: Arc<Vec<Arc<Segment>>>,
    /// How many transfers they have.
    pub(super) sealed: usize,
    pub(super) marks: Arc<Marks>,
    /// Tails that were full and are being sealed, the oldest first; most of the time none.
    pub(super) frozen: Arc<Vec<Tail>>,
    pub(super) tail: Tail,
    /// Where they have names that somebody told.
    pub(super) names: Arc<Names>,
}

/// Where others find what an archive showed last.
#[derive(Clone, Debug, Default)]
pub struct Reader(Arc<Mutex<Snapshot>>);

impl Reader {
    /// All that has been shown so far, and nothing that comes later.
    pub fn now(&self) -> Snapshot {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn show(&self, now: &Snapshot) {
        let now = now.clone();
        let before = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), now);
        // Out of the lock: it may be much.
        drop(before);
    }

    /// What was frozen up to then is found in segments, also while nobody appends.
    pub(crate) fn show_sealed(&self, sealed: &Snapshot) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = shown.seal_up_to(sealed);
        drop(shown);
        drop(before);
    }
}

impl Snapshot {
    /// All that is not sealed, the oldest first.
    #[inline]
    pub(super) fn tails(&self) -> impl Iterator<Item = &Tail> {
        self.frozen.iter().chain(std::iter::once(&self.tail))
    }

    /// Has its oldest frozen tails in these segments, and tells what it was before. None where these
    /// segments do not end where a tail of it does: they may have more than is shown.
    pub(super) fn seal_up_to(&mut self, sealed: &Self) -> Option<Self> {
        let ends = self.frozen.iter().scan(self.sealed, |rows, tail| {
            *rows = rows.saturating_add(tail.len());
            Some(*rows)
        });
        let covered = std::iter::once(self.sealed).chain(ends).position(|end| end == sealed.sealed)?;
        if Arc::ptr_eq(&self.segments, &sealed.segments) {
            return None;
        }
        let frozen = Arc::new(self.frozen.get(covered..).unwrap_or_default().to_vec());
        let (segments, marks) = (Arc::clone(&sealed.segments), Arc::clone(&sealed.marks));
        let (tail, names) = (self.tail.clone(), Arc::clone(&self.names));
        let now = Self { segments, sealed: sealed.sealed, marks, frozen, tail, names };
        Some(std::mem::replace(self, now))
    }

    /// How many came since the last tail was full.
    pub(crate) const fn tail_len(&self) -> usize {
        self.tail.len()
    }

    /// The names of its accounts and transfers, as far as they were told with it.
    pub fn names(&self) -> &Names {
        &self.names
    }

    pub fn len(&self) -> usize {
        self.tails().map(Tail::len).fold(self.sealed, usize::saturating_add)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How much memory reach reads of it, in bytes.
    pub fn bytes_of_reach(&self) -> usize {
        let tails = self.tails().map(Tail::bytes).sum();
        self.segments.iter().map(|segment| segment.bytes()).sum::<usize>().saturating_add(tails)
    }

    /// What is known of a transfer, if it has this one's id, payer and stamp.
    pub fn transfer_like(&self, wanted: &Transfer) -> Option<Transfer> {
        let sealed = self.find(wanted).map(|kept| kept.transfer);
        sealed.or_else(|| self.in_tail(wanted.from).into_iter().find(|transfer| transfer.id == wanted.id))
    }

    /// Whether somebody else has segments of this one.
    pub(super) fn is_read_elsewhere(&self) -> bool {
        Arc::strong_count(&self.segments) > 1
    }
}

#[cfg(test)]
mod tests {
    use crate::archive::Archive;
    use crate::names::{AccountId, TxId};
    use crate::transfer::{Stamp, Transfer};

    fn append(archive: &mut Archive, ids: std::ops::Range<u32>) {
        for id in ids {
            let debit = Stamp::new(i64::from(id), 0);
            let (from, to) = (AccountId(id % 3), AccountId(id % 5));
            let one = Transfer { id: TxId(id), from, to, amount: 1, debit, credit: None, balance_before: None };
            archive.append(one).unwrap();
        }
    }

    /// Otherwise a part of a batch would be seen, and what was seen of its tail twice.
    #[test]
    fn segments_that_reach_beyond_what_is_shown_wait_until_it_is() {
        let (mut archive, mut base) = (Archive::default(), crate::archive::Base::default());
        let reader = archive.reader();
        append(&mut archive, 0..3);
        archive.show_only();
        append(&mut archive, 3..5);
        base.seal(&archive.freeze());
        let sealed = base.snapshot(0);
        reader.show_sealed(&sealed);
        assert_eq!((reader.now().len(), reader.now().segments.len()), (3, 0));
        append(&mut archive, 5..6);
        archive.show_only();
        reader.show_sealed(&sealed);
        assert_eq!((reader.now().len(), reader.now().segments.len(), reader.now().frozen.len()), (6, 1, 0));
        archive.install(sealed);
        assert_eq!((archive.len(), archive.segments.len()), (6, 1));
    }
}
