//! The generic format: `id,time,from,to,amount` and, as wanted, `currency`, `balance_before`,
//! `channel`, `seq`, `credit_time`, `credit_seq`.

use super::columns::{Bad, Row, Wanted, at, short};
use super::{Reader, Why};
use crate::transfer::{Stamp, Transfer};
use cordon_model::{Currency, Money};

pub const WANTED: Wanted = Wanted {
    required: &["id", "time", "from", "to", "amount"],
    known: &[
        "id",
        "time",
        "from",
        "to",
        "amount",
        "currency",
        "balance_before",
        "channel",
        "seq",
        "credit_time",
        "credit_seq",
    ],
    text: "`id,time,from,to,amount`, and may name `currency`, `balance_before`, `channel`, `seq`, `credit_time`, \
           `credit_seq`",
};

impl Reader {
    pub(super) fn take_generic(&mut self, row: &Row) -> Result<(), Bad> {
        row.check()?;
        let currency = self.one_currency(row.text("currency")?).map_err(at("currency"))?;
        let amount = self.amount(row.filled("amount")?, currency).map_err(at("amount"))?;
        let t = moment("time", row.filled("time")?)?;
        let debit = Stamp::new(t, row.number("seq")?.unwrap_or(self.rows));
        let balance_before = balance(row.text("balance_before")?, currency)?;
        let credit = match row.text("credit_time")? {
            "" => None,
            text => Some(Stamp::new(moment("credit_time", text)?, row.number("credit_seq")?.unwrap_or(self.rows))),
        };
        let (id, from, to) = (row.filled("id")?, row.filled("from")?, row.filled("to")?);
        let transfer = Transfer {
            id: self.names.transfer(id).map_err(at("id"))?,
            from: self.account("from", from)?,
            to: self.account("to", to)?,
            amount,
            debit,
            credit,
            balance_before,
        };
        self.keep(transfer, "id", "amount")
    }
}

/// RFC 3339, or milliseconds since 1970.
fn moment(column: &'static str, text: &str) -> Result<i64, Bad> {
    if let Ok(ms) = text.parse() {
        return Ok(ms);
    }
    let moment = cordon_model::time::Stamp::parse_rfc3339(text);
    moment.map(cordon_model::time::Stamp::ms).ok_or_else(|| (column, Why::Time(short(text))))
}

fn balance(text: &str, currency: Currency) -> Result<Option<i64>, Bad> {
    if text.is_empty() {
        return Ok(None);
    }
    Money::parse(text, currency).map(|money| Some(money.minor())).map_err(at("balance_before"))
}
