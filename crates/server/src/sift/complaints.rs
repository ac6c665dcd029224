//! Complaints as judging counts them: by keys, in the order in which they were filed. The records keep them; here
//! is only up to where they were taken in.

use cordon_desk::read::{ComplainedOf, complaints_after};
use cordon_desk::{Desk, Refusal};
use cordon_model::Stamp;
use cordon_model::time::DAY_MS;
use cordon_sift::key::Key;
use std::sync::{Mutex, PoisonError};

/// So long complaints count.
const COUNTED_MS: i64 = 30 * DAY_MS;

/// Somebody complained of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Complained {
    /// In the feed.
    pub place: i64,
    pub number: Key,
    pub person: Key,
    pub at: Stamp,
}

/// Up to which place of the feed complaints were taken in.
#[derive(Debug)]
pub struct Complaints(Mutex<i64>);

impl Complaints {
    /// All that may matter to events since then, oldest first; what comes later is given by `look`.
    pub fn since(desk: &Desk, events: Stamp) -> Result<(Self, Vec<Complained>), Refusal> {
        let found = complaints_after(desk, 0, events.minus_ms(COUNTED_MS))?;
        let last = found.last().map_or(0, |complaint| complaint.place);
        let mut all: Vec<Complained> = found.iter().filter_map(keyed).collect();
        // The feed's order is that of the acts; what decides is when each was filed.
        all.sort_by_key(|complained| complained.at);
        Ok((Self(Mutex::new(last)), all))
    }

    /// Hands on what was filed since the last look.
    pub fn look(&self, desk: &Desk, now: Stamp, take: impl FnOnce(&[Complained])) -> Result<(), Refusal> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = complaints_after(desk, *last, now.minus_ms(COUNTED_MS))?;
        if let Some(newest) = found.last() {
            take(&found.iter().filter_map(keyed).collect::<Vec<_>>());
            *last = newest.place;
        }
        Ok(())
    }
}

/// The records know numbers by the same keys as the counters do.
fn keyed(complaint: &ComplainedOf) -> Option<Complained> {
    let key = |hex: &str| u64::from_str_radix(hex, 16).ok().map(Key);
    let ComplainedOf { place, number_key, by_key, filed_at: at } = complaint;
    Some(Complained { place: *place, number: key(number_key)?, person: key(by_key)?, at: *at })
}
