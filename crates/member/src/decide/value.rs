//! Value that was bought and not used up: 止兑 and its lift.

use super::checks::{account, amount, holder};
use super::{Act, Decision, Facts, Refusal, buyer, code};
use cordon_model::exchange::OpenOrder;
use cordon_model::{AccountClass, Stamp};

pub(super) fn void(order: &OpenOrder, facts: &Facts, now: Stamp) -> Result<Decision, Refusal> {
    // A step that was broken off is made again: the same reference is the same void.
    if facts.voided.is_some() {
        return Ok(Decision::act(Act::VoidValue { limit: order.limit, until: order.until }));
    }
    let sells = match &facts.account {
        None if facts.value.is_some() => true,
        _ => account(facts, holder(order))?.class == AccountClass::Sink,
    };
    if order.until.is_some_and(|until| until <= now) {
        return Err(Decision::no(code::DATE_RANGE, "止兑截止时间已过"));
    }
    if sells && buyer(order).is_none() {
        return Err(Decision::no(code::MISSING, "缺购买方"));
    }
    let Some(value) = facts.value else {
        return Err(Decision::no(code::ORIGINAL_NOT_FOUND, "找不到购买记录"));
    };
    let limit = order.limit.map(|limit| amount(limit, value.unused)).transpose()?;
    if !value.unused.is_positive() {
        return Err(if value.voided.is_positive() {
            Decision::no(code::STOPPED, "未使用部分已止兑")
        } else {
            Decision::no(code::NOTHING_LEFT, "已全部使用")
        });
    }
    Ok(Decision::act(Act::VoidValue { limit, until: order.until }))
}

pub(super) fn restore(facts: &Facts) -> Result<Decision, Refusal> {
    match &facts.original_void {
        None => Err(Decision::no(code::ORIGINAL_NOT_FOUND, "找不到原止兑")),
        Some(voided) if voided.ended_at.is_some() => Err(Decision::no(code::ALREADY_DONE, "止兑已解除")),
        Some(_) => Ok(Decision::act(Act::RestoreValue)),
    }
}
