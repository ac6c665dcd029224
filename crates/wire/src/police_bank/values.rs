//! Moments, amounts and enumerations of the profile.

use super::error::Fault;
use super::fields::{Spec, Value};
use super::results::ResultCode;
use cordon_model::time::SECOND_MS;
use cordon_model::{Currency, Money, Stamp};
use jiff::civil::DateTime;
use jiff::tz::Offset;
use std::fmt;

/// Earliest year that is read: from 1992-01-01 on China keeps UTC+8 without summer time, so the
/// fixed offset is exact.
const YEAR_MIN: i16 = 1992;
pub(super) const SHANGHAI: Offset = jiff::tz::offset(8);

/// A moment on the wire: `yyyyMMddHHmmss` in Asia/Shanghai, to the second.
/// INVARIANT (whole second, from 1992): nothing finer is held, so that a moment survives its text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireTime(Stamp);

impl WireTime {
    /// The second in which a moment falls; an error before 1992 and after 9999.
    pub fn floor(stamp: Stamp) -> Result<Self, Fault> {
        let second = stamp.ms().checked_sub(stamp.ms().rem_euclid(SECOND_MS)).ok_or_else(out_of_range)?;
        let time = Self(Stamp::from_ms(second));
        if time.civil().year() >= YEAR_MIN { Ok(time) } else { Err(out_of_range()) }
    }

    pub fn stamp(self) -> Stamp {
        self.0
    }

    pub fn parse(text: &str) -> Result<Self, Fault> {
        let malformed = || {
            let rule = "a time is 14 digits, yyyyMMddHHmmss, in Asia/Shanghai";
            Fault::malformed(ResultCode::DATE_FORMAT, rule)
        };
        if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(malformed());
        }
        let year = text.get(..4).and_then(|part| part.parse().ok()).ok_or_else(malformed)?;
        let part = |at: usize| {
            let part = text.get(at..).and_then(|rest| rest.get(..2));
            part.and_then(|part| part.parse::<i8>().ok()).ok_or_else(malformed)
        };
        let (month, day, hour, minute, second) = (part(4)?, part(6)?, part(8)?, part(10)?, part(12)?);
        let civil = DateTime::new(year, month, day, hour, minute, second, 0).map_err(|_| malformed())?;
        let instant = SHANGHAI.to_timestamp(civil).map_err(|_| out_of_range())?;
        Self::floor(Stamp::from_ms(instant.as_millisecond()))
    }

    /// The fourteen digits.
    pub fn digits(self) -> String {
        self.civil().strftime("%Y%m%d%H%M%S").to_string()
    }

    /// Date and time in Shanghai; far before 1992 for a moment beyond the calendar, which `floor`
    /// then refuses.
    fn civil(self) -> DateTime {
        jiff::Timestamp::from_millisecond(self.0.ms()).map_or(DateTime::MIN, |instant| SHANGHAI.to_datetime(instant))
    }
}

fn out_of_range() -> Fault {
    Fault::malformed(ResultCode::DATE_FORMAT, "a time lies between 1992 and 9999")
}

impl fmt::Debug for WireTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())
    }
}

impl Value for WireTime {
    fn parse(text: &str, _: &Spec) -> Result<Self, Fault> {
        Self::parse(text)
    }

    fn print(&self) -> String {
        self.digits()
    }
}

/// Characters of an amount.
pub const AMOUNT_CHARS_MAX: usize = 18;

/// An amount on the wire: a decimal string of at most 18 characters and two decimals, without sign
/// and exponent. Held in hundredths of the currency's unit (fen), because a feedback does not say
/// its currency: the order it answers does. An overdrawn balance has no form here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// The amount of that money, whatever its currency's own decimals are.
    pub fn of(money: Money) -> Result<Self, Fault> {
        Self::parse(&money.decimal())
    }

    /// As money of a currency; an error when the currency has no such fractions.
    pub fn money(self, currency: Currency) -> Result<Money, Fault> {
        let text = self.decimal();
        let whole = text.strip_suffix(".00").unwrap_or(&text);
        Money::parse(whole, currency).map_err(|_| bad_amount("the currency has no such fraction"))
    }

    pub fn parse(text: &str) -> Result<Self, Fault> {
        let fail =
            || bad_amount("an amount has at most 18 characters: digits and at most two decimals, such as 80000.00");
        if text.len() > AMOUNT_CHARS_MAX {
            return Err(fail());
        }
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, fraction),
            None => (text, "00"),
        };
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || fraction.len() > 2 {
            return Err(fail());
        }
        let hundredths = format!("{whole}{fraction:0<2}").parse().map_err(|_| fail())?;
        Ok(Self(hundredths))
    }

    pub fn decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", abs / 100, abs % 100)
    }
}

pub(super) fn bad_amount(rule: &'static str) -> Fault {
    Fault::malformed(ResultCode::BAD_AMOUNT, rule)
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal())
    }
}

impl Value for Amount {
    fn parse(text: &str, _: &Spec) -> Result<Self, Fault> {
        Self::parse(text)
    }

    fn print(&self) -> String {
        self.decimal()
    }
}

impl Value for Currency {
    fn parse(text: &str, _: &Spec) -> Result<Self, Fault> {
        // No code of ISO 4217, yet seen in a payment firm's sample: as a currency of its own it would
        // never be added to anything.
        let text = if text == "RMB" { "CNY" } else { text };
        Currency::parse(text).map_err(|_| bad_amount("a currency is three capitals, such as CNY"))
    }

    fn print(&self) -> String {
        self.code().to_owned()
    }
}

macro_rules! code_enums {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == text)
            }
        }

        impl Value for $name {
            fn parse(text: &str, _: &Spec) -> Result<Self, Fault> {
                $name::parse(text).ok_or_else(|| {
                    let codes: Vec<&str> = $name::ALL.iter().map(|value| value.code()).collect();
                    Fault::malformed(ResultCode::BAD_FIELD, format!("must be one of {}", codes.join(", ")))
                })
            }

            fn print(&self) -> String {
                self.code().to_owned()
            }
        }
    )*};
}

pub(super) use code_enums;

code_enums! {
    /// What a stop order asks for (ApplicationType of 100101).
    ApplicationType {
        /// 初次止付人民币活期.
        FirstCurrent = "00",
        /// 初次止付外币活期、本外币定期.
        FirstOther = "01",
        /// 银行举报案件-人民币活期.
        BankReportCurrent = "02",
        /// 银行举报案件-外币、定期.
        BankReportOther = "03",
        /// 后补人民币活期流程.
        LateCurrent = "04",
        /// 后补外币、定期流程.
        LateOther = "05",
    }
    /// 01 个人, 02 对公.
    AccountType {
        Personal = "01",
        Company = "02",
    }
    /// 01 正常, 02 加急.
    EmergencyLevel {
        Normal = "01",
        Urgent = "02",
    }
    /// What a bank reports (ApplicationType of 100401): 01 报案, 02 止付后补流程.
    CaseReportType {
        Report = "01",
        AfterStop = "02",
    }
    /// 止付标志 of a reported transfer.
    Ceased {
        /// 已止付.
        Stopped = "0",
        /// 未止付.
        NotStopped = "1",
    }
}

impl ApplicationType {
    /// 04 and 05: papers for a stop that the bank has made already. Nobody executes it again; it is
    /// answered from the earlier record.
    pub fn is_late_paperwork(self) -> bool {
        matches!(self, Self::LateCurrent | Self::LateOther)
    }

    /// 02 to 05 name the application or report that they follow.
    pub fn needs_original(self) -> bool {
        !matches!(self, Self::FirstCurrent | Self::FirstOther)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moment_is_said_in_shanghai_to_the_second() {
        let time = WireTime::floor(Stamp::from_ms(1_700_000_000_999)).unwrap();
        assert_eq!(time.digits(), "20231115061320");
        assert_eq!(WireTime::parse("20231115061320").unwrap().stamp(), Stamp::from_ms(1_700_000_000_000));
        assert_eq!(WireTime::parse("19920101000000").unwrap().stamp().rfc3339(), "1991-12-31T16:00:00.000Z");
        assert_eq!(WireTime::parse("20240229235959").unwrap().digits(), "20240229235959");
    }

    #[test]
    fn what_is_no_moment_has_the_code_of_dates() {
        for bad in [
            "",
            "2023111506132",
            "202311150613200",
            "20231315061320",
            "20231100061320",
            "20230229000000",
            "20231131000000",
            "20231115241320",
            "20231115066020",
            "20231115061360",
            "2023111506132X",
            "19911231235959",
            "２０２３１１",
            "2023-11-15 06:13",
        ] {
            assert_eq!(WireTime::parse(bad).unwrap_err().result, ResultCode::DATE_FORMAT, "{bad}");
        }
        assert!(WireTime::floor(Stamp::from_ms(i64::MIN)).is_err());
        assert!(WireTime::floor(Stamp::from_ms(i64::MAX)).is_err());
        assert!(WireTime::floor(Stamp::from_ms(0)).is_err());
    }

    #[test]
    fn amounts_have_two_decimals_and_no_tricks() {
        for (text, hundredths) in [
            ("0", 0),
            ("80000", 8_000_000),
            ("80000.5", 8_000_050),
            ("0.01", 1),
            ("007", 700),
            ("999999999999999.99", 99_999_999_999_999_999),
        ] {
            assert_eq!(Amount::parse(text).unwrap().hundredths(), hundredths, "{text}");
        }
        for bad in [
            "",
            ".",
            "1.",
            ".5",
            "1.234",
            "-1",
            "+1",
            "1e3",
            "1,000",
            " 1",
            "１",
            "0x1",
            "NaN",
            "1.2.3",
            "9999999999999999.99",
            "999999999999999999",
        ] {
            assert_eq!(Amount::parse(bad).unwrap_err().result, ResultCode::BAD_AMOUNT, "{bad}");
        }
        assert!(Amount::of(Money::cny(-1)).is_err());
        let yen = Currency::parse("JPY").unwrap();
        assert_eq!(Amount::parse("1000.00").unwrap().money(yen).unwrap(), Money::new(1000, yen));
        assert_eq!(Amount::of(Money::new(1000, yen)).unwrap().decimal(), "1000.00");
        assert!(Amount::parse("0.50").unwrap().money(yen).is_err());
    }

    #[test]
    fn late_paperwork_is_known_from_the_type_alone() {
        let late: Vec<&str> = ApplicationType::ALL.iter().filter(|t| t.is_late_paperwork()).map(|t| t.code()).collect();
        assert_eq!(late, ["04", "05"]);
        let follow: Vec<&str> = ApplicationType::ALL.iter().filter(|t| t.needs_original()).map(|t| t.code()).collect();
        assert_eq!(follow, ["02", "03", "04", "05"]);
        assert_eq!(ApplicationType::parse("06"), None);
    }

    proptest! {
        #[test]
        fn the_fixed_offset_agrees_with_the_zone_since_1992(ms in 694_195_200_000_i64..253_402_000_000_000) {
            let time = WireTime::floor(Stamp::from_ms(ms)).unwrap();
            let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
            let there = zone.to_datetime(jiff::Timestamp::from_millisecond(ms).unwrap());
            prop_assert_eq!(time.digits(), there.strftime("%Y%m%d%H%M%S").to_string());
            prop_assert_eq!(WireTime::parse(&time.digits()), Ok(time));
        }

        #[test]
        fn amounts_survive_their_text(hundredths in 0_i64..=99_999_999_999_999_999) {
            let amount = Amount::from_hundredths(hundredths);
            prop_assert_eq!(Amount::parse(&amount.decimal()), Ok(amount));
            prop_assert_eq!(amount.money(Currency::CNY), Ok(Money::cny(hundredths)));
        }
    }
}
