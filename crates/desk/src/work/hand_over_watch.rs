//! The watch ends: an officer hands the desk to the one who comes, with all that waits as it stands, what he says of
//! single lines, and a note. What he has in hand stays his until the other takes over, so that nothing is nobody's.

use super::{WorkRow, check_rows, officer};
use crate::desk::{Act, Call, Desk, Look};
use crate::limits::{HANDED_LINES_MAX, HANDOVER_NOTE_CHARS_MAX, REASON_CHARS_MAX};
use crate::permit::Resource;
use crate::read::waiting::{self, WaitingLine, turn};
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::HandOverWatch;
use cordon_journal::Fact;
use cordon_model::handover::{HandedLine, Handover, HandoverEnd};
use cordon_model::{HandoverId, Officer, OfficerId, Role};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub struct NewHandover {
    pub to: OfficerId,
    /// No personal data, as the remarks.
    pub note: String,
    pub remarks: Vec<(WorkRow, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    pub handover: HandoverId,
    pub lines: u32,
    /// Remarks on what waits no more: their lines are told here, so that nobody believes them handed over.
    pub gone: Vec<WorkRow>,
}

pub fn hand_over_watch(desk: &Desk, call: &Call, new: &NewHandover) -> Result<HandedOver, Refusal> {
    desk.act::<HandOverWatch, _, _>(
        call,
        |look| {
            check(new)?;
            let to: Officer = look.find(new.to)?;
            let lines = waiting::gather(look)?.lines;
            let open = open_of(look, officer(look.call())?)?;
            Ok((Resource::house(), (to, lines, open)))
        },
        |_permit, act, (to, lines, open)| {
            let me = officer(act.call())?;
            if to.id == me {
                return Err(Refusal::field("to", "is yourself"));
            }
            if !works_here(&to) {
                return Err(Refusal::field("to", "is nobody who works here"));
            }
            let id = act.fresh.id(HandoverId::make);
            act.replace(open, id)?;
            let (lines, more, gone) = told(act, lines, &new.remarks, me);
            let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
            act.about(id);
            act.fact("to", Fact::text(to.id.to_string()));
            act.fact("lines", Fact::Int(i64::from(count.saturating_add(more))));
            act.put(&Handover {
                id,
                from: me,
                to: to.id,
                at: act.now(),
                note: new.note.trim().to_owned(),
                lines,
                more,
                ended: None,
            })?;
            Ok(HandedOver { handover: id, lines: count, gone })
        },
    )
}

fn check(new: &NewHandover) -> Result<(), Refusal> {
    check_text("note", &new.note, HANDOVER_NOTE_CHARS_MAX)?;
    if new.remarks.is_empty() {
        return Ok(());
    }
    let rows: Vec<WorkRow> = new.remarks.iter().map(|(row, _)| row.clone()).collect();
    check_rows("remarks", &rows)?;
    new.remarks.iter().try_for_each(|(_, text)| check_text("remarks", text, REASON_CHARS_MAX))
}

/// A seat at a member sees its own orders and nothing else.
fn works_here(to: &Officer) -> bool {
    to.active && to.seats.iter().any(|seat| !matches!(seat.role, Role::Desk | Role::Administrator))
}

/// What he handed over before and nobody took.
fn open_of(look: &mut Look<'_>, me: OfficerId) -> Result<Vec<Handover>, Refusal> {
    Ok(look.select("where from_id = $1 and state = 'open' order by id", &[Value::from(me.to_string())])?)
}

impl Act<'_, '_> {
    fn replace(&mut self, open: Vec<Handover>, by: HandoverId) -> Result<(), Refusal> {
        for mut earlier in open {
            earlier.ended = Some(HandoverEnd::Replaced { at: self.now(), by });
            self.about(earlier.id);
            self.put(&earlier)?;
        }
        Ok(())
    }
}

/// The lines as they stand: his own and those with a remark whatever their place, then the most pressing.
fn told(
    act: &Act<'_, '_>,
    mut lines: Vec<WaitingLine>,
    remarks: &[(WorkRow, String)],
    me: OfficerId,
) -> (Vec<HandedLine>, u32, Vec<WorkRow>) {
    let mut said: BTreeMap<WorkRow, &str> = remarks.iter().map(|(row, text)| (row.clone(), text.trim())).collect();
    let now = act.now();
    lines.sort_by(|a, b| turn::rank(a, now).cmp(&turn::rank(b, now)));
    let handed = lines.into_iter().map(|line| {
        let remark = said.remove(&WorkRow { wait: line.wait, id: line.id.clone() }).map(str::to_owned);
        HandedLine {
            wait: line.wait.name().to_owned(),
            in_hand: line.hand.as_ref().is_some_and(|hand| hand.officer == me),
            id: line.id,
            kind: line.kind,
            case: line.case,
            case_number: line.case_number,
            due_at: line.due_at,
            remark,
        }
    });
    let (first, rest): (Vec<_>, Vec<_>) = handed.partition(|line| line.in_hand || line.remark.is_some());
    let room = HANDED_LINES_MAX.saturating_sub(first.len());
    let more = rest.len().saturating_sub(room);
    let lines = first.into_iter().chain(rest.into_iter().take(room)).collect();
    (lines, u32::try_from(more).unwrap_or(u32::MAX), said.into_keys().collect())
}
