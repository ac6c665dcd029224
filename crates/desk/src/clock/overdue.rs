//! No deadline passes unseen: an order without an answer at its deadline is named once, and stays
//! open, so that the late answer still fits.

use crate::clock::ROUND_ROWS_MAX;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::NoteOverdue;
use cordon_journal::Fact;
use cordon_model::{Note, Order, OrderId, Stamp};
use cordon_store::{Doors, Read, Value};

pub fn due(desk: &Desk, now: Stamp) -> Result<Vec<OrderId>, Refusal> {
    desk.store().view("orders_overdue", |view| {
        let rows: Vec<Order> = view.select(
            "where state in ('dispatched', 'seen') and due_at < $1
             and body not like '%\"OVERDUE\"%' order by due_at limit $2",
            &[Value::from(now), Value::from(ROUND_ROWS_MAX)],
        )?;
        Ok(rows.into_iter().map(|order| order.id).collect())
    })
}

pub fn note_overdue(desk: &Desk, call: &Call, id: OrderId) -> Result<bool, Refusal> {
    desk.act::<NoteOverdue, _, _>(
        call,
        |look| Ok((Resource::new("Order", id), look.find::<Order>(id)?)),
        |_permit, act, mut order| {
            if !order.state.is_overdue(act.now()) || order.state.is_over() {
                return Ok(false);
            }
            if let Some(case) = order.case {
                act.about(case);
            }
            order.note(Note::Overdue);
            act.put(&order)?;
            act.state_order(&order);
            act.fact("agency", Fact::text(order.agency));
            Ok(true)
        },
    )
}
