//! What is done to a hold that stands, whatever made it: its lift and its reduction (解除、调减限额).

use super::checks::{amount, is_by, original, was_lifted};
use super::{Act, Decision, Facts, Refusal, code};
use crate::config::Policy;
use crate::core_banking::RestrictionKind;
use cordon_model::Stamp;
use cordon_model::exchange::OpenOrder;

/// Ends the hold that the order names. A lift of stops ends a bank's own delay too, never a freeze.
pub(super) fn lift(
    order: &OpenOrder,
    facts: &Facts,
    kinds: &[RestrictionKind],
    now: Stamp,
) -> Result<Decision, Refusal> {
    let hold = original(order, facts, kinds)?;
    if was_lifted(hold) {
        return Err(Decision::no(code::ALREADY_DONE, "原措施已解除"));
    }
    if !hold.in_force(now) {
        return Err(Decision::no(code::LIFT_TOO_LATE, "原措施已到期"));
    }
    Ok(Decision::act(Act::Release))
}

/// A running hold keeps the tainted part only. It is never raised by this way.
pub(super) fn reduce(order: &OpenOrder, facts: &Facts, policy: &Policy, now: Stamp) -> Result<Decision, Refusal> {
    let hold = original(order, facts, &[RestrictionKind::Delay, RestrictionKind::Stop, RestrictionKind::Freeze])?;
    let Some(limit) = order.limit else {
        return Err(Decision::no(code::MISSING, "缺限额"));
    };
    let limit = amount(limit, hold.balance_before)?;
    if is_by(hold.reduced_by.as_ref(), order.id) {
        return Ok(Decision::act(Act::Reduce { limit }));
    }
    if was_lifted(hold) {
        return Err(Decision::no(code::ALREADY_DONE, "原措施已解除"));
    }
    if !hold.in_force(now) {
        return Err(Decision::no(code::LIFT_TOO_LATE, "原措施已到期"));
    }
    if hold.kind == RestrictionKind::Stop && !policy.limited_stop {
        return Err(Decision::no(code::NOT_OPEN, "本机构不能限额止付"));
    }
    if hold.limit.is_some_and(|now_held| limit > now_held) {
        return Err(Decision::no(code::BAD_AMOUNT, "限额高于原限额"));
    }
    Ok(Decision::act(Act::Reduce { limit }))
}
