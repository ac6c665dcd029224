//! How many different things within an hour and within a day: exactly up to 25 of them a day, then by
//! a sketch. The sketch is linear counting (Whang 1990) whose slots hold the time they were last hit (the
//! timestamp vector of Kim and O'Hallaron 2003), so that one array answers for every window.
//!
//! With n things in m slots its standard error is √(m (eᵗ - t - 1)) / n where t = n / m: 9 % at 200, 13 % at
//! 400. It ends at about 700 and reads as "that or more" then, far above what any rule asks.

use std::sync::LazyLock;

const SLOTS: usize = 128;
/// A thing takes four bytes and its time one.
const ENTRY: usize = 5;
/// Minutes of one step of time; 240 steps are a day.
pub const TICK: u32 = 6;
const DAY_TICKS: u32 = 240;
/// Times are ticks modulo this, plus one: 0 is an empty slot.
const TURN: u32 = 255;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distinct {
    bytes: [u8; SLOTS],
    /// Things that are kept exactly, or `SKETCH`.
    len: u8,
    tick: u32,
}

const SKETCH: u8 = u8::MAX;

impl Default for Distinct {
    fn default() -> Self {
        Self { bytes: [0; SLOTS], len: 0, tick: 0 }
    }
}

impl Distinct {
    pub fn see(&mut self, key: u64, minute: u32) {
        let tick = minute / TICK;
        self.advance(tick);
        if self.tick - tick >= DAY_TICKS {
            return;
        }
        let thing = (key >> 32) as u32;
        if self.len != SKETCH && !self.keep(thing, tick) {
            self.turn_into_sketch();
        }
        if self.len == SKETCH {
            self.hit(thing, tick);
        }
    }

    pub const fn is_exact(&self) -> bool {
        self.len != SKETCH
    }

    /// Within the last `ticks` up to `now`, which is a minute not before the newest one seen.
    pub fn count(&self, now: u32, ticks: u32) -> u32 {
        let passed = (now / TICK).saturating_sub(self.tick);
        let Some(left) = ticks.checked_sub(passed).filter(|left| *left > 0) else { return 0 };
        let live = |time: u8| time > 0 && self.age(time) < left;
        if self.is_exact() {
            return self.entries().fold(0, |count, (_, time)| count + u32::from(live(time)));
        }
        let empty = self.bytes.iter().fold(0, |count, time| count + usize::from(!live(*time)));
        ESTIMATE.get(empty).copied().unwrap_or_default()
    }

    fn entries(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        self.bytes.chunks_exact(ENTRY).take(usize::from(self.len)).filter_map(|entry| match entry {
            [a, b, c, d, time] => Some((u32::from_le_bytes([*a, *b, *c, *d]), *time)),
            _ => None,
        })
    }

    /// Ticks between a slot's time and the newest.
    fn age(&self, time: u8) -> u32 {
        (self.tick % TURN + TURN - (u32::from(time) - 1)) % TURN
    }

    /// What a day has passed over goes, before its time could be mistaken for a new one.
    fn advance(&mut self, tick: u32) {
        let steps = tick.saturating_sub(self.tick);
        if steps == 0 {
            return;
        }
        if steps >= DAY_TICKS {
            *self = Self { tick, ..Self::default() };
            return;
        }
        let keeps = DAY_TICKS - steps;
        if self.is_exact() {
            let mut kept = Self { tick, ..Self::default() };
            for (thing, time) in self.entries().filter(|(_, time)| self.age(*time) < keeps) {
                kept.push(thing, time);
            }
            *self = kept;
            return;
        }
        let (now, mut alive) = (self.tick % TURN, false);
        for time in self.bytes.iter_mut().filter(|time| **time > 0) {
            if (now + TURN - (u32::from(*time) - 1)) % TURN >= keeps {
                *time = 0;
            } else {
                alive = true;
            }
        }
        self.tick = tick;
        if !alive {
            self.len = 0;
        }
    }

    /// Whether there is room to keep it exactly.
    fn keep(&mut self, thing: u32, tick: u32) -> bool {
        let time = time(tick);
        let known = self.entries().position(|(known, _)| known == thing);
        let Some(place) = known else { return self.push(thing, time) };
        let age = self.tick - tick;
        let slot = place * ENTRY + ENTRY - 1;
        let before = self.bytes.get(slot).map_or(0, |time| self.age(*time));
        if let Some(slot) = self.bytes.get_mut(slot).filter(|_| age < before) {
            *slot = time;
        }
        true
    }

    fn push(&mut self, thing: u32, time: u8) -> bool {
        let from = usize::from(self.len) * ENTRY;
        let Some(entry) = self.bytes.get_mut(from..from + ENTRY) else { return false };
        let [a, b, c, d] = thing.to_le_bytes();
        entry.copy_from_slice(&[a, b, c, d, time]);
        self.len += 1;
        true
    }

    fn turn_into_sketch(&mut self) {
        let before = *self;
        *self = Self { len: SKETCH, tick: self.tick, ..Self::default() };
        for (thing, time) in before.entries() {
            self.hit(thing, before.tick - before.age(time));
        }
    }

    fn hit(&mut self, thing: u32, tick: u32) {
        let age = self.tick - tick;
        let slot = thing as usize % SLOTS;
        let before = self.bytes.get(slot).filter(|time| **time > 0).map_or(u32::MAX, |time| self.age(*time));
        if let Some(slot) = self.bytes.get_mut(slot).filter(|_| age < before) {
            *slot = time(tick);
        }
    }
}

/// From 1 to `TURN`.
const fn time(tick: u32) -> u8 {
    (tick % TURN + 1) as u8
}

/// How many things leave so many slots empty: what a collector of coupons needs on average to have all the
/// others, m/m + m/(m-1) + … + m/(empty+1). Sums of whole numbers, the same on every machine.
static ESTIMATE: LazyLock<Vec<u32>> = LazyLock::new(|| {
    const PART: u64 = 1 << 20;
    let slots = SLOTS as u64;
    let more = (1..=slots).rev().scan(0, |sum, empty| {
        *sum += slots * PART / empty;
        Some(u32::try_from((*sum + PART / 2) / PART).unwrap_or(u32::MAX))
    });
    let mut by_full: Vec<u32> = std::iter::once(0).chain(more).collect();
    by_full.reverse();
    by_full
});

crate::pack::packed!(Distinct { bytes, len, tick });

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    const EXACT_MAX: usize = SLOTS / ENTRY;

    /// Keys are hashes; these are mixed as well.
    fn key(thing: u64) -> u64 {
        let mixed = thing.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    proptest! {
        /// Whatever comes when: exact is exact, in every window.
        #[test]
        fn few_things_are_counted_exactly(
            seen in proptest::collection::vec((0u64..EXACT_MAX as u64, 0u32..3000), 1..300),
            wait in 0u32..2000,
        ) {
            let (mut distinct, mut last) = (Distinct::default(), BTreeMap::new());
            let mut head = 0;
            for (thing, minute) in seen {
                distinct.see(key(thing), minute + 10_000);
                head = head.max(minute + 10_000);
                let at = last.entry(thing).or_insert(0);
                *at = (minute + 10_000).max(*at);
                prop_assert!(distinct.is_exact());
                for ticks in [10, 240] {
                    let now = head + wait;
                    let live = last.values().filter(|at| **at / TICK + ticks > now / TICK).count();
                    prop_assert_eq!(distinct.count(now, ticks), live as u32);
                }
            }
        }
    }

    #[test]
    fn many_things_are_estimated_within_the_error_that_is_told() {
        let mut worst = BTreeMap::new();
        for run in 0..200u64 {
            let mut distinct = Distinct::default();
            let mut things = BTreeSet::new();
            for thing in 1..=600u64 {
                distinct.see(key(run * 1000 + thing), 10_000 + (thing % 60) as u32);
                things.insert(thing);
                let (n, m) = (things.len() as f64, SLOTS as f64);
                let sigma = (m * ((n / m).exp() - n / m - 1.0)).sqrt();
                let off = (f64::from(distinct.count(10_060, 240)) - n).abs() / sigma.max(1.0);
                let of: &mut f64 = worst.entry(thing / 100).or_insert(0.0);
                *of = of.max(off);
            }
            assert!(!distinct.is_exact());
        }
        assert!(worst.values().all(|off| *off < 5.0), "in standard errors: {worst:?}");
        assert!(worst[&0] > 0.5, "an estimate is no count");
    }

    #[test]
    fn after_a_quiet_day_counting_is_exact_again() {
        let mut distinct = Distinct::default();
        (0..100).for_each(|thing| distinct.see(key(thing), 10_000));
        assert!(!distinct.is_exact());
        distinct.see(key(1), 10_000 + 3000);
        assert!(distinct.is_exact());
        assert_eq!(distinct.count(13_000, 240), 1);
    }

    #[test]
    fn more_than_a_sketch_can_tell_reads_as_its_most() {
        let mut distinct = Distinct::default();
        (0..100_000).for_each(|thing| distinct.see(key(thing), 10_000));
        assert_eq!(distinct.count(10_000, 240), ESTIMATE[0]);
        assert!((600..800).contains(&ESTIMATE[0]));
    }
}
