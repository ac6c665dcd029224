//! Statements and notifications of ISO 20022 as an institution's own rows.

use super::{Left, Sink};
use crate::statements::{Item, Posted, each};
use cordon_desk::money::learn::files::{Batch, FiledRow, fault_of_text};
use cordon_flow::read::PART_ROWS;
use cordon_model::exchange::{Party, Private, StatementRow};
use cordon_model::{AccountClass, Agency};
use cordon_wire::iso20022::{End, Message, Shape};
use std::collections::BTreeMap;
use std::path::Path;

/// Whose accounts the rows may be of.
#[derive(Clone, Copy, Debug)]
pub struct House<'a> {
    pub agencies: &'a BTreeMap<String, Agency>,
    /// Where a file does not say who keeps an account.
    pub institution: Option<&'a str>,
}

pub fn read(message: Message, path: &Path, shapes: &[Shape], house: House<'_>, sink: Sink<'_>) -> anyhow::Result<Left> {
    let name = path.display().to_string();
    let mut left = Left::default();
    let (mut days, mut undivided) = (0_u64, 0_u64);
    let mut rows: Vec<FiledRow> = Vec::new();
    // A notification tells some of what happened, a statement all of it.
    let whole = message == Message::Camt053;
    each(message, path, shapes, &mut |item| {
        match item {
            Item::Line(posted) => match filed(&posted, house) {
                Ok(row) => {
                    days = days.saturating_add(u64::from(posted.line.at.whole_day));
                    rows.push(row);
                }
                Err(why) => left.bad(|| format!("`{name}` `{}`: {why}", posted.path)),
            },
            Item::Bad(error) => left.bad(|| format!("`{name}` {error}")),
            Item::Undivided => undivided = undivided.saturating_add(1),
        }
        if rows.len() >= PART_ROWS {
            sink(Batch::Statement { rows: &rows, whole })?;
            rows.clear();
        }
        Ok(())
    })?;
    sink(Batch::Statement { rows: &rows, whole })?;
    if days > 0 {
        left.notes
            .push(format!("{days} rows have a day and no time; they count from its first moment, in their order"));
    }
    if undivided > 0 {
        left.notes.push(format!(
            "{undivided} entries stand for several transactions whose amounts are not told or do not add up; each is one row without a counterparty"
        ));
    }
    Ok(left)
}

/// A line as a row of an institution of the house; else what is wrong and what to do.
fn filed(posted: &Posted<'_>, house: House<'_>) -> Result<FiledRow, String> {
    let account = &posted.head.account;
    let number = account.number.as_deref().ok_or("the statement names no account in `Acct/Id`; fill it in")?;
    let institution = ours(account, house)
        .or(house.institution.filter(|_| account.agent.codes().next().is_none()))
        .ok_or("no institution of this house keeps the account (`Acct/Svcr`); register it, or say `--institution CODE` where the file is silent")?;
    if let Some(why) = fault_of_text(&format!("{institution}:{number}"), house.agencies) {
        return Err(format!("`Acct/Id` {why}"));
    }
    let line = posted.line;
    Ok(FiledRow {
        institution: institution.to_owned(),
        number: Private(number.to_owned()),
        row: StatementRow {
            side: line.side,
            amount: line.amount,
            balance: posted.balance,
            at: cordon_model::Stamp::from_ms(line.at.ms),
            serial: line.serial.clone(),
            opponent: line.other.as_ref().and_then(|other| party(other, house)),
            order_number: None,
            exit: None,
            remark: None,
        },
        seq: posted.seq,
    })
}

/// The code of the institution that keeps an account, where it takes part here.
fn ours<'e>(end: &'e End, house: House<'_>) -> Option<&'e str> {
    end.agent.codes().find(|code| house.agencies.contains_key(*code))
}

/// The other end, where it has a number. An IBAN is one account however its institution is named.
fn party(end: &End, house: House<'_>) -> Option<Party> {
    let number = end.number.clone()?;
    let code = ours(end, house).or_else(|| end.agent.codes().next().filter(|_| !end.is_iban));
    Some(Party {
        institution_code: code.unwrap_or_default().to_owned(),
        institution_name: String::new(),
        number: Private(number),
        holder: end.name.clone().map(Private),
        class: AccountClass::Unknown,
    })
}
