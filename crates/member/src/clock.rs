//! The clock that all processes of a demo share: it may run faster than the world's, from any day.
//!
//! Nothing here reads the system's time except [`SystemClock`], which only the binary's loop uses.

use cordon_model::Stamp;
use serde::Deserialize;

/// Rates above this make a second longer than the shortest norm.
const RATE_MAX: i64 = 100_000;

/// At the real moment `real_origin_ms` it is `origin_ms`; from there time runs `rate` times as fast.
/// The default is the world's own time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    pub origin_ms: i64,
    pub real_origin_ms: i64,
    pub rate: i64,
}

impl Default for Clock {
    fn default() -> Self {
        Self { origin_ms: 0, real_origin_ms: 0, rate: 1 }
    }
}

impl Clock {
    /// What time it is when the world's clock says `real_ms`. Far ends are stops, not wraps.
    pub fn at(&self, real_ms: i64) -> Stamp {
        let passed = real_ms.saturating_sub(self.real_origin_ms).saturating_mul(self.rate);
        Stamp::from_ms(self.origin_ms.saturating_add(passed))
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        if (1..=RATE_MAX).contains(&self.rate) {
            return Ok(());
        }
        Err(format!("`clock.rate` is `{}`; give 1 (real time) to {RATE_MAX}", self.rate))
    }
}

/// Where the gateway asks for the time.
pub trait Now: Send + Sync {
    fn now(&self) -> Stamp;
}

/// The system's time, seen through a [`Clock`].
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock(pub Clock);

impl Now for SystemClock {
    fn now(&self) -> Stamp {
        let real = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .ok()
            .and_then(|passed| i64::try_from(passed.as_millis()).ok());
        // A system clock before 1970 or beyond the i64 is broken: no stop may be timed by it, so
        // time stands at the origin and the centre sees answers that are plainly wrong.
        self.0.at(real.unwrap_or(self.0.real_origin_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_clock_is_shared_by_its_origin() {
        let clock = Clock { origin_ms: 1_000_000, real_origin_ms: 500, rate: 60 };
        assert_eq!(clock.at(500).ms(), 1_000_000);
        assert_eq!(clock.at(501).ms(), 1_000_060);
        assert_eq!(clock.at(400).ms(), 994_000);
        assert_eq!(Clock::default().at(42).ms(), 42);
        assert!(Clock { rate: 0, ..clock }.check().is_err());
        assert_eq!(Clock { rate: i64::MAX, ..clock }.at(i64::MAX).ms(), i64::MAX);
    }
}
