//! The bytes of an entry, version 1. Integers are big-endian, a str is a u16 length and UTF-8:
//!
//! ```text
//! version u8 = 1, suite u8 = 1, seq u64, learned_at i64,
//! occurred_at: 0 | 1 i64,  verb str,  actor: kind u8 (1 officer, 2 agency, 3 citizen, 4 system), id str,
//! agency: 0 | 1 str,  result str,
//! subjects:    u16 count, each str
//! facts:       u16 count, each key str and 0 i64 | 1 str | 2 u16 bytes | 3 i64 time
//!                                        | 4 i64 minor, 3 capital letters | 5 (0 | 1)
//! commitments: u16 count, each field str, 32 bytes
//! rows:        u16 count, each table str, key str, 32 bytes
//! ```
//!
//! Lists are strictly ascending by their key, compared as bytes. Nothing else is an entry: whoever
//! decodes bytes and encodes the value again has the same bytes, so an act has one leaf hash.

mod read;
mod write;

use super::{ENTRY_BYTES_MAX, Entry, EntryError, Fact};

impl Entry {
    pub fn encode(&self) -> Result<Vec<u8>, EntryError> {
        check(self)?;
        let bytes = write::entry(self)?;
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(too_large(self, bytes.len()));
        }
        Ok(bytes)
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(EntryError::Malformed { at: ENTRY_BYTES_MAX, what: "longer than an entry may be" });
        }
        let entry = read::entry(bytes)?;
        check(&entry)?;
        Ok(entry)
    }
}

/// What holds of every entry, read or written, beside the layout itself.
fn check(entry: &Entry) -> Result<(), EntryError> {
    for (what, text) in [("verb", &entry.verb), ("result", &entry.result)] {
        if text.is_empty() {
            return Err(EntryError::Empty { what });
        }
    }
    ascending(entry, "subject", entry.subjects.iter().map(|id| (id.as_str(), "")))?;
    ascending(entry, "fact", entry.facts.iter().map(|(key, _)| (key.as_str(), "")))?;
    ascending(entry, "commitment", entry.commitments.iter().map(|(field, _)| (field.as_str(), "")))?;
    ascending(entry, "row", entry.rows.iter().map(|row| (row.table.as_str(), row.key.as_str())))?;
    entry.facts.iter().try_for_each(|(key, fact)| match fact {
        Fact::Money { currency, .. } if !currency.iter().all(u8::is_ascii_uppercase) => {
            Err(EntryError::Currency { key: key.clone() })
        }
        _ => Ok(()),
    })
}

fn ascending<'a>(
    entry: &Entry,
    what: &'static str,
    keys: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Result<(), EntryError> {
    match keys.clone().zip(keys.skip(1)).find(|(one, next)| one >= next) {
        None => Ok(()),
        // Of a row only the table is named: its key may be a number of somebody.
        Some((_, (key, _))) => Err(EntryError::NotAscending { verb: entry.verb.clone(), what, key: key.to_owned() }),
    }
}

fn too_large(entry: &Entry, bytes: usize) -> EntryError {
    let size = |fact: &Fact| match fact {
        Fact::Text(text) => text.len(),
        Fact::Bytes(bytes) => bytes.len(),
        _ => 0,
    };
    let facts = entry.facts.iter().map(|(key, fact)| (format!("fact {key}"), size(fact)));
    let digests: usize = entry.rows.iter().map(|r| r.table.len() + r.key.len() + r.digest.len()).sum();
    let subjects: usize = entry.subjects.iter().map(String::len).sum();
    let lists = [("rows".to_owned(), digests), ("subjects".to_owned(), subjects)];
    let (largest, largest_bytes) = facts.chain(lists).max_by_key(|(_, size)| *size).unwrap_or_default();
    EntryError::TooLarge { verb: entry.verb.clone(), bytes, largest, largest_bytes }
}
