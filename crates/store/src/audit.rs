//! Whether the rows still are what the journal says they are.
//!
//! The entries are read from the first, the last digest of every row is kept, and every row of every
//! covered table is read again. What differs, what is missing and what no entry speaks of is named.
//! So somebody who changed a row beside the doors is found, even with the database's own password;
//! whoever changed the entries too is found by the checkpoints (`cordon-journal`).
//!
//! Not here: checking the tree, its signatures and proofs, and mending anything.

use crate::entries::{self, Kept};
use crate::error::{Result, StoreError};
use crate::record::Table;
use crate::sql::{Sql, Value};
use crate::store::{Doors, Read, Store};
use crate::vault::{self, SealedRow, Vault};
use cordon_journal::{Entry, leaf_hash};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Faults named one by one; more are counted.
pub const FAULTS_NAMED_MAX: usize = 10_000;
/// Rows read at a time.
const ROWS_PAGE: u32 = 1_000;

/// One thing that is not as the journal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The row is not as entry `seq` left it.
    Differs { table: String, key: String, seq: u64 },
    /// Entry `seq` wrote the row; it is gone.
    Missing { table: String, key: String, seq: u64 },
    /// The row is there, and no entry speaks of it.
    Uncovered { table: String, key: String },
    /// Entries speak of a table that was not checked.
    UnknownTable { table: String },
    /// No entry has this number, though later ones exist.
    Gap { seq: u64 },
    /// The entry's bytes are no entry, or another's.
    Unreadable { seq: u64 },
    /// The kept leaf hash is not that of the bytes.
    Leaf { seq: u64 },
    /// The index of what entries are about has `found` lines for this entry, not `expected`.
    Subjects { seq: u64, expected: usize, found: usize },
    /// So many rows of the table have no key that could stand in an entry.
    Keyless { table: String, count: u64 },
    /// The sealed fact does not open, or is not what was committed to.
    Sealed { id: String },
    /// No entry holds the commitment of this sealed fact.
    SealedUncovered { id: String },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Differs { table, key, seq } => {
                write!(f, "row `{key}` of `{table}` is not as entry {seq} left it")
            }
            Self::Missing { table, key, seq } => {
                write!(f, "row `{key}` of `{table}`, written by entry {seq}, is gone")
            }
            Self::Uncovered { table, key } => write!(f, "row `{key}` of `{table}` stands in no entry"),
            Self::UnknownTable { table } => write!(f, "entries speak of `{table}`, which is not a covered table"),
            Self::Gap { seq } => write!(f, "entry {seq} is missing"),
            Self::Unreadable { seq } => write!(f, "entry {seq} cannot be read"),
            Self::Leaf { seq } => write!(f, "the leaf of entry {seq} is not the hash of its bytes"),
            Self::Subjects { seq, expected, found } => {
                write!(f, "entry {seq} is about {expected} things, its index names {found} of them")
            }
            Self::Keyless { table, count } => write!(f, "{count} rows of `{table}` have no key"),
            Self::Sealed { id } => write!(f, "sealed fact `{id}` is not what was committed to"),
            Self::SealedUncovered { id } => write!(f, "the commitment of sealed fact `{id}` stands in no entry"),
        }
    }
}

/// What was checked, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowReport {
    pub entries: u64,
    /// Of these, what was committed and has no number yet.
    pub unnumbered: u64,
    pub rows: u64,
    /// Sealed facts opened and compared; none without the vault.
    pub sealed: u64,
    pub faults: Vec<Fault>,
    /// Faults beyond [`FAULTS_NAMED_MAX`].
    pub faults_unnamed: u64,
    /// Every covered column, as `table.column`.
    pub covered: Vec<String>,
}

impl RowReport {
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    fn fault(&mut self, fault: Fault) {
        if self.faults.len() < FAULTS_NAMED_MAX {
            self.faults.push(fault);
        } else {
            self.faults_unnamed = self.faults_unnamed.saturating_add(1);
        }
    }
}

impl fmt::Display for RowReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} entries, {} rows and {} sealed facts checked; covered columns:",
            self.entries, self.rows, self.sealed
        )?;
        if self.unnumbered > 0 {
            writeln!(
                f,
                "{} of the entries wait for their numbers; numbers here are those they will get",
                self.unnumbered
            )?;
        }
        for column in &self.covered {
            writeln!(f, "  {column}")?;
        }
        for fault in &self.faults {
            writeln!(f, "fault: {fault}")?;
        }
        if self.faults_unnamed > 0 {
            writeln!(f, "fault: and {} more", self.faults_unnamed)?;
        }
        f.write_str(if self.is_sound() {
            "all rows are as the journal says"
        } else {
            "the rows are not as the journal says"
        })
    }
}

/// What the entries say, gathered.
#[derive(Default)]
struct Said {
    /// The last digest of each row, and the entry that left it.
    rows: BTreeMap<(String, String), ([u8; 32], u64)>,
    commitments: BTreeSet<[u8; 32]>,
}

impl Said {
    fn hear(&mut self, entry: Entry, seq: u64) {
        self.commitments.extend(entry.commitments.iter().map(|(_, commitment)| *commitment));
        for row in entry.rows {
            self.rows.insert((row.table, row.key), (row.digest, seq));
        }
    }
}

/// Reads everything again, on one snapshot. With the vault, sealed facts too.
pub fn verify_rows<S: Store + ?Sized>(store: &S, vault: Option<&Vault>, tables: &[Table]) -> Result<RowReport> {
    store.view("verify_rows", |view| {
        let sql = view.sql();
        let mut report = RowReport { covered: covered(tables), ..RowReport::default() };
        let mut said = read_entries(sql, &mut report)?;
        for table in tables {
            check_table(sql, table, &mut said, &mut report)?;
        }
        what_is_left(&said, tables, &mut report);
        check_sealed(sql, vault, &said, &mut report)?;
        Ok(report)
    })
}

fn covered(tables: &[Table]) -> Vec<String> {
    let of = |table: &Table| {
        let name = table.name;
        table.columns.iter().map(move |column| format!("{name}.{}", column.name)).collect::<Vec<_>>()
    };
    tables.iter().flat_map(of).collect()
}

fn read_entries(sql: &mut dyn Sql, report: &mut RowReport) -> Result<Said> {
    let mut said = Said::default();
    let mut next = 0;
    loop {
        let page = entries_page(sql, next)?;
        let Some(last) = page.last() else {
            read_waiting(sql, next, &mut said, report)?;
            return Ok(said);
        };
        let indexed = subjects_of(sql, next, last.seq)?;
        for kept in &page {
            note_gaps(next, kept.seq, report);
            next = after(kept.seq)?;
            read_entry(kept, indexed.get(&kept.seq), &mut said, report);
        }
    }
}

/// Entries as they stand: what is damaged becomes a fault of that entry, not the end of the check.
fn entries_page(sql: &mut dyn Sql, from: u64) -> Result<Vec<Kept>> {
    sql.query(
        "select seq, bytes, leaf from entries where seq >= $1 order by seq limit $2",
        &[number(from)?.into(), ROWS_PAGE.into()],
    )?
    .iter()
    .map(|row| {
        let seq = u64::try_from(row.int(0)?).map_err(|_| StoreError::corrupt("an entry's number is negative"))?;
        let bytes = row.blob(1).unwrap_or_default().to_vec();
        Ok(Kept { seq, bytes, leaf: row.digest(2).unwrap_or_default() })
    })
    .collect()
}

fn number(seq: u64) -> Result<i64> {
    i64::try_from(seq).map_err(|_| StoreError::corrupt("an entry's number is too large"))
}

fn after(seq: u64) -> Result<u64> {
    seq.checked_add(1).ok_or_else(|| StoreError::corrupt("an entry has the last number there is"))
}

fn note_gaps(expected: u64, found: u64, report: &mut RowReport) {
    // One gap is one fault, however wide: a single forged number could otherwise fill the report.
    if expected < found {
        report.fault(Fault::Gap { seq: expected });
    }
}

fn subjects_of(sql: &mut dyn Sql, from: u64, until: u64) -> Result<BTreeMap<u64, BTreeSet<String>>> {
    let rows = sql.query(
        "select seq, subject from entry_subjects where seq >= $1 and seq <= $2",
        &[number(from)?.into(), number(until)?.into()],
    )?;
    let mut found: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for row in &rows {
        let seq = u64::try_from(row.int(0)?).map_err(|_| StoreError::corrupt("an entry's number is negative"))?;
        found.entry(seq).or_default().insert(row.text(1)?.to_owned());
    }
    Ok(found)
}

fn read_entry(kept: &Kept, indexed: Option<&BTreeSet<String>>, said: &mut Said, report: &mut RowReport) {
    report.entries = report.entries.saturating_add(1);
    let seq = kept.seq;
    if leaf_hash(&kept.bytes) != kept.leaf {
        report.fault(Fault::Leaf { seq });
    }
    let Ok(entry) = kept.decode() else {
        report.fault(Fault::Unreadable { seq });
        return;
    };
    let found = indexed.map_or(0, |set| entry.subjects.iter().filter(|id| set.contains(*id)).count());
    if found != entry.subjects.len() || indexed.is_some_and(|set| set.len() != found) {
        report.fault(Fault::Subjects { seq, expected: entry.subjects.len(), found });
    }
    said.hear(entry, seq);
}

/// Acts that are done and whose entries have no number yet: their rows are as these say.
fn read_waiting(sql: &mut dyn Sql, mut seq: u64, said: &mut Said, report: &mut RowReport) -> Result<()> {
    let mut place = i64::MIN;
    loop {
        let page = entries::waiting(sql, place, ROWS_PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        place = last.place;
        for one in &page {
            report.entries = report.entries.saturating_add(1);
            report.unnumbered = report.unnumbered.saturating_add(1);
            match one.decode() {
                Ok(entry) => said.hear(entry, seq),
                Err(_) => report.fault(Fault::Unreadable { seq }),
            }
            seq = after(seq)?;
        }
    }
}

/// Reads a table in the order of its keys; what it finds is taken from what was said.
fn check_table(sql: &mut dyn Sql, table: &Table, said: &mut Said, report: &mut RowReport) -> Result<()> {
    let page = table.select(&format!("where {0} > $1 order by {0} limit $2", table.key));
    let key_at = table.key_at()?;
    let all = count(sql, table)?;
    let before = report.rows;
    let mut last = String::new();
    'pages: loop {
        let rows = sql.query_built(&page, &[last.as_str().into(), ROWS_PAGE.into()])?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            // Only SQLite can hold a key that is no text, and sorts it behind all text.
            let Ok(key) = row.text(key_at) else { break 'pages };
            last = key.to_owned();
            check_row(table, &last, row.values(), said, report);
        }
    }
    let seen = report.rows.saturating_sub(before);
    if seen < all {
        report.fault(Fault::Keyless { table: table.name.to_owned(), count: all.saturating_sub(seen) });
    }
    Ok(())
}

fn count(sql: &mut dyn Sql, table: &Table) -> Result<u64> {
    let rows = sql.query_built(&table.count(), &[])?;
    let count = rows.first().map_or(Ok(0), |row| row.int(0))?;
    u64::try_from(count).map_err(|_| StoreError::corrupt("a table has a negative number of rows"))
}

fn check_row(table: &Table, key: &str, values: &[Value], said: &mut Said, report: &mut RowReport) {
    report.rows = report.rows.saturating_add(1);
    let name = table.name.to_owned();
    let key = key.to_owned();
    match said.rows.remove(&(name.clone(), key.clone())) {
        None => report.fault(Fault::Uncovered { table: name, key }),
        // A value of another kind has no digest at all; it differs.
        Some((digest, seq)) if table.digest(values) != Ok(digest) => {
            report.fault(Fault::Differs { table: name, key, seq });
        }
        Some(_) => {}
    }
}

fn what_is_left(said: &Said, tables: &[Table], report: &mut RowReport) {
    let mut unknown = BTreeSet::new();
    for ((table, key), (_, seq)) in &said.rows {
        if tables.iter().any(|known| known.name == table) {
            report.fault(Fault::Missing { table: table.clone(), key: key.clone(), seq: *seq });
        } else if unknown.insert(table) {
            report.fault(Fault::UnknownTable { table: table.clone() });
        }
    }
}

/// A fact that was erased has no row: that is no fault. A fact that is there must be the one some
/// entry committed to, and with the vault it must open.
fn check_sealed(sql: &mut dyn Sql, vault: Option<&Vault>, said: &Said, report: &mut RowReport) -> Result<()> {
    let mut last = String::new();
    loop {
        let rows = vault::page(sql, &last, ROWS_PAGE)?;
        if rows.is_empty() {
            return Ok(());
        }
        for (id, row) in rows {
            match row {
                Ok(row) => check_fact(&row, vault, said, report),
                Err(_) => report.fault(Fault::Sealed { id: id.clone() }),
            }
            last = id;
        }
    }
}

fn check_fact(row: &SealedRow, vault: Option<&Vault>, said: &Said, report: &mut RowReport) {
    if !said.commitments.contains(&row.commitment()) {
        report.fault(Fault::SealedUncovered { id: row.id.to_string() });
    }
    let Some(vault) = vault else { return };
    report.sealed = report.sealed.saturating_add(1);
    if vault.open_row(row).is_err() {
        report.fault(Fault::Sealed { id: row.id.to_string() });
    }
}
