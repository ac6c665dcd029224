//! The rules over the archive: the tracer's answer, found from the beginnings on. Of an account that is
//! expanded it reads the debits from that moment, each with what the book held; what came and went
//! before, and clean money that comes meanwhile, costs nothing.
//!
//! Here is who is next. The steps of a rule are the tracer's own ([`crate::tracer`]), or, where one victim is
//! followed by a rule without an order of units, the same as sums ([`lone`]).

mod found;
mod holder;
mod ledger;
mod lone;
mod visited;
mod walk;

use crate::archive::Snapshot;
use crate::names::Names;
use crate::question::{Question, QuestionError};
use crate::rule::Rule;
use crate::trace::{Found, Totals, Trace};
use crate::tracer::account::Account;
use crate::tracer::steps::Terms;
use crate::transfer::TransferError;
use found::Walked;
use holder::Holder;
use ledger::Ledgers;
use lone::Lone;
use walk::walk;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FollowError {
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error("transfer `{0}`, where the trace begins: {1}")]
    Begins(String, TransferError),
}

/// What walks need, kept for the next one.
#[derive(Debug, Default)]
pub struct Room {
    any: walk::Room<Account>,
    lone: walk::Room<Lone>,
}

/// The answer, given all that the archive has. Transfers with one stamp are read in the order of their
/// texts, as everywhere.
pub fn trace(archive: &Snapshot, names: &Names, question: &Question) -> Result<Trace, FollowError> {
    trace_in(&mut Room::default(), archive, names, question)
}

/// The same in a room that was used before: nothing has to grow again.
pub fn trace_in(room: &mut Room, archive: &Snapshot, names: &Names, question: &Question) -> Result<Trace, FollowError> {
    question.check()?;
    let terms = Terms::of(question);
    let mut ledgers = Ledgers::of(archive, names, &terms)?;
    let mut found = Found { as_of: question.as_of, ..Found::default() };
    for rule in question.rules_in_order() {
        if Lone::is_enough(rule, &terms) {
            keep(walk(rule, &terms, &mut ledgers, &mut room.lone), &mut ledgers, &mut found);
        } else {
            keep(walk(rule, &terms, &mut ledgers, &mut room.any), &mut ledgers, &mut found);
        }
    }
    Ok(found.into_trace(names))
}

fn keep<H: Holder>(walked: Walked<H>, ledgers: &mut Ledgers, found: &mut Found) {
    for account in walked.expanded() {
        let (balance, tie) = ledgers.at_end(account);
        found.balances.insert(account, balance);
        found.ties.extend(tie.map(|tie| (account, tie)));
    }
    found.outcomes.insert(walked.rule, walked.outcome());
}

/// The same by one rule, without balances and without putting it in order: how many transfers carried
/// victims' money, how many accounts it reached, and where what was claimed is.
pub fn count(
    room: &mut Room,
    archive: &Snapshot,
    names: &Names,
    question: &Question,
    rule: Rule,
) -> Result<(usize, usize, Totals), FollowError> {
    question.check()?;
    let terms = Terms::of(question);
    let mut ledgers = Ledgers::of(archive, names, &terms)?;
    if Lone::is_enough(rule, &terms) {
        return Ok(counted(walk(rule, &terms, &mut ledgers, &mut room.lone)));
    }
    Ok(counted(walk(rule, &terms, &mut ledgers, &mut room.any)))
}

fn counted<H: Holder>(walked: Walked<H>) -> (usize, usize, Totals) {
    let (edges, accounts) = walked.counts();
    (edges, accounts, walked.total())
}
