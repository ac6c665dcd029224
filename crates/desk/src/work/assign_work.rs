//! A supervisor gives lines to an officer, whoever had them before. What is not the officer's to do is not refused
//! here: his own act will be.

use super::{Asked, Outcome, RowDone, WorkRow, in_hand_of, officer};
use crate::desk::{Call, Desk};
use crate::limits::{GIVEN_MS, IN_HAND_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::AssignWork;
use cordon_journal::Fact;
use cordon_model::{Officer, OfficerId, Role};
use cordon_store::in_hand::Hand;

pub fn assign_work(desk: &Desk, call: &Call, rows: &[WorkRow], to: OfficerId) -> Result<Vec<RowDone>, Refusal> {
    desk.act::<AssignWork, _, _>(
        call,
        |look| {
            let given: Officer = look.find(to)?;
            Ok((Resource::house(), (given, Asked::of(look, rows)?)))
        },
        |_permit, act, (given, asked)| {
            // A seat at a member sees its own orders and nothing else.
            if !given.active || given.seats.iter().all(|seat| matches!(seat.role, Role::Desk | Role::Administrator)) {
                return Err(Refusal::field("to", "is nobody who works here"));
            }
            let by = officer(act.call())?;
            let mut room = IN_HAND_MAX.saturating_sub(in_hand_of(&asked.lines, to));
            let mut done = Vec::with_capacity(asked.rows.len());
            for (row, line) in asked.rows {
                let Some(line) = line else {
                    done.push(RowDone::of(row, Outcome::Gone, None));
                    continue;
                };
                let had = line.hand.as_ref().is_some_and(|hand| hand.officer == to);
                if !had && room == 0 {
                    done.push(RowDone::of(row, Outcome::HandsFull, line.hand.as_ref()));
                    continue;
                }
                room = room.saturating_sub(usize::from(!had));
                let until = act.now().plus_ms(GIVEN_MS);
                let hand = Hand { officer: to, taken_at: act.now(), until, given_by: Some(by) };
                act.set_line(&line, Some(hand.clone()), None)?;
                done.push(RowDone::of(row, Outcome::Done, Some(&hand)));
            }
            act.fact("to", Fact::text(to.to_string()));
            act.count_rows(&done);
            Ok(done)
        },
    )
}
