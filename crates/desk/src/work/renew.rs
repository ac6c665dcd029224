//! Whoever still works on a line keeps it. It is no act: nothing is decided by it, and an entry for every few minutes
//! of everybody's work would say nothing but how long people look at things.

use super::{WorkRow, check_rows, officer};
use crate::desk::{Call, Desk};
use crate::limits::IN_HAND_MS;
use crate::refusal::Refusal;
use cordon_store::{Doors, in_hand};

/// The lines that he still has. Only what is in his own hands is prolonged, so no permit is asked.
pub fn renew(desk: &Desk, call: &Call, rows: &[WorkRow]) -> Result<Vec<WorkRow>, Refusal> {
    let me = officer(call)?;
    check_rows("rows", rows)?;
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
