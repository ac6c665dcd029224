//! Answers that tell what the books say: statements, and the rows of a watch.

use super::fit;
use crate::config::AgencyConfig;
use crate::core_banking::{AccountFacts, Core};
use crate::error::Error;
use cordon_model::exchange::{Party, Statement, StatementRow};
use cordon_model::{Money, Stamp};
use cordon_wire::rows::first_rows;

/// Rows of one answer. There is room for them on both wires, with long names too.
pub(super) const ROWS_MAX: usize = 500;

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
    // One more than is told: it says where the rest begins.
    let told = core.statement(&account.number, from, until, ROWS_MAX.saturating_add(1))?;
    let available = core.available(&account.number, now)?;
    let cut_off = !told.complete && told.rows.len() <= ROWS_MAX;
    let until = if cut_off { reach(&told.rows, until) } else { until };
    let whole = of_account(agency, account, available, (from, until), told.complete, told.rows);
    Ok(first_rows(whole, ROWS_MAX))
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
    // The account alone was asked for: nothing is said of any period.
    let period = Some((from, until)).filter(|(from, until)| from < until);
    Statement {
        account: party(agency, account),
        balance: Some(account.balance),
        available,
        from: period.map(|(from, _)| from),
        until: period.map(|(_, until)| until),
        complete,
        rows: rows.into_iter().map(fit::row).collect(),
    }
}

/// Until when rows that were cut off are whole.
pub(super) fn reach(rows: &[StatementRow], until: Stamp) -> Stamp {
    rows.iter().map(|row| row.at).max().unwrap_or(until)
}
