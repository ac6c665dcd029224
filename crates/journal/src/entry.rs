//! One act, one entry: who did what, when, on whose behalf, with what result, to which case, order
//! or measure, and which rows changed by it.
//!
//! An entry is made from a [`Draft`] inside the business transaction and never changed. Its clear
//! facts are what an assessment needs later (norm, due time, amount); personal data stands in it as
//! a commitment only. The bytes are in [`codec`], and are the same for the same entry, always.
//! Not here: what the verbs are, and which facts each must state; that is the desk's part.

pub mod codec;
pub mod draft;

pub use draft::Draft;

use crate::text::hex_field;
use crate::tree::Hash;
use cordon_model::time::Stamp;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// The layout of the bytes.
pub const VERSION: u8 = 1;
/// SHA-256 for leaves and rows, Ed25519 for checkpoints.
pub const SUITE: u8 = 1;
/// The bundle files of C2SP give each entry a 16-bit length.
pub const ENTRY_BYTES_MAX: usize = 65_535;

/// What kind of actor did it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    Officer = 1,
    Agency = 2,
    Citizen = 3,
    System = 4,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Actor {
    pub kind: ActorKind,
    /// A printed id, never a name.
    pub id: String,
}

impl Actor {
    pub fn officer(id: impl ToString) -> Self {
        Self { kind: ActorKind::Officer, id: id.to_string() }
    }

    pub fn agency(id: impl ToString) -> Self {
        Self { kind: ActorKind::Agency, id: id.to_string() }
    }

    pub fn citizen(id: impl ToString) -> Self {
        Self { kind: ActorKind::Citizen, id: id.to_string() }
    }

    pub fn system(id: impl ToString) -> Self {
        Self { kind: ActorKind::System, id: id.to_string() }
    }
}

/// A clear fact. Anything large or personal goes in as a digest instead.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fact {
    Int(i64),
    Text(String),
    #[serde(serialize_with = "hex_field")]
    Bytes(Vec<u8>),
    Time(Stamp),
    /// Minor units and the three capital letters of the currency.
    Money {
        minor: i64,
        #[serde(serialize_with = "currency_field")]
        currency: [u8; 3],
    },
    Bool(bool),
}

impl Fact {
    pub fn text(value: impl ToString) -> Self {
        Self::Text(value.to_string())
    }

    pub fn digest(hash: &Hash) -> Self {
        Self::Bytes(hash.to_vec())
    }

    /// Takes any text; only three capital ASCII letters can be encoded.
    pub fn money(minor: i64, currency: &str) -> Self {
        let currency = <[u8; 3]>::try_from(currency.as_bytes()).unwrap_or(*b"???");
        Self::Money { minor, currency }
    }
}

/// The state of one row as this act left it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct RowDigest {
    pub table: String,
    pub key: String,
    #[serde(serialize_with = "hex_field")]
    pub digest: Hash,
}

/// One act as it stands in the journal.
///
/// INVARIANT (canonical): `subjects`, `facts`, `commitments` and `rows` are strictly ascending by
/// their key. [`Draft::finish`] and [`Entry::decode`] give such entries, and [`Entry::encode`]
/// refuses any other.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Entry {
    /// Our order: gapless from 0, in the order of commits.
    pub seq: u64,
    /// When we learned it.
    pub learned_at: Stamp,
    /// When it happened in the world, where that is another moment.
    pub occurred_at: Option<Stamp>,
    pub verb: String,
    pub actor: Actor,
    /// The agency on whose behalf the actor acted.
    pub agency: Option<String>,
    /// `ok`, or the code of the refusal.
    pub result: String,
    /// Printed ids of what the act is about.
    pub subjects: Vec<String>,
    #[serde(serialize_with = "map_field")]
    pub facts: Vec<(String, Fact)>,
    #[serde(serialize_with = "hash_map_field")]
    pub commitments: Vec<(String, Hash)>,
    pub rows: Vec<RowDigest>,
}

impl Entry {
    pub fn fact(&self, key: &str) -> Option<&Fact> {
        let at = self.facts.binary_search_by(|(k, _)| k.as_str().cmp(key)).ok()?;
        self.facts.get(at).map(|(_, fact)| fact)
    }

    pub fn is_about(&self, id: &str) -> bool {
        self.subjects.binary_search_by(|s| s.as_str().cmp(id)).is_ok()
    }

    /// The hash under which this entry stands in the tree.
    pub fn leaf_hash(&self) -> Result<Hash, EntryError> {
        Ok(crate::tree::leaf_hash(&self.encode()?))
    }
}

/// Why an entry has no bytes, or bytes are no entry. Values never appear here: they may be personal.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EntryError {
    #[error(
        "entry of verb `{verb}` takes {bytes} bytes, more than {max}; put a digest in place of `{largest}`, its largest part ({largest_bytes} bytes)",
        max = ENTRY_BYTES_MAX
    )]
    TooLarge { verb: String, bytes: usize, largest: String, largest_bytes: usize },
    #[error("entry of verb `{verb}` has {count} {what}, more than {max}; state a digest over them instead", max = u16::MAX)]
    TooMany { verb: String, what: &'static str, count: usize },
    #[error(
        "entry of verb `{verb}` states {what} `{key}` twice or out of order; state each once and let the draft sort them"
    )]
    NotAscending { verb: String, what: &'static str, key: String },
    #[error("{what} of an entry is empty; state it")]
    Empty { what: &'static str },
    #[error("currency of fact `{key}` is not three capital letters; use the ISO 4217 code")]
    Currency { key: String },
    #[error(
        "bytes of an entry break off or go wrong at byte {at}: {what}; the entry was damaged or written by another program"
    )]
    Malformed { at: usize, what: &'static str },
}

fn currency_field<S: Serializer>(currency: &[u8; 3], out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(&String::from_utf8_lossy(currency))
}

fn map_field<S: Serializer>(facts: &[(String, Fact)], out: S) -> Result<S::Ok, S::Error> {
    out.collect_map(facts.iter().map(|(key, fact)| (key, fact)))
}

fn hash_map_field<S: Serializer>(hashes: &[(String, Hash)], out: S) -> Result<S::Ok, S::Error> {
    let mut map = out.serialize_map(Some(hashes.len()))?;
    for (key, hash) in hashes {
        map.serialize_entry(key, &crate::text::to_hex(hash))?;
    }
    map.end()
}
