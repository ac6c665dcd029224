//! Counting over windows that slide, in bounded memory: rings of counts, few distinct things by the time they
//! were last seen, and tables that forget. All of it takes events in any order; a window is asked as of the
//! later of *now* and the newest event it took.
//!
//! Not here: what is counted (`numbers`, `payments`).

mod distinct;
mod few;
mod recent;
mod ring;
mod rows;

pub use distinct::{Distinct, TICK};
pub use few::Few;
pub use recent::Recent;
pub use ring::Ring;
pub use rows::Rows;

use cordon_model::time::{MINUTE_MS, SHANGHAI_OFFSET_MS, Stamp};

pub const HOUR: u32 = 60;
pub const DAY: u32 = 24 * HOUR;

/// Later than any moment that is meant; windows over it still fit 32 bits.
const MINUTE_MAX: u32 = 1 << 31;

/// Minutes since 1970 in Shanghai, where days begin for those who call and are called. Before and after what
/// fits, the ends.
pub fn minute(at: Stamp) -> u32 {
    let minutes = at.ms().saturating_add(SHANGHAI_OFFSET_MS).div_euclid(MINUTE_MS);
    u32::try_from(minutes.max(0)).unwrap_or(MINUTE_MAX).min(MINUTE_MAX)
}
