//! A measure whose time has come is over (银发〔2016〕86号: a stop lifts itself when no freeze came; a
//! freeze that was not renewed, and a bank's own hold that nobody confirmed, the same).

use crate::clock::ROUND_ROWS_MAX;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::LapseMeasure;
use cordon_journal::Fact;
use cordon_model::{Measure, MeasureEvent, MeasureId, Stamp};
use cordon_store::{Doors, Read, Value};

pub fn due(desk: &Desk, now: Stamp) -> Result<Vec<MeasureId>, Refusal> {
    desk.store().view("measures_due", |view| {
        let rows: Vec<Measure> = view.select(
            "where state in ('in_force', 'renewed') and until_at <= $1 order by until_at limit $2",
            &[Value::from(now), Value::from(ROUND_ROWS_MAX)],
        )?;
        Ok(rows.into_iter().map(|measure| measure.id).collect())
    })
}

pub fn lapse_measure(desk: &Desk, call: &Call, id: MeasureId) -> Result<bool, Refusal> {
    desk.act::<LapseMeasure, _, _>(
        call,
        |look| Ok((Resource::new("Measure", id), look.find::<Measure>(id)?)),
        |_permit, act, mut measure| {
            measure.step(&MeasureEvent::ClockPassed, act.now())?;
            for claim in &measure.claims {
                act.about(claim.case);
            }
            if let cordon_model::MeasureState::Lapsed { at, was } = &measure.state {
                act.occurred(*at);
                if let Some(held) = was.held {
                    act.fact_money("held", held);
                }
            }
            act.fact("kind", Fact::text(measure.kind.name()));
            act.state_owner(&measure);
            act.put(&measure)?;
            act.moot_appeals(&measure)?;
            Ok(true)
        },
    )
}
