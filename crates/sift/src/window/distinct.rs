//! How many different things within an hour and within a day: exactly up to `EXACT_MAX` of them a day, then by
//! a sketch. The sketch is linear counting (Whang 1990) whose slots hold the time they were last hit (the
//! timestamp vector of Kim and O'Hallaron 2003), so that one array answers for every window.
//!
//! With n things in m slots its standard error is √(m (eᵗ - t - 1)) / n where t = n / m: 9 % at 200, 13 % at
//! 400. It ends at about 700 and reads as "that or more" then, far above what any rule asks.

use crate::pack::Pack;

pub const SLOTS: usize = 128;
/// A thing takes four bytes and its time one.
const ENTRY: usize = 5;
pub const EXACT_MAX: usize = SLOTS / ENTRY;
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
const ESTIMATE: [u32; SLOTS + 1] = {
    const PART: u64 = 1 << 20;
    let mut table = [0; SLOTS + 1];
    let mut sum = 0;
    let mut empty = SLOTS;
    while empty > 0 {
        sum += SLOTS as u64 * PART / empty as u64;
        empty -= 1;
        #[expect(clippy::indexing_slicing, reason = "a constant: it does not compile if it is out of bounds")]
        {
            table[empty] = ((sum + PART / 2) / PART) as u32;
        }
    }
    table
};

crate::pack::packed!(Distinct { bytes, len, tick });
