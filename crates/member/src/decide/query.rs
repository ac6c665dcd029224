//! Questions: what an account is and what moved on it, which payment a serial number stands for, and
//! watches (账户查询、流水号查询、动态查询). They restrict nobody, so the state of an account hinders none.

use super::checks::{account, holder};
use super::{Act, Decision, Facts, Refusal, code};
use cordon_model::exchange::OpenOrder;
use cordon_model::{Query, Stamp};

pub(super) fn statement(order: &OpenOrder, facts: &Facts, now: Stamp) -> Result<Decision, Refusal> {
    let Some(Query::Statement { from, until, .. }) = &order.query else {
        return Err(Decision::no(code::MISSING, "缺查询期间"));
    };
    account(facts, holder(order))?;
    // What has not happened yet is not told: the answer says until when it reaches.
    let until = (*until).min(now);
    // A period without length asks for the account alone (mode 01).
    if *from > until {
        return Err(Decision::no(code::DATE_RANGE, "查询起止时间无效"));
    }
    Ok(Decision::act(Act::TellStatement { from: *from, until }))
}

pub(super) fn serial(order: &OpenOrder, facts: &Facts) -> Result<Decision, Refusal> {
    match &order.query {
        Some(Query::Serial { serial, .. }) if !serial.trim().is_empty() => {}
        _ => return Err(Decision::no(code::MISSING, "缺流水号")),
    }
    if facts.payments.is_empty() {
        return Err(Decision::no(code::ORIGINAL_NOT_FOUND, "找不到该流水号的交易"));
    }
    Ok(Decision::act(Act::TellPayments))
}

pub(super) fn watch(order: &OpenOrder, facts: &Facts, now: Stamp) -> Result<Decision, Refusal> {
    let (from, until) = match &order.query {
        Some(Query::Movements { from, until }) => (*from, *until),
        _ => match (order.from, order.until) {
            (from, Some(until)) => (from.unwrap_or(now), until),
            _ => return Err(Decision::no(code::MISSING, "缺动态查询起止时间")),
        },
    };
    account(facts, holder(order))?;
    if until <= now || from >= until {
        return Err(Decision::no(code::DATE_RANGE, "动态查询起止时间无效"));
    }
    Ok(Decision::act(Act::Watch { from, until }))
}

pub(super) fn end_watch(facts: &Facts, now: Stamp) -> Result<Decision, Refusal> {
    let Some(watch) = &facts.watch else {
        return Err(Decision::no(code::ORIGINAL_NOT_FOUND, "找不到原动态查询"));
    };
    if watch.ended_at.is_some_and(|ended| ended < watch.until) {
        return Err(Decision::no(code::ALREADY_DONE, "动态查询已解除"));
    }
    if watch.ended_at.is_some() || watch.until <= now {
        return Err(Decision::no(code::LIFT_TOO_LATE, "动态查询已到期"));
    }
    Ok(Decision::act(Act::EndWatch))
}
