//! The account that the victim paid should be in an order within the norm's time after the report.

use crate::clock::ROUND_ROWS_MAX;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::NoteKeyedLate;
use cordon_journal::Fact;
use cordon_model::{Case, CaseId, CaseNote, Deadline, NormKey, Norms, Stamp};
use cordon_store::{Doors, Read, Value};

/// Reports older than this are no longer looked at each round: their note has long been made.
const LOOK_BACK_MS: i64 = 7 * cordon_model::time::DAY_MS;

fn late(case: &Case, norms: &Norms, now: Stamp) -> Result<Option<Deadline>, Refusal> {
    let due = norms.deadline(NormKey::IntakeKeyedDue, case.reported_at, now)?;
    let keyed = case.keyed_at.unwrap_or(now);
    let noted = case.notes.contains(&CaseNote::KeyedLate);
    Ok((keyed > due.at && !noted).then_some(due))
}

pub fn due(desk: &Desk, now: Stamp) -> Result<Vec<CaseId>, Refusal> {
    desk.store().view("cases_keyed_late", |view| {
        let norms = desk.norms(view.sql())?;
        let rows: Vec<Case> = view.select(
            "where reported_at >= $1 and body like '%\"keyed_at\":null%' and body not like '%\"KEYED_LATE\"%'
             order by reported_at limit $2",
            &[Value::from(now.minus_ms(LOOK_BACK_MS)), Value::from(ROUND_ROWS_MAX)],
        )?;
        let mut found = Vec::new();
        for case in rows {
            if late(&case, &norms, now)?.is_some() {
                found.push(case.id);
            }
        }
        Ok(found)
    })
}

pub fn note_keyed_late(desk: &Desk, call: &Call, id: CaseId) -> Result<bool, Refusal> {
    desk.act::<NoteKeyedLate, _, _>(
        call,
        |look| Ok((Resource::new("Case", id), look.find::<Case>(id)?)),
        |_permit, act, mut case| {
            let now = act.now();
            let norms = act.norms()?;
            let Some(due) = late(&case, &norms, now)? else {
                return Ok(false);
            };
            case.note(CaseNote::KeyedLate);
            act.fact("due", Fact::Time(due.at));
            act.fact("norm", Fact::text(due.norm));
            act.put(&case)?;
            Ok(true)
        },
    )
}
