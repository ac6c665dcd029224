//! What both forms are made of: amounts, moments, parties, and texts with a limit.

use super::{AMOUNT_CHARS_MAX, CODE_CHARS_MAX, FormError, NAME_CHARS_MAX, NUMBER_CHARS_MAX, TIME_CHARS_MAX};
use cordon_model::exchange::{Party, Private};
use cordon_model::{AccountClass, Currency, Money, Stamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// `{"amount":"80000.00","currency":"CNY"}`
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct AmountForm {
    pub amount: String,
    pub currency: String,
}

impl fmt::Debug for AmountForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AmountForm")
    }
}

impl AmountForm {
    /// No amount of this form is negative: it says what is held, asked for or moved.
    pub(super) fn of(money: Money, path: &str) -> Result<Self, FormError> {
        let form = Self::written(money);
        form.money(path)?;
        Ok(form)
    }

    /// A balance may be: an account can be overdrawn.
    pub(super) fn of_balance(money: Money, path: &str) -> Result<Self, FormError> {
        let form = Self::written(money);
        form.balance(path)?;
        Ok(form)
    }

    fn written(money: Money) -> Self {
        Self { amount: money.decimal(), currency: money.currency().code().to_owned() }
    }

    pub(super) fn money(&self, path: &str) -> Result<Money, FormError> {
        let money = self.balance(path)?;
        if money.minor() < 0 {
            return Err(FormError::new(format!("{path}.amount"), "an amount is not negative here"));
        }
        Ok(money)
    }

    pub(super) fn balance(&self, path: &str) -> Result<Money, FormError> {
        let place = format!("{path}.amount");
        text(&self.amount, AMOUNT_CHARS_MAX, &place)?;
        let currency = Currency::parse(&self.currency).map_err(|_| {
            FormError::new(format!("{path}.currency"), "not a currency code of three capitals, such as CNY")
        })?;
        Money::parse(&self.amount, currency).map_err(|_| {
            FormError::new(&place, "not an amount; write digits and at most two decimals, such as 80000.00")
        })
    }
}

/// One side of a transfer, or the account that an order is about.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct PartyForm {
    pub institution_code: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub institution_name: String,
    pub number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    pub class: AccountClass,
}

impl fmt::Debug for PartyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartyForm({}, {:?})", self.institution_code, self.class)
    }
}

impl PartyForm {
    pub(super) fn of(party: &Party, path: &str) -> Result<Self, FormError> {
        let form = Self {
            institution_code: party.institution_code.clone(),
            institution_name: party.institution_name.clone(),
            number: party.number.0.clone(),
            holder: party.holder.as_ref().map(|h| h.0.clone()),
            class: party.class,
        };
        form.party(path)?;
        Ok(form)
    }

    pub(super) fn party(&self, path: &str) -> Result<Party, FormError> {
        text(&self.institution_code, CODE_CHARS_MAX, &format!("{path}.institution_code"))?;
        text(&self.institution_name, NAME_CHARS_MAX, &format!("{path}.institution_name"))?;
        filled(&self.number, NUMBER_CHARS_MAX, &format!("{path}.number"))?;
        if let Some(holder) = &self.holder {
            filled(holder, NAME_CHARS_MAX, &format!("{path}.holder"))?;
        }
        Ok(Party {
            institution_code: self.institution_code.clone(),
            institution_name: self.institution_name.clone(),
            number: Private(self.number.clone()),
            holder: self.holder.clone().map(Private),
            class: self.class,
        })
    }
}

pub(super) fn is_garbled(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || c == '\u{fffd}'
}

/// A text of at most `max` characters without control characters (line ends and tabs may stand).
pub(super) fn text(value: &str, max: usize, path: &str) -> Result<(), FormError> {
    let count = value.chars().count();
    if count > max {
        return Err(FormError::new(path, format!("{count} characters; at most {max} are taken")));
    }
    if value.chars().any(is_garbled) {
        return Err(FormError::new(path, "control or replacement characters; send plain UTF-8 text"));
    }
    Ok(())
}

/// A text that must not be empty.
pub(super) fn filled(value: &str, max: usize, path: &str) -> Result<(), FormError> {
    if value.trim().is_empty() {
        return Err(FormError::new(path, "empty; fill it in or leave the field out"));
    }
    text(value, max, path)
}

pub(super) fn stamp(value: &str, path: &str) -> Result<Stamp, FormError> {
    text(value, TIME_CHARS_MAX, path)?;
    Stamp::parse_rfc3339(value)
        .ok_or_else(|| FormError::new(path, "not a moment; write RFC 3339, such as 2026-11-23T13:39:00.000Z"))
}

/// Only a moment that reads back the same is written.
pub(super) fn stamp_text(value: Stamp, path: &str) -> Result<String, FormError> {
    let written = value.rfc3339();
    match stamp(&written, path) {
        Ok(read) if read == value => Ok(written),
        _ => Err(FormError::new(path, "a moment outside the years that can be written")),
    }
}

pub(super) fn maybe_stamp(value: Option<&String>, path: &str) -> Result<Option<Stamp>, FormError> {
    value.map(|v| stamp(v, path)).transpose()
}

pub(super) fn maybe_stamp_text(value: Option<Stamp>, path: &str) -> Result<Option<String>, FormError> {
    value.map(|v| stamp_text(v, path)).transpose()
}

pub(super) fn maybe_money(value: Option<&AmountForm>, path: &str) -> Result<Option<Money>, FormError> {
    value.map(|v| v.money(path)).transpose()
}

pub(super) fn maybe_amount(value: Option<Money>, path: &str) -> Result<Option<AmountForm>, FormError> {
    value.map(|v| AmountForm::of(v, path)).transpose()
}

/// At most `max` items.
pub(super) fn few(count: usize, max: usize, path: &str) -> Result<(), FormError> {
    if count > max {
        return Err(FormError::new(path, format!("{count} items; at most {max} are taken")));
    }
    Ok(())
}
