//! Checks that several kinds of order share. Each is a refusal with its code, or nothing.

use super::{Decision, Facts, Refusal, code};
use crate::core_banking::{AccountFacts, AccountStatus, CreditSearch, Restriction, RestrictionKind};
use cordon_model::exchange::{OpenOrder, PaperKind};
use cordon_model::{Money, OrderId, Stamp};

/// Certificates of the two officers.
const CERTIFICATES: usize = 2;

/// 户名、账号: the account is there, is its holder's, and may be restricted.
pub(super) fn account<'f>(facts: &'f Facts, holder: Option<&str>) -> Result<&'f AccountFacts, Refusal> {
    let Some(account) = &facts.account else {
        return Err(Decision::no(code::NO_SUCH_ACCOUNT, "账号不存在"));
    };
    if holder.is_some_and(|holder| holder.trim() != account.holder.trim()) {
        return Err(Decision::no(code::NAME_MISMATCH, "账号与户名不符"));
    }
    Ok(account)
}

/// The name that an order gives for the account it is about.
pub(super) fn holder(order: &OpenOrder) -> Option<&str> {
    let party = order.target.account.as_ref()?;
    party.holder.as_ref().map(|holder| holder.0.as_str())
}

pub(super) fn restrictable(account: &AccountFacts) -> Result<(), Refusal> {
    match account.status {
        AccountStatus::Open => Ok(()),
        AccountStatus::WhiteListed => Err(Decision::no(code::WHITE_LISTED, "白名单账号")),
        AccountStatus::Lost => Err(Decision::no(code::LOST, "账号已挂失")),
        AccountStatus::Closed => Err(Decision::no(code::UNUSABLE, "账号已销户")),
    }
}

/// 汇款金额、交易时间: the transfer that the order names came in. Where it names another payee (an
/// onward stop that quotes the victim's own transfer) there is nothing to compare.
pub(super) fn transfer_came_in(order: &OpenOrder, facts: &Facts) -> Result<(), Refusal> {
    if !names_this_payee(order) {
        return Ok(());
    }
    match facts.credit {
        CreditSearch::Found | CreditSearch::CannotTell => Ok(()),
        CreditSearch::OtherAmount => Err(Decision::no(code::BAD_AMOUNT, "金额与入账不符")),
        CreditSearch::Missing => Err(Decision::no(code::ORIGINAL_NOT_FOUND, "该时间无此入账")),
    }
}

pub(crate) fn names_this_payee(order: &OpenOrder) -> bool {
    let Some(transfer) = &order.transfer else { return false };
    transfer.to.as_ref().is_none_or(|to| to.number.0 == order.target.value.0)
}

/// Two certificates and one paper of that kind, whichever wire brings them.
pub(super) fn papers(order: &OpenOrder, kind: PaperKind) -> bool {
    let count = |kind: PaperKind| order.attachments.iter().filter(|paper| paper.kind == kind).count();
    count(PaperKind::Certificate) == CERTIFICATES && count(kind) == 1
}

/// An amount that can be held of that balance.
pub(super) fn amount(limit: Money, balance: Money) -> Result<Money, Refusal> {
    if limit.currency() != balance.currency() || !limit.is_positive() {
        return Err(Decision::no(code::BAD_AMOUNT, "限额无效或币种不符"));
    }
    Ok(limit)
}

pub(super) fn in_force(facts: &Facts, kind: RestrictionKind, now: Stamp) -> impl Iterator<Item = &Restriction> {
    facts.restrictions.iter().filter(move |hold| hold.kind == kind && hold.in_force(now))
}

/// Stops of the account over all organs; an extension is one.
pub(super) fn stops_made(facts: &Facts) -> u32 {
    facts
        .restrictions
        .iter()
        .filter(|hold| hold.kind == RestrictionKind::Stop)
        .fold(0, |sum, hold| sum.saturating_add(hold.times))
}

/// The hold that the order names, on the account that it names, of a kind that it may touch.
pub(super) fn original<'f>(
    order: &OpenOrder,
    facts: &'f Facts,
    kinds: &[RestrictionKind],
) -> Result<&'f Restriction, Refusal> {
    match &facts.original {
        Some((number, hold)) if kinds.contains(&hold.kind) && same_account(number, &order.target.value) => Ok(hold),
        _ => Err(Decision::no(code::ORIGINAL_NOT_FOUND, "找不到原指令")),
    }
}

/// A sub-account's number begins with its main account's.
pub(super) fn same_account(held: &str, named: &str) -> bool {
    held == named || named.split_once('_').is_some_and(|(main, _)| main == held)
}

/// Ended by an order, before its own end.
pub(super) fn was_lifted(hold: &Restriction) -> bool {
    hold.ended_at.is_some_and(|ended| hold.until.is_none_or(|until| ended < until))
}

/// Whether that order is the one which changed something before its step was broken off.
pub(super) fn is_by(by: Option<&String>, id: OrderId) -> bool {
    by.is_some_and(|by| *by == id.to_string())
}
