//! The plain reading of `docs/concepts/tracing.md`: slow, exact, and meant to be checked by eye.
//!
//! It takes all transfers there are, sorts their postings, and goes over them once for each rule.
//! Books are plain lists of runs of units. It shares the types of questions and answers with the
//! tracer, and nothing else.

mod account;
pub mod book;
mod event;
mod pass;

use crate::names::{AccountId, Names, TxId};
use crate::question::{Question, QuestionError, Start};
use crate::trace::{Found, Note, Trace};
use crate::transfer::{Stamp, Transfer, TransferError, VOLUME_MAX};
use book::{Drawing, Lawful};
use event::{Event, events};
use pass::Pass;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OracleError {
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error("transfer `{0}`: {1}")]
    Transfer(String, TransferError),
}

/// The answer, given all transfers.
pub fn trace(question: &Question, transfers: &[Transfer], names: &Names) -> Result<Trace, OracleError> {
    trace_by(&Lawful, question, transfers, names, &BTreeMap::new())
}

/// The same where the postings of some accounts are not to be had, each with the note that says why,
/// and by a drawing of units that need not be the law's: tests break it and look who notices.
pub fn trace_by(
    drawing: &dyn Drawing,
    question: &Question,
    transfers: &[Transfer],
    names: &Names,
    absent: &BTreeMap<AccountId, Note>,
) -> Result<Trace, OracleError> {
    question.check()?;
    let all = once_each(question, transfers, names)?;
    let events = events(question, &all, names);
    let openings = openings(&events);
    let mut found = Found { as_of: question.as_of, ..Found::default() };
    let mut expanded = BTreeSet::new();
    for rule in question.rules_in_order() {
        let mut pass = Pass::new(rule, drawing, question, absent, &openings);
        events.iter().for_each(|event| pass.take(event));
        let (outcome, balances) = pass.finish();
        expanded.extend(balances.keys().copied());
        found.balances.extend(balances);
        found.outcomes.insert(rule, outcome);
    }
    found.ties = ties(&events, &expanded, question.end());
    Ok(found.into_trace(names))
}

/// Every transfer by its id, the roots' own among them.
fn once_each(question: &Question, transfers: &[Transfer], names: &Names) -> Result<Vec<Transfer>, OracleError> {
    let mut by_id: BTreeMap<TxId, Transfer> = BTreeMap::new();
    let mut volume = 0_u64;
    let roots = question.roots.iter().filter_map(|root| match root.start {
        Start::Transfer(transfer) => Some(transfer),
        Start::Account { .. } => None,
    });
    for transfer in transfers.iter().copied().chain(roots) {
        let fail = |why| OracleError::Transfer(names.transfer_text(transfer.id).into_owned(), why);
        transfer.check().map_err(fail)?;
        let known = by_id.get(&transfer.id).copied();
        let whole = known.map_or(Some(transfer), |known| known.with(&transfer));
        let whole = whole.ok_or_else(|| fail(TransferError::Conflict))?;
        volume = volume.saturating_sub(known.map_or(0, |t| t.volume())).saturating_add(whole.volume());
        if volume > VOLUME_MAX {
            return Err(fail(TransferError::Volume));
        }
        by_id.insert(transfer.id, whole);
    }
    Ok(by_id.into_values().collect())
}

/// What must have been on each account from the beginning, so that its first stated balance holds:
/// the least that does.
fn openings(events: &[Event]) -> BTreeMap<AccountId, u64> {
    let mut of_account: BTreeMap<AccountId, Vec<&Event>> = BTreeMap::new();
    for event in events {
        of_account.entry(event.account()).or_default().push(event);
    }
    of_account.into_iter().filter_map(|(account, events)| Some((account, opening(&events)?))).collect()
}

fn opening(events: &[&Event]) -> Option<u64> {
    let first = events.iter().position(|event| event.stated().is_some())?;
    let stated = events.get(first)?.stated()?;
    let before = || events.iter().take(first);
    let without_any = before().fold(0, |net, event| event.moves(net));
    if without_any >= stated {
        return None;
    }
    // What was there at the beginning comes through to here one for one, or not at all.
    let net: i64 = before().map(|event| event.amount_signed()).sum();
    u64::try_from(stated - net).ok()
}

/// For each expanded account the last stamp within the windows under which two transfers post to it.
fn ties(events: &[Event], expanded: &BTreeSet<AccountId>, end: i64) -> BTreeMap<AccountId, Stamp> {
    let mut posted: BTreeMap<(AccountId, Stamp), BTreeSet<TxId>> = BTreeMap::new();
    for event in events {
        if let Some(transfer) = event.transfer()
            && event.stamp.t <= end
            && expanded.contains(&event.account())
        {
            posted.entry((event.account(), event.stamp)).or_default().insert(transfer.id);
        }
    }
    posted.into_iter().filter(|(_, ids)| ids.len() > 1).map(|(key, _)| key).collect()
}
