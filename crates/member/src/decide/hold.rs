//! What is done to a hold that stands, whatever made it: its lift, its reduction, its raise (解除、调减限额、调增限额).

use super::checks::{amount, is_by, original, was_lifted};
use super::{Act, Decision, Facts, Refusal, code};
use crate::config::Policy;
use crate::core_banking::{Restriction, RestrictionKind};
use cordon_model::exchange::OpenOrder;
use cordon_model::{Money, Stamp};

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
    change(hold, order, policy, now, |limit| {
        let above = hold.limit.is_some_and(|now_held| limit > now_held);
        above.then(|| Decision::no(code::BAD_AMOUNT, "限额高于原限额"))
    })
}

/// A running stop holds more, until the same end: more stolen money has come. It is never lowered by this
/// way, and a stop of the whole account has nothing left to take.
pub(super) fn raise(order: &OpenOrder, facts: &Facts, policy: &Policy, now: Stamp) -> Result<Decision, Refusal> {
    let hold = original(order, facts, &[RestrictionKind::Stop])?;
    change(hold, order, policy, now, |limit| match hold.limit {
        None => Some(Decision::no(code::ALREADY_DONE, "原措施已控制全部余额")),
        Some(held) if limit < held => Some(Decision::no(code::BAD_AMOUNT, "限额低于原限额")),
        Some(_) => None,
    })
}

fn change(
    hold: &Restriction,
    order: &OpenOrder,
    policy: &Policy,
    now: Stamp,
    wrong: impl Fn(Money) -> Option<Refusal>,
) -> Result<Decision, Refusal> {
    let Some(limit) = order.limit else {
        return Err(Decision::no(code::MISSING, "缺限额"));
    };
    let limit = amount(limit, hold.balance_before)?;
    if is_by(hold.limited_by.as_ref(), order.id) {
        return Ok(Decision::act(Act::ChangeLimit { limit }));
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
    match wrong(limit) {
        Some(refusal) => Err(refusal),
        None => Ok(Decision::act(Act::ChangeLimit { limit })),
    }
}
