//! What time alone does: measures lapse, alarms are raised, deadlines pass and are seen to pass,
//! and what nobody confirmed or decided in time is lifted.
//!
//! [`due`] finds the work, one verb each does it, in its own transaction. Running them twice, or
//! late after a restart, changes nothing that was right: each asks again inside its transaction.

mod alarm;
mod appeal;
mod debit;
mod keyed;
mod lapse;
mod overdue;
mod queue;
mod release;

use crate::actor::Actor;
use crate::desk::{Call, Desk};
use crate::refusal::Refusal;
use cordon_model::{Code, Stamp};

/// What one round did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    pub lapsed: u32,
    pub alarms: u32,
    pub overdue: u32,
    pub unconfirmed: u32,
    pub appeals: u32,
    pub keyed_late: u32,
    /// Batches of rows that became movements.
    pub learned: u32,
    /// Queued freezes whose turn came, or whose own time was over.
    pub queued: u32,
    /// Unrelated property that was not freed in time.
    pub releases: u32,
    /// Work that failed and will be found again next round.
    pub failed: u32,
}

impl Round {
    pub fn is_idle(&self) -> bool {
        self == &Self::default()
    }
}

/// Rows of one kind handled in one round; the rest waits for the next, at once.
pub const ROUND_ROWS_MAX: i64 = 200;

/// One round of the clock. `seed` gives each act its own randomness.
pub fn tick(desk: &Desk, now: Stamp, seed: &mut dyn FnMut() -> [u8; 32]) -> Result<Round, Refusal> {
    let mut round = Round::default();
    let mut call = || Call::new(Actor::Platform, now, seed());
    let count = |slot: &mut u32, failed: &mut u32, outcome: Result<bool, Refusal>| match outcome {
        Ok(true) => *slot = slot.saturating_add(1),
        // Somebody else was faster, or it is no longer so.
        Ok(false) => {}
        Err(refusal) if refusal.code == Code::WrongState => {}
        Err(refusal) => {
            tracing::error!(code = %refusal.code, detail = %refusal.detail, "the clock could not do its work; it will try again");
            *failed = failed.saturating_add(1);
        }
    };
    let mut failed = 0;
    for id in lapse::due(desk, now)? {
        count(&mut round.lapsed, &mut failed, lapse::lapse_measure(desk, &call(), id));
    }
    for id in debit::due(desk, now)? {
        count(&mut round.unconfirmed, &mut failed, debit::lift_unconfirmed(desk, &call(), id));
    }
    for id in overdue::due(desk, now)? {
        count(&mut round.overdue, &mut failed, overdue::note_overdue(desk, &call(), id));
    }
    for id in appeal::due(desk, now)? {
        count(&mut round.appeals, &mut failed, appeal::pass_appeal_clock(desk, &call(), id));
    }
    for id in keyed::due(desk, now)? {
        count(&mut round.keyed_late, &mut failed, keyed::note_keyed_late(desk, &call(), id));
    }
    for id in crate::money::learn::due(desk)? {
        count(&mut round.learned, &mut failed, crate::money::learn::learn_statement(desk, &call(), id));
    }
    for id in queue::due(desk, now)? {
        count(&mut round.queued, &mut failed, queue::move_queue(desk, &call(), id));
    }
    for id in release::due(desk, now)? {
        count(&mut round.releases, &mut failed, release::escalate_release(desk, &call(), id));
    }
    for id in alarm::due(desk, now)? {
        count(&mut round.alarms, &mut failed, alarm::raise_alarm(desk, &call(), id));
    }
    round.failed = failed;
    Ok(round)
}
