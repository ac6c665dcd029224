//! Nobody decided an appeal in time: the citizen has waited long enough, and the measure is lifted
//! without a person. Only stops and service restrictions; on a criminal freeze its owner and the
//! supervisors are told once, and the appeal stays open for them.

use crate::clock::ROUND_ROWS_MAX;
use crate::desk::{Call, Desk};
use crate::order::lift_measure;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::PassAppealClock;
use cordon_journal::Fact;
use cordon_model::{Appeal, AppealId, AppealState, Approval, Author, Measure, MeasureKind, Stamp};
use cordon_store::{Doors, Read, Value};

pub fn due(desk: &Desk, now: Stamp) -> Result<Vec<AppealId>, Refusal> {
    desk.store().view("appeals_due", |view| {
        let rows: Vec<Appeal> = view.select(
            "where state = 'open' and due_at < $1 and body not like '%\"escalated_at\":%' order by due_at limit $2",
            &[Value::from(now), Value::from(ROUND_ROWS_MAX)],
        )?;
        Ok(rows.into_iter().map(|appeal| appeal.id).collect())
    })
}

pub fn pass_appeal_clock(desk: &Desk, call: &Call, id: AppealId) -> Result<bool, Refusal> {
    desk.act::<PassAppealClock, _, _>(
        call,
        |look| Ok((Resource::new("Appeal", id), look.find::<Appeal>(id)?)),
        |_permit, act, mut appeal| {
            if appeal.state != AppealState::Open || act.now() <= appeal.due.at || appeal.escalated_at.is_some() {
                return Ok(false);
            }
            let mut measure: Measure = act.need(appeal.measure)?;
            act.about(measure.id);
            for claim in &measure.claims {
                act.about(claim.case);
            }
            act.fact("due", Fact::Time(appeal.due.at));
            act.fact("norm", Fact::text(appeal.due.norm));
            let escalates = measure.kind == MeasureKind::Freeze && measure.state.is_live();
            act.fact("escalated", Fact::Bool(escalates));
            if escalates {
                appeal.escalated_at = Some(act.now());
                act.put(&appeal)?;
                act.state_owner(&measure);
                return Ok(true);
            }
            appeal.state = AppealState::ClockPassed { at: act.now() };
            act.put(&appeal)?;
            if measure.state.force().is_some() {
                let norm = appeal.due.norm;
                let author = Author::Platform { norm };
                lift_measure(act, &mut measure, author, Approval::Clock { norm }, "申诉逾期未决，自动解除")?;
            }
            Ok(true)
        },
    )
}
