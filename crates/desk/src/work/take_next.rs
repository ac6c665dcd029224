//! The most pressing line that is for the officer and that nobody has: his, at once. Two who ask at the same time
//! never get the same one, because each looks and takes in one transaction.

use super::{Outcome, RowDone, WorkRow, in_hand_of, officer};
use crate::desk::{Call, Desk, Look};
use crate::limits::IN_HAND_MAX;
use crate::permit::Resource;
use crate::read::waiting::{self, WaitingLine, turn};
use crate::refusal::Refusal;
use crate::verbs::TakeNext;
use cordon_journal::Fact;
use cordon_model::Code;
use cordon_store::in_hand;

/// Of which lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// All that are for the officer.
    #[default]
    Mine,
    /// Of these, what is over its time.
    Overdue,
}

/// What was taken; nothing where nothing waits for him that is free.
pub fn take_next(desk: &Desk, call: &Call, wanted: Wanted) -> Result<Option<RowDone>, Refusal> {
    desk.act::<TakeNext, _, _>(
        call,
        |look| Ok((Resource::house(), next(look, wanted)?)),
        |_permit, act, line| {
            in_hand::forget(act.unit, act.now())?;
            let Some(line) = line else {
                act.fact("found", Fact::Bool(false));
                return Ok(None);
            };
            let hand = act.taken(officer(act.call())?);
            act.fact("wait", Fact::text(line.wait.name()));
            act.set_line(&line, Some(hand.clone()), None)?;
            let row = WorkRow { wait: line.wait, id: line.id };
            Ok(Some(RowDone::of(row, Outcome::Done, Some(&hand))))
        },
    )
}

fn next(look: &mut Look<'_>, wanted: Wanted) -> Result<Option<WaitingLine>, Refusal> {
    let (now, me) = (look.call().now, officer(look.call())?);
    let lines = waiting::gather(look)?.lines;
    if in_hand_of(&lines, me) >= IN_HAND_MAX {
        return Err(Refusal::new(Code::WrongState, format!("{IN_HAND_MAX} lines are in your hands; put some back")));
    }
    let is_late = |line: &WaitingLine| line.due_at.is_some_and(|due| due < now);
    let free = lines.into_iter().filter(|line| line.turn && line.hand.is_none() && line.off.is_none());
    let of_these = free.filter(|line| wanted == Wanted::Mine || is_late(line));
    Ok(of_these.min_by(|a, b| turn::rank(a, now).cmp(&turn::rank(b, now))))
}
