//! The decision over one order: pure, from the order and what the core says, to a result code and an
//! act. Nothing here asks, holds or sends.
//!
//! The order in which things are checked is the order of the code below, and the tests tell it as a
//! table. Codes are those of the police interface, on both wires.

mod checks;
mod freeze;
mod hold;
mod notice;
mod numbers;
mod query;
mod stop;
mod value;

pub(crate) use checks::names_this_payee;

use crate::config::Policy;
use crate::core_banking::{
    AccountFacts, CreditSearch, Debit, NumberStatus, Restriction, RestrictionKind, ValueFacts, Voided,
};
use cordon_model::exchange::{FoundPayment, OpenOrder, Party};
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
    pub const NOTHING_LEFT: &str = "1300";
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
    /// Whether the papers themselves travel on it.
    pub carries_papers: bool,
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
    /// Our own running holds on the account whose place this order takes: the same money must not be
    /// held twice.
    pub superseded: Vec<String>,
    /// The watch that this order ends.
    pub watch: Option<WatchFacts>,
    pub payments: Vec<FoundPayment>,
    pub value: Option<ValueFacts>,
    /// What this very order voided before, and what the order did that this one undoes.
    pub voided: Option<Voided>,
    pub original_void: Option<Voided>,
}

/// A watch as the gateway remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchFacts {
    pub until: Stamp,
    pub ended_at: Option<Stamp>,
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
            superseded: Vec::new(),
            watch: None,
            payments: Vec::new(),
            value: None,
            voided: None,
            original_void: None,
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
        /// Behind holds of others that leave nothing: it takes effect when they end.
        waits: bool,
    },
    Extend {
        until: Stamp,
    },
    Release,
    /// Of a hold that stands, down or up.
    ChangeLimit {
        limit: Money,
    },
    TellStatement {
        from: Stamp,
        until: Stamp,
    },
    TellPayments,
    Watch {
        from: Stamp,
        until: Stamp,
    },
    EndWatch,
    VoidValue {
        limit: Option<Money>,
        until: Option<Stamp>,
    },
    RestoreValue,
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
        OrderKind::Freeze => freeze::freeze(incoming, facts, policy, now),
        OrderKind::ExtendFreeze => freeze::extend(incoming, facts, now),
        OrderKind::LiftFreeze => freeze::lift(order, facts, now),
        OrderKind::ReduceHold => hold::reduce(order, facts, policy, now),
        OrderKind::RaiseHold => hold::raise(order, facts, policy, now),
        OrderKind::QueryAccount => query::statement(order, facts, now),
        OrderKind::QuerySerial => query::serial(order, facts),
        OrderKind::Watch => query::watch(order, facts, now),
        OrderKind::EndWatch => query::end_watch(facts, now),
        OrderKind::VoidValue => value::void(order, facts, now),
        OrderKind::RestoreValue => value::restore(facts),
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
        OrderKind::Stop
        | OrderKind::ExtendStop
        | OrderKind::LiftStop
        | OrderKind::Freeze
        | OrderKind::ExtendFreeze
        | OrderKind::LiftFreeze
        | OrderKind::ReduceHold
        | OrderKind::RaiseHold
        | OrderKind::QueryAccount
        | OrderKind::Watch
        | OrderKind::EndWatch
        | OrderKind::ConfirmDebit => kind.keeps_accounts() && order.target.kind == TargetKind::Account,
        // A serial number is no account; only a payment firm can say what it stands for.
        OrderKind::QuerySerial => kind == AgencyKind::PaymentFirm,
        OrderKind::VoidValue | OrderKind::RestoreValue => {
            kind == AgencyKind::PaymentFirm && order.target.kind == TargetKind::Account
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

/// Who bought, where an order about value names the purchase.
pub(crate) fn buyer(order: &OpenOrder) -> Option<&str> {
    order.transfer.as_ref().map(|transfer| transfer.from.number.0.as_str())
}

#[cfg(test)]
mod tests;
