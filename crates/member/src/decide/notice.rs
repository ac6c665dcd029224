//! The risk notice, on which an agency acts of its own accord (反电信网络诈骗法 Art. 18), and the
//! question whether a debit took place.

use super::checks::{account, amount, holder, in_force, restrictable, transfer_came_in};
use super::{Act, Decision, Facts, Refusal, code, party_asked};
use crate::config::{OnNotice, Policy};
use crate::core_banking::RestrictionKind;
use cordon_model::exchange::OpenOrder;
use cordon_model::{Stamp, TargetKind};

pub(super) fn risk_notice(order: &OpenOrder, facts: &Facts, policy: &Policy, now: Stamp) -> Result<Decision, Refusal> {
    if order.target.kind != TargetKind::Account {
        return Ok(Decision::act(Act::Flag));
    }
    if facts.own.is_some() {
        return Ok(Decision::act(Act::FromRecord));
    }
    let found = account(facts, holder(order))?;
    restrictable(found)?;
    transfer_came_in(order, facts)?;
    if in_force(facts, RestrictionKind::Stop, now).any(|hold| hold.limit.is_none()) {
        return Err(Decision::no(code::STOPPED, "账户已止付"));
    }
    if in_force(facts, RestrictionKind::Freeze, now).any(|hold| hold.limit.is_none()) {
        return Err(Decision::no(code::FROZEN_WHOLLY, "账户已全额冻结"));
    }
    if policy.on_notice == OnNotice::Flag {
        return Ok(Decision::act(Act::Flag));
    }
    // The bank's own delay holds an amount, never an account.
    let limit = order.limit.or_else(|| order.transfer.as_ref().map(|transfer| transfer.amount));
    let Some(limit) = limit else {
        return Err(Decision::no(code::MISSING, "缺金额"));
    };
    let limit = Some(amount(limit, found.balance)?);
    let until = now.plus_ms(policy.delay_ms);
    Ok(Decision::act(Act::Hold { kind: RestrictionKind::Delay, limit, until, waits: false }))
}

pub(super) fn confirm_debit(order: &OpenOrder, facts: &Facts) -> Result<Decision, Refusal> {
    if order.transfer.is_none() {
        return Err(Decision::no(code::MISSING, "缺汇款金额和时间"));
    }
    let holder = party_asked(order).and_then(|party| party.holder.as_ref());
    account(facts, holder.map(|holder| holder.0.as_str()))?;
    Ok(Decision::act(Act::TellDebit))
}
