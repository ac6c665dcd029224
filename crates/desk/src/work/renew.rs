//! Whoever still works on a line keeps it. It is no act: nothing is decided by it, and an entry for every few minutes
//! of everybody's work would say nothing but how long people look at things.

use super::{WorkRow, officer};
use crate::desk::{Call, Desk};
use crate::limits::{IN_HAND_MS, ROWS_AT_ONCE_MAX};
use crate::refusal::Refusal;
use cordon_model::Code;
use cordon_store::{Doors, in_hand};

/// The lines that he still has. Only what is in his own hands is prolonged, so no permit is asked.
pub fn renew(desk: &Desk, call: &Call, rows: &[WorkRow]) -> Result<Vec<WorkRow>, Refusal> {
    let me = officer(call)?;
    if rows.len() > ROWS_AT_ONCE_MAX {
        return Err(Refusal::new(Code::TooLarge, format!("`rows` has more than {ROWS_AT_ONCE_MAX}")));
    }
    let until = call.now.plus_ms(IN_HAND_MS);
    desk.store().keep("renew", |keep| {
        let mut kept = Vec::new();
        for row in rows {
            if in_hand::renew(keep, (row.wait.name(), &row.id), me, call.now, until)? {
                kept.push(row.clone());
            }
        }
        Ok(kept)
    })
}
