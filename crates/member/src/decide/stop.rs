//! Emergency stop, its extension and its lift (紧急止付、延期、解除; 银发〔2016〕86号).

use super::checks::{
    account, amount, holder, in_force, is_by, original, papers, restrictable, stops_made, transfer_came_in, was_lifted,
};
use super::{Act, Decision, Facts, Incoming, Refusal, code};
use crate::config::Policy;
use crate::core_banking::RestrictionKind;
use cordon_model::exchange::{OpenOrder, PaperKind};
use cordon_model::{Money, Stamp};

/// What is lifted as a stop: a bank's own delay after a risk notice is one of its kind.
const STOPS: [RestrictionKind; 2] = [RestrictionKind::Stop, RestrictionKind::Delay];

pub(super) fn stop(incoming: &Incoming, facts: &Facts, policy: &Policy, now: Stamp) -> Result<Decision, Refusal> {
    let order = &incoming.order;
    if !papers(order, PaperKind::StopApplication) {
        return Err(Decision::no(code::PAPERS, "法律文书须为警官证两份、紧急止付申请表一份"));
    }
    if incoming.late_papers {
        return late_papers(order, facts);
    }
    if facts.own.is_some() {
        return Ok(Decision::act(Act::FromRecord));
    }
    let Some(holder) = holder(order) else {
        return Err(Decision::no(code::MISSING, "缺户名"));
    };
    if order.transfer.is_none() {
        return Err(Decision::no(code::MISSING, "缺汇款金额和时间"));
    }
    let found = account(facts, Some(holder))?;
    restrictable(found)?;
    transfer_came_in(order, facts)?;
    let until = stop_end(order, policy, now)?;
    let limit = limit(incoming, found.balance, policy)?;
    held_by_others(facts, limit, now)?;
    if stops_made(facts) >= policy.stops_max {
        return Err(Decision::no(code::STOPPED_TOO_OFTEN, "超出规定止付次数"));
    }
    Ok(Decision::act(Act::Hold { kind: RestrictionKind::Stop, limit, until, waits: false }))
}

/// Types 04 and 05: the stop stands already. Answer from the record and execute nothing.
fn late_papers(order: &OpenOrder, facts: &Facts) -> Result<Decision, Refusal> {
    original(order, facts, &STOPS)?;
    Ok(Decision::act(Act::FromRecord))
}

/// 48 hours from the moment of the stop, or the order's own end, whichever comes first.
fn stop_end(order: &OpenOrder, policy: &Policy, now: Stamp) -> Result<Stamp, Refusal> {
    let by_rule = now.plus_ms(policy.stop_life_ms);
    let until = order.until.map_or(by_rule, |until| until.min(by_rule));
    if until <= now {
        return Err(Decision::no(code::DATE_RANGE, "止付截止时间已过"));
    }
    Ok(until)
}

/// The amount, where wire, order and agency all can; else the whole account.
fn limit(incoming: &Incoming, balance: Money, policy: &Policy) -> Result<Option<Money>, Refusal> {
    let Some(limit) = incoming.order.limit.filter(|_| incoming.carries_limit && policy.limited_stop) else {
        return Ok(None);
    };
    Ok(Some(amount(limit, balance)?))
}

/// A running stop, or a freeze that leaves nothing to hold. An amount may be held beside a limited
/// freeze; the whole account may not.
fn held_by_others(facts: &Facts, limit: Option<Money>, now: Stamp) -> Result<(), Refusal> {
    if in_force(facts, RestrictionKind::Stop, now).next().is_some() {
        return Err(Decision::no(code::STOPPED, "账户已止付"));
    }
    if in_force(facts, RestrictionKind::Freeze, now).any(|freeze| freeze.limit.is_none()) {
        return Err(Decision::no(code::FROZEN_WHOLLY, "账户已全额冻结"));
    }
    if limit.is_none() && in_force(facts, RestrictionKind::Freeze, now).next().is_some() {
        return Err(Decision::no(code::FROZEN_PARTLY, "账户已限额冻结"));
    }
    Ok(())
}

pub(super) fn lift(order: &OpenOrder, facts: &Facts, now: Stamp) -> Result<Decision, Refusal> {
    super::hold::lift(order, facts, &STOPS, now)
}

/// The second of the two stops: up to another 48 hours behind the first.
pub(super) fn extend(order: &OpenOrder, facts: &Facts, policy: &Policy, now: Stamp) -> Result<Decision, Refusal> {
    let hold = original(order, facts, &STOPS)?;
    if is_by(hold.extended_by.as_ref(), order.id) {
        return Ok(Decision::act(Act::FromRecord));
    }
    if was_lifted(hold) {
        return Err(Decision::no(code::ALREADY_DONE, "止付已解除"));
    }
    let Some(old_end) = hold.until.filter(|_| hold.in_force(now)) else {
        return Err(Decision::no(code::EXTEND_TOO_LATE, "止付已到期"));
    };
    if stops_made(facts) >= policy.stops_max {
        return Err(Decision::no(code::STOPPED_TOO_OFTEN, "超出规定止付次数"));
    }
    let latest = old_end.plus_ms(policy.stop_life_ms);
    let until = order.until.map_or(latest, |until| until.min(latest));
    if until <= old_end || order.from.is_some_and(|from| from > old_end) {
        return Err(Decision::no(code::DATE_RANGE, "延期起止与原止付不衔接"));
    }
    Ok(Decision::act(Act::Extend { until }))
}
