//! Lifting: setting free travels by the same wires as restricting.

use crate::desk::Act;
use crate::order::draft::NewOrder;
use crate::refusal::Refusal;
use cordon_model::{
    Approval, Author, CaseId, Code, Measure, MeasureKind, Money, Order, OrderEvent, OrderId, OrderKind, OrderState,
};
use cordon_store::{Read, Value};

/// The kind of order that ends a measure, and the one that made it.
const fn kinds(measure: MeasureKind) -> (OrderKind, OrderKind) {
    match measure {
        MeasureKind::Stop => (OrderKind::LiftStop, OrderKind::Stop),
        MeasureKind::Freeze => (OrderKind::LiftFreeze, OrderKind::Freeze),
        MeasureKind::Void => (OrderKind::RestoreValue, OrderKind::VoidValue),
        // The bank began it by itself; the notice is what it began with.
        MeasureKind::Delay | MeasureKind::Hold => (OrderKind::LiftStop, OrderKind::RiskNotice),
        MeasureKind::Shut => (OrderKind::RestoreNumber, OrderKind::ShutNumber),
    }
}

/// Drafts the order that ends a running or queued measure; it still waits for approval.
pub fn draft_lift(
    act: &mut Act<'_, '_>,
    measure: &mut Measure,
    author: Author,
    reason: &str,
) -> Result<Order, Refusal> {
    if !measure.state.is_live() {
        return Err(Refusal::new(Code::NoMeasureInForce, measure.state.name()));
    }
    let (lift, made_by) = kinds(measure.kind);
    let orders: Vec<Order> = act.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
    let under_way = orders.iter().any(|order| order.kind == lift && !order.state.is_over());
    if under_way {
        return Err(Refusal::new(Code::WrongState, "an order that lifts this measure is already under way"));
    }
    let original = orders.iter().find(|order| order.kind == made_by).map(|order| order.id);
    let case = match measure.claims.first() {
        Some(claim) => Some(claim.case),
        None => case_behind(act, measure, &orders)?,
    };
    let transfer = orders.iter().find(|order| order.kind == made_by).and_then(|order| order.transfer);
    let new = NewOrder {
        kind: lift,
        case,
        agency: measure.agency,
        target: measure.target.clone(),
        transfer,
        limit: None,
        reason: reason.to_owned(),
        author,
        from: Some(act.now()),
        until: None,
        original,
        level: 1,
        query: None,
    };
    let mut order = act.draft_order(new, Some(measure));
    order.step(&OrderEvent::PapersComplete, act.now())?;
    act.put(measure)?;
    act.put(&order)?;
    Ok(order)
}

/// The case of a measure that nobody claims any more. An agency's own hold has no order of its own: the
/// stop that confirmed it knows.
fn case_behind(act: &mut Act<'_, '_>, measure: &Measure, orders: &[Order]) -> Result<Option<CaseId>, Refusal> {
    match (orders.first(), measure.orders.first()) {
        (Some(order), _) => Ok(order.case),
        (None, Some(id)) => Ok(act.need::<Order>(*id)?.case),
        (None, None) => Ok(None),
    }
}

/// Drafts and sends it at once: an appeal was upheld, or a clock ran out in the citizen's favour.
/// An order to lift that waits for somebody's approval is sent instead of a second one.
pub fn lift_measure(
    act: &mut Act<'_, '_>,
    measure: &mut Measure,
    author: Author,
    approval: Approval,
    reason: &str,
) -> Result<OrderId, Refusal> {
    let (lift, _) = kinds(measure.kind);
    let orders: Vec<Order> = act.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
    let open = orders.into_iter().rev().find(|order| order.kind == lift && !order.state.is_over());
    let mut order = match open {
        Some(order) if !matches!(order.state, OrderState::AwaitingApproval { .. }) => {
            return Ok(order.id);
        }
        Some(order) => order,
        None => draft_lift(act, measure, author, reason)?,
    };
    free(act, &mut order, approval)?;
    Ok(order.id)
}

/// Holds no more than `kept` from now on: the order leaves at once.
pub fn reduce_measure(
    act: &mut Act<'_, '_>,
    measure: &mut Measure,
    author: Author,
    approval: Approval,
    kept: Money,
    reason: &str,
) -> Result<OrderId, Refusal> {
    let (_, made_by) = kinds(measure.kind);
    let orders: Vec<Order> = act.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
    let original = orders.iter().find(|order| order.kind == made_by);
    let new = NewOrder {
        kind: OrderKind::ReduceHold,
        case: measure.claims.first().map(|claim| claim.case).or_else(|| original.and_then(|order| order.case)),
        agency: measure.agency,
        target: measure.target.clone(),
        transfer: original.and_then(|order| order.transfer),
        limit: Some(kept),
        reason: reason.to_owned(),
        author,
        from: Some(act.now()),
        until: None,
        original: original.map(|order| order.id),
        level: original.map_or(1, |order| order.level),
        query: None,
    };
    let mut order = act.draft_order(new, Some(measure));
    order.step(&OrderEvent::PapersComplete, act.now())?;
    act.put(measure)?;
    free(act, &mut order, approval)?;
    Ok(order.id)
}

/// The officers of the shift stand under it; where there are none, those who signed the measure do.
/// Freeing waits for nobody.
fn free(act: &mut Act<'_, '_>, order: &mut Order, approval: Approval) -> Result<(), Refusal> {
    if !act.sign(order)? {
        let original: Option<Order> = order.original.map(|id| act.need(id)).transpose()?;
        order.signatories = original.and_then(|original| original.signatories);
    }
    act.approve_and_send(order, approval)
}
