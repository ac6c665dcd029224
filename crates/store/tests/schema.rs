//! The tables as they are and the tables as they are told: every column is listed once, with who
//! may see it, so a column added to a migration cannot stay uncovered by being forgotten.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use cordon_model::Stamp;
use cordon_store::guard::HOUSEKEEPING_TABLES;
use cordon_store::postgres::grow::UNCOVERED;
use cordon_store::records::COVERED;
use cordon_store::{Migration, SqliteStore, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Tables of the store itself: derived from entries, or checked by their own commitments.
const GROUND: &[&str] = &["entries", "entry_subjects", "migrations", "sealed", "unnumbered"];
const KINDS: &[&str] = &["BIGINT", "BOOLEAN", "BYTEA", "TEXT"];

type Columns = Vec<(String, String)>;

/// Every table of a fresh data folder, with the name and type of its columns, in order.
fn live() -> BTreeMap<String, Columns> {
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path(), Stamp::from_ms(1)).unwrap());
    let conn = rusqlite::Connection::open(folder.path().join("cordon.db")).unwrap();
    let mut read = conn
        .prepare(
            "select t.name, c.name, c.type from pragma_table_list t join pragma_table_info(t.name) c
             where t.schema = 'main' and t.name not like 'sqlite_%' order by t.name, c.cid",
        )
        .unwrap();
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    let rows = read.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    for row in rows {
        let (table, column, kind): (String, String, String) = row.unwrap();
        tables.entry(table).or_default().push((column, kind));
    }
    tables
}

fn told(table: &Table) -> Columns {
    table.columns.iter().map(|column| (column.name.to_owned(), column.kind.sql_name().to_owned())).collect()
}

#[test]
fn every_column_of_a_covered_table_is_told() {
    let live = live();
    for table in COVERED {
        let columns = live.get(table.name).unwrap_or_else(|| panic!("`{}` is told and not there", table.name));
        let (there, told): (BTreeSet<_>, BTreeSet<_>) =
            (columns.iter().cloned().collect(), told(table).into_iter().collect());
        assert_eq!(there, told, "columns of `{}`", table.name);
        assert!(table.columns.iter().any(|column| column.name == table.key), "key of `{}`", table.name);
    }
}

#[test]
fn every_table_is_covered_or_known_to_hold_no_act() {
    let covered: BTreeSet<&str> = COVERED.iter().map(|table| table.name).collect();
    assert_eq!(covered.len(), COVERED.len(), "a table is told twice");
    let known: BTreeSet<&str> = covered.iter().chain(HOUSEKEEPING_TABLES).chain(GROUND).copied().collect();
    let live = live();
    let there: BTreeSet<&str> = live.keys().map(String::as_str).collect();
    assert_eq!(there, known);
    assert!(covered.iter().all(|name| !HOUSEKEEPING_TABLES.contains(name)), "a covered table anybody may write");
}

/// What growth would forget would be gone.
#[test]
fn every_column_of_every_table_is_brought_over_when_a_folder_grows() {
    let mut live = live();
    for none in ["migrations", "unnumbered"] {
        live.remove(none);
    }
    let brought: BTreeMap<String, BTreeSet<_>> = UNCOVERED
        .iter()
        .chain(COVERED)
        .map(|table| (table.name.to_owned(), told(table).into_iter().collect()))
        .collect();
    let there: BTreeMap<String, BTreeSet<_>> =
        live.into_iter().map(|(name, columns)| (name, columns.into_iter().collect())).collect();
    assert_eq!(brought, there);
}

#[test]
fn only_types_that_both_databases_know_are_used() {
    for (table, columns) in live() {
        for (column, kind) in columns {
            assert!(KINDS.contains(&kind.as_str()), "`{table}.{column}` is `{kind}`");
        }
    }
}

/// What one database alone understands would only be noticed on the other.
#[test]
fn migrations_speak_the_common_dialect() {
    const FOREIGN: &[&str] =
        &["autoincrement", " serial", "bigserial", "now(", "current_timestamp", "jsonb", "without rowid"];
    for Migration { name, sql, .. } in cordon_store::migrate::EMBEDDED {
        let sql = sql.to_lowercase();
        for word in FOREIGN {
            assert!(!sql.contains(word), "`{name}` says `{word}`");
        }
    }
}
