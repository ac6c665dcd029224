//! The one who comes takes the desk over: what the other had in hand, and what still waits, is his from now on.

use super::{Outcome, RowDone, WorkRow, in_hand_of, officer};
use crate::desk::{Call, Desk};
use crate::limits::{GIVEN_MS, IN_HAND_MAX};
use crate::permit::Resource;
use crate::read::waiting;
use crate::refusal::Refusal;
use crate::verbs::TakeOverWatch;
use cordon_journal::Fact;
use cordon_model::handover::{Handover, HandoverEnd};
use cordon_model::{Code, HandoverId};
use cordon_store::in_hand::Hand;

/// What became of the lines that the other had in hand when he took over.
pub fn take_over_watch(desk: &Desk, call: &Call, id: HandoverId) -> Result<Vec<RowDone>, Refusal> {
    desk.act::<TakeOverWatch, _, _>(
        call,
        |look| {
            let handover: Handover = look.find(id)?;
            let lines = waiting::gather(look)?.lines;
            Ok((Resource::house(), (handover, lines)))
        },
        |_permit, act, (mut handover, lines)| {
            let me = officer(act.call())?;
            if handover.to != me {
                return Err(Refusal::new(Code::NotAllowed, "it was handed over to somebody else"));
            }
            if handover.ended.is_some() {
                return Err(Refusal::new(Code::WrongState, handover.state()));
            }
            let mut room = IN_HAND_MAX.saturating_sub(in_hand_of(&lines, me));
            let mut done = Vec::new();
            for line in lines.iter().filter(|line| line.hand.as_ref().is_some_and(|hand| hand.officer == handover.from))
            {
                let row = WorkRow { wait: line.wait, id: line.id.clone() };
                let until = act.now().plus_ms(GIVEN_MS);
                let hand = Hand { officer: me, taken_at: act.now(), until, given_by: Some(handover.from) };
                // What is more than one may have is free for everybody: whoever had it is gone.
                let (outcome, hand) = if room == 0 { (Outcome::HandsFull, None) } else { (Outcome::Done, Some(hand)) };
                room = room.saturating_sub(1);
                act.set_line(line, hand.clone(), None)?;
                done.push(RowDone::of(row, outcome, hand.as_ref()));
            }
            handover.ended = Some(HandoverEnd::Taken { at: act.now() });
            act.about(handover.id);
            act.fact("from", Fact::text(handover.from.to_string()));
            act.count_rows(&done);
            act.put(&handover)?;
            Ok(done)
        },
    )
}
