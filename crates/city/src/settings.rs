//! What a city is made from: a seed, a number of cases, and the four things that a race varies.

use cordon_model::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use serde::{Deserialize, Serialize};

/// Of the city: script, gangs, houses and judge. Results of two versions are not compared.
pub const CITY_VERSION: u32 = 1;

/// One cell of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cell {
    /// Half of all mules keep the money for less than this.
    pub dwell_s: i64,
    /// Half of all victims report sooner than this after their last payment.
    pub report_min: i64,
    /// Half of all answers of a diligent bank come sooner than this.
    pub bank_s: i64,
    /// Of a thousand pairs of case and institution, so many have no answer before the next day.
    pub silent_permille: i64,
}

impl Cell {
    /// The middle of the grid.
    pub const CENTRE: Self = Self { dwell_s: 15 * 60, report_min: 30, bank_s: 60, silent_permille: 100 };

    pub const fn dwell_ms(&self) -> i64 {
        self.dwell_s.saturating_mul(SECOND_MS)
    }

    pub const fn report_ms(&self) -> i64 {
        self.report_min.saturating_mul(MINUTE_MS)
    }

    pub const fn bank_ms(&self) -> i64 {
        self.bank_s.saturating_mul(SECOND_MS)
    }
}

/// A city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub seed: u64,
    pub cases: u32,
    pub cell: Cell,
    /// Gangs that answer a refused card by emptying all others at once, and split into smaller sums.
    pub nasty: bool,
}

/// The city's first moment: Monday 2026-03-02, midnight in Shanghai.
pub const BEGIN_MS: i64 = 1_772_380_800_000;
/// Reports in a day: a city of about a million (an assumption; `docs/concepts/city.md`).
pub const CASES_PER_DAY: u32 = 20;
/// Ordinary life before the first case, so that statements show some.
pub const WARM_UP_MS: i64 = 24 * HOUR_MS;
/// Money that is held by then is counted as saved.
pub const JUDGED_AFTER_MS: i64 = 24 * HOUR_MS;
