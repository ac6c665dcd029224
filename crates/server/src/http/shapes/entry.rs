//! An entry of the journal as the API shows it: its clear facts. What is sealed stands in an entry as
//! a commitment only, and the digests of rows are for the verifier, who reads the log itself.

use super::Amount;
use cordon_journal::{Entry, Fact};
use cordon_model::{Currency, Money};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct EntryBody {
    seq: u64,
    #[schema(format = "date-time")]
    learned_at: String,
    /// When it happened in the world, where that is another moment.
    #[schema(format = "date-time")]
    occurred_at: Option<String>,
    #[schema(example = "file_report")]
    verb: String,
    actor: EntryActor,
    /// On whose behalf.
    agency: Option<String>,
    /// `ok`, or the code of the refusal.
    result: String,
    /// Ids of what the act is about.
    subjects: Vec<String>,
    facts: BTreeMap<String, FactBody>,
    /// Names of the sealed facts it commits to.
    sealed: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EntryActor {
    /// `officer`, `agency`, `citizen` or `system`.
    kind: String,
    id: String,
}

/// A clear fact: a number, a text, a moment, an amount, yes or no; a digest is told in hex.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum FactBody {
    Yes(bool),
    Number(i64),
    Text(String),
    Amount(Amount),
}

impl From<Fact> for FactBody {
    fn from(fact: Fact) -> Self {
        match fact {
            Fact::Int(number) => Self::Number(number),
            Fact::Text(text) => Self::Text(text),
            Fact::Bytes(bytes) => Self::Text(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
            Fact::Time(at) => Self::Text(at.rfc3339()),
            Fact::Bool(yes) => Self::Yes(yes),
            Fact::Money { minor, currency } => {
                let code = String::from_utf8_lossy(&currency);
                let currency = Currency::parse(&code).unwrap_or(Currency::CNY);
                Self::Amount(Amount::from(Money::new(minor, currency)))
            }
        }
    }
}

impl From<Entry> for EntryBody {
    fn from(entry: Entry) -> Self {
        Self {
            seq: entry.seq,
            learned_at: entry.learned_at.rfc3339(),
            occurred_at: entry.occurred_at.map(|at| at.rfc3339()),
            verb: entry.verb,
            actor: EntryActor { kind: super::word(entry.actor.kind), id: entry.actor.id },
            agency: entry.agency,
            result: entry.result,
            subjects: entry.subjects,
            facts: entry.facts.into_iter().map(|(key, fact)| (key, FactBody::from(fact))).collect(),
            sealed: entry.commitments.into_iter().map(|(field, _)| field).collect(),
        }
    }
}

/// What a member is told of an act on its own orders and holds: that it was, not on what grounds.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberEntry {
    pub seq: u64,
    #[schema(format = "date-time")]
    pub learned_at: String,
    pub verb: String,
    /// Its own orders among what the act is about.
    pub orders: Vec<String>,
    /// The holds that it began by itself (先行止付) among what the act is about.
    pub holds: Vec<String>,
}
