//! A queued freeze (轮候): when the earlier one ends, it takes effect, from that moment. When its own
//! time is over first, it leaves the queue and never was.

use crate::clock::ROUND_ROWS_MAX;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::MoveQueue;
use cordon_journal::Fact;
use cordon_model::{Measure, MeasureEvent, MeasureId, MeasureState, Stamp};
use cordon_store::{Doors, Read, Value};

pub fn due(desk: &Desk, now: Stamp) -> Result<Vec<MeasureId>, Refusal> {
    desk.store().view("queue_due", |view| {
        let rows: Vec<Measure> = view.select(
            "where state = 'queued' and until_at <= $1 order by until_at limit $2",
            &[Value::from(now), Value::from(ROUND_ROWS_MAX)],
        )?;
        Ok(rows.into_iter().map(|measure| measure.id).collect())
    })
}

pub fn move_queue(desk: &Desk, call: &Call, id: MeasureId) -> Result<bool, Refusal> {
    desk.act::<MoveQueue, _, _>(
        call,
        |look| Ok((Resource::new("Measure", id), look.find::<Measure>(id)?)),
        |_permit, act, mut measure| {
            let now = act.now();
            let MeasureState::Queued { until, life_until, .. } = measure.state else {
                return Ok(false);
            };
            let turn = until.is_some_and(|until| until <= now && until < life_until);
            if !turn && now < life_until {
                return Ok(false);
            }
            // Nobody said yet what it holds: that is a question to the agency.
            let event = if turn {
                MeasureEvent::TookEffect { held: None, receipt: None }
            } else {
                MeasureEvent::NotImposed { receipt: None }
            };
            measure.step(&event, now)?;
            act.put(&measure)?;
            act.occurred(if turn { until.unwrap_or(now) } else { life_until });
            act.fact("took_effect", Fact::Bool(turn));
            if turn {
                act.freeze_replaces(&measure)?;
            }
            act.state_measure(&measure);
            act.state_owner(&measure);
            Ok(true)
        },
    )
}
