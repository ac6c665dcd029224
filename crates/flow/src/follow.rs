//! The rules over the archive: the tracer's answer, found from the beginnings on. Of an account that is
//! expanded it reads the debits from that moment, each with what the book held; what came and went
//! before, and clean money that comes meanwhile, costs nothing.
//!
//! The steps of a rule are the tracer's own ([`crate::tracer`]); here is only who is next.

mod ledger;
mod walk;

use crate::archive::Archive;
use crate::names::Names;
use crate::question::{Question, QuestionError};
use crate::trace::{Found, Trace};
use crate::tracer::steps::Terms;
use crate::transfer::TransferError;
use ledger::Ledgers;
use walk::Walk;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FollowError {
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error("transfer `{0}`, where the trace begins: {1}")]
    Begins(String, TransferError),
}

/// The answer, given all that the archive has. Transfers with one stamp are read in the order of their
/// texts, as everywhere.
pub fn trace(archive: &Archive, names: &Names, question: &Question) -> Result<Trace, FollowError> {
    question.check()?;
    let terms = Terms::of(question);
    let mut ledgers = Ledgers::of(archive, names, &terms)?;
    let mut found = Found { as_of: question.as_of, ..Found::default() };
    for rule in question.rules_in_order() {
        let mut walk = Walk::new(rule, &terms, &mut ledgers);
        walk.go();
        let (outcome, expanded) = walk.finish();
        for account in expanded {
            let (balance, tie) = ledgers.at_end(account);
            found.balances.insert(account, balance);
            found.ties.extend(tie.map(|tie| (account, tie)));
        }
        found.outcomes.insert(rule, outcome);
    }
    Ok(found.into_trace(names))
}
