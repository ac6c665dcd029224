//! Answers that tell what the books say: statements, and the rows of a watch.

use crate::config::AgencyConfig;
use crate::core_banking::{AccountFacts, Core};
use crate::error::Error;
use cordon_model::exchange::{Party, Statement, StatementRow};
use cordon_model::{Money, Stamp};

/// Rows of one answer. There is room for them on both wires.
pub(super) const ROWS_MAX: usize = 200;

/// The account as this agency names it.
fn party(agency: &AgencyConfig, account: &AccountFacts) -> Party {
    Party {
        institution_code: agency.code.clone(),
        institution_name: agency.name.clone(),
        number: account.number.clone().into(),
        holder: Some(account.holder.clone().into()),
        class: account.class,
    }
}

/// A statement of one period. Where there are too many rows it is the beginning of it, and `until` is
/// the moment from which the next question is to be asked.
pub(super) fn statement(
    core: &mut dyn Core,
    agency: &AgencyConfig,
    account: &AccountFacts,
    (from, until): (Stamp, Stamp),
    now: Stamp,
) -> Result<Statement, Error> {
    let told = core.statement(&account.number, from, until, ROWS_MAX)?;
    let available = core.available(&account.number, now)?;
    let until = if told.complete { until } else { reach(&told.rows, until) };
    Ok(of_account(agency, account, available, (from, until), told.complete, told.rows))
}

/// Rows behind a cursor, as a statement from the last word to this one.
pub(super) fn of_account(
    agency: &AgencyConfig,
    account: &AccountFacts,
    available: Option<Money>,
    (from, until): (Stamp, Stamp),
    complete: bool,
    rows: Vec<StatementRow>,
) -> Statement {
    Statement {
        account: party(agency, account),
        balance: Some(account.balance),
        available,
        from: Some(from),
        until: Some(until),
        complete,
        rows,
    }
}

/// Until when rows that were cut off are whole.
pub(super) fn reach(rows: &[StatementRow], until: Stamp) -> Stamp {
    rows.iter().map(|row| row.at).max().unwrap_or(until)
}
