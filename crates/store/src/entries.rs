//! The journal as it is kept: one row per entry, its bytes and its leaf hash, and an index of what
//! each entry is about.
//!
//! Not here: what an entry is, and the tree over the leaves (`cordon-journal`).

use crate::error::{Result, StoreError};
use crate::sql::{Row, Sql};
use cordon_journal::{Draft, Entry, RowDigest, leaf_hash};
use cordon_model::Stamp;

/// Entries one call may bring.
pub const ENTRIES_PAGE_MAX: u32 = 10_000;

/// An entry as kept. The leaf is derived from the bytes; `audit.rs` checks that it still is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub seq: u64,
    pub bytes: Vec<u8>,
    pub leaf: [u8; 32],
}

impl Kept {
    pub fn decode(&self) -> Result<Entry> {
        let entry = Entry::decode(&self.bytes)
            .map_err(|error| StoreError::corrupt(format!("entry {} cannot be read: {error}", self.seq)))?;
        if entry.seq == self.seq {
            return Ok(entry);
        }
        Err(StoreError::corrupt(format!("entry {} says of itself that it is entry {}", self.seq, entry.seq)))
    }

    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { seq: seq_from(row.int(0)?)?, bytes: row.blob(1)?.to_vec(), leaf: row.digest(2)? })
    }
}

fn seq_from(kept: i64) -> Result<u64> {
    u64::try_from(kept).map_err(|_| StoreError::corrupt(format!("an entry has the number {kept}")))
}

fn seq_to(seq: u64) -> Result<i64> {
    i64::try_from(seq).map_err(|_| StoreError::determinate(format!("there is no entry {seq}")))
}

/// How many entries there are: they are numbered from 0 without gaps.
pub fn count(sql: &mut dyn Sql) -> Result<u64> {
    next_seq(sql)
}

/// The number after the last, or 0.
pub(crate) fn next_seq(sql: &mut dyn Sql) -> Result<u64> {
    let rows = sql.query("select max(seq) from entries", &[])?;
    let last = rows.first().map(|row| row.opt_int(0)).transpose()?.flatten();
    last.map_or(Ok(0), |last| {
        seq_from(last)?.checked_add(1).ok_or_else(|| StoreError::corrupt("the last entry has the last number there is"))
    })
}

/// Writes the entry of an act. Its number is the store's affair.
pub(crate) fn insert(sql: &mut dyn Sql, seq: u64, learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<()> {
    let entry = draft.finish(seq, learned_at, rows);
    let bytes = entry.encode().map_err(|error| StoreError::determinate(error.to_string()))?;
    let (seq, leaf) = (seq_to(seq)?, leaf_hash(&bytes));
    sql.exec("insert into entries (seq, bytes, leaf) values ($1, $2, $3)", &[seq.into(), bytes.into(), leaf.into()])?;
    for subject in &entry.subjects {
        sql.exec("insert into entry_subjects (subject, seq) values ($1, $2)", &[subject.into(), seq.into()])?;
    }
    Ok(())
}

/// Entries `from`, `from + 1` …, at most `limit`.
pub fn range(sql: &mut dyn Sql, from: u64, limit: u32) -> Result<Vec<Kept>> {
    sql.query(
        "select seq, bytes, leaf from entries where seq >= $1 order by seq limit $2",
        &[seq_to(from)?.into(), limit.min(ENTRIES_PAGE_MAX).into()],
    )?
    .iter()
    .map(Kept::from_row)
    .collect()
}

/// The entry with this number.
pub fn one(sql: &mut dyn Sql, seq: u64) -> Result<Option<Kept>> {
    let rows = sql.query("select seq, bytes, leaf from entries where seq = $1", &[seq_to(seq)?.into()])?;
    rows.first().map(Kept::from_row).transpose()
}

/// Entries about `subject`, from number `from` on, oldest first, at most `limit`.
pub fn about(sql: &mut dyn Sql, subject: &str, from: u64, limit: u32) -> Result<Vec<Kept>> {
    sql.query(
        "select e.seq, e.bytes, e.leaf from entry_subjects s join entries e on e.seq = s.seq
         where s.subject = $1 and s.seq >= $2 order by s.seq limit $3",
        &[subject.into(), seq_to(from)?.into(), limit.min(ENTRIES_PAGE_MAX).into()],
    )?
    .iter()
    .map(Kept::from_row)
    .collect()
}

/// Leaf hashes from entry `from` on, at most `limit`: what the tree is built over.
pub fn leaves(sql: &mut dyn Sql, from: u64, limit: u32) -> Result<Vec<[u8; 32]>> {
    sql.query(
        "select leaf from entries where seq >= $1 order by seq limit $2",
        &[seq_to(from)?.into(), limit.min(ENTRIES_PAGE_MAX).into()],
    )?
    .iter()
    .map(|row| row.digest(0))
    .collect()
}
