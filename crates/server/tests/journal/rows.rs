//! Every column of every covered table: whoever changes one value beside the doors is named.

use crate::site::{Copy, site};
use cordon_store::Table;
use cordon_store::records::COVERED;
use rusqlite::types::Value;

/// Covered tables of which the site has no row, so that nothing is shown about them. The list only
/// shrinks: a table of it that gets a row must leave it.
const WITHOUT_ROWS: &[&str] = &[];

fn first_key(copy: &Copy, table: &Table) -> Option<String> {
    let sql = format!("select {0} from {1} order by {0} limit 1", table.key, table.name);
    copy.database().query_row(&sql, [], |row| row.get(0)).ok()
}

fn tables() -> impl Iterator<Item = (Table, String)> {
    let copy = site().copy();
    COVERED.iter().filter_map(move |table| Some((*table, first_key(&copy, table)?)))
}

fn old_value(copy: &Copy, table: &Table, column: &str, key: &str) -> Value {
    let sql = format!("select {column} from {} where {} = $1", table.name, table.key);
    copy.database().query_row(&sql, [key], |row| row.get(0)).unwrap()
}

/// The smallest change: one more, the other truth, one byte of a text.
fn changed(old: Value, kind: cordon_store::Kind) -> Value {
    match old {
        Value::Integer(it) if kind == cordon_store::Kind::Bool => Value::Integer(1 - it),
        Value::Integer(it) => Value::Integer(it + 1),
        Value::Text(text) => {
            let middle = text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).map(|(at, _)| at);
            let all: Vec<usize> = middle.collect();
            let at = all[all.len() / 2];
            let mut bytes = text.into_bytes();
            bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
            Value::Text(String::from_utf8(bytes).unwrap())
        }
        Value::Null if kind == cordon_store::Kind::Text => Value::Text("7".into()),
        Value::Null => Value::Integer(7),
        other => panic!("no column holds {other:?}"),
    }
}

#[test]
fn the_site_has_rows_in_every_covered_table_but_the_listed() {
    let with: Vec<&str> = tables().map(|(table, _)| table.name).collect();
    let without: Vec<&str> = COVERED.iter().map(|table| table.name).filter(|name| !with.contains(name)).collect();
    assert_eq!(without, WITHOUT_ROWS);
}

#[test]
fn an_untouched_copy_is_sound_and_every_column_is_listed() {
    let said = site().copy().verify_with_older();
    assert!(said.ok, "{}", said.text);
    assert!(said.out.contains("all rows are as the journal says"));
    for table in COVERED {
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let line = format!("  {}: {}", table.name, columns.join(", "));
        assert!(said.out.lines().any(|said| said == line), "{line}");
    }
}

#[test]
fn a_change_of_any_column_of_any_covered_table_is_named() {
    let mut tried = 0;
    for (table, key) in tables() {
        for column in table.columns {
            let copy = site().copy();
            let new = changed(old_value(&copy, &table, column.name, &key), column.kind);
            let sql = format!("update {} set {} = $1 where {} = $2", table.name, column.name, table.key);
            assert_eq!(copy.database().execute(&sql, (&new, &key)).unwrap(), 1);
            let said = copy.verify_with_older();
            let place = format!("{}.{}", table.name, column.name);
            assert!(!said.ok, "{place} was changed and nobody saw it");
            assert_eq!(said.lines_of("log `").len(), 1, "the entries are as they were: {}", said.text);
            let bad = said.lines_of("bad: ");
            if column.name == table.key {
                let Value::Text(other) = new else { panic!("{place} is no text") };
                let gone = format!("row `{key}` of `{}`, written by entry ", table.name);
                let added = format!("row `{other}` of `{}` stands in no entry", table.name);
                assert!(bad.iter().any(|line| line.contains(&gone) && line.ends_with(", is gone")), "{place}: {bad:?}");
                assert!(bad.iter().any(|line| line.contains(&added)), "{place}: {bad:?}");
                assert_eq!(bad.len(), 2, "{place}: {bad:?}");
            } else {
                let differs = format!("bad: row `{key}` of `{}` is not as entry ", table.name);
                assert!(bad.len() == 1 && bad[0].starts_with(&differs), "{place}: {bad:?}");
            }
            tried += 1;
        }
    }
    let all: usize =
        COVERED.iter().filter(|table| !WITHOUT_ROWS.contains(&table.name)).map(|table| table.columns.len()).sum();
    assert_eq!(tried, all);
}

#[test]
fn a_dropped_row_is_named() {
    for (table, key) in tables() {
        let copy = site().copy();
        let sql = format!("delete from {} where {} = $1", table.name, table.key);
        assert_eq!(copy.database().execute(&sql, [&key]).unwrap(), 1);
        let said = copy.verify_with_older();
        let bad = said.lines_of("bad: ");
        let gone = format!("bad: row `{key}` of `{}`, written by entry ", table.name);
        assert!(!said.ok && bad.len() == 1 && bad[0].starts_with(&gone), "{}: {bad:?}", table.name);
    }
}

#[test]
fn a_row_of_no_act_is_named() {
    for (table, key) in tables() {
        // Another row like the first, with other texts, and another place, where they must be unique.
        let values: Vec<String> = table
            .columns
            .iter()
            .map(|column| match (column.name, column.kind) {
                (name, cordon_store::Kind::Text) => format!("{name} || '0'"),
                ("place", _) => "place + 1".to_owned(),
                (name, _) => name.to_owned(),
            })
            .collect();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let copy = site().copy();
        let sql = format!(
            "insert into {0} ({1}) select {2} from {0} where {3} = $1",
            table.name,
            names.join(", "),
            values.join(", "),
            table.key
        );
        assert_eq!(copy.database().execute(&sql, [&key]).unwrap(), 1);
        let said = copy.verify_with_older();
        let added = format!("bad: row `{key}0` of `{}` stands in no entry", table.name);
        assert!(!said.ok && said.lines_of("bad: ") == [added.as_str()], "{}: {}", table.name, said.text);
    }
}

#[test]
fn a_sealed_fact_is_compared_with_its_commitment_and_opened_where_the_key_is() {
    let exchange = "update sealed set cipher = (select cipher from sealed order by id desc limit 1),
                    nonce = (select nonce from sealed order by id desc limit 1)
                    where id = (select id from sealed order by id limit 1)";
    let copy = site().damaged(exchange);
    let said = copy.verify_with_older();
    assert!(!said.ok && said.text.contains("is not what was committed to"), "{}", said.text);
    // Without the vault's key it cannot be opened, and the program says that it did not.
    std::fs::remove_file(copy.path().join("vault.key")).unwrap();
    let said = copy.verify_with_older();
    assert!(said.ok && said.text.contains("compared by their commitments only"), "{}", said.text);
    let copy = site().damaged("update sealed set commitment = salt where id = (select min(id) from sealed)");
    std::fs::remove_file(copy.path().join("vault.key")).unwrap();
    let said = copy.verify_with_older();
    assert!(!said.ok && said.text.contains("stands in no entry"), "{}", said.text);
}
