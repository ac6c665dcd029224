//! What bodies are made of: amounts, moments, pages, and the records as this API shows them. The
//! shapes are the API's own, so that a record may change inside without a client noticing.
//!
//! Personal data never stands in them, only its masks; opening it is an act (`reveal`).

pub mod case;
pub mod council;
pub mod entry;
pub mod measure;
pub mod office;
pub mod order;
pub mod receipt;
pub mod rules;
pub mod script;
pub mod trace;
pub mod words;

use crate::http::words::known;
use cordon_desk::Refusal;
use cordon_desk::limits::PAGE_ROWS_MAX;
use cordon_desk::read::{Page, PageAsk};
use cordon_model::{Currency, Deadline, Money, Stamp};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// An amount: a decimal string and its currency.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    #[schema(example = "80000.00", pattern = "^[0-9]{1,15}(\\.[0-9]{1,2})?$", max_length = 18)]
    pub amount: String,
    #[schema(example = "CNY", pattern = "^[A-Z]{3}$", min_length = 3, max_length = 3, default = "CNY")]
    #[serde(default = "cny")]
    pub currency: String,
}

fn cny() -> String {
    "CNY".to_owned()
}

impl Amount {
    pub fn money(&self) -> Result<Money, Refusal> {
        Ok(Money::parse(&self.amount, Currency::parse(&self.currency)?)?)
    }
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { amount: money.decimal(), currency: money.currency().code().to_owned() }
    }
}

pub fn moment(name: &str, text: &str) -> Result<Stamp, Refusal> {
    Stamp::parse_rfc3339(text).ok_or_else(|| Refusal::field(name, "is not a moment such as 2026-11-23T09:30:00+08:00"))
}

/// A time by which something is due, and the norm that says so.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Due {
    #[schema(format = "date-time", example = "2026-11-25T01:30:00.000Z")]
    pub at: String,
    #[schema(example = "stop.life@1")]
    pub norm: String,
}

impl From<Deadline> for Due {
    fn from(due: Deadline) -> Self {
        Self { at: due.at.rfc3339(), norm: due.norm.to_string() }
    }
}

/// The word by which a value of the model is known outside, such as `in_force`.
pub fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// One page of a list. `next` is the cursor of the page after it; none when this is the last.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageOf<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

impl<T> PageOf<T> {
    pub fn of<R>(page: Page<R>, shape: impl FnMut(R) -> T) -> Self {
        Self { items: page.items.into_iter().map(shape).collect(), next: page.next }
    }
}

/// Longest cursor.
const CURSOR_CHARS_MAX: usize = 80;

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Rows of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1, max_length = 80)]
    pub cursor: Option<String>,
}

pub fn page(limit: Option<u32>, cursor: Option<String>) -> Result<PageAsk, Refusal> {
    if limit == Some(0) {
        return Err(Refusal::field("limit", "has to be at least 1"));
    }
    if cursor.as_deref() == Some("") {
        return Err(Refusal::field("cursor", "is empty; leave it out for the first page"));
    }
    if limit.is_some_and(|limit| limit > PAGE_ROWS_MAX) {
        return Err(Refusal::field("limit", format!("is more than {PAGE_ROWS_MAX} rows")));
    }
    if cursor.as_ref().is_some_and(|cursor| cursor.len() > CURSOR_CHARS_MAX) {
        return Err(Refusal::field("cursor", "is no cursor of this list"));
    }
    Ok(PageAsk { after: cursor, limit: limit.unwrap_or(0) })
}

impl ListQuery {
    pub fn page(self) -> Result<PageAsk, Refusal> {
        page(self.limit, self.cursor)
    }
}

/// Which page of a list of what stands in a state, one of `W`.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, bound = "")]
pub struct StateQuery<W: PartialSchema> {
    #[param(value_type = Option<W>, inline)]
    state: Option<String>,
    /// Rows of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1, max_length = 80)]
    cursor: Option<String>,
    #[param(ignore)]
    #[serde(skip)]
    words: PhantomData<fn() -> W>,
}

impl<W: PartialSchema> StateQuery<W> {
    /// The state, if one was asked for, and the page.
    pub fn read(self) -> Result<(Option<String>, PageAsk), Refusal> {
        known::<W>("state", self.state.as_deref())?;
        Ok((self.state, page(self.limit, self.cursor)?))
    }
}

/// Why something is done. Agencies and the citizen may read it: no personal data.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonBody {
    #[schema(example = "核实后系误报", min_length = 1, max_length = 300, pattern = "\\S")]
    pub reason: String,
}

/// An act that needs nothing but its address.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// An order that was drafted or moved on, and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderStateBody {
    #[schema(example = "ord_019ab0c4d1e87000800000000000000a")]
    pub order: String,
    #[schema(example = "awaiting_approval")]
    pub state: String,
}
