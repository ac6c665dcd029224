//! Complaints as judging counts them: by keys, in the order in which they were filed. The records keep them; here
//! is only up to where they were taken in.

use super::state::State;
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

/// Complaints that come later than what of the log was read again. They stand in the records and not in the log, and
/// count from the moment at which they were filed.
#[derive(Debug)]
pub struct Ahead<'c>(&'c [Complained]);

impl<'c> Ahead<'c> {
    /// Oldest first.
    pub const fn of(complaints: &'c [Complained]) -> Self {
        Self(complaints)
    }

    pub fn give_until(&mut self, at: Stamp, state: &mut State) {
        let due = self.0.partition_point(|complained| complained.at <= at);
        let (due, rest) = self.0.split_at_checked(due).unwrap_or((self.0, &[]));
        due.iter().for_each(|complained| state.complain(complained));
        self.0 = rest;
    }

    pub fn give_rest(&mut self, state: &mut State) {
        std::mem::take(&mut self.0).iter().for_each(|complained| state.complain(complained));
    }
}

/// The records know numbers by the same keys as the counters do.
fn keyed(complaint: &ComplainedOf) -> Option<Complained> {
    let key = |hex: &str| u64::from_str_radix(hex, 16).ok().map(Key);
    Some(Complained { number: key(&complaint.number_key)?, person: key(&complaint.by_key)?, at: complaint.filed_at })
}
