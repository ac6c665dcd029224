//! The second stop of an account (止付延期). A person approves it, and the norm says how often.

use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::money::plan::times_stopped;
use crate::order::draft::NewOrder;
use crate::order::hands::ask_measure;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::ExtendStop;
use cordon_model::{Author, Code, MeasureId, MeasureKind, NormKey, Order, OrderEvent, OrderId, OrderKind};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    pub order: OrderId,
    pub state: String,
}

pub fn extend_stop(desk: &Desk, call: &Call, id: MeasureId, reason: &str) -> Result<Drafted, Refusal> {
    desk.act::<ExtendStop, _, _>(
        call,
        |look| ask_measure(look, id),
        |_permit, act, mut measure| {
            check_text("reason", reason, REASON_CHARS_MAX)?;
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let force = *measure.state.force().ok_or(Refusal::bare(Code::NoMeasureInForce))?;
            if measure.kind != MeasureKind::Stop {
                return Err(Refusal::new(Code::WrongState, "only a stop can be extended"));
            }
            let now = act.now();
            let max = act.norms()?.count(NormKey::StopTimesMax, now)?;
            let all = act.measures_on(measure.target.key())?;
            if times_stopped(&all) >= max {
                return Err(Refusal::new(Code::StopTimesExceeded, format!("{max} times")));
            }
            let orders: Vec<Order> = act.select("where measure_id = $1 order by id", &[Value::from(id.to_string())])?;
            if orders.iter().any(|order| order.kind == OrderKind::ExtendStop && !order.state.is_over()) {
                return Err(Refusal::new(Code::WrongState, "an extension is already under way"));
            }
            let stop = orders.iter().find(|order| order.kind == OrderKind::Stop);
            let until = act.norms()?.deadline(NormKey::StopLife, force.until, now)?;
            let new = NewOrder {
                kind: OrderKind::ExtendStop,
                case: stop.and_then(|order| order.case),
                agency: measure.agency,
                target: measure.target.clone(),
                transfer: stop.and_then(|order| order.transfer),
                limit: force.limit,
                reason: reason.to_owned(),
                author: Author::Officer { officer },
                from: Some(force.until),
                until: Some(until),
                original: stop.map(|order| order.id),
                level: stop.map_or(1, |order| order.level),
                query: None,
            };
            let mut order = act.draft_order(new, Some(&mut measure));
            order.step(&OrderEvent::PapersComplete, now)?;
            act.put(&measure)?;
            act.put(&order)?;
            act.state_order(&order);
            Ok(Drafted { order: order.id, state: order.state.name().to_owned() })
        },
    )
}
