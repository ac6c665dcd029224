//! Orders: the list, newest first, and one order with its answers. A member is shown its own.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk, Look};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{AgencyId, Code, Order, OrderId, Receipt, Review};
use cordon_store::{Read, Record, Value};
use serde::Serialize;

#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    /// Such as `awaiting_approval`.
    pub state: Option<String>,
    /// A member that names none is shown its own.
    pub agency: Option<AgencyId>,
    /// Only those whose answer is overdue now.
    pub overdue: bool,
    /// Only those that people key into another system, and that were not answered yet.
    pub elsewhere: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderLine {
    pub order: Order,
    pub overdue: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderDetail {
    pub order: Order,
    pub overdue: bool,
    pub receipts: Vec<Receipt>,
    /// For an act under standing authority.
    pub review: Option<Review>,
}

/// The record with this key. What is not there is told in the words for what is not theirs.
pub(super) fn find<R: Record>(look: &mut Look<'_>, id: impl ToString) -> Result<R, Refusal> {
    look.about(id.to_string());
    look.load(id)?.ok_or(Refusal::bare(Code::NotFound))
}

pub fn orders(desk: &Desk, call: &Call, filter: &OrderFilter, ask: &PageAsk) -> Result<Page<OrderLine>, Refusal> {
    desk.look(call, |look| {
        let own = call.actor.agency().filter(|_| call.actor.is_member());
        let agency = filter.agency.or(own).map_or(String::new(), |id| id.to_string());
        let resource = match agency.as_str() {
            "" => Resource::house(),
            of => Resource::new("Order", "orders").agency(of),
        };
        let (now, state) = (call.now, filter.state.as_deref().unwrap_or(""));
        let rows = look.select::<Order>(
            "where id < $1 and ($2 = '' or state = $2) and ($3 = '' or agency_id = $3)
               and ($4 = 0 or (due_at < $5 and state in ('dispatched', 'seen')))
               and ($6 = 0 or (body like '%\"EXECUTED_ELSEWHERE\"%' and state in ('dispatched', 'seen')))
             order by id desc limit $7",
            &[
                ask.below()?,
                Value::from(state),
                Value::from(&agency),
                Value::from(i64::from(filter.overdue)),
                Value::from(now),
                Value::from(i64::from(filter.elsewhere)),
                ask.fetch()?,
            ],
        )?;
        let page = ask.page(rows)?.map(|order| Ok(OrderLine { overdue: order.state.is_overdue(now), order }))?;
        Ok((resource, page))
    })
}

pub fn order(desk: &Desk, call: &Call, id: OrderId) -> Result<OrderDetail, Refusal> {
    desk.look(call, |look| {
        let order: Order = find(look, id)?;
        let receipts = look.select("where order_id = $1 order by id", &[Value::from(id.to_string())])?;
        // The review is the centre's affair.
        let review = if call.actor.is_member() { None } else { look.load::<Review>(id)? };
        let resource = Resource::new("Order", id).agency(order.agency);
        Ok((resource, OrderDetail { overdue: order.state.is_overdue(call.now), order, receipts, review }))
    })
}
