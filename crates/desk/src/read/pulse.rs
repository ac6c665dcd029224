//! How the house is, for who runs the machine: counts, ages, and whether it can work at all. Nothing
//! of any case or person, so no permit is asked for and no entry left.

use crate::desk::Desk;
use crate::refusal::Refusal;
use cordon_model::{Code, Stamp};
use cordon_store::outbox::{self, Waiting};
use cordon_store::{Doors, Read, Value, checkpoints, entries};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// Entries in the journal.
    pub entries: u64,
    /// Orders whose answer is overdue.
    pub overdue: i64,
    /// Messages that wait, by agency.
    pub waiting: Vec<Waiting>,
    /// When the newest checkpoint was signed.
    pub checkpoint_at: Option<Stamp>,
}

pub fn pulse(desk: &Desk, now: Stamp) -> Result<Pulse, Refusal> {
    desk.store().view("pulse", |view| {
        let overdue = view.query(
            "select count(*) from orders where due_at < $1 and state in ('dispatched', 'seen')",
            &[Value::from(now)],
        )?;
        Ok(Pulse {
            entries: entries::count(view.sql())?,
            overdue: overdue.first().map_or(Ok(0), |row| row.int(0))?,
            waiting: outbox::waiting(view.sql())?,
            checkpoint_at: checkpoints::newest(view.sql())?.map(|newest| newest.at),
        })
    })
}

/// The store answers and every norm is in force; otherwise what is missing.
pub fn ready(desk: &Desk, now: Stamp) -> Result<(), Refusal> {
    desk.store().view("ready", |view| {
        let norms = desk.norms(view.sql())?;
        // Not a failure of the centre: it has yet to be founded, or waits for a norm.
        norms.complete(now).map_err(|missing| Refusal::new(Code::Busy, missing.to_string()))
    })
}
