//! The journal as it is kept: one row per entry, its bytes and its leaf hash, and an index of what
//! each entry is about. Where several write at once an entry waits a moment for its number; until
//! then it stands in `unnumbered` and is seen by nobody but the row audit.
//!
//! Not here: what an entry is, and the tree over the leaves (`cordon-journal`).

use crate::error::{Result, StoreError};
use crate::sql::{Row, Sql, Value, insert_rows};
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

/// How many entries have a number: they are numbered from 0 without gaps.
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

/// Writes the entry of an act where the store numbers at once.
pub(crate) fn insert(sql: &mut dyn Sql, seq: u64, learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<()> {
    write(sql, &[draft.finish(seq, learned_at, rows)])
}

/// The bytes of an entry that gets its number later.
pub(crate) fn unnumbered(learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<Vec<u8>> {
    encoded(&draft.finish(0, learned_at, rows))
}

fn encoded(entry: &Entry) -> Result<Vec<u8>> {
    entry.encode().map_err(|error| StoreError::determinate(error.to_string()))
}

/// Entries in a row, and what they are about.
fn write(sql: &mut dyn Sql, entries: &[Entry]) -> Result<()> {
    let (mut rows, mut subjects) = (Vec::new(), Vec::new());
    for entry in entries {
        let (seq, bytes) = (seq_to(entry.seq)?, encoded(entry)?);
        let leaf = leaf_hash(&bytes);
        rows.push(vec![Value::from(seq), bytes.into(), leaf.into()]);
        subjects.extend(entry.subjects.iter().map(|subject| vec![Value::from(subject), seq.into()]));
    }
    insert_rows(sql, "insert into entries (seq, bytes, leaf) values", &rows)?;
    insert_rows(sql, "insert into entry_subjects (subject, seq) values", &subjects)
}

/// Gives the next numbers to what waits, at most `limit`, in the order of their places; says to how
/// many. Only one may do so at a time, on one snapshot.
pub(crate) fn number(sql: &mut dyn Sql, limit: u32) -> Result<u32> {
    let waiting = waiting(sql, i64::MIN, limit)?;
    let Some(last) = waiting.last() else { return Ok(0) };
    let mut seq = next_seq(sql)?;
    let mut numbered = Vec::with_capacity(waiting.len());
    for one in &waiting {
        numbered.push(Entry { seq, ..one.decode()? });
        seq = seq.checked_add(1).ok_or_else(|| StoreError::corrupt("there are no more numbers for entries"))?;
    }
    write(sql, &numbered)?;
    sql.exec("delete from unnumbered where place <= $1", &[last.place.into()])?;
    Ok(u32::try_from(waiting.len()).unwrap_or(limit))
}

/// An entry that waits for its number.
pub(crate) struct Waiting {
    pub(crate) place: i64,
    bytes: Vec<u8>,
}

impl Waiting {
    pub(crate) fn decode(&self) -> Result<Entry> {
        Entry::decode(&self.bytes)
            .map_err(|error| StoreError::corrupt(format!("unnumbered entry {} cannot be read: {error}", self.place)))
    }
}

/// What waits after `place`, in the order in which it will be numbered.
pub(crate) fn waiting(sql: &mut dyn Sql, place: i64, limit: u32) -> Result<Vec<Waiting>> {
    sql.query(
        "select place, bytes from unnumbered where place > $1 order by place limit $2",
        &[place.into(), limit.into()],
    )?
    .iter()
    .map(|row| Ok(Waiting { place: row.int(0)?, bytes: row.blob(1)?.to_vec() }))
    .collect()
}

pub(crate) fn first_unnumbered(sql: &mut dyn Sql) -> Result<Option<i64>> {
    let rows = sql.query("select min(place) from unnumbered", &[])?;
    rows.first().map_or(Ok(None), |row| row.opt_int(0))
}

pub(crate) fn last_unnumbered(sql: &mut dyn Sql) -> Result<Option<i64>> {
    let rows = sql.query("select max(place) from unnumbered", &[])?;
    rows.first().map_or(Ok(None), |row| row.opt_int(0))
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
