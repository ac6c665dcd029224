//! Freeze, its extension and its lift (冻结、续冻、解除冻结; 程序规定第二百三十九条).
//!
//! A freeze is never refused because another organ froze before: it waits behind it (轮候).

use super::checks::{account, amount, holder, is_by, original, papers, restrictable, was_lifted};
use super::{Act, Decision, Facts, Incoming, Refusal, code};
use crate::config::Policy;
use crate::core_banking::RestrictionKind;
use cordon_model::exchange::{OpenOrder, PaperKind};
use cordon_model::{Money, Stamp};

pub(super) fn freeze(incoming: &Incoming, facts: &Facts, policy: &Policy, now: Stamp) -> Result<Decision, Refusal> {
    let order = &incoming.order;
    has_papers(incoming)?;
    if facts.own.is_some() {
        return Ok(Decision::act(Act::FromRecord));
    }
    let Some(holder) = holder(order) else {
        return Err(Decision::no(code::MISSING, "缺户名"));
    };
    let found = account(facts, Some(holder))?;
    restrictable(found)?;
    let Some(until) = order.until else {
        return Err(Decision::no(code::MISSING, "缺冻结截止时间"));
    };
    if until <= now || order.from.is_some_and(|from| from > now.plus_ms(policy.clock_tolerance_ms) || from >= until) {
        return Err(Decision::no(code::DATE_RANGE, "冻结起止时间无效"));
    }
    let limit = order.limit.filter(|_| incoming.carries_limit).map(|limit| amount(limit, found.balance)).transpose()?;
    let waits = waits(facts, found.balance, now);
    Ok(Decision::act(Act::Hold { kind: RestrictionKind::Freeze, limit, until, waits }))
}

/// Two certificates and one 冻结法律文书. The JSON form may name the document instead: there the papers
/// are kept by the centre.
fn has_papers(incoming: &Incoming) -> Result<(), Refusal> {
    let order = &incoming.order;
    let named = !incoming.carries_papers && order.attachments.is_empty() && order.document.is_some();
    if named || papers(order, PaperKind::FreezeDocument) {
        return Ok(());
    }
    Err(Decision::no(code::PAPERS, "法律文书须为警官证两份、冻结法律文书一份"))
}

/// Whether stops and freezes that stay leave nothing of the balance.
fn waits(facts: &Facts, balance: Money, now: Stamp) -> bool {
    let mut left = balance;
    let mut behind = false;
    let stay =
        |hold: &&crate::core_banking::Restriction| hold.in_force(now) && !facts.superseded.contains(&hold.reference);
    for hold in facts.restrictions.iter().filter(stay) {
        behind |= hold.kind.is_ordered();
        // A limit in another currency is none of this account's.
        let taken = hold.limit.map_or(left, |limit| limit.at_most(left).unwrap_or(Money::zero(left.currency())));
        left = left.minus(taken).unwrap_or(left);
    }
    behind && !left.is_positive()
}

/// A freeze is renewed as often as its organ asks; each time before it ends.
pub(super) fn extend(incoming: &Incoming, facts: &Facts, now: Stamp) -> Result<Decision, Refusal> {
    let order = &incoming.order;
    has_papers(incoming)?;
    let hold = original(order, facts, &[RestrictionKind::Freeze])?;
    if is_by(hold.extended_by.as_ref(), order.id) {
        return Ok(Decision::act(Act::FromRecord));
    }
    if was_lifted(hold) {
        return Err(Decision::no(code::ALREADY_DONE, "冻结已解除"));
    }
    let Some(old_end) = hold.until.filter(|_| hold.in_force(now)) else {
        return Err(Decision::no(code::EXTEND_TOO_LATE, "冻结已到期"));
    };
    let Some(until) = order.until else {
        return Err(Decision::no(code::MISSING, "缺延期截止时间"));
    };
    if until <= old_end || order.from.is_some_and(|from| from > old_end) {
        return Err(Decision::no(code::DATE_RANGE, "延期起止与原冻结不衔接"));
    }
    Ok(Decision::act(Act::Extend { until }))
}

pub(super) fn lift(order: &OpenOrder, facts: &Facts, now: Stamp) -> Result<Decision, Refusal> {
    super::hold::lift(order, facts, &[RestrictionKind::Freeze], now)
}
