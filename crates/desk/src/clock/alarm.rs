//! Nothing lapses unseen: as its end comes near, a measure raises its alarms, one act each.

use crate::clock::ROUND_ROWS_MAX;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::RaiseAlarm;
use cordon_journal::Fact;
use cordon_model::norm::Span;
use cordon_model::{Measure, MeasureId, NormKey, Stamp};
use cordon_store::{Doors, Read, Value};
use std::collections::BTreeSet;

/// How many of the alarms of a measure should have been raised by now. Alarms that lie before its
/// beginning (a short measure) are raised together with it.
fn passed(spans: &[Span], until: Stamp, now: Stamp) -> u32 {
    let count = spans.iter().filter(|span| span.before(until) <= now).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub fn due(desk: &Desk, now: Stamp) -> Result<Vec<MeasureId>, Refusal> {
    desk.store().view("alarms_due", |view| {
        let norms = desk.norms(view.sql())?;
        let spans = norms.spans(NormKey::StopAlarms, now)?;
        let mut horizons: Vec<Stamp> = spans.iter().map(|span| now.plus_ms(now.since_ms(span.before(now)))).collect();
        horizons.sort_unstable_by(|a, b| b.cmp(a));
        let mut due = BTreeSet::new();
        // Within the k-th horizon k alarms are past. Those already raised are left out by the query, so
        // that however many measures wait for their end, none hides another.
        for (at, horizon) in horizons.iter().enumerate() {
            for raised in 0..=at {
                let rows: Vec<Measure> = view.select(
                    "where until_at > $1 and until_at <= $2 and body like $3 order by until_at limit $4",
                    &[
                        Value::from(now),
                        Value::from(*horizon),
                        Value::from(format!("%\"alarms_raised\":{raised},%")),
                        Value::from(ROUND_ROWS_MAX),
                    ],
                )?;
                due.extend(rows.into_iter().map(|measure| measure.id));
            }
        }
        Ok(due.into_iter().collect())
    })
}

pub fn raise_alarm(desk: &Desk, call: &Call, id: MeasureId) -> Result<bool, Refusal> {
    desk.act::<RaiseAlarm, _, _>(
        call,
        |look| Ok((Resource::new("Measure", id), look.find::<Measure>(id)?)),
        |_permit, act, mut measure| {
            let now = act.now();
            let norms = act.norms()?;
            let Some(force) = measure.state.force().copied() else {
                return Ok(false);
            };
            let count = passed(norms.spans(NormKey::StopAlarms, now)?, force.until, now);
            for claim in &measure.claims {
                act.about(claim.case);
            }
            act.fact("until", Fact::Time(force.until));
            act.fact("alarm", Fact::Int(i64::from(count)));
            act.fact("norm", Fact::text(norms.at(NormKey::StopAlarms, now)?.reference()));
            measure.alarms_raised = count;
            act.put(&measure)?;
            Ok(true)
        },
    )
}
