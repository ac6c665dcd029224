//! Nothing lapses unseen: as its end comes near, a measure raises its alarms, one act each.

use crate::clock::ROUND_ROWS_MAX;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::RaiseAlarm;
use cordon_journal::Fact;
use cordon_model::norm::Span;
use cordon_model::{Measure, MeasureId, MeasureKind, NormKey, Stamp};
use cordon_store::{Doors, Read, Value, View};
use std::collections::BTreeSet;

/// How many of the alarms of a measure should have been raised by now. Alarms that lie before its
/// beginning (a short measure) are raised together with it.
fn passed(spans: &[Span], until: Stamp, now: Stamp) -> u32 {
    let count = spans.iter().filter(|span| span.before(until) <= now).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A freeze lasts for months and is alarmed by days; everything else by hours.
const fn norm_of(kind: MeasureKind) -> NormKey {
    match kind {
        MeasureKind::Freeze => NormKey::FreezeAlarms,
        _ => NormKey::StopAlarms,
    }
}

pub fn due(desk: &Desk, now: Stamp) -> Result<Vec<MeasureId>, Refusal> {
    desk.store().view("alarms_due", |view| {
        let norms = desk.norms(view.sql())?;
        let mut due = BTreeSet::new();
        for (norm, freezes) in [(NormKey::StopAlarms, false), (NormKey::FreezeAlarms, true)] {
            due.extend(due_by(view, norms.spans(norm, now)?, freezes, now)?);
        }
        Ok(due.into_iter().collect())
    })
}

/// Within the k-th horizon k alarms are past. Those already raised are left out by the query, so that
/// however many measures wait for their end, none hides another.
fn due_by(view: &mut View<'_>, spans: &[Span], freezes: bool, now: Stamp) -> Result<Vec<MeasureId>, Refusal> {
    let mut horizons: Vec<Stamp> = spans.iter().map(|span| now.plus_ms(now.since_ms(span.before(now)))).collect();
    horizons.sort_unstable_by(|a, b| b.cmp(a));
    let mut due = Vec::new();
    for (at, horizon) in horizons.iter().enumerate() {
        for raised in 0..=at {
            let rows: Vec<Measure> = view.select(
                "where until_at > $1 and until_at <= $2 and body like '%' || $3 || '%'
                   and state in ('in_force', 'renewed') and (kind = 'freeze') = ($4 = 1) order by until_at limit $5",
                &[
                    Value::from(now),
                    Value::from(*horizon),
                    Value::from(format!("\"alarms_raised\":{raised},")),
                    Value::from(i64::from(freezes)),
                    Value::from(ROUND_ROWS_MAX),
                ],
            )?;
            due.extend(rows.into_iter().map(|measure| measure.id));
        }
    }
    Ok(due)
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
            let norm = norm_of(measure.kind);
            let count = passed(norms.spans(norm, now)?, force.until, now);
            for claim in &measure.claims {
                act.about(claim.case);
            }
            act.fact("until", Fact::Time(force.until));
            act.fact("alarm", Fact::Int(i64::from(count)));
            act.fact("norm", Fact::text(norms.at(norm, now)?.reference()));
            act.state_owner(&measure);
            measure.alarms_raised = count;
            act.put(&measure)?;
            Ok(true)
        },
    )
}
