//! Up to `N` distinct things with the minute each was last seen. The count over any window is exact below
//! `N` and reads as "`N` or more" at it: of more things the latest `N` are kept.

use crate::pack::Pack;

/// A thing is the lower half of its key. That two of a handful share it happens once in many millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Few<const N: usize> {
    seen: [(u32, u32); N],
}

impl<const N: usize> Default for Few<N> {
    fn default() -> Self {
        Self { seen: [(0, 0); N] }
    }
}

impl<const N: usize> Few<N> {
    pub fn see(&mut self, key: u64, minute: u32) {
        let thing = short(key);
        let minute = minute.max(1);
        if let Some(slot) = self.seen.iter_mut().find(|(known, at)| *known == thing && *at > 0) {
            slot.1 = slot.1.max(minute);
            return;
        }
        if let Some(oldest) = self.seen.iter_mut().min_by_key(|(thing, at)| (*at, *thing))
            && (oldest.1, oldest.0) < (minute, thing)
        {
            *oldest = (thing, minute);
        }
    }

    /// Things seen at or after `from`.
    pub fn count(&self, from: u32) -> u32 {
        self.seen.iter().fold(0, |count, (_, at)| count + u32::from(*at >= from.max(1)))
    }

    pub fn has(&self, key: u64, from: u32) -> bool {
        let thing = short(key);
        self.seen.iter().any(|(known, at)| *known == thing && *at >= from.max(1))
    }

    pub fn latest(&self) -> u32 {
        self.seen.iter().map(|(_, at)| *at).max().unwrap_or(0)
    }
}

const fn short(key: u64) -> u32 {
    (key & 0xffff_ffff) as u32
}

impl<const N: usize> Pack for Few<N> {
    fn put(&self, out: &mut Vec<u8>) {
        self.seen.iter().for_each(|one| one.put(out));
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let mut few = Self::default();
        for one in &mut few.seen {
            *one = Pack::take(from)?;
        }
        Some(few)
    }
}
