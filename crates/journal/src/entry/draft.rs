//! What a verb says about its act before the journal gives it a place. A verb writes a draft; the
//! store, holding the transaction, adds `seq`, `learned_at` and the digests of the rows written.

use super::{Actor, Entry, Fact, RowDigest};
use crate::tree::Hash;
use cordon_model::time::Stamp;

/// The result of an act that was not refused.
pub const OK: &str = "ok";

/// Everything about an act but its place in the journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    verb: String,
    actor: Actor,
    agency: Option<String>,
    occurred_at: Option<Stamp>,
    result: String,
    subjects: Vec<String>,
    facts: Vec<(String, Fact)>,
    commitments: Vec<(String, Hash)>,
}

impl Draft {
    /// An act that went well; [`Draft::result`] says otherwise.
    pub fn new(verb: impl ToString, actor: Actor) -> Self {
        Self {
            verb: verb.to_string(),
            actor,
            agency: None,
            occurred_at: None,
            result: OK.to_owned(),
            subjects: Vec::new(),
            facts: Vec::new(),
            commitments: Vec::new(),
        }
    }

    #[must_use]
    pub fn agency(mut self, id: impl ToString) -> Self {
        self.agency = Some(id.to_string());
        self
    }

    /// Naming a subject twice says no more than naming it once.
    #[must_use]
    pub fn about(mut self, id: impl ToString) -> Self {
        self.subjects.push(id.to_string());
        self
    }

    /// The same key twice is a mistake, and the entry will not encode: one of two facts would be
    /// lost silently.
    #[must_use]
    pub fn fact(mut self, key: impl ToString, fact: Fact) -> Self {
        self.facts.push((key.to_string(), fact));
        self
    }

    /// See [`crate::commitment`].
    #[must_use]
    pub fn commit(mut self, field: impl ToString, commitment: Hash) -> Self {
        self.commitments.push((field.to_string(), commitment));
        self
    }

    #[must_use]
    pub fn occurred(mut self, at: Stamp) -> Self {
        self.occurred_at = Some(at);
        self
    }

    /// The code of a refusal.
    #[must_use]
    pub fn result(mut self, code: impl ToString) -> Self {
        self.result = code.to_string();
        self
    }

    pub fn verb(&self) -> &str {
        &self.verb
    }

    /// Gives the act its place. `rows` come in the order of writing: of a row written twice in one
    /// transaction only the last state was committed, so only the last digest is kept.
    pub fn finish(self, seq: u64, learned_at: Stamp, rows: Vec<RowDigest>) -> Entry {
        let mut subjects = self.subjects;
        subjects.sort_unstable();
        subjects.dedup();
        let mut facts = self.facts;
        facts.sort_by(|a, b| a.0.cmp(&b.0));
        let mut commitments = self.commitments;
        commitments.sort_by(|a, b| a.0.cmp(&b.0));
        Entry {
            seq,
            learned_at,
            occurred_at: self.occurred_at,
            verb: self.verb,
            actor: self.actor,
            agency: self.agency,
            result: self.result,
            subjects,
            facts,
            commitments,
            rows: last_states(rows),
        }
    }
}

fn last_states(mut rows: Vec<RowDigest>) -> Vec<RowDigest> {
    // Reversed, a stable sort puts the last write of a row first, and dedup keeps the first.
    rows.reverse();
    rows.sort_by(|a, b| (&a.table, &a.key).cmp(&(&b.table, &b.key)));
    rows.dedup_by(|later, first| later.table == first.table && later.key == first.key);
    rows
}
