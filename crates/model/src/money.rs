//! Money: integer minor units with their currency. No float comes near it; all arithmetic is
//! checked, and two currencies never meet in one sum.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// An ISO 4217 code of three capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    pub const CNY: Self = Self(*b"CNY");

    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        match text.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|x| x.is_ascii_uppercase()) => Ok(Self([*a, *b, *c])),
            _ => Err(MoneyError::Currency(text.chars().take(12).collect())),
        }
    }

    pub fn code(&self) -> &str {
        // INVARIANT (three capitals): only ASCII letters are ever stored.
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    pub fn bytes(&self) -> [u8; 3] {
        self.0
    }

    /// Digits after the point. Two for every currency met on these wires, none for the yen and the won.
    fn exponent(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" => 0,
            _ => 2,
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("`{0}` is not a currency code of three capitals, such as CNY")]
    Currency(String),
    #[error("`{0}` is not an amount; write digits with at most {1} decimals, such as 80000.00")]
    Amount(String, u32),
    #[error("an amount is too large to be counted")]
    Overflow,
    #[error("`{0}` and `{1}` cannot be added; one sum has one currency")]
    Mixed(String, String),
}

/// An amount in minor units (fen for CNY).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    currency: Currency,
    minor: i64,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { currency, minor }
    }

    pub const fn cny(fen: i64) -> Self {
        Self::new(fen, Currency::CNY)
    }

    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    pub const fn minor(self) -> i64 {
        self.minor
    }

    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The lesser of the two; an error when the currencies differ.
    pub fn at_most(self, limit: Self) -> Result<Self, MoneyError> {
        self.same(limit)?;
        Ok(if self.minor <= limit.minor { self } else { limit })
    }

    /// Parses a decimal string such as `80000`, `80000.5` or `-3.00`.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let exponent = currency.exponent();
        let fail = || MoneyError::Amount(text.chars().take(24).collect(), exponent);
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1_i64, rest),
            None => (1, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let ascii = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let decimals = u32::try_from(fraction.len()).map_err(|_| fail())?;
        if !ascii(whole) || !ascii(fraction) || decimals > exponent.max(1) {
            return Err(fail());
        }
        if exponent == 0 && fraction != "0" {
            return Err(fail());
        }
        let scale = 10_i64.checked_pow(exponent).ok_or(MoneyError::Overflow)?;
        let pad = 10_i64.checked_pow(exponent.saturating_sub(decimals)).ok_or(MoneyError::Overflow)?;
        let whole: i64 = whole.parse().map_err(|_| MoneyError::Overflow)?;
        let fraction: i64 = fraction.parse().map_err(|_| fail())?;
        let minor = whole
            .checked_mul(scale)
            .and_then(|w| w.checked_add(if exponent == 0 { 0 } else { fraction.checked_mul(pad)? }))
            .and_then(|m| m.checked_mul(sign))
            .ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, currency })
    }

    /// The amount as a decimal string, without the currency.
    pub fn decimal(self) -> String {
        let exponent = self.currency.exponent();
        if exponent == 0 {
            return self.minor.to_string();
        }
        let sign = if self.minor < 0 { "-" } else { "" };
        let scale = 10_u64.pow(exponent);
        let abs = self.minor.unsigned_abs();
        let width = usize::try_from(exponent).unwrap_or(2);
        format!("{sign}{}.{:0width$}", abs / scale, abs % scale)
    }

    fn same(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::Mixed(self.currency.code().to_owned(), other.currency.code().to_owned()))
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency.code())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency.code())
    }
}

/// JSON shape: `{"amount":"80000.00","currency":"CNY"}`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MoneyJson {
    amount: String,
    #[serde(default = "cny")]
    currency: Currency,
}

fn cny() -> Currency {
    Currency::CNY
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        MoneyJson { amount: self.decimal(), currency: self.currency }.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let json = MoneyJson::deserialize(d)?;
        Self::parse(&json.amount, json.currency).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_parse_or_are_refused() {
        let ok = [("0", 0), ("80000", 8_000_000), ("80000.5", 8_000_050), ("0.01", 1), ("-3.00", -300)];
        for (text, fen) in ok {
            assert_eq!(Money::parse(text, Currency::CNY), Ok(Money::cny(fen)), "{text}");
        }
        for text in ["", ".", "1.", ".5", "1.234", "1e3", "+1", "1,000", "１", " 1", "--1", "92233720368547758.08"] {
            assert!(Money::parse(text, Currency::CNY).is_err(), "{text}");
        }
        let yen = Currency::parse("JPY").unwrap();
        assert_eq!(Money::parse("1000", yen).unwrap().decimal(), "1000");
        assert!(Money::parse("1000.5", yen).is_err());
    }

    #[test]
    fn two_currencies_never_meet() {
        let usd = Money::new(1, Currency::parse("USD").unwrap());
        assert!(Money::cny(1).plus(usd).is_err());
        assert!(Money::cny(i64::MAX).plus(Money::cny(1)).is_err());
    }

    proptest! {
        #[test]
        fn every_amount_survives_its_text(fen in any::<i64>()) {
            let money = Money::cny(fen);
            if fen != i64::MIN {
                prop_assert_eq!(Money::parse(&money.decimal(), Currency::CNY), Ok(money));
            }
            let json = serde_json::to_string(&money).unwrap();
            if fen != i64::MIN {
                prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
            }
        }
    }
}
