//! The payer's bank did not confirm the debit in time: what was stopped because of it is lifted.
//! The question stays open; a later confirmation is kept and shown late.

use crate::clock::ROUND_ROWS_MAX;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::LiftUnconfirmed;
use cordon_journal::Fact;
use cordon_model::{Case, CaseNote, Order, OrderId, Stamp, Standing};
use cordon_store::{Doors, Read, Value};

pub fn due(desk: &Desk, now: Stamp) -> Result<Vec<OrderId>, Refusal> {
    desk.store().view("debits_unconfirmed", |view| {
        let rows: Vec<Order> = view.select(
            "where kind = 'confirm_debit' and state in ('dispatched', 'seen', 'failed', 'refused') and due_at < $1
             and not exists (select 1 from cases c where c.id = orders.case_id
                 and c.body like '%DEBIT_NOT_CONFIRMED_IN_TIME%')
             order by due_at limit $2",
            &[Value::from(now), Value::from(ROUND_ROWS_MAX)],
        )?;
        let mut late = Vec::new();
        for order in rows {
            if let Some(case) = order.case.map(|id| view.need::<Case>(id)).transpose()?
                && still_reported(&case, &order)
            {
                late.push(order.id);
            }
        }
        Ok(late)
    })
}

fn still_reported(case: &Case, order: &Order) -> bool {
    let transfer = order.transfer.and_then(|id| case.transfer(id));
    transfer.is_some_and(|transfer| transfer.standing == Standing::Reported)
}

pub fn lift_unconfirmed(desk: &Desk, call: &Call, id: OrderId) -> Result<bool, Refusal> {
    desk.act::<LiftUnconfirmed, _, _>(
        call,
        |look| Ok((Resource::new("Order", id), look.find::<Order>(id)?)),
        |_permit, act, order| {
            let Some(case) = order.case else {
                return Ok(false);
            };
            let mut case: Case = act.need(case)?;
            act.about(case.id);
            if !still_reported(&case, &order) {
                return Ok(false);
            }
            let unconfirmed: Vec<_> = case
                .transfers
                .iter()
                .filter(|t| t.standing == Standing::Reported && t.from.key == order.target.key())
                .map(|t| t.id)
                .collect();
            case.note(CaseNote::DebitNotConfirmedInTime);
            act.put(&case)?;
            if let Some(due) = order.state.due() {
                act.fact("due", Fact::Time(due.at));
                act.fact("norm", Fact::text(due.norm));
            }
            for transfer in unconfirmed {
                act.give_up(&case, transfer)?;
            }
            Ok(true)
        },
    )
}
