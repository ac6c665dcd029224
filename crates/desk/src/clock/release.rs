//! Frozen property that was found to be unrelated was not freed in time (刑事诉讼法 145): its owner is
//! told once, and it stands on the case. Nothing frees itself here: a person has to.

use crate::clock::ROUND_ROWS_MAX;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::EscalateRelease;
use cordon_journal::Fact;
use cordon_model::{Case, CaseNote, Measure, MeasureId, Stamp};
use cordon_store::{Doors, Read, Value};

/// Those that wait for their release are few, so all are looked at, page by page: none hides another.
pub fn due(desk: &Desk, now: Stamp) -> Result<Vec<MeasureId>, Refusal> {
    desk.store().view("releases_due", |view| {
        let (mut due, mut after) = (Vec::new(), String::new());
        loop {
            let rows: Vec<Measure> = view.select(
                "where id > $1 and kind = 'freeze' and state in ('queued', 'in_force', 'renewed')
                   and body like '%\"release_due\":%' and body not like '%\"escalated_at\":%' order by id limit $2",
                &[Value::from(&after), Value::from(ROUND_ROWS_MAX)],
            )?;
            let Some(last) = rows.last() else { return Ok(due) };
            after = last.id.to_string();
            due.extend(rows.iter().filter(|measure| is_due(measure, now)).map(|measure| measure.id));
        }
    })
}

fn is_due(measure: &Measure, now: Stamp) -> bool {
    measure.state.is_live() && measure.escalated_at.is_none() && measure.release_due.is_some_and(|due| now > due.at)
}

pub fn escalate_release(desk: &Desk, call: &Call, id: MeasureId) -> Result<bool, Refusal> {
    desk.act::<EscalateRelease, _, _>(
        call,
        |look| Ok((Resource::new("Measure", id), look.find::<Measure>(id)?)),
        |_permit, act, mut measure| {
            let Some(due) = measure.release_due.filter(|_| is_due(&measure, act.now())) else {
                return Ok(false);
            };
            measure.escalated_at = Some(act.now());
            act.put(&measure)?;
            for claim in &measure.claims {
                let mut case: Case = act.need(claim.case)?;
                case.note(CaseNote::ReleaseOverdue);
                act.put(&case)?;
                act.about(case.id);
            }
            act.fact("due", Fact::Time(due.at));
            act.fact("norm", Fact::text(due.norm));
            act.state_owner(&measure);
            Ok(true)
        },
    )
}
