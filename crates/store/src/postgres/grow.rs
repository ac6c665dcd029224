//! A data folder outgrown: every row of its SQLite goes into a PostgreSQL that is empty.
//!
//! One transaction of the target takes everything: whatever stops it, nothing of it is there and the
//! same call begins anew. Before it commits, every row is read back and compared with the one that
//! was read, and the root of the journal with the root before. A target that holds the very same
//! already is a copy that was finished before; any other that holds something is refused.
//!
//! Not here: verifying rows against the journal (`audit.rs`), and telling a folder where its records
//! are now (`server`).

use super::connection::{Link, told};
use super::{MIGRATION_LOCK, bring_up_to_date, configured};
use crate::error::{Result, StoreError};
use crate::record::{Column, Kind, Table};
use crate::records::COVERED;
use crate::sql::{Built, Sql, insert_rows};
use crate::sqlite::SqliteStore;
use crate::store::{Doors, Read};
use cordon_journal::tree::{Frontier, Hash};
use cordon_model::Stamp;

/// Rows in memory at a time.
const ROWS_PAGE: i64 = 1_000;

const fn ground(name: &'static str, key: &'static str, columns: &'static [Column]) -> Table {
    Table { name, key, columns }
}

/// Tables that are not covered, column by column. Migrations write their own; and of what is
/// unnumbered nothing is in a folder that was opened.
pub const UNCOVERED: &[Table] = &[
    ground(
        "entries",
        "seq",
        &[
            Column::internal("seq", Kind::Int),
            Column::internal("bytes", Kind::Blob),
            Column::internal("leaf", Kind::Blob),
        ],
    ),
    ground("entry_subjects", "subject", &[Column::internal("subject", Kind::Text), Column::internal("seq", Kind::Int)]),
    ground(
        "sealed",
        "id",
        &[
            Column::sealed("id", Kind::Text),
            Column::sealed("field", Kind::Text),
            Column::sealed("commitment", Kind::Blob),
            Column::sealed("salt", Kind::Blob),
            Column::sealed("nonce", Kind::Blob),
            Column::sealed("cipher", Kind::Blob),
        ],
    ),
    ground(
        "idempotency",
        "key",
        &[
            Column::internal("key", Kind::Text),
            Column::internal("actor", Kind::Text),
            Column::internal("body_hash", Kind::Blob),
            Column::internal("status", Kind::Int),
            Column::internal("response", Kind::Blob),
            Column::internal("at", Kind::Int),
        ],
    ),
    ground(
        "checkpoints",
        "size",
        &[Column::internal("size", Kind::Int), Column::internal("note", Kind::Text), Column::internal("at", Kind::Int)],
    ),
    ground(
        "outbox",
        "id",
        &[
            Column::internal("id", Kind::Text),
            Column::internal("agency", Kind::Text),
            Column::internal("wire", Kind::Text),
            Column::internal("order_id", Kind::Text),
            Column::internal("urgent", Kind::Bool),
            Column::sealed("payload", Kind::Blob),
            Column::internal("created_at", Kind::Int),
            Column::internal("leased_until", Kind::Int),
            Column::internal("fetched_at", Kind::Int),
            Column::internal("answered_at", Kind::Int),
        ],
    ),
    ground(
        "sessions",
        "token",
        &[
            Column::internal("token", Kind::Text),
            Column::internal("id", Kind::Text),
            Column::internal("officer_id", Kind::Text),
            Column::internal("stage", Kind::Text),
            Column::internal("way", Kind::Text),
            Column::internal("device", Kind::Text),
            Column::internal("created_at", Kind::Int),
            Column::internal("seen_at", Kind::Int),
            Column::internal("idle_until", Kind::Int),
            Column::internal("expires_at", Kind::Int),
        ],
    ),
    ground(
        "sign_in_steps",
        "id",
        &[
            Column::internal("id", Kind::Text),
            Column::internal("kind", Kind::Text),
            Column::internal("officer_id", Kind::Text),
            Column::internal("body", Kind::Text),
            Column::internal("expires_at", Kind::Int),
        ],
    ),
    ground(
        "sign_in_failures",
        "login",
        &[
            Column::internal("login", Kind::Text),
            Column::internal("count", Kind::Int),
            Column::internal("last_at", Kind::Int),
        ],
    ),
    ground(
        "in_hand",
        "subject_id",
        &[
            Column::internal("wait", Kind::Text),
            Column::internal("subject_id", Kind::Text),
            Column::internal("officer_id", Kind::Text),
            Column::internal("taken_at", Kind::Int),
            Column::internal("until_at", Kind::Int),
            Column::internal("given_by", Kind::Text),
            Column::internal("off_until", Kind::Int),
            Column::internal("off_by", Kind::Text),
            Column::internal("off_why", Kind::Text),
        ],
    ),
    ground("founding", "name", &[Column::internal("name", Kind::Text), Column::internal("proof", Kind::Text)]),
];

/// What was brought over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grown {
    pub rows: u64,
    pub entries: u64,
    pub root: Hash,
    /// The target held all of it from an earlier call.
    pub before: bool,
}

/// A table's rows in one number, whatever their order: no two sets of rows have the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Sum {
    rows: u64,
    digests: [u8; 32],
}

impl Sum {
    /// Adds, as numbers of 256 bits; XOR would let two equal rows vanish.
    fn add(&mut self, digest: [u8; 32]) {
        self.rows = self.rows.saturating_add(1);
        let mut carry = 0_u16;
        for (sum, more) in self.digests.iter_mut().zip(digest) {
            let both = u16::from(*sum).wrapping_add(u16::from(more)).wrapping_add(carry);
            *sum = u8::try_from(both & 0xff).unwrap_or(0);
            carry = both >> 8;
        }
    }
}

fn tables() -> impl Iterator<Item = &'static Table> {
    UNCOVERED.iter().chain(COVERED)
}

/// Brings everything over, or nothing.
pub fn grow(from: &SqliteStore, address: &str, now: Stamp) -> Result<Grown> {
    let mut target = Link::open(&configured(address)?)?;
    target.check()?;
    bring_up_to_date(&mut target, &[], now)?;
    let alone = target.query("select pg_try_advisory_lock($1)", &[MIGRATION_LOCK.into()])?;
    if !alone.first().map_or(Ok(false), |row| row.bool(0))? {
        return Err(StoreError::determinate("another process works on this database; ask again later"));
    }
    target.run("begin isolation level repeatable read").map_err(|error| told(&error))?;
    let before = holds_something(&mut target)?;
    let grown = from.view("grow", |view| {
        let mut grown = Grown { rows: 0, entries: 0, root: [0; 32], before };
        for table in tables() {
            let read = bring(view.sql(), &mut target, table, before)?;
            let found = sum(&mut target, table)?;
            if found != read {
                return Err(differs(table, before, &read, &found));
            }
            grown.rows = grown.rows.saturating_add(read.rows);
        }
        (grown.entries, grown.root) = root(view.sql(), "entries of the folder")?;
        let there = root(&mut target, "entries of the target")?;
        if there != (grown.entries, grown.root) {
            return Err(StoreError::corrupt("the journal has another root than before; nothing was kept"));
        }
        Ok(grown)
    })?;
    target.run("commit").map_err(|error| StoreError::indeterminate(told(&error).to_string()))?;
    Ok(grown)
}

fn differs(table: &Table, before: bool, read: &Sum, found: &Sum) -> StoreError {
    let name = table.name;
    StoreError::determinate(match before {
        true => format!("the target is not empty, and its table `{name}` is not that of the folder; give an empty one"),
        false => format!(
            "table `{name}` came over differently: {} rows were read and {} are there; nothing was kept",
            read.rows, found.rows
        ),
    })
}

fn holds_something(target: &mut Link) -> Result<bool> {
    for table in tables() {
        if !target.query_built(&Built::new(format!("select 1 from {} limit 1", table.name)), &[])?.is_empty() {
            return Ok(true);
        }
    }
    let waiting = target.query("select place from unnumbered limit 1", &[])?;
    match waiting.is_empty() {
        true => Ok(false),
        false => Err(StoreError::determinate("the target is not empty: entries wait there for their numbers")),
    }
}

/// Reads a table of the folder, and writes it unless it is there.
fn bring(from: &mut dyn Sql, target: &mut Link, table: &Table, before: bool) -> Result<Sum> {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let columns = columns.join(", ");
    let page =
        Built::new(format!("select rowid, {columns} from {} where rowid > $1 order by rowid limit $2", table.name));
    let insert = format!("insert into {} ({columns}) values", table.name);
    let (mut sum, mut last) = (Sum::default(), i64::MIN);
    loop {
        let rows = from.query_built(&page, &[last.into(), ROWS_PAGE.into()])?;
        let Some(end) = rows.last() else { return Ok(sum) };
        last = end.int(0)?;
        let mut fitted = Vec::with_capacity(rows.len());
        for row in &rows {
            let values = table.fit(row.values().get(1..).unwrap_or_default())?;
            sum.add(table.digest(&values)?);
            fitted.push(values);
        }
        if !before {
            insert_rows(target, &insert, &fitted)?;
        }
    }
}

/// The same number over the rows of the target, as they are read back.
fn sum(target: &mut Link, table: &Table) -> Result<Sum> {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let open = format!("declare rows no scroll cursor for select {} from {}", columns.join(", "), table.name);
    target.run(&open).map_err(|error| told(&error))?;
    let fetch = Built::new(format!("fetch {ROWS_PAGE} from rows"));
    let mut sum = Sum::default();
    loop {
        // Another table, another shape: never a statement that was prepared for the last one.
        target.forget(&fetch);
        let rows = target.query_built(&fetch, &[])?;
        if rows.is_empty() {
            target.run("close rows").map_err(|error| told(&error))?;
            return Ok(sum);
        }
        for row in &rows {
            sum.add(table.digest(row.values())?);
        }
    }
}

/// The tree over all leaves, each of which is the hash of its bytes.
fn root(sql: &mut dyn Sql, whose: &str) -> Result<(u64, Hash)> {
    let mut tree = Frontier::default();
    loop {
        let kept = crate::entries::range(sql, tree.size(), u32::try_from(ROWS_PAGE).unwrap_or(1))?;
        if kept.is_empty() {
            return Ok((tree.size(), tree.root()));
        }
        for one in kept {
            let sound = one.seq == tree.size() && cordon_journal::leaf_hash(&one.bytes) == one.leaf;
            if !sound {
                return Err(StoreError::corrupt(format!("{whose}: entry {} is not as it was; verify first", one.seq)));
            }
            tree.push(one.leaf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn a_sum_depends_on_the_rows_and_not_on_their_order() {
        let of = |digests: &[[u8; 32]]| {
            let mut sum = Sum::default();
            digests.iter().for_each(|digest| sum.add(*digest));
            sum
        };
        let (a, b): ([u8; 32], [u8; 32]) = (Sha256::digest("a").into(), Sha256::digest("b").into());
        assert_eq!(of(&[a, b]), of(&[b, a]));
        assert_ne!(of(&[a, a]), of(&[b, b]));
        assert_ne!(of(&[a]), of(&[b]));
        assert_eq!(of(&[[255; 32], [1; 32]]).digests[..2], [0, 1], "it carries");
    }
}
