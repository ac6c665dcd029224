//! Lines that somebody has in hand, or put off, are free again: by himself, or by a supervisor.

use super::{Asked, Outcome, RowDone, WorkRow, held_by_other, officer, supervises};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::PutBack;

pub fn put_back(desk: &Desk, call: &Call, rows: &[WorkRow]) -> Result<Vec<RowDone>, Refusal> {
    desk.act::<PutBack, _, _>(
        call,
        |look| Ok((Resource::house(), Asked::of(look, rows)?)),
        |_permit, act, asked| {
            let (me, any) = (officer(act.call())?, supervises(act.call()));
            let mut done = Vec::with_capacity(asked.rows.len());
            for (row, line) in asked.rows {
                done.push(match line {
                    None => RowDone::of(row, Outcome::Gone, None),
                    Some(line) if held_by_other(&line, me) && !any => {
                        RowDone::of(row, Outcome::InOtherHands, line.hand.as_ref())
                    }
                    Some(line) => {
                        act.set_line(&line, None, None)?;
                        RowDone::of(row, Outcome::Done, None)
                    }
                });
            }
            act.count_rows(&done);
            Ok(done)
        },
    )
}
