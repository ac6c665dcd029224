//! People at a centre: they need their time, more of it at night, and do one thing after the other.

use crate::dice::Chance;
use crate::script::{AccountNo, Role, Script};
use crate::world::Work;
use cordon_model::Stamp;
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS};

/// Until a report is written down: the caller has to say account, amount and time.
pub const KEYING_MS: i64 = 3 * MINUTE_MS;
/// A person reads a case and decides: minutes by day, more at night (an assumption).
const DECIDING_MS: i64 = 3 * MINUTE_MS;
const NIGHT_FACTOR: i64 = 3;
const SPREAD: i64 = 500;
/// Shanghai is eight hours ahead of the clock that is counted by.
const ZONE_MS: i64 = 8 * HOUR_MS;

/// Of a thousand shops that would be stopped, so many are recognised as shops by whoever decides.
const SHOPS_KNOWN_PERMILLE: i64 = 800;
/// The scan of a paper: what of it matters to a house is that it is there.
pub const SCAN: &[u8] = &[0xff, 0xd8, 0xff, 0xe0];

/// Whether whoever decides sees that an account is a shop's: the same in every centre.
pub fn is_known_shop(script: &Script, no: AccountNo) -> bool {
    let shop = script.account(no).is_some_and(|account| matches!(account.role, Role::Merchant | Role::Hub));
    let mut dice = script.chance.dice("shop seen", &[u64::try_from(no.0).unwrap_or(0)]);
    shop && dice.in_thousand(SHOPS_KNOWN_PERMILLE)
}

/// People who share one kind of work.
#[derive(Debug)]
pub struct Team {
    name: &'static str,
    free_at: Vec<i64>,
    work: Work,
}

impl Team {
    pub fn of(name: &'static str, people: usize) -> Self {
        Self { name, free_at: vec![0; people], work: Work::default() }
    }

    /// When somebody is done with work that usually takes so long.
    pub fn takes(&mut self, chance: Chance, now: Stamp, median_ms: i64) -> Stamp {
        self.work.acts = self.work.acts.saturating_add(1);
        let factor = if is_night(now) { NIGHT_FACTOR } else { 1 };
        let took = chance.dice(self.name, &[self.work.acts]).around(median_ms.saturating_mul(factor), SPREAD);
        self.work.officer_ms = self.work.officer_ms.saturating_add(took);
        let Some(free) = self.free_at.iter_mut().min_by_key(|at| **at) else { return now };
        *free = (*free).max(now.ms()).saturating_add(took);
        Stamp::from_ms(*free)
    }

    pub const fn work(&self) -> Work {
        self.work
    }

    pub fn decides(&mut self, chance: Chance, now: Stamp) -> Stamp {
        self.takes(chance, now, DECIDING_MS)
    }
}

/// From ten in the evening to eight in the morning.
fn is_night(now: Stamp) -> bool {
    let hour = now.plus_ms(ZONE_MS).ms().rem_euclid(DAY_MS).div_euclid(HOUR_MS);
    !(8..22).contains(&hour)
}
