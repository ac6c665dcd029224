//! An officer takes lines of his choice, from nobody: what somebody else has in hand stays there. What was put off
//! is looked at again.

use super::{Asked, Outcome, RowDone, WorkRow, held_by_other, officer};
use crate::desk::{Call, Desk};
use crate::limits::IN_HAND_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::TakeUp;

pub fn take_up(desk: &Desk, call: &Call, rows: &[WorkRow]) -> Result<Vec<RowDone>, Refusal> {
    desk.act::<TakeUp, _, _>(
        call,
        |look| Ok((Resource::house(), Asked::of(look, rows)?)),
        |_permit, act, asked| {
            let me = officer(act.call())?;
            let mut room = IN_HAND_MAX.saturating_sub(asked.in_hand_of(me));
            let mut done = Vec::with_capacity(asked.rows.len());
            for (row, line) in asked.rows {
                let Some(line) = line else {
                    done.push(RowDone::of(row, Outcome::Gone, None));
                    continue;
                };
                let (had, held) = (line.hand.is_some(), line.hand.as_ref());
                let outcome = match () {
                    () if held_by_other(&line, me) => RowDone::of(row, Outcome::InOtherHands, held),
                    () if !had && room == 0 => RowDone::of(row, Outcome::HandsFull, held),
                    () => {
                        room = room.saturating_sub(usize::from(!had));
                        let hand = act.taken(me);
                        act.set_line(&line, Some(hand.clone()), None)?;
                        RowDone::of(row, Outcome::Done, Some(&hand))
                    }
                };
                done.push(outcome);
            }
            act.count_rows(&done);
            Ok(done)
        },
    )
}
