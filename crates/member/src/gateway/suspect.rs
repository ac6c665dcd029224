//! The bank first (机构先行止付): a hold on its own suspicion, before any order, and the report of it.
//!
//! The hold ends by itself; a stop or a freeze of the centre takes its place. The report goes until the
//! centre has it. Its form is documented in `docs/interfaces/json-form.md`.

use super::Gateway;
use crate::config::{AgencyConfig, Policy};
use crate::core_banking::{AccountFacts, AccountStatus, Books, HoldRequest, Restriction, RestrictionKind};
use crate::error::Error;
use crate::store::{self, Ends, digest, reports};
use cordon_model::exchange::{Party, Side};
use cordon_model::{AccountClass, Money, Stamp};
use rusqlite::Transaction;
use serde::Serialize;

/// The form of a report; another version has another name.
const FORM: &str = "cordon-hold/1";
/// Hex digits of a reference: two holds of one bank never share one.
const REFERENCE_DIGITS: usize = 32;

/// What a bank suspects, as its own staff or its rules say it.
#[derive(Clone, Debug)]
pub struct Suspicion {
    /// The caller's own name for it: the same again is the same hold. Without one each call is a new hold.
    pub id: Option<String>,
    pub account: String,
    /// None: the whole account.
    pub amount: Option<Money>,
    pub reason: String,
    pub transfer: Option<SuspectTransfer>,
}

/// The transfer that raised the suspicion.
#[derive(Clone, Debug)]
pub struct SuspectTransfer {
    pub counterparty: Party,
    /// Which way it went on the held account.
    pub side: Side,
    pub amount: Money,
    pub at: Stamp,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldOnSuspicion {
    Held(Restriction),
    /// `unknown_account`, `unusable`, `white_listed` or `bad_amount`.
    NotHeld(&'static str),
}

#[derive(Serialize)]
struct Report<'a> {
    form: &'static str,
    reference: &'a str,
    account: HeldAccount<'a>,
    /// What the hold takes now.
    held: Money,
    /// What may be held at most; absent: the whole account.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<Money>,
    balance: Money,
    from: String,
    until: String,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer: Option<TransferPart<'a>>,
}

#[derive(Serialize)]
struct HeldAccount<'a> {
    number: &'a str,
    holder: &'a str,
    class: AccountClass,
}

#[derive(Serialize)]
struct TransferPart<'a> {
    counterparty: PartyPart<'a>,
    side: Side,
    amount: Money,
    at: String,
}

#[derive(Serialize)]
struct PartyPart<'a> {
    institution_code: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    institution_name: &'a str,
    number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<&'a str>,
    class: AccountClass,
}

impl Gateway {
    /// Holds on the bank's own suspicion and writes the report: one step.
    pub fn hold_on_suspicion(&mut self, suspicion: &Suspicion, now: Stamp) -> Result<HeldOnSuspicion, Error> {
        let Self { store, books, agency, policy } = self;
        let done = store.step(|tx| hold(tx, books.as_ref(), agency, policy, suspicion, now))?;
        if let HeldOnSuspicion::Held(hold) = &done {
            tracing::info!(reference = %hold.reference, "an account is held on our own suspicion");
        }
        Ok(done)
    }
}

fn reference(agency: &AgencyConfig, suspicion: &Suspicion, now: Stamp) -> String {
    let name = match &suspicion.id {
        Some(id) => format!("{}|id|{id}", agency.code),
        None => format!("{}|at|{}|{}", agency.code, now.ms(), suspicion.account),
    };
    let digits: String = digest(name.as_bytes()).chars().take(REFERENCE_DIGITS).collect();
    format!("hold-{digits}")
}

fn hold(
    tx: &Transaction<'_>,
    books: &dyn Books,
    agency: &AgencyConfig,
    policy: &Policy,
    suspicion: &Suspicion,
    now: Stamp,
) -> Result<HeldOnSuspicion, Error> {
    let mut core = books.core(tx);
    let reference = reference(agency, suspicion, now);
    let known = core.restriction(&reference)?.map(|(_, hold)| hold);
    let Some(account) = core.account(&suspicion.account)? else {
        return Ok(HeldOnSuspicion::NotHeld("unknown_account"));
    };
    if known.is_none()
        && let Err(why) = holdable(&account, suspicion)
    {
        return Ok(HeldOnSuspicion::NotHeld(why));
    }
    let hold = core.hold(&HoldRequest {
        reference: &reference,
        number: &account.number,
        kind: RestrictionKind::Own,
        organ: &agency.name,
        limit: suspicion.amount,
        from: now,
        until: now.plus_ms(policy.own_hold_ms),
        instead_of: &[],
    })?;
    if let Some(until) = hold.until.filter(|_| hold.ended_at.is_none()) {
        store::set_timer(tx, Ends::Hold, &reference, until)?;
    }
    let body = report(&account, &hold, suspicion)?;
    reports::report(tx, &reference, &account.number, &body, now)?;
    Ok(HeldOnSuspicion::Held(hold))
}

fn holdable(account: &AccountFacts, suspicion: &Suspicion) -> Result<(), &'static str> {
    match account.status {
        AccountStatus::WhiteListed => return Err("white_listed"),
        AccountStatus::Closed => return Err("unusable"),
        AccountStatus::Open | AccountStatus::Lost => {}
    }
    match suspicion.amount {
        Some(amount) if amount.currency() != account.balance.currency() || !amount.is_positive() => Err("bad_amount"),
        _ => Ok(()),
    }
}

fn report(account: &AccountFacts, hold: &Restriction, suspicion: &Suspicion) -> Result<Vec<u8>, Error> {
    let transfer = suspicion.transfer.as_ref().map(|transfer| TransferPart {
        counterparty: PartyPart {
            institution_code: &transfer.counterparty.institution_code,
            institution_name: &transfer.counterparty.institution_name,
            number: &transfer.counterparty.number,
            holder: transfer.counterparty.holder.as_ref().map(|holder| holder.0.as_str()),
            class: transfer.counterparty.class,
        },
        side: transfer.side,
        amount: transfer.amount,
        at: transfer.at.rfc3339(),
    });
    let report = Report {
        form: FORM,
        reference: &hold.reference,
        account: HeldAccount { number: &account.number, holder: &account.holder, class: account.class },
        held: hold.held,
        limit: hold.limit,
        balance: hold.balance_before,
        from: hold.from.rfc3339(),
        until: hold.until.unwrap_or(hold.from).rfc3339(),
        reason: &suspicion.reason,
        transfer,
    };
    serde_json::to_vec(&report).map_err(|e| Error::Answer(e.to_string()))
}
