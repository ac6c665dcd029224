//! Bytes to values, strictly: what is not laid out as the writer would lay it out is refused with
//! the place where it goes wrong.

use crate::entry::{Actor, ActorKind, Entry, EntryError, Fact, RowDigest, SUITE, VERSION};
use crate::tree::Hash;
use cordon_model::time::Stamp;

pub(super) fn entry(bytes: &[u8]) -> Result<Entry, EntryError> {
    let mut from = Reader { bytes, at: 0 };
    from.constant(VERSION, "version is not 1")?;
    from.constant(SUITE, "suite is not 1")?;
    let entry = Entry {
        seq: u64::from_be_bytes(from.array("seq")?),
        learned_at: from.stamp("learned_at")?,
        occurred_at: from.optional("flag of occurred_at", |r| r.stamp("occurred_at"))?,
        verb: from.str("verb")?,
        actor: Actor { kind: actor_kind(&mut from)?, id: from.str("actor id")? },
        agency: from.optional("flag of agency", |r| r.str("agency"))?,
        result: from.str("result")?,
        subjects: from.list("count of subjects", |r| r.str("subject"))?,
        facts: from.list("count of facts", |r| Ok((r.str("fact key")?, fact(r)?)))?,
        commitments: from
            .list("count of commitments", |r| Ok((r.str("commitment field")?, r.array::<32>("commitment")?)))?,
        rows: from.list("count of rows", row)?,
    };
    match bytes.len() == from.at {
        true => Ok(entry),
        false => Err(from.wrong("bytes after the end")),
    }
}

fn actor_kind(from: &mut Reader<'_>) -> Result<ActorKind, EntryError> {
    match from.byte("actor kind")? {
        1 => Ok(ActorKind::Officer),
        2 => Ok(ActorKind::Agency),
        3 => Ok(ActorKind::Citizen),
        4 => Ok(ActorKind::System),
        _ => Err(from.wrong("actor kind is none of 1 to 4")),
    }
}

fn fact(from: &mut Reader<'_>) -> Result<Fact, EntryError> {
    match from.byte("fact type")? {
        0 => Ok(Fact::Int(from.int("fact")?)),
        1 => Ok(Fact::Text(from.str("fact")?)),
        2 => Ok(Fact::Bytes(from.sized("fact")?.to_vec())),
        3 => Ok(Fact::Time(from.stamp("fact")?)),
        4 => Ok(Fact::Money { minor: from.int("fact")?, currency: from.array("currency")? }),
        5 => Ok(Fact::Bool(from.flag("fact")?)),
        _ => Err(from.wrong("fact type is none of 0 to 5")),
    }
}

fn row(from: &mut Reader<'_>) -> Result<RowDigest, EntryError> {
    let (table, key) = (from.str("row table")?, from.str("row key")?);
    let digest: Hash = from.array("row digest")?;
    Ok(RowDigest { table, key, digest })
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn wrong(&self, what: &'static str) -> EntryError {
        EntryError::Malformed { at: self.at, what }
    }

    fn take(&mut self, count: usize, what: &'static str) -> Result<&'a [u8], EntryError> {
        let end = self.at.checked_add(count).ok_or_else(|| self.wrong(what))?;
        let taken = self.bytes.get(self.at..end).ok_or_else(|| self.wrong(what))?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], EntryError> {
        let taken = self.take(N, what)?;
        taken.try_into().map_err(|_| self.wrong(what))
    }

    fn byte(&mut self, what: &'static str) -> Result<u8, EntryError> {
        let [byte] = self.array(what)?;
        Ok(byte)
    }

    fn constant(&mut self, expected: u8, what: &'static str) -> Result<(), EntryError> {
        let found = self.byte(what)?;
        if found == expected { Ok(()) } else { Err(self.wrong(what)) }
    }

    fn flag(&mut self, what: &'static str) -> Result<bool, EntryError> {
        match self.byte(what)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.wrong(what)),
        }
    }

    fn int(&mut self, what: &'static str) -> Result<i64, EntryError> {
        self.array(what).map(i64::from_be_bytes)
    }

    fn stamp(&mut self, what: &'static str) -> Result<Stamp, EntryError> {
        self.int(what).map(Stamp::from_ms)
    }

    fn short(&mut self, what: &'static str) -> Result<usize, EntryError> {
        self.array(what).map(|two| usize::from(u16::from_be_bytes(two)))
    }

    fn sized(&mut self, what: &'static str) -> Result<&'a [u8], EntryError> {
        let length = self.short(what)?;
        self.take(length, what)
    }

    fn str(&mut self, what: &'static str) -> Result<String, EntryError> {
        let bytes = self.sized(what)?;
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| self.wrong(what))
    }

    fn optional<T>(
        &mut self,
        what: &'static str,
        one: impl Fn(&mut Self) -> Result<T, EntryError>,
    ) -> Result<Option<T>, EntryError> {
        if self.flag(what)? { one(self).map(Some) } else { Ok(None) }
    }

    /// The count is not trusted with memory: a short entry that claims 65,535 rows breaks off at
    /// its end.
    fn list<T>(
        &mut self,
        what: &'static str,
        one: impl Fn(&mut Self) -> Result<T, EntryError>,
    ) -> Result<Vec<T>, EntryError> {
        let count = self.short(what)?;
        let mut list = Vec::new();
        for _ in 0..count {
            list.push(one(self)?);
        }
        Ok(list)
    }
}
