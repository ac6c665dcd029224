//! What an archive has at one moment. It never changes, and costs next to nothing to take: many ask of it
//! while transfers come in, and none of them waits for another, nor for a disk.

use super::accounts::Marks;
use super::segment::Segment;
use super::tail::Tail;
use super::{Debit, Span};
use crate::names::AccountId;
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
}

impl Snapshot {
    /// All that is not sealed, the oldest first.
    #[inline]
    pub(super) fn tails(&self) -> impl Iterator<Item = &Tail> {
        self.frozen.iter().chain(std::iter::once(&self.tail))
    }

    /// How many came since the last tail was full.
    pub(crate) const fn tail_len(&self) -> usize {
        self.tail.len()
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

    /// Every debit of an account in a span, each once, in no order.
    #[inline]
    pub fn debits(&self, account: AccountId, span: Span, mut found: impl FnMut(Debit)) {
        for segment in self.segments.iter() {
            segment.debits(account, span, &mut found);
        }
        self.tails().for_each(|tail| tail.debits(account, span, &mut found));
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
