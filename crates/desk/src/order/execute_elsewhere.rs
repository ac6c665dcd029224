//! An order that no wire of its agency carries is keyed into another system by people; the number it
//! got there is entered once, and from then on it counts as read.

use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_reference;
use crate::verbs::ExecuteElsewhere;
use cordon_journal::Fact;
use cordon_model::{Code, Order, OrderEvent, OrderId, OrderState, Wire};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyed {
    pub order: OrderId,
    pub state: String,
}

/// Only what left by hand is executed elsewhere.
pub(crate) fn by_hand(order: &Order) -> Result<(), Refusal> {
    if order.wire == Some(Wire::ByHand) {
        return Ok(());
    }
    Err(Refusal::new(Code::WrongState, "the order goes by a wire of its agency"))
}

pub fn execute_elsewhere(desk: &Desk, call: &Call, id: OrderId, number: &str) -> Result<Keyed, Refusal> {
    desk.act::<ExecuteElsewhere, _, _>(
        call,
        |look| {
            let order: Order = look.find(id)?;
            if let Some(case) = order.case {
                look.about(case);
            }
            Ok((Resource::new("Order", id).agency(order.agency), order))
        },
        |_permit, act, mut order| {
            check_reference("number", number)?;
            by_hand(&order)?;
            if order.foreign_number.is_some() {
                return Err(Refusal::new(Code::WrongState, "the other system's number was entered before"));
            }
            if matches!(order.state, OrderState::Dispatched { .. }) {
                order.step(&OrderEvent::Seen, act.now())?;
            } else if !matches!(order.state, OrderState::Seen { .. }) {
                return Err(Refusal::new(Code::WrongState, order.state.name()));
            }
            order.foreign_number = Some(number.to_owned());
            act.put(&order)?;
            act.state_order(&order);
            act.fact("foreign_number", Fact::text(number));
            Ok(Keyed { order: id, state: order.state.name().to_owned() })
        },
    )
}
