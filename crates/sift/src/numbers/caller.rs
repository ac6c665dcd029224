//! What a number has done lately, in one row of fixed size.

use crate::facts::{Fact, Facts};
use crate::pack::packed;
use crate::window::{DAY, Distinct, Few, HOUR, Ring, TICK};

/// An answered call that is shorter is short.
pub const SHORT_SECONDS: u32 = 20;
/// Night is from this hour …
const NIGHT_FROM: u32 = 22;
/// … to this one.
const NIGHT_TO: u32 = 7;
/// Spans of the window of a day.
const SPAN: u32 = 2 * HOUR;
const DAY_SPANS: usize = 12;
const WEEK: u32 = 7;
/// From so many calls within a day on it means something that a number never moves.
pub const STILL_CALLS: u64 = 30;
/// Rows are kept for so long after the last call.
pub const KEPT: u32 = 30 * DAY;
pub const REGIONS_MAX: usize = 6;
pub const DEVICES_MAX: usize = 3;

/// One attempt as the row needs it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Attempt {
    pub minute: u32,
    pub callee: u64,
    pub area: Option<u16>,
    pub device: Option<u64>,
    pub cell: Option<u64>,
    /// Keys of the numbers beside the one that is called.
    pub beside: [u32; 2],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The minute of its newest event.
    head: u32,
    minutes: Ring<u16, 10>,
    fives: Ring<u16, 12>,
    next: Ring<u16, 12>,
    attempts: Ring<u16, DAY_SPANS>,
    answered: Ring<u16, DAY_SPANS>,
    lengths: Ring<u16, DAY_SPANS>,
    short: Ring<u16, DAY_SPANS>,
    seconds: Ring<u32, DAY_SPANS>,
    days: Ring<u16, 7>,
    nights: Ring<u16, 7>,
    callees: Distinct,
    regions: Few<REGIONS_MAX>,
    devices: Few<DEVICES_MAX>,
    last: Last,
    cell: Cell,
    /// One bit a day on which it called, the newest lowest.
    active: u32,
}

packed!(Caller {
    head,
    minutes,
    fives,
    next,
    attempts,
    answered,
    lengths,
    short,
    seconds,
    days,
    nights,
    callees,
    regions,
    devices,
    last,
    cell,
    active,
});

/// The newest call: which numbers lie beside the one called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Last {
    minute: u32,
    beside: [u32; 2],
}

packed!(Last { minute, beside });

/// The cell of the newest call, and when the number was last seen in any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cell {
    now: u32,
    seen: u32,
    elsewhere: u32,
}

packed!(Cell { now, seen, elsewhere });

impl Cell {
    fn see(&mut self, cell: u64, minute: u32) {
        let cell = half(cell);
        if self.seen == 0 || (cell == self.now && minute > self.seen) {
            (self.now, self.seen) = (cell, minute);
        } else if cell != self.now && minute >= self.seen {
            *self = Self { now: cell, seen: minute, elsewhere: self.seen };
        } else if cell != self.now {
            self.elsewhere = self.elsewhere.max(minute);
        }
    }
}

pub const fn half(key: u64) -> u32 {
    (key >> 32) as u32
}

impl Caller {
    pub const fn head(&self) -> u32 {
        self.head
    }

    fn advance(&mut self, minute: u32) {
        let from = self.head;
        if minute <= from {
            return;
        }
        self.minutes.advance(from, minute);
        self.fives.advance(from / 5, minute / 5);
        self.next.advance(from / 5, minute / 5);
        let (was, is) = (from / SPAN, minute / SPAN);
        if is > was {
            self.attempts.advance(was, is);
            self.answered.advance(was, is);
            self.lengths.advance(was, is);
            self.short.advance(was, is);
            self.seconds.advance(was, is);
            let (was, is) = (from / DAY, minute / DAY);
            self.days.advance(was, is);
            self.nights.advance(was, is);
            self.active = self.active.checked_shl(is - was).unwrap_or(0);
        }
        self.head = minute;
    }

    pub fn attempt(&mut self, called: &Attempt) {
        let minute = called.minute;
        self.advance(minute);
        let head = self.head;
        self.minutes.add(minute, head, 1);
        self.fives.add(minute / 5, head / 5, 1);
        self.attempts.add(minute / SPAN, head / SPAN, 1);
        self.days.add(minute / DAY, head / DAY, 1);
        self.nights.add(minute / DAY, head / DAY, u64::from(is_night(minute)));
        self.active |= 1u32.checked_shl(head / DAY - minute / DAY).unwrap_or(0);
        self.callees.see(called.callee, minute);
        if let Some(area) = called.area {
            self.regions.see(u64::from(area), minute);
        }
        if let Some(device) = called.device {
            self.devices.see(device, minute);
        }
        if let Some(cell) = called.cell {
            self.cell.see(cell, minute);
        }
        self.follow(called);
    }

    /// Whether this call goes to the number next to the one before.
    fn follow(&mut self, called: &Attempt) {
        if called.minute < self.last.minute {
            return;
        }
        let is_next = self.last.beside.iter().any(|beside| *beside != 0 && *beside == half(called.callee));
        if is_next {
            self.next.add(called.minute / 5, self.head / 5, 1);
        }
        self.last = Last { minute: called.minute, beside: called.beside };
    }

    pub fn answer(&mut self, minute: u32) {
        self.advance(minute);
        self.answered.add(minute / SPAN, self.head / SPAN, 1);
    }

    pub fn end(&mut self, minute: u32, seconds: u32) {
        self.advance(minute);
        let (span, head) = (minute / SPAN, self.head / SPAN);
        self.lengths.add(span, head, 1);
        self.short.add(span, head, u64::from(seconds < SHORT_SECONDS));
        self.seconds.add(span, head, u64::from(seconds));
    }

    pub fn attempts_1h(&self, now: u32) -> u64 {
        self.fives.sum(self.head / 5, now.max(self.head) / 5, 12)
    }

    pub fn tell(&self, now: u32, called_at: u32, facts: &mut Facts) {
        let now = now.max(self.head);
        let hour = self.attempts_1h(now);
        let day = |ring: u64| i64::try_from(ring).unwrap_or(i64::MAX);
        let spans = |ring: &Ring<u16, DAY_SPANS>| ring.sum(self.head / SPAN, now / SPAN, 12);
        let (attempts, lengths) = (spans(&self.attempts), spans(&self.lengths));
        facts.set(Fact::CallAttempts10m, day(self.minutes.sum(self.head, now, 10)));
        facts.set(Fact::CallAttempts1h, day(hour));
        facts.set(Fact::CallAttempts24h, day(attempts));
        facts.set(Fact::CallCallees1h, i64::from(self.callees.count(now, HOUR / TICK)));
        facts.set(Fact::CallCallees24h, i64::from(self.callees.count(now, DAY / TICK)));
        facts.set_known(Fact::CallAnswered, permille(spans(&self.answered), attempts));
        facts.set_known(Fact::CallShort, permille(spans(&self.short), lengths));
        facts.set_known(Fact::CallMeanSeconds, {
            self.seconds.sum(self.head / SPAN, now / SPAN, 12).checked_div(lengths).map(day)
        });
        facts.set_known(Fact::CallSequential, permille(self.next.sum(self.head / 5, now / 5, 12), hour));
        let week = |ring: &Ring<u16, 7>| ring.sum(self.head / DAY, now / DAY, WEEK);
        facts.set_known(Fact::CallNight, permille(week(&self.nights), week(&self.days)));
        facts.set(Fact::CallProvinces, i64::from(self.regions.count(since(now, DAY))));
        facts.set(Fact::CallDevices, i64::from(self.devices.count(since(now, WEEK * DAY))));
        let days = self.active.checked_shl(now / DAY - self.head / DAY).unwrap_or(0) & 0x3fff_ffff;
        facts.set(Fact::CallDays, i64::from(days.count_ones()));
        if self.cell.seen >= since(now, DAY) {
            let moved = self.cell.elsewhere >= since(now, DAY);
            let called = called_at >= since(now, DAY);
            facts.set_truth(Fact::CallStill, attempts >= STILL_CALLS && !moved && !called);
        }
    }

    pub fn outgoing_7d(&self, now: u32) -> u64 {
        let now = now.max(self.head);
        self.days.sum(self.head / DAY, now / DAY, WEEK)
    }
}

/// What a number was called, in a row of its own: most numbers are called and never call many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Called {
    head: u32,
    days: Ring<u16, 7>,
}

packed!(Called { head, days });

impl Called {
    pub const fn head(&self) -> u32 {
        self.head
    }

    pub fn see(&mut self, minute: u32) {
        if minute > self.head {
            self.days.advance(self.head / DAY, minute / DAY);
            self.head = minute;
        }
        self.days.add(minute / DAY, self.head / DAY, 1);
    }

    pub fn incoming_7d(&self, now: u32) -> u64 {
        let now = now.max(self.head);
        self.days.sum(self.head / DAY, now / DAY, WEEK)
    }
}

/// The first minute of a window of so many that ends with `now`.
pub const fn since(now: u32, minutes: u32) -> u32 {
    (now + 1).saturating_sub(minutes)
}

pub fn permille(part: u64, whole: u64) -> Option<i64> {
    let share = part.saturating_mul(1000).checked_div(whole)?;
    i64::try_from(share).ok()
}

const fn is_night(minute: u32) -> bool {
    let hour = minute / HOUR % 24;
    hour >= NIGHT_FROM || hour < NIGHT_TO
}
