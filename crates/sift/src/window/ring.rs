//! Counts of the last `N` spans of time, one slot each.

use crate::pack::Pack;

/// What a slot holds. It stays at its most rather than beginning again.
pub trait Count: Copy + Default + Pack {
    fn plus(self, more: u64) -> Self;
    fn value(self) -> u64;
}

macro_rules! counts {
    ($($of:ty),*) => {$(
        impl Count for $of {
            fn plus(self, more: u64) -> Self {
                self.saturating_add(Self::try_from(more).unwrap_or(Self::MAX))
            }

            fn value(self) -> u64 {
                self.into()
            }
        }
    )*};
}

counts!(u8, u16, u32, u64);

/// INVARIANT (clean): a slot holds counts of the one span in (`head` - N, `head`] that falls on it; whoever
/// keeps `head` calls `advance` before it moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ring<T, const N: usize>([T; N]);

impl<T: Count, const N: usize> Default for Ring<T, N> {
    fn default() -> Self {
        Self([T::default(); N])
    }
}

impl<T: Count, const N: usize> Ring<T, N> {
    const LEN: u32 = N as u32;

    fn slot(&mut self, span: u32) -> Option<&mut T> {
        self.0.get_mut((span % Self::LEN) as usize)
    }

    /// The newest span becomes `to`.
    pub fn advance(&mut self, from: u32, to: u32) {
        if to.saturating_sub(from) >= Self::LEN {
            *self = Self::default();
            return;
        }
        for span in from.saturating_add(1)..=to {
            if let Some(slot) = self.slot(span) {
                *slot = T::default();
            }
        }
    }

    /// What is older than the ring is not counted: no window can ask for it any more.
    pub fn add(&mut self, span: u32, head: u32, more: u64) {
        if head.saturating_sub(span) < Self::LEN
            && let Some(slot) = self.slot(span)
        {
            *slot = slot.plus(more);
        }
    }

    /// The sum over the last `spans` up to `now`, which is not before `head`.
    pub fn sum(&self, head: u32, now: u32, spans: u32) -> u64 {
        let first = (now + 1).saturating_sub(spans.min(Self::LEN));
        let slots = (first..=head).filter_map(|span| self.0.get((span % Self::LEN) as usize));
        slots.fold(0, |sum, slot| sum.saturating_add(slot.value()))
    }
}

impl<T: Count, const N: usize> Pack for Ring<T, N> {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Pack::take(from).map(Self)
    }
}
