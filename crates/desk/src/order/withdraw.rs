//! An order is withdrawn before its agency has read it. What was read is lifted instead.

use crate::desk::{Act, Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::order::hands_of_order;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::WithdrawOrder;
use cordon_journal::Fact;
use cordon_model::{Author, Code, Measure, MeasureEvent, MeasureState, Order, OrderEvent, OrderId, OrderKind};
use cordon_store::{Read, outbox};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    pub order: OrderId,
}

pub fn withdraw(desk: &Desk, call: &Call, id: OrderId, reason: &str) -> Result<Withdrawn, Refusal> {
    desk.act::<WithdrawOrder, _, _>(
        call,
        |look| {
            let order: Order = look.find(id)?;
            if let Some(case) = order.case {
                look.about(case);
            }
            let mut resource = Resource::new("Order", id).agency(order.agency);
            resource.hands = hands_of_order(&order);
            Ok((resource, order))
        },
        |_permit, act, mut order| {
            check_text("reason", reason, REASON_CHARS_MAX)?;
            if order.kind == OrderKind::ConfirmDebit {
                // The clock that frees the payee hangs on this question.
                return Err(Refusal::new(Code::WrongState, "the question to the payer's bank is not withdrawn"));
            }
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            act.withdraw_order(&mut order, Author::Officer { officer }, reason)?;
            Ok(Withdrawn { order: id })
        },
    )
}

impl Act<'_, '_> {
    /// Takes an order back; a measure that only this order would have brought about never comes to be.
    pub fn withdraw_order(&mut self, order: &mut Order, by: Author, reason: &str) -> Result<(), Refusal> {
        order.step(&OrderEvent::Withdrawn { by, reason: reason.to_owned() }, self.now())?;
        outbox::answered(self.unit, &order.id.to_string(), self.now())?;
        self.put(order)?;
        self.state_order(order);
        self.fact("reason", Fact::text(reason));
        let imposes =
            matches!(order.kind, OrderKind::Stop | OrderKind::Freeze | OrderKind::VoidValue | OrderKind::ShutNumber);
        if let (true, Some(id)) = (imposes, order.measure) {
            let mut measure: Measure = self.need(id)?;
            self.about(id);
            if matches!(measure.state, MeasureState::Pending { .. }) {
                measure.step(&MeasureEvent::NotImposed { receipt: None }, self.now())?;
                self.put(&measure)?;
            }
        }
        Ok(())
    }
}
