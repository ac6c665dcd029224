//! The payer's bank did not confirm the debit in time: what was stopped because of it is lifted.
//! The question stays open; a later confirmation is kept and shown late.

use crate::clock::ROUND_ROWS_MAX;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::LiftUnconfirmed;
use cordon_journal::Fact;
use cordon_model::{Case, CaseNote, Note, Order, OrderId, Stamp, Standing};
use cordon_store::{Doors, Read, Value};

/// Questions whose time is over and that were not dealt with yet. Each is dealt with once, whatever
/// became of its transfer, so that none stands in the way of those behind it.
pub fn due(desk: &Desk, now: Stamp) -> Result<Vec<OrderId>, Refusal> {
    desk.store().view("debits_unconfirmed", |view| {
        let rows: Vec<Order> = view.select(
            "where kind = 'confirm_debit' and state in ('dispatched', 'seen', 'failed', 'refused') and due_at < $1
             and body not like '%\"DEBIT_CLOCK_PASSED\"%' order by due_at limit $2",
            &[Value::from(now), Value::from(ROUND_ROWS_MAX)],
        )?;
        Ok(rows.into_iter().map(|order| order.id).collect())
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
        |_permit, act, mut order| {
            order.note(Note::DebitClockPassed);
            act.put(&order)?;
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
            act.give_up_all(&case, &unconfirmed)?;
            Ok(true)
        },
    )
}
