//! The tracer: asks for the postings that it needs, takes them in any order, and answers at any time.
//!
//! One round goes over all postings supplied so far, once for each rule, and finds the accounts that
//! would be expanded if their postings were there; those are asked for, all at once. When no account
//! is wanted any more, the answer is what the oracle finds in all data. Not here: I/O and waiting.

pub(crate) mod account;
pub(crate) mod book;
mod ledger;
mod pass;
pub(crate) mod plain;
pub(crate) mod stage;
pub(crate) mod steps;

pub use ledger::Supplied;

use crate::names::{AccountId, Names};
use crate::question::{AsOf, Question, QuestionError};
use crate::source::{Batch, End, Probe};
use crate::trace::{Found, Note, Trace};
use ledger::Ledger;
use pass::Pass;
use stage::Stage;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The postings of these accounts are needed; they can be asked for side by side.
    Need(Vec<Probe>),
    /// Nothing more to ask. Accounts whose banks said `Pending` may still be supplied.
    Done,
}

#[derive(Debug)]
pub struct Tracer {
    question: Question,
    ledger: Ledger,
    ends: BTreeMap<AccountId, End>,
    /// What the last round found, while nothing was supplied since.
    round: Option<Round>,
}

#[derive(Debug)]
struct Round {
    found: Found,
    wanted: BTreeSet<AccountId>,
}

impl Tracer {
    pub fn new(question: Question) -> Result<Self, QuestionError> {
        question.check()?;
        let mut ledger = Ledger::default();
        ledger.take_roots(&question)?;
        Ok(Self { question, ledger, ends: BTreeMap::new(), round: None })
    }

    pub const fn question(&self) -> &Question {
        &self.question
    }

    /// The mark of the data that this trace sees: the question's own, else the one given first.
    pub fn fix_as_of(&mut self, watermark: AsOf) -> AsOf {
        self.round = None;
        *self.question.as_of.get_or_insert(watermark)
    }

    /// What is needed next. Asking again without supplying gives the same.
    pub fn step(&mut self, names: &Names) -> Step {
        let round = self.round.take().unwrap_or_else(|| self.go_round(names));
        let mut probes = Vec::new();
        for account in &round.wanted {
            match self.ends.get(account) {
                None => probes.push(Probe { account: *account, after: None }),
                Some(End::Truncated { next }) => probes.push(Probe { account: *account, after: Some(*next) }),
                Some(_) => {}
            }
        }
        self.round = Some(round);
        probes.sort_by(|a, b| names.account_order(a.account, b.account));
        if probes.is_empty() { Step::Done } else { Step::Need(probes) }
    }

    /// Takes postings: late, in parts, twice, in any order. What contradicts an earlier telling of
    /// the same transfer, or is no amount, is left out and named.
    pub fn supply(&mut self, batch: Batch) -> Supplied {
        self.round = None;
        for (account, end) in batch.ends {
            let complete = self.ends.get(&account) == Some(&End::Complete);
            if !complete {
                self.ends.insert(account, end);
            }
        }
        self.ledger.take(&batch.transfers)
    }

    /// Accounts whose postings were asked for and are not there.
    pub fn unanswered(&self) -> impl Iterator<Item = (AccountId, End)> {
        self.ends.iter().filter(|(_, end)| **end != End::Complete).map(|(account, end)| (*account, *end))
    }

    /// The answer as far as postings are there. What is not supplied is a leaf, and says why.
    pub fn trace(&mut self, names: &Names) -> Trace {
        let round = self.round.take().unwrap_or_else(|| self.go_round(names));
        round.found.into_trace(names)
    }

    /// A probe that got no end, or the end it had before, has failed.
    pub(crate) fn fail_unless_moved(&mut self, probe: Probe) {
        let stands = match self.ends.get(&probe.account) {
            None => true,
            Some(End::Truncated { next }) => probe.after.is_some_and(|after| *next <= after),
            Some(_) => false,
        };
        if stands {
            self.ends.insert(probe.account, End::Failed);
        }
    }

    fn go_round(&self, names: &Names) -> Round {
        let complete = |account: AccountId| self.ends.get(&account) == Some(&End::Complete);
        let stage = Stage::set(&self.question, self.ledger.transfers(), names, complete);
        let mut found = Found { as_of: self.question.as_of, ..Found::default() };
        let (mut wanted, mut expanded) = (BTreeSet::new(), BTreeSet::new());
        for rule in self.question.rules_in_order() {
            let mut pass = Pass::new(rule, &stage);
            pass.go();
            let part = pass.finish(|account| self.missing(account));
            wanted.extend(part.wanted);
            expanded.extend(part.expanded);
            found.outcomes.insert(rule, part.outcome);
        }
        (found.balances, found.ties) = stage.of_expanded(&expanded);
        Round { found, wanted }
    }

    fn missing(&self, account: AccountId) -> Note {
        self.ends.get(&account).and_then(|end| end.note()).unwrap_or(Note::Pending)
    }
}
