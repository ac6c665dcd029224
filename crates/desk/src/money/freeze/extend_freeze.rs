//! A freeze is renewed (续冻): a decision of its own, with a document of its own, for at most the
//! norm's life from the old end. A person approves it, and its owner is told.

use crate::desk::{Act, Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::money::extend_stop::Drafted;
use crate::order::draft::NewOrder;
use crate::order::hands::ask_measure;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::ExtendFreeze;
use cordon_model::{
    Author, Case, CaseId, Code, Deadline, Measure, MeasureId, MeasureKind, NormKey, OfficerId, Order, OrderKind, Stamp,
};
use cordon_store::{Read, Value};

#[derive(Clone, Debug)]
pub struct NewExtension {
    /// Until when; none for as long as the norm allows.
    pub until: Option<Stamp>,
    pub reason: String,
}

pub fn extend_freeze(desk: &Desk, call: &Call, id: MeasureId, new: &NewExtension) -> Result<Drafted, Refusal> {
    desk.act::<ExtendFreeze, _, _>(
        call,
        |look| ask_measure(look, id),
        |_permit, act, mut measure| {
            check_text("reason", &new.reason, REASON_CHARS_MAX)?;
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            if measure.kind != MeasureKind::Freeze {
                return Err(Refusal::new(Code::WrongState, "only a freeze is renewed; a stop is extended"));
            }
            if measure.release_due.is_some() {
                return Err(Refusal::new(Code::WrongState, "the property was found to be unrelated: it is released"));
            }
            let until = act.renewed_until(&measure, new.until)?;
            act.draft_extension(&mut measure, until, officer, &new.reason)
        },
    )
}

impl Act<'_, '_> {
    /// At most the norm's life from the old end, and later than it.
    fn renewed_until(&mut self, measure: &Measure, asked: Option<Stamp>) -> Result<Deadline, Refusal> {
        let force = *measure.state.force().ok_or(Refusal::bare(Code::NoMeasureInForce))?;
        let now = self.now();
        if now >= force.until {
            return Err(Refusal::bare(Code::NoMeasureInForce));
        }
        let longest = self.norms()?.deadline(NormKey::FreezeLife, force.until, now)?;
        let until = asked.unwrap_or(longest.at);
        if until <= force.until || until > longest.at {
            let (from, to) = (force.until.rfc3339(), longest.at.rfc3339());
            return Err(Refusal::field("until", format!("has to lie after {from} and not after {to}")));
        }
        Ok(Deadline { at: until, norm: longest.norm })
    }

    fn draft_extension(
        &mut self,
        measure: &mut Measure,
        until: Deadline,
        officer: OfficerId,
        reason: &str,
    ) -> Result<Drafted, Refusal> {
        let orders: Vec<Order> =
            self.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
        let under_way = |order: &Order| order.kind == OrderKind::ExtendFreeze && !order.state.is_over();
        if orders.iter().any(under_way) {
            return Err(Refusal::new(Code::WrongState, "a renewal is already under way"));
        }
        if self.is_being_lifted(measure)? {
            return Err(Refusal::new(Code::WrongState, "the freeze is being lifted"));
        }
        let first = orders.iter().find(|order| order.kind == OrderKind::Freeze);
        let case: Option<CaseId> =
            measure.claims.first().map(|claim| claim.case).or_else(|| first.and_then(|order| order.case));
        self.filed(case)?;
        let force = *measure.state.force().ok_or(Refusal::bare(Code::NoMeasureInForce))?;
        let new = NewOrder {
            kind: OrderKind::ExtendFreeze,
            case,
            agency: measure.agency,
            target: measure.target.clone(),
            transfer: first.and_then(|order| order.transfer),
            limit: force.limit,
            reason: reason.to_owned(),
            author: Author::Officer { officer },
            from: Some(force.until),
            until: Some(until),
            original: first.map(|order| order.id),
            level: first.map_or(1, |order| order.level),
            query: None,
        };
        let mut order = self.draft_order(new, Some(measure));
        self.put(measure)?;
        let mut case: Case = self.need(case.ok_or(Refusal::bare(Code::FilingMissing))?)?;
        self.advance_stop(&mut case, &mut order)?;
        self.state_owner(measure);
        Ok(Drafted { order: order.id, state: order.state.name().to_owned() })
    }
}
