//! Working days. Clocks that the law counts in working days need the published holidays; a year
//! without them falls back to weekends and says so.

use crate::time::{DAY_MS, SHANGHAI_OFFSET_MS, Stamp};
use serde::Deserialize;
use std::collections::BTreeSet;

/// A civil day in Asia/Shanghai, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    pub const fn of(at: Stamp) -> Self {
        Self(at.ms().saturating_add(SHANGHAI_OFFSET_MS).div_euclid(DAY_MS))
    }

    const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// 1970-01-01 was a Thursday.
    const fn is_weekend(self) -> bool {
        matches!(self.0.rem_euclid(7), 2 | 3)
    }
}

/// Longer than any holiday: a wrong year would make a thousand years of them.
const HOLIDAY_DAYS_MAX: i64 = 31;

#[derive(Clone, Debug, Default)]
pub struct Calendar {
    holidays: BTreeSet<Day>,
    workdays: BTreeSet<Day>,
    years: BTreeSet<i16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i16,
    #[serde(rename = "source")]
    _source: String,
    /// First and last day of each holiday.
    holidays: Vec<[String; 2]>,
    /// Weekend days on which people work in exchange.
    workdays: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("calendar: {0}")]
pub struct CalendarError(String);

impl Calendar {
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let file: File = toml::from_str(text).map_err(|e| CalendarError(e.message().to_owned()))?;
        let mut calendar = Self::default();
        for year in file.year {
            calendar.years.insert(year.year);
            for [first, last] in &year.holidays {
                let (mut day, last) = (parse_day(first)?, parse_day(last)?);
                if last.0.saturating_sub(day.0) >= HOLIDAY_DAYS_MAX {
                    return Err(CalendarError(format!(
                        "the holiday from `{first}` is longer than {HOLIDAY_DAYS_MAX} days"
                    )));
                }
                while day <= last {
                    calendar.holidays.insert(day);
                    day = day.next();
                }
            }
            for text in &year.workdays {
                calendar.workdays.insert(parse_day(text)?);
            }
        }
        Ok(calendar)
    }

    pub fn is_working(&self, day: Day) -> bool {
        self.workdays.contains(&day) || !(day.is_weekend() || self.holidays.contains(&day))
    }

    /// The same time of day, `days` working days later. The day itself does not count.
    pub fn plus_working_days(&self, from: Stamp, days: u32) -> Stamp {
        let mut left = days;
        let mut at = from;
        while left > 0 {
            at = at.plus_ms(DAY_MS);
            if self.is_working(Day::of(at)) {
                left = left.saturating_sub(1);
            }
        }
        at
    }

    /// Whether the holidays of the year of `at` were published to us.
    pub fn knows(&self, at: Stamp) -> bool {
        let shifted = jiff::Timestamp::from_millisecond(at.ms().saturating_add(SHANGHAI_OFFSET_MS));
        shifted.is_ok_and(|t| self.years.contains(&jiff::tz::Offset::UTC.to_datetime(t).year()))
    }
}

fn parse_day(text: &str) -> Result<Day, CalendarError> {
    let date: jiff::civil::Date =
        text.parse().map_err(|_| CalendarError(format!("`{text}` is not a day such as 2026-10-01")))?;
    let start = jiff::tz::Offset::UTC
        .to_timestamp(date.at(0, 0, 0, 0))
        .map_err(|_| CalendarError(format!("`{text}` is out of range")))?;
    Ok(Day(start.as_millisecond().div_euclid(DAY_MS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
        [[year]]
        year = 2026
        source = "test"
        holidays = [["2026-10-01", "2026-10-07"]]
        workdays = ["2026-10-10"]
    "#;

    fn at(text: &str) -> Stamp {
        Stamp::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn working_days_skip_weekends_and_holidays_and_keep_exchanged_days() {
        let calendar = Calendar::parse(TEXT).unwrap();
        let rows = [
            // Friday evening plus one is Monday evening.
            ("2026-11-20T18:00:00+08:00", 1, "2026-11-23T18:00:00+08:00"),
            // The day before the holiday plus one is the 8th; plus three is Saturday the 10th, worked.
            ("2026-09-30T09:00:00+08:00", 1, "2026-10-08T09:00:00+08:00"),
            ("2026-09-30T09:00:00+08:00", 3, "2026-10-10T09:00:00+08:00"),
            // A day is the day in Shanghai: 23:30 UTC on Sunday is Monday there.
            ("2026-11-22T23:30:00Z", 1, "2026-11-23T23:30:00Z"),
            ("2026-11-23T09:00:00+08:00", 0, "2026-11-23T09:00:00+08:00"),
        ];
        for (from, days, to) in rows {
            assert_eq!(calendar.plus_working_days(at(from), days), at(to), "{from} + {days}");
        }
        assert!(calendar.knows(at("2026-12-31T23:00:00+08:00")));
        assert!(!calendar.knows(at("2027-01-01T00:00:00+08:00")));
    }

    #[test]
    fn a_holiday_of_a_thousand_years_is_a_slip_of_the_pen() {
        let slip = Calendar::parse(&TEXT.replace("2026-10-07", "3026-10-07")).unwrap_err();
        assert!(slip.to_string().contains("longer than 31 days"), "{slip}");
    }
}
