//! Which tables a door may write by statement.
//!
//! Covered records are written by `Unit::put` alone, entries by the store alone; what is left is a
//! short list of tables that hold no act: leases, sessions, checkpoints. A statement that would
//! write anything else is refused before it reaches the database, whatever the database is.
//!
//! Not here: the right of a person to act. That is a permit, and stands in `desk`.

use crate::error::{Result, StoreError};
use crate::sql::{Built, Row, Sql, Value};

/// Uncovered tables that `keep` and `act` may write. A new one is a decision: what stands in them
/// can be changed without an entry, so nothing that an outsider must be able to check belongs here.
pub const HOUSEKEEPING_TABLES: &[&str] =
    &["checkpoints", "founding", "idempotency", "in_hand", "outbox", "sessions", "sign_in_failures", "sign_in_steps"];
/// Uncovered tables that only an act may write.
const ACT_TABLES: &[&str] = &["sealed"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    Act,
    Keep,
    View,
}

/// A transaction behind the list above.
pub(crate) struct Guarded<'a> {
    inner: &'a mut dyn Sql,
    rights: Rights,
}

impl<'a> Guarded<'a> {
    pub(crate) fn new(inner: &'a mut dyn Sql, rights: Rights) -> Self {
        Self { inner, rights }
    }

    /// Past the guard: for the doors themselves.
    pub(crate) fn inner(&mut self) -> &mut dyn Sql {
        self.inner
    }
}

impl std::fmt::Debug for Guarded<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guarded").field("rights", &self.rights).finish_non_exhaustive()
    }
}

impl Sql for Guarded<'_> {
    fn exec(&mut self, sql: &'static str, args: &[Value]) -> Result<u64> {
        judge(sql, self.rights)?;
        self.inner.exec(sql, args)
    }

    fn query(&mut self, sql: &'static str, args: &[Value]) -> Result<Vec<Row>> {
        judge(sql, self.rights)?;
        self.inner.query(sql, args)
    }

    fn exec_built(&mut self, sql: &Built, args: &[Value]) -> Result<u64> {
        judge(sql.text(), self.rights)?;
        self.inner.exec_built(sql, args)
    }

    fn query_built(&mut self, sql: &Built, args: &[Value]) -> Result<Vec<Row>> {
        judge(sql.text(), self.rights)?;
        self.inner.query_built(sql, args)
    }
}

fn judge(sql: &str, rights: Rights) -> Result<()> {
    match written_table(sql)? {
        None => Ok(()),
        Some(table) if may_write(&table, rights) => Ok(()),
        Some(table) => Err(StoreError::determinate(format!(
            "table `{table}` may not be written by a statement here; put a record inside an act"
        ))),
    }
}

fn may_write(table: &str, rights: Rights) -> bool {
    match rights {
        Rights::View => false,
        Rights::Keep => HOUSEKEEPING_TABLES.contains(&table),
        Rights::Act => HOUSEKEEPING_TABLES.contains(&table) || ACT_TABLES.contains(&table),
    }
}

/// The table a statement writes, none for one that only reads. Forms that this cannot tell apart
/// are refused: the guard would rather be too narrow.
fn written_table(sql: &str) -> Result<Option<String>> {
    let bare: String = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join(" ");
    let words: Vec<String> = bare
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';'))
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    match (word(0), word(1)) {
        ("select", _) if !words.iter().any(|w| w == "into") => Ok(None),
        ("with", _) if !hides_a_write(&words) => Ok(None),
        ("insert", "into") | ("delete", "from") => Ok(Some(word(2).to_owned())),
        ("update", table) => Ok(Some(table.to_owned())),
        (first, _) => Err(StoreError::determinate(format!(
            "a statement beginning with `{}` is not allowed inside a transaction",
            first.chars().take(16).collect::<String>()
        ))),
    }
}

/// Whether a `with` writes: `for update` is a lock, every other such word is a change.
fn hides_a_write(words: &[String]) -> bool {
    words.iter().zip(std::iter::once("").chain(words.iter().map(String::as_str))).any(|(word, before)| {
        matches!(word.as_str(), "insert" | "delete" | "into") || (word == "update" && before != "for")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_table_is_found() {
        let found = |sql| written_table(sql).unwrap();
        assert_eq!(found("select a from orders for update skip locked"), None);
        assert_eq!(found("-- lease\n  update outbox set a = $1 returning id"), Some("outbox".into()));
        assert_eq!(found("INSERT INTO orders(id) values ($1) on conflict do update"), Some("orders".into()));
        assert_eq!(found("delete from sealed where id = $1"), Some("sealed".into()));
        assert_eq!(found("with a as (select 1) select * from a for update"), None);
    }

    #[test]
    fn forms_that_could_hide_a_write_are_refused() {
        for sql in [
            "with gone as (delete from orders returning id) select * from gone",
            "with a as (select 1) update orders set id = 1",
            "select id into other from orders",
            "drop table orders",
            "commit",
            "pragma synchronous = off",
            "replace into orders(id) values (1)",
            "insert or replace into orders(id) values (1)",
        ] {
            assert!(judge(sql, Rights::Act).is_err(), "{sql}");
        }
    }

    #[test]
    fn each_door_writes_its_own_tables_only() {
        let lease = "update outbox set leased_until = 1";
        let seal = "insert into sealed(id) values ($1)";
        let order = "update orders set state = $1";
        let entry = "delete from entries";
        assert!(judge(lease, Rights::Act).is_ok() && judge(seal, Rights::Act).is_ok());
        assert!(judge(lease, Rights::Keep).is_ok() && judge(seal, Rights::Keep).is_err());
        assert!(judge(lease, Rights::View).is_err());
        for rights in [Rights::Act, Rights::Keep, Rights::View] {
            assert!(judge(order, rights).is_err() && judge(entry, rights).is_err());
        }
    }
}
