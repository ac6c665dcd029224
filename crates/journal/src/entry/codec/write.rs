//! Values to bytes. Every length is checked against its 16 bits; order and content are the
//! caller's check.

use crate::entry::{Entry, EntryError, Fact, SUITE, VERSION};

pub(super) fn entry(entry: &Entry) -> Result<Vec<u8>, EntryError> {
    let mut out = Writer { bytes: Vec::with_capacity(512), entry };
    out.bytes.extend([VERSION, SUITE]);
    out.bytes.extend(entry.seq.to_be_bytes());
    out.int(entry.learned_at.ms());
    out.flag(entry.occurred_at.is_some());
    if let Some(at) = entry.occurred_at {
        out.int(at.ms());
    }
    out.str("verb", &entry.verb)?;
    out.bytes.push(entry.actor.kind as u8);
    out.str("actor", &entry.actor.id)?;
    out.flag(entry.agency.is_some());
    if let Some(agency) = &entry.agency {
        out.str("agency", agency)?;
    }
    out.str("result", &entry.result)?;
    lists(&mut out, entry)?;
    Ok(out.bytes)
}

fn lists(out: &mut Writer<'_>, entry: &Entry) -> Result<(), EntryError> {
    out.count("subjects", entry.subjects.len())?;
    for id in &entry.subjects {
        out.str("subject", id)?;
    }
    out.count("facts", entry.facts.len())?;
    for (key, value) in &entry.facts {
        out.str("fact key", key)?;
        fact(out, key, value)?;
    }
    out.count("commitments", entry.commitments.len())?;
    for (field, hash) in &entry.commitments {
        out.str("commitment field", field)?;
        out.bytes.extend(hash);
    }
    out.count("rows", entry.rows.len())?;
    for row in &entry.rows {
        out.str("row table", &row.table)?;
        out.str("row key", &row.key)?;
        out.bytes.extend(row.digest);
    }
    Ok(())
}

fn fact(out: &mut Writer<'_>, key: &str, fact: &Fact) -> Result<(), EntryError> {
    match fact {
        Fact::Int(value) => out.tagged_int(0, *value),
        Fact::Text(text) => {
            out.bytes.push(1);
            out.str(key, text)?;
        }
        Fact::Bytes(bytes) => {
            out.bytes.push(2);
            out.sized(key, bytes)?;
        }
        Fact::Time(at) => out.tagged_int(3, at.ms()),
        Fact::Money { minor, currency } => {
            out.tagged_int(4, *minor);
            out.bytes.extend(currency);
        }
        Fact::Bool(value) => {
            out.bytes.push(5);
            out.flag(*value);
        }
    }
    Ok(())
}

struct Writer<'a> {
    bytes: Vec<u8>,
    entry: &'a Entry,
}

impl Writer<'_> {
    fn int(&mut self, value: i64) {
        self.bytes.extend(value.to_be_bytes());
    }

    fn tagged_int(&mut self, tag: u8, value: i64) {
        self.bytes.push(tag);
        self.int(value);
    }

    fn flag(&mut self, set: bool) {
        self.bytes.push(u8::from(set));
    }

    fn count(&mut self, what: &'static str, count: usize) -> Result<(), EntryError> {
        let short =
            u16::try_from(count).map_err(|_| EntryError::TooMany { verb: self.entry.verb.clone(), what, count })?;
        self.bytes.extend(short.to_be_bytes());
        Ok(())
    }

    fn str(&mut self, what: &str, text: &str) -> Result<(), EntryError> {
        self.sized(what, text.as_bytes())
    }

    fn sized(&mut self, what: &str, bytes: &[u8]) -> Result<(), EntryError> {
        let length = u16::try_from(bytes.len()).map_err(|_| EntryError::TooLarge {
            verb: shortened(&self.entry.verb),
            bytes: self.bytes.len().saturating_add(bytes.len()),
            largest: shortened(what),
            largest_bytes: bytes.len(),
        })?;
        self.bytes.extend(length.to_be_bytes());
        self.bytes.extend(bytes);
        Ok(())
    }
}

/// A verb or key that is itself the giant must not fill the error with itself.
fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}
