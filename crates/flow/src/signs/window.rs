//! What lies how far back: an hour, a day, five working days. A window ends at a moment and holds what
//! is later than where it begins; it only ever moves forward.

use cordon_model::calendar::{Calendar, Day};
use cordon_model::time::{DAY_MS, SHANGHAI_OFFSET_MS, Stamp as Moment};

/// The windows of every account, from the shortest; each holds the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    Hour,
    Day,
    Week,
}

impl Window {
    pub const ALL: [Self; 3] = [Self::Hour, Self::Day, Self::Week];
}

/// Something of each window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Each<T> {
    pub hour: T,
    pub day: T,
    pub week: T,
}

impl<T> Each<T> {
    #[inline]
    pub const fn of(&self, window: Window) -> &T {
        match window {
            Window::Hour => &self.hour,
            Window::Day => &self.day,
            Window::Week => &self.week,
        }
    }

    #[inline]
    pub(super) const fn of_mut(&mut self, window: Window) -> &mut T {
        match window {
            Window::Hour => &mut self.hour,
            Window::Day => &mut self.day,
            Window::Week => &mut self.week,
        }
    }
}

/// For each window the moment after which it holds what there is.
pub(super) type Begins = Each<i64>;

/// Where the windows begin that end now.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    hour_ms: i64,
    day_ms: i64,
    working_days: u32,
    calendar: Calendar,
    /// The civil day for which `week` was counted.
    today: std::ops::Range<i64>,
    week: i64,
}

impl Clock {
    pub fn new(hour_ms: i64, day_ms: i64, working_days: u32, calendar: Calendar) -> Self {
        Self { hour_ms, day_ms, working_days, calendar, today: 0..0, week: 0 }
    }

    /// For windows that end now.
    #[inline]
    pub fn begins(&mut self, now: i64) -> Begins {
        if !self.today.contains(&now) {
            self.count_back(now);
        }
        self.at(now)
    }

    /// The same at any moment.
    #[inline]
    pub fn at(&self, moment: i64) -> Begins {
        let hour = moment.saturating_sub(self.hour_ms);
        let day = moment.saturating_sub(self.day_ms).min(hour);
        let is_today = self.today.contains(&moment);
        let week = if is_today { self.week } else { self.week_before(moment) };
        Each { hour, day, week: week.min(day) }
    }

    #[cold]
    fn count_back(&mut self, now: i64) {
        let midnight = midnight(now);
        self.today = midnight..midnight.saturating_add(DAY_MS);
        self.week = self.week_before(now);
    }

    #[cold]
    fn week_before(&self, moment: i64) -> i64 {
        first_moment(moment, self.working_days, &self.calendar).saturating_sub(1)
    }
}

/// When so many working days begin, the present day among them if it is one.
pub(super) fn first_moment(now: i64, working_days: u32, calendar: &Calendar) -> i64 {
    let (mut first, mut left) = (midnight(now), working_days.max(1));
    loop {
        left -= u32::from(calendar.is_working(Day::of(Moment::from_ms(first))));
        if left == 0 || first <= i64::MIN / 2 {
            return first;
        }
        first = first.saturating_sub(DAY_MS);
    }
}

/// In Shanghai.
const fn midnight(now: i64) -> i64 {
    now.saturating_sub(now.saturating_add(SHANGHAI_OFFSET_MS).rem_euclid(DAY_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_model::time::HOUR_MS;

    fn at(text: &str) -> i64 {
        Moment::parse_rfc3339(text).unwrap().ms()
    }

    #[test]
    fn five_working_days_hold_the_present_one_and_leave_out_weekends_and_holidays() {
        let calendar = "[[year]]\nyear = 2026\nsource = \"made up\"\nholidays = [[\"2026-10-01\", \"2026-10-07\"]]\nworkdays = [\"2026-10-10\"]\n";
        let mut clock = Clock::new(HOUR_MS, DAY_MS, 5, Calendar::parse(calendar).unwrap());
        // A Thursday, its Sunday and the Saturday on which people worked in exchange.
        for (now, first) in [
            ("2026-11-26T08:00:00+08:00", "2026-11-20T00:00:00+08:00"),
            ("2026-11-29T23:59:59+08:00", "2026-11-23T00:00:00+08:00"),
            ("2026-10-10T00:00:00+08:00", "2026-09-29T00:00:00+08:00"),
        ] {
            let begins = Each { hour: at(now) - HOUR_MS, day: at(now) - DAY_MS, week: at(first) - 1 };
            assert_eq!(clock.begins(at(now)), begins, "{now}");
        }
    }

    #[test]
    fn a_longer_window_holds_a_shorter_one() {
        let mut clock = Clock::new(40 * DAY_MS, 20 * DAY_MS, 1, Calendar::default());
        let longest = -40 * DAY_MS;
        assert_eq!(clock.begins(0), Each { hour: longest, day: longest, week: longest });
    }
}
