//! A person approves an order that standing authority does not cover.

use crate::desk::{Act, Call, Desk};
use crate::order::hands::drafters_of;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::ApproveOrder;
use cordon_journal::Fact;
use cordon_model::{Approval, Code, Measure, Money, Order, OrderId, OrderKind, OrderState};
use cordon_store::Read;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    pub order: OrderId,
    pub state: String,
}

pub fn approve(desk: &Desk, call: &Call, id: OrderId) -> Result<Approved, Refusal> {
    desk.act::<ApproveOrder, _, _>(
        call,
        |look| {
            let order: Order = look.find(id)?;
            if let Some(case) = order.case {
                look.about(case);
            }
            let mut resource = Resource::new("Order", id).agency(order.agency);
            resource.hands = drafters_of(&order);
            Ok((resource, order))
        },
        |_permit, act, mut order| {
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            if let OrderState::AwaitingPapers { missing, .. } = &order.state {
                return Err(Refusal::new(Code::PapersMissing, format!("{missing:?}")));
            }
            // A second stop and a lift carry the two police officers of the shift as well.
            let signed = order.signatories.is_some() || act.sign(&mut order)?;
            if !signed && order.kind.needs_signatures() {
                return Err(Refusal::bare(Code::NoDuty));
            }
            if drafters_of(&order).contains(&officer.to_string()) {
                return Err(Refusal::new(Code::FourEyes, "the approver signs this shift's orders"));
            }
            act.still_stands(&mut order)?;
            act.approve_and_send(&mut order, Approval::Person { officer })?;
            act.fact("approver", Fact::text(officer));
            Ok(Approved { order: id, state: order.state.name().to_owned() })
        },
    )
}

impl Act<'_, '_> {
    /// What an order was drafted on may be gone when somebody comes to approve it.
    fn still_stands(&mut self, order: &mut Order) -> Result<(), Refusal> {
        let measure: Option<Measure> = order.measure.map(|id| self.need(id)).transpose()?;
        let renews = matches!(order.kind, OrderKind::ExtendStop | OrderKind::ExtendFreeze | OrderKind::RaiseHold);
        let ended = match &measure {
            None => true,
            Some(measure) if renews => measure.state.force().is_none(),
            Some(measure) => !measure.state.is_live(),
        };
        if (order.kind.frees() || renews) && ended {
            return Err(Refusal::bare(Code::NoMeasureInForce));
        }
        if matches!(order.kind, OrderKind::Freeze | OrderKind::ExtendFreeze) {
            self.filed(order.case)?;
        }
        if let (OrderKind::Freeze, Some(measure)) = (order.kind, &measure) {
            self.lower_limit(order, measure)?;
        }
        Ok(())
    }

    /// Claims may have shrunk while the order waited: less is frozen then, never more.
    fn lower_limit(&mut self, order: &mut Order, measure: &Measure) -> Result<(), Refusal> {
        let Some(limit) = order.limit else { return Ok(()) };
        let mut claimed = Money::zero(limit.currency());
        for claim in &measure.claims {
            claimed = claimed.plus(claim.claimed)?;
        }
        if claimed < limit {
            order.limit = Some(claimed);
            self.fact("limit_lowered", Fact::Bool(true));
        }
        Ok(())
    }
}
