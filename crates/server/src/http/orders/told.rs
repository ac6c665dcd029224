//! Movements that an institution told on paper, as an officer types them in: text becomes moments, amounts and
//! accounts, and every row that cannot be read is named by its number and field.

use super::elsewhere_answer::unknown;
use crate::http::shapes::moment;
use crate::http::shapes::words::{ClassWord, ExitWord, SideWord};
use cordon_desk::Refusal;
use cordon_desk::order::paper_statement::{PaperStatement, RowFaults};
use cordon_model::exchange::{Party, Private, Side, StatementRow};
use cordon_model::{AccountClass, Currency, Exit, Money, Stamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The other end of a row, as far as the paper names it.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "accounts and names must not reach a log")]
pub struct ToldOtherBody {
    /// Left out where the paper names no institution that takes part: nobody is asked further on then.
    #[schema(example = "999100000001", pattern = "^[0-9]{6,12}$", max_length = 12)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    institution_code: Option<String>,
    #[schema(example = "9999990000000001", pattern = "^[0-9A-Za-z@._-]{5,30}$", min_length = 5, max_length = 30)]
    number: String,
    #[schema(example = "测试甲", min_length = 1, max_length = 100, pattern = "^\\S[^\\x00-\\x1f\\x7f-\\x9f]*$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<String>,
    #[schema(value_type = ClassWord, example = "personal", default = "unknown")]
    #[serde(default = "unknown")]
    class: AccountClass,
}

/// One posting of the account.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "accounts and names must not reach a log")]
pub struct ToldRowBody {
    #[schema(format = "date-time", example = "2026-11-23T09:30:00+08:00")]
    at: String,
    #[schema(value_type = SideWord, inline)]
    side: Side,
    #[schema(example = "80000.00", pattern = "^[0-9]{1,15}(\\.[0-9]{1,2})?$", max_length = 18)]
    amount: String,
    /// What was on the account after it; an account can be overdrawn.
    #[schema(example = "0.00", pattern = "^-?[0-9]{1,15}(\\.[0-9]{1,2})?$", max_length = 19)]
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<String>,
    /// The bank's own number of the posting; paper often prints none.
    #[schema(min_length = 1, max_length = 100)]
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<ToldOtherBody>,
    /// How money left the institutions by this row.
    #[schema(value_type = Option<ExitWord>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    exit: Option<Exit>,
    /// May name people: it is sealed.
    #[schema(max_length = 300)]
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<String>,
}

/// What moved on the account that was asked about. The account is the order's, and is not named again.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "accounts and names must not reach a log")]
pub struct ToldStatementBody {
    /// Left out: from where the order asks.
    #[schema(format = "date-time")]
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// When it was printed. A complete statement has it.
    #[schema(format = "date-time")]
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// No movement of the period is missing.
    complete: bool,
    #[schema(example = "CNY", pattern = "^[A-Z]{3}$", min_length = 3, max_length = 3, default = "CNY")]
    #[serde(default = "cny")]
    currency: String,
    /// In the paper's order, oldest or newest first.
    #[schema(max_items = 1000)]
    rows: Vec<ToldRowBody>,
}

fn cny() -> String {
    "CNY".to_owned()
}

impl ToldStatementBody {
    pub fn statement(&self) -> Result<PaperStatement, Refusal> {
        let at = |name: &str, text: &Option<String>| text.as_deref().map(|text| moment(name, text)).transpose();
        let currency = Currency::parse(&self.currency)
            .map_err(|_| Refusal::field("statement.currency", "is no currency code such as CNY"))?;
        let mut faults = RowFaults::default();
        let rows = self.rows.iter().enumerate().filter_map(|(at, row)| row.read(at, currency, &mut faults)).collect();
        faults.into_result()?;
        Ok(PaperStatement {
            from: at("statement.from", &self.from)?,
            until: at("statement.until", &self.until)?,
            complete: self.complete,
            rows,
        })
    }
}

impl ToldRowBody {
    fn read(&self, at: usize, currency: Currency, faults: &mut RowFaults) -> Option<StatementRow> {
        let when = Stamp::parse_rfc3339(&self.at);
        if when.is_none() {
            faults.add(at, "at", "is not a moment such as 2026-11-23T09:30:00+08:00");
        }
        let mut money = |field: &'static str, text: &str| {
            let read = Money::parse(text, currency).ok();
            if read.is_none() {
                faults.add(at, field, "is not an amount such as 80000.00");
            }
            read
        };
        let amount = money("amount", &self.amount);
        let balance = self.balance.as_deref().map(|text| money("balance", text));
        Some(StatementRow {
            side: self.side,
            amount: amount?,
            balance: balance.map_or(Some(None), |read| read.map(Some))?,
            at: when?,
            serial: self.serial.clone().unwrap_or_default(),
            opponent: self.other.as_ref().map(ToldOtherBody::party),
            order_number: None,
            exit: self.exit,
            remark: self.remark.clone().map(Private),
        })
    }
}

impl ToldOtherBody {
    fn party(&self) -> Party {
        Party {
            institution_code: self.institution_code.clone().unwrap_or_default(),
            institution_name: String::new(),
            number: Private(self.number.clone()),
            holder: self.holder.clone().map(Private),
            class: self.class,
        }
    }
}
