//! The decision over one order: pure, from the order and what the core says, to a result code and an
//! act. Nothing here asks, holds or sends.
//!
//! The order in which things are checked is the order of the code below, and the tests tell it as a
//! table. Codes are those of the police interface, on both wires.

mod notice;
mod numbers;
mod stop;

use crate::config::Policy;
use crate::core_banking::{
    AccountFacts, AccountStatus, CreditSearch, Debit, NumberStatus, Restriction, RestrictionKind,
};
use cordon_model::exchange::{OpenOrder, Party};
use cordon_model::{AgencyKind, Money, OrderKind, Stamp, TargetKind};

/// Result codes that a decision gives (domain: 业务反馈码).
pub mod code {
    pub const DONE: &str = "0000";
    pub const BAD_AMOUNT: &str = "0200";
    pub const NO_SUCH_ACCOUNT: &str = "0300";
    pub const NAME_MISMATCH: &str = "0301";
    pub const WHITE_LISTED: &str = "0302";
    pub const LOST: &str = "0303";
    pub const UNUSABLE: &str = "0304";
    pub const ORIGINAL_NOT_FOUND: &str = "0400";
    pub const MISSING: &str = "0500";
    pub const PAPERS: &str = "0600";
    pub const WRONG_AGENCY: &str = "0700";
    pub const DATE_RANGE: &str = "0801";
    pub const DATE_AHEAD: &str = "0802";
    pub const ALREADY_DONE: &str = "0900";
    pub const NOT_OPEN: &str = "1000";
    pub const SHORTFALL: &str = "1200";
    pub const STOPPED: &str = "1301";
    pub const FROZEN_PARTLY: &str = "1302";
    pub const FROZEN_WHOLLY: &str = "1303";
    pub const STOPPED_TOO_OFTEN: &str = "1304";
    pub const EXTEND_TOO_LATE: &str = "1800";
    pub const LIFT_TOO_LATE: &str = "1900";
}

/// An order as it came over a wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    pub order: OpenOrder,
    /// Types 04 and 05 of the police interface: papers for a stop that stands already.
    pub late_papers: bool,
    /// Whether the amount limit travels on the wire it came by.
    pub carries_limit: bool,
}

/// What the core says, as far as this order needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub account: Option<AccountFacts>,
    /// All holds on the account, running or ended.
    pub restrictions: Vec<Restriction>,
    /// The hold that this very order made before (a step that was broken off), if any.
    pub own: Option<Restriction>,
    /// The hold of the order that this one extends or lifts, with its account.
    pub original: Option<(String, Restriction)>,
    pub credit: CreditSearch,
    pub debit: Option<Debit>,
    pub number: Option<NumberStatus>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            account: None,
            restrictions: Vec::new(),
            own: None,
            original: None,
            credit: CreditSearch::CannotTell,
            debit: None,
            number: None,
        }
    }
}

/// What is to be done in the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Nothing,
    Hold {
        kind: RestrictionKind,
        limit: Option<Money>,
        until: Stamp,
    },
    Extend {
        until: Stamp,
    },
    Release,
    /// Mark the target for the agency's staff.
    Flag,
    Shut,
    Restore,
    /// Answer from the hold that is there; touch nothing.
    FromRecord,
    /// Tell what the postings say of the debit.
    TellDebit,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub code: &'static str,
    pub act: Act,
    /// For the centre's people; never a name or a number.
    pub remark: Option<&'static str>,
}

impl Decision {
    const fn act(act: Act) -> Self {
        Self { code: code::DONE, act, remark: None }
    }

    const fn no(code: &'static str, remark: &'static str) -> Self {
        Self { code, act: Act::Nothing, remark: Some(remark) }
    }
}

/// A check that ended the matter.
type Refusal = Decision;

/// Decides one order. `kind` and `own_code` say who we are.
pub fn decide(incoming: &Incoming, facts: &Facts, who: Who<'_>, policy: &Policy, now: Stamp) -> Decision {
    let order = &incoming.order;
    if order.agency_code != who.code {
        return Decision::no(code::WRONG_AGENCY, "机构代码与本机构不符");
    }
    if order.issued_at > now.plus_ms(policy.clock_tolerance_ms) {
        return Decision::no(code::DATE_AHEAD, "申请时间晚于当前时间");
    }
    if !serves(who.kind, order) {
        return Decision::no(code::NOT_OPEN, "本机构未开通此类业务");
    }
    let decided = match order.kind {
        OrderKind::Stop => stop::stop(incoming, facts, policy, now),
        OrderKind::ExtendStop => stop::extend(order, facts, policy, now),
        OrderKind::LiftStop => stop::lift(order, facts, now),
        OrderKind::RiskNotice => notice::risk_notice(order, facts, policy, now),
        OrderKind::ConfirmDebit => notice::confirm_debit(order, facts),
        OrderKind::ShutNumber => numbers::shut(order, facts),
        OrderKind::RestoreNumber => numbers::restore(order, facts),
    };
    match decided {
        Ok(decision) | Err(decision) => decision,
    }
}

/// This agency.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    pub code: &'a str,
    pub kind: AgencyKind,
}

/// Which orders an agency of that kind can carry out at all.
fn serves(kind: AgencyKind, order: &OpenOrder) -> bool {
    // A bank that is sent a payment firm's message (A-codes) would answer in the wrong family.
    if order.agency_kind != kind {
        return false;
    }
    match order.kind {
        OrderKind::Stop | OrderKind::ExtendStop | OrderKind::LiftStop | OrderKind::ConfirmDebit => {
            kind.keeps_accounts() && order.target.kind == TargetKind::Account
        }
        OrderKind::RiskNotice => match order.target.kind {
            TargetKind::Account => kind.keeps_accounts(),
            _ => kind == AgencyKind::Carrier,
        },
        OrderKind::ShutNumber | OrderKind::RestoreNumber => {
            kind == AgencyKind::Carrier && order.target.kind == TargetKind::Number
        }
    }
}

/// Which account an order is about: for a question about a debit it is the payer's.
pub fn party_asked(order: &OpenOrder) -> Option<&Party> {
    match (order.kind, &order.transfer) {
        (OrderKind::ConfirmDebit, Some(transfer)) => Some(&transfer.from),
        _ => order.target.account.as_ref(),
    }
}

/// 户名、账号: the account is there, is its holder's, and may be restricted.
fn account<'f>(facts: &'f Facts, holder: Option<&str>) -> Result<&'f AccountFacts, Refusal> {
    let Some(account) = &facts.account else {
        return Err(Decision::no(code::NO_SUCH_ACCOUNT, "账号不存在"));
    };
    if holder.is_some_and(|holder| holder.trim() != account.holder.trim()) {
        return Err(Decision::no(code::NAME_MISMATCH, "账号与户名不符"));
    }
    Ok(account)
}

fn restrictable(account: &AccountFacts) -> Result<(), Refusal> {
    match account.status {
        AccountStatus::Open => Ok(()),
        AccountStatus::WhiteListed => Err(Decision::no(code::WHITE_LISTED, "白名单账号")),
        AccountStatus::Lost => Err(Decision::no(code::LOST, "账号已挂失")),
        AccountStatus::Closed => Err(Decision::no(code::UNUSABLE, "账号已销户")),
    }
}

/// 汇款金额、交易时间: the transfer that the order names came in. Where it names another payee (an
/// onward stop that quotes the victim's own transfer) there is nothing to compare.
fn transfer_came_in(order: &OpenOrder, facts: &Facts) -> Result<(), Refusal> {
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

fn in_force(facts: &Facts, kind: RestrictionKind, now: Stamp) -> impl Iterator<Item = &Restriction> {
    facts.restrictions.iter().filter(move |hold| hold.kind == kind && hold.in_force(now))
}

/// Stops of the account over all organs; an extension is one.
fn stops_made(facts: &Facts) -> u32 {
    facts
        .restrictions
        .iter()
        .filter(|hold| hold.kind == RestrictionKind::Stop)
        .fold(0, |sum, hold| sum.saturating_add(hold.times))
}

#[cfg(test)]
mod tests;
