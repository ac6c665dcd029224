//! The rules over the archive: the tracer's answer, found from the beginnings on. Of an account that is
//! expanded it reads the debits from that moment, each with what the book held; what came and went
//! before, and clean money that comes meanwhile, costs nothing.
//!
//! The steps of a rule are the tracer's own ([`crate::tracer`]); here is only who is next.

mod found;
mod ledger;
mod visited;
mod walk;

use crate::archive::Snapshot;
use crate::names::Names;
use crate::question::{Question, QuestionError};
use crate::rule::Rule;
use crate::trace::{Found, Totals, Trace};
use crate::tracer::steps::Terms;
use crate::transfer::TransferError;
use ledger::Ledgers;
pub use walk::Room;
use walk::walk;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FollowError {
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error("transfer `{0}`, where the trace begins: {1}")]
    Begins(String, TransferError),
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
        let walked = walk(rule, &terms, &mut ledgers, room);
        for account in walked.expanded() {
            let (balance, tie) = ledgers.at_end(account);
            found.balances.insert(account, balance);
            found.ties.extend(tie.map(|tie| (account, tie)));
        }
        found.outcomes.insert(rule, walked.outcome());
    }
    Ok(found.into_trace(names))
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
    let walked = walk(rule, &terms, &mut ledgers, room);
    let (edges, accounts) = walked.counts();
    Ok((edges, accounts, walked.total()))
}
