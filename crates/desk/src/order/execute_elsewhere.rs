//! An order that no wire of its agency carries is keyed into another system by people, or taken to the agency on
//! paper. The number it got there, or who took it when to which counter, is entered once each; from then on it
//! counts as read.

use crate::desk::{Act, Call, Desk};
use crate::limits::{CARRIED_TO_CHARS_MAX, CLOCK_SKEW_MAX_MS};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::{check_reference, check_text};
use crate::verbs::ExecuteElsewhere;
use cordon_journal::Fact;
use cordon_model::{
    Carried, Code, Note, Officer, OfficerId, Order, OrderEvent, OrderId, OrderState, Role, Stamp, Wire,
};
use cordon_store::Read;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyed {
    pub order: OrderId,
    pub state: String,
}

/// Taken to the agency on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCarriage {
    /// None for who enters it.
    pub by: Option<OfficerId>,
    pub at: Stamp,
    /// Which counter or department took it. No name: that stands on the signed answer.
    pub to: String,
}

/// What is known of its way.
#[derive(Clone, Copy, Debug)]
pub enum Elsewhere<'a> {
    /// The other system's number.
    Number(&'a str),
    Carried(&'a NewCarriage),
}

/// Only what left by hand, or has no form on its wire, is executed elsewhere.
pub(crate) fn by_hand(order: &Order) -> Result<(), Refusal> {
    if order.wire == Some(Wire::ByHand) || order.notes.contains(&Note::NotEncodable) {
        return Ok(());
    }
    Err(Refusal::new(Code::WrongState, "the order goes by a wire of its agency"))
}

pub fn execute_elsewhere(desk: &Desk, call: &Call, id: OrderId, number: &str) -> Result<Keyed, Refusal> {
    went_elsewhere(desk, call, id, Elsewhere::Number(number))
}

pub fn went_elsewhere(desk: &Desk, call: &Call, id: OrderId, how: Elsewhere<'_>) -> Result<Keyed, Refusal> {
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
            match how {
                Elsewhere::Number(number) => act.enter_number(&mut order, number)?,
                Elsewhere::Carried(new) => act.enter_carriage(&mut order, new)?,
            }
            if matches!(order.state, OrderState::Dispatched { .. }) {
                order.step(&OrderEvent::Seen, act.now())?;
            } else if !matches!(order.state, OrderState::Seen { .. }) {
                return Err(Refusal::new(Code::WrongState, order.state.name()));
            }
            act.put(&order)?;
            act.state_order(&order);
            Ok(Keyed { order: id, state: order.state.name().to_owned() })
        },
    )
}

impl Act<'_, '_> {
    fn enter_number(&mut self, order: &mut Order, number: &str) -> Result<(), Refusal> {
        check_reference("number", number)?;
        by_hand(order)?;
        if order.foreign_number.is_some() {
            return Err(Refusal::new(Code::WrongState, "the other system's number was entered before"));
        }
        self.fact("foreign_number", Fact::text(number));
        order.foreign_number = Some(number.to_owned());
        Ok(())
    }

    fn enter_carriage(&mut self, order: &mut Order, new: &NewCarriage) -> Result<(), Refusal> {
        let carried = carriage(order, new, self.call())?;
        let carrier: Officer = self.need(carried.by)?;
        if !carrier.active || carrier.seats.iter().all(|seat| seat.role == Role::Desk) {
            return Err(Refusal::field("by", "is no officer of the centre in service"));
        }
        self.occurred(carried.at);
        self.fact("carried_by", Fact::text(carried.by));
        self.fact("carried_at", Fact::Time(carried.at));
        self.fact("carried_to", Fact::text(&carried.to));
        order.carried = Some(carried);
        Ok(())
    }
}

/// What cannot be is refused: before it left the centre nobody had it to carry.
fn carriage(order: &Order, new: &NewCarriage, call: &Call) -> Result<Carried, Refusal> {
    check_text("to", &new.to, CARRIED_TO_CHARS_MAX)?;
    if new.to.contains('\n') {
        return Err(Refusal::field("to", "has to be one line"));
    }
    by_hand(order)?;
    if order.carried.is_some() {
        return Err(Refusal::new(Code::WrongState, "who carried it was entered before"));
    }
    if new.at > call.now.plus_ms(CLOCK_SKEW_MAX_MS) {
        return Err(Refusal::field("at", "lies in the future"));
    }
    let sent = order.state.dispatched_at().unwrap_or(order.drafted_at);
    if new.at < sent.minus_ms(CLOCK_SKEW_MAX_MS) {
        return Err(Refusal::field("at", format!("lies before {}, when the order was sent", sent.rfc3339())));
    }
    let by = new.by.or_else(|| call.actor.officer_id()).ok_or(Refusal::bare(Code::NotAllowed))?;
    Ok(Carried { by, at: new.at, to: new.to.trim().to_owned() })
}
