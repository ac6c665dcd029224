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
        let Some(horizon) = spans.iter().map(|span| now.since_ms(span.before(now))).max() else {
            return Ok(Vec::new());
        };
        let rows: Vec<Measure> = view.select(
            "where until_at > $1 and until_at <= $2 order by until_at limit $3",
            &[Value::from(now), Value::from(now.plus_ms(horizon)), Value::from(ROUND_ROWS_MAX)],
        )?;
        let late = rows.into_iter().filter(|measure| {
            measure.state.force().is_some_and(|force| passed(spans, force.until, now) > measure.alarms_raised)
        });
        Ok(late.map(|measure| measure.id).collect())
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
