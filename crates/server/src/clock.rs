//! The clock: the only reading of system time in the centre.
//!
//! A demo hands one (origin, rate) to every one of its processes, so that 48 hours may pass in a
//! minute and all of them agree on it.

use cordon_model::Stamp;
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// What the clock showed …
    pub origin: Stamp,
    /// … at this moment of the system's clock.
    pub real_origin: Stamp,
    /// How many of its milliseconds pass in one.
    pub rate: u32,
}

impl Clock {
    pub fn real() -> Self {
        let now = system();
        Self { origin: now, real_origin: now, rate: 1 }
    }

    pub fn now(&self) -> Stamp {
        let passed = system().since_ms(self.real_origin);
        self.origin.plus_ms(passed.saturating_mul(i64::from(self.rate)))
    }
}

/// Milliseconds since 1970 by the system.
pub fn system() -> Stamp {
    let ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_millis());
    Stamp::from_ms(i64::try_from(ms).unwrap_or(i64::MAX))
}
