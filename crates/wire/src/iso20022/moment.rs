//! When something happened: `DtTm` is a moment, `Dt` a whole day.

use super::xml::Element;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

/// The zone of times that name none, and of days: as on the police interface, the house's own.
pub const ZONE: &str = "Asia/Shanghai, UTC+08:00";
const ZONE_HOURS: i8 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub ms: i64,
    /// Only the day is known; `ms` is its first.
    pub whole_day: bool,
}

impl Moment {
    /// Of a choice of `DtTm` and `Dt`; else what is wrong.
    pub(super) fn of_choice(choice: &Element) -> Result<Self, String> {
        match (choice.text_at("DtTm"), choice.text_at("Dt")) {
            (Some(text), _) => time(text),
            (None, Some(text)) => day(text),
            (None, None) => Err("has neither `Dt` nor `DtTm`; fill one in".to_owned()),
        }
    }

    /// The day that it lies in.
    fn date(self) -> Option<Date> {
        let moment = jiff::Timestamp::from_millisecond(self.ms).ok()?;
        Some(zone().to_datetime(moment).date())
    }

    /// A more exact word about the same day, where there is one.
    pub(super) fn refined(self, exact: Option<Self>) -> Self {
        exact.filter(|exact| self.whole_day && !exact.whole_day && exact.date() == self.date()).unwrap_or(self)
    }
}

fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(ZONE_HOURS))
}

/// `2026-11-24T09:30:00`, with or without an offset, with or without fractions.
pub(super) fn time(text: &str) -> Result<Moment, String> {
    let with_offset = text.parse::<jiff::Timestamp>().ok();
    let moment = with_offset.or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        zone().to_timestamp(civil).ok()
    });
    // A date alone would be read as its midnight, and is no time.
    match moment.filter(|_| text.contains('T')) {
        Some(moment) => Ok(Moment { ms: moment.as_millisecond(), whole_day: false }),
        None => Err("is no time; write it as 2026-11-24T09:30:00+08:00".to_owned()),
    }
}

/// `2026-11-24`; an offset behind it, which the standard allows, moves no day.
pub(super) fn day(text: &str) -> Result<Moment, String> {
    let fail = || "is no date; write it as 2026-11-24".to_owned();
    let (date, rest) = text.split_at_checked(10).ok_or_else(fail)?;
    let offset = rest.is_empty() || rest == "Z" || (rest.len() == 6 && rest.starts_with(['+', '-']));
    let date: Date = date.parse().map_err(|_| fail())?;
    let begins = zone().to_timestamp(date.at(0, 0, 0, 0)).map_err(|_| fail())?;
    if !offset {
        return Err(fail());
    }
    Ok(Moment { ms: begins.as_millisecond(), whole_day: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_days_are_read_or_refused() {
        for text in ["2026-11-24T09:30:00+08:00", "2026-11-24T01:30:00.000Z", "2026-11-24T09:30:00"] {
            assert_eq!(time(text), Ok(Moment { ms: 1_795_483_800_000, whole_day: false }), "{text}");
        }
        for text in ["2026-11-24", "2026-11-24Z", "2026-11-24+08:00"] {
            assert_eq!(day(text), Ok(Moment { ms: 1_795_449_600_000, whole_day: true }), "{text}");
        }
        for text in ["", "2026-11-24", "09:30:00", "2026-13-01T00:00:00", "yesterday"] {
            assert!(time(text).is_err(), "{text}");
        }
        for text in ["", "2026-11", "2026-02-30", "2026-11-24x", "2026-11-24T00:00:00", "２０２６-11-24"] {
            assert!(day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_is_made_exact_only_by_a_time_within_it() {
        let whole = day("2026-11-24").unwrap();
        let within = time("2026-11-24T23:59:59").unwrap();
        assert_eq!(whole.refined(Some(within)), within);
        assert_eq!(whole.refined(time("2026-11-25T00:00:00").ok()), whole);
        assert_eq!(within.refined(time("2026-11-24T01:00:00").ok()), within);
    }
}
