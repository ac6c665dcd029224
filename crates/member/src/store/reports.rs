//! Holds on the bank's own suspicion, and the reports of them that the centre does not have yet.

use super::{DUE_MAX, Store};
use crate::error::Error;
use cordon_model::Stamp;
use rusqlite::{Transaction, params};

/// A report to be sent.
pub struct DueReport {
    pub reference: String,
    pub body: Vec<u8>,
}

impl std::fmt::Debug for DueReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DueReport({})", self.reference)
    }
}

impl Store {
    /// Oldest first.
    pub fn due_reports(&self) -> Result<Vec<DueReport>, Error> {
        let mut query = self.db.prepare_cached(
            "select reference, report from own_holds where known_at is null order by made_at, reference limit ?1",
        )?;
        let rows = query.query_map([DUE_MAX], |row| Ok(DueReport { reference: row.get(0)?, body: row.get(1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn report_known(&mut self, reference: &str, now: Stamp) -> Result<(), Error> {
        self.step(|tx| {
            tx.prepare_cached("update own_holds set known_at = ?2 where reference = ?1 and known_at is null")?
                .execute(params![reference, now.ms()])?;
            Ok(())
        })
    }
}

/// Writes the report once; the same reference is the same report.
pub fn report(tx: &Transaction<'_>, reference: &str, number: &str, body: &[u8], now: Stamp) -> Result<(), Error> {
    tx.prepare_cached("insert or ignore into own_holds (reference, number, report, made_at) values (?1, ?2, ?3, ?4)")?
        .execute(params![reference, number, body, now.ms()])?;
    Ok(())
}

/// References of our own holds on an account, running or not.
pub fn own_holds(tx: &Transaction<'_>, number: &str) -> Result<Vec<String>, Error> {
    let mut query = tx.prepare_cached("select reference from own_holds where number = ?1 order by made_at")?;
    let rows = query.query_map([number], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
