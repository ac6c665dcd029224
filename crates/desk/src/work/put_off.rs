//! Lines that nothing can be done about now are not looked at until a moment, with a reason. Nothing is put off
//! beyond its own time: that clock is somebody's right.

use super::{Asked, Outcome, RowDone, WorkRow, held_by_other, officer};
use crate::desk::{Call, Desk};
use crate::limits::{PUT_OFF_MS_MAX, REASON_CHARS_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::PutOff;
use cordon_journal::Fact;
use cordon_model::Stamp;
use cordon_store::in_hand::Off;

#[derive(Clone, Debug)]
pub struct NewPutOff {
    pub rows: Vec<WorkRow>,
    pub until: Stamp,
    /// No personal data.
    pub reason: String,
}

pub fn put_off(desk: &Desk, call: &Call, new: &NewPutOff) -> Result<Vec<RowDone>, Refusal> {
    desk.act::<PutOff, _, _>(
        call,
        |look| {
            check_text("reason", &new.reason, REASON_CHARS_MAX)?;
            let now = look.call().now;
            if new.until <= now || new.until > now.plus_ms(PUT_OFF_MS_MAX) {
                return Err(Refusal::field("until", "has to lie in the next 24 hours"));
            }
            Ok((Resource::house(), Asked::of(look, &new.rows)?))
        },
        |_permit, act, asked| {
            let me = officer(act.call())?;
            let off = Off { until: new.until, by: me, why: new.reason.trim().to_owned() };
            let mut done = Vec::with_capacity(asked.rows.len());
            for (row, line) in asked.rows {
                done.push(match line {
                    None => RowDone::of(row, Outcome::Gone, None),
                    Some(line) if held_by_other(&line, me) => {
                        RowDone::of(row, Outcome::InOtherHands, line.hand.as_ref())
                    }
                    Some(line) if line.due_at.is_some_and(|due| due < new.until) => {
                        RowDone::of(row, Outcome::DueBefore, line.hand.as_ref())
                    }
                    Some(line) => {
                        act.set_line(&line, None, Some(off.clone()))?;
                        RowDone::of(row, Outcome::Done, None)
                    }
                });
            }
            act.fact("until", Fact::Time(new.until));
            act.fact("reason", Fact::text(new.reason.trim()));
            act.count_rows(&done);
            Ok(done)
        },
    )
}
