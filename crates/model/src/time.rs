//! Moments. Inside, a moment is milliseconds since 1970 in UTC; wires and screens say
//! Asia/Shanghai to the second. The model never asks what time it is.

use serde::{Deserialize, Serialize};
use std::fmt;

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// China has kept UTC+8 without summer time since 1992-01-01, so a fixed offset is exact for every
/// moment this platform can meet.
pub const SHANGHAI_OFFSET_MS: i64 = 8 * HOUR_MS;

/// A moment in UTC milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stamp(i64);

impl Stamp {
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    pub const fn ms(self) -> i64 {
        self.0
    }

    /// The moment `ms` later. At the ends of time it stays there: a deadline beyond the
    /// representable is a deadline that never comes, not a wrapped one in the past.
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    pub const fn minus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_sub(ms))
    }

    /// Milliseconds from `earlier` to here; negative when `earlier` is later.
    pub const fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// RFC 3339 in UTC with milliseconds.
    pub fn rfc3339(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(t) => format!("{t:.3}"),
            Err(_) => format!("out-of-range:{}", self.0),
        }
    }

    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let t: jiff::Timestamp = text.parse().ok()?;
        Some(Self(t.as_millisecond()))
    }

    /// `2026-11-23 21:39:00` in Asia/Shanghai, for people.
    pub fn shanghai(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0.saturating_add(SHANGHAI_OFFSET_MS)) {
            Ok(t) => t.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            Err(_) => format!("out-of-range:{}", self.0),
        }
    }
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_prints_in_utc_and_in_shanghai() {
        let t = Stamp::from_ms(1_700_000_000_123);
        assert_eq!(t.rfc3339(), "2023-11-14T22:13:20.123Z");
        assert_eq!(t.shanghai(), "2023-11-15 06:13:20");
        assert_eq!(Stamp::parse_rfc3339("2023-11-15T06:13:20.123+08:00"), Some(t));
    }

    #[test]
    fn a_deadline_beyond_time_never_comes() {
        assert_eq!(Stamp::from_ms(i64::MAX).plus_ms(1), Stamp::from_ms(i64::MAX));
    }
}
