//! The sheet of an order that people key into another system or hand over on paper: opened as its
//! agency would see it, for a purpose, and the entry says who and why. Opening it is not sending it: the
//! order counts as read once the other system's number is entered (`execute_elsewhere`). Its own agency prints it
//! as it opens an order: from then on it counts as seen (`hand_over`).
//!
//! Not here: what stands where on the paper (`papers`), and scans, which go with it by themselves.

use crate::desk::{Act, Call, Desk};
use crate::order::execute_elsewhere::by_hand;
use crate::order::hand_over::handed;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::reveal::{check_purpose, without_key};
use crate::verbs::Reveal;
use cordon_journal::Fact;
use cordon_model::exchange::{OpenOrder, PaperKind};
use cordon_model::{Code, Measure, MeasureKind, Order, OrderId, OrderState};
use cordon_store::Read;

/// An order as it stands on its sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSheet {
    /// Without the scans.
    pub order: OpenOrder,
    pub foreign_number: Option<String>,
    /// The other system's number of the order that this one extends, lifts or replaces.
    pub original_number: Option<String>,
    /// The papers that go with it.
    pub papers: Vec<PaperKind>,
    /// What the order restricts or frees.
    pub measure: Option<MeasureKind>,
}

pub fn open_sheet(desk: &Desk, call: &Call, id: OrderId) -> Result<OpenSheet, Refusal> {
    let call = without_key(call);
    let mut opened = None;
    desk.act::<Reveal, _, ()>(
        &call,
        |look| {
            check_purpose(&call)?;
            let order: Order = look.find(id)?;
            if let Some(case) = order.case {
                look.about(case);
            }
            Ok((Resource::new("Order", id).agency(order.agency), order))
        },
        |_permit, act, order| {
            by_hand(&order)?;
            // A paper that looks like an order must not outlive it.
            if matches!(order.state, OrderState::Withdrawn { .. }) {
                return Err(Refusal::new(Code::WrongState, order.state.name()));
            }
            act.fact("fields", Fact::text("sheet"));
            opened = Some(act.sheet_of(&order)?);
            Ok(())
        },
    )?;
    opened.ok_or_else(|| Refusal::bare(Code::Internal))
}

/// The sheet of an order that its agency takes from its own box.
pub fn open_own_sheet(desk: &Desk, call: &Call, id: OrderId) -> Result<OpenSheet, Refusal> {
    handed(desk, &without_key(call), id, |act, order| act.sheet_of(order))
}

impl Act<'_, '_> {
    fn sheet_of(&mut self, order: &Order) -> Result<OpenSheet, Refusal> {
        let original: Option<Order> = order.original.map(|id| self.need(id)).transpose()?;
        let measure: Option<Measure> = order.measure.map(|id| self.need(id)).transpose()?;
        Ok(OpenSheet {
            order: self.open_facts(order)?,
            foreign_number: order.foreign_number.clone(),
            original_number: original.and_then(|original| original.foreign_number),
            papers: self.papers_of(order)?.iter().map(|paper| paper.kind).collect(),
            measure: measure.map(|measure| measure.kind),
        })
    }
}
