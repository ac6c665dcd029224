//! One SQLite connection: how it is opened, how values go in and come out, what its errors mean.
//!
//! Not here: transactions. The writer and the readers begin and end them.

use crate::error::{Result, StoreError};
use crate::migrate::Ground;
use crate::sql::{Built, ROWS_PER_QUERY_MAX, Row, Sql, Value};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};
use std::path::Path;
use std::time::Duration;

/// How long a statement waits for a lock that another program holds on the file.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Prepared statements kept per connection.
const STATEMENTS_CACHED_MAX: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Write,
    /// Beside this process's writer.
    Read,
    /// For looking only, while another process may write.
    ReadOnly,
    /// As before, and able to write a copy somewhere else.
    Copy,
    /// For looking only at a folder that nobody writes to: the file is taken as it is, without locks.
    ReadClosed,
}

/// When SQLite forces its log to the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Synchronous {
    /// At every commit: what was acknowledged survives a power cut.
    #[default]
    Full,
    /// Never. It exists in the test binary alone, where it proves that the power test can fail.
    #[cfg(test)]
    Off,
}

pub(super) fn open(file: &Path, mode: Mode, synchronous: Synchronous) -> Result<Connection> {
    let conn = connect(file, mode).map_err(|error| told(&error))?;
    settle(&conn, mode, synchronous).map_err(|error| told(&error))?;
    if matches!(mode, Mode::Write | Mode::Read) {
        check_wal(&conn)?;
    }
    Ok(conn)
}

fn connect(file: &Path, mode: Mode) -> rusqlite::Result<Connection> {
    let plain = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match mode {
        Mode::Write => {
            Connection::open_with_flags(file, plain | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
        }
        Mode::Read => Connection::open_with_flags(file, plain | OpenFlags::SQLITE_OPEN_READ_WRITE),
        Mode::ReadOnly | Mode::Copy => Connection::open_with_flags(file, plain | OpenFlags::SQLITE_OPEN_READ_ONLY),
        Mode::ReadClosed => Connection::open_with_flags(
            immutable(file),
            plain | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
        ),
    }
}

/// The address of a file that does not change. Every byte that could mean something else is escaped.
fn immutable(file: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    let mut uri = String::from("file:");
    for byte in file.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => uri.push(char::from(*byte)),
            other => uri.push_str(&format!("%{other:02x}")),
        }
    }
    uri.push_str("?immutable=1");
    uri
}

fn settle(conn: &Connection, mode: Mode, synchronous: Synchronous) -> rusqlite::Result<()> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_CACHED_MAX);
    // A plan rests on the statement, never on the values bound to it: otherwise each new value may have
    // the statement planned anew (a fifth of the time of a simulated day).
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let synchronous = match synchronous {
        Synchronous::Full => "full",
        #[cfg(test)]
        Synchronous::Off => "off",
    };
    if mode == Mode::Write {
        conn.pragma_update(None, "journal_mode", "wal")?;
        conn.pragma_update(None, "synchronous", synchronous)?;
        // What is erased is overwritten, not only unlinked from its page.
        conn.pragma_update(None, "secure_delete", true)?;
    } else if mode != Mode::Copy {
        conn.pragma_update(None, "query_only", true)?;
    }
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "memory")
}

/// Some file systems cannot do WAL, and SQLite then silently stays with what it had.
fn check_wal(conn: &Connection) -> Result<()> {
    let journal: String =
        conn.pragma_query_value(None, "journal_mode", |row| row.get(0)).map_err(|error| told(&error))?;
    if journal == "wal" {
        return Ok(());
    }
    Err(StoreError::determinate(format!(
        "the data folder's file system offers journal mode `{journal}`, not wal; put the folder on a local disk"
    )))
}

/// What an error inside a transaction means: nothing of the statement was done. SQLite's messages
/// name tables, columns and constraints, never values.
pub(super) fn told(error: &rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::corrupt(error.to_string()),
        _ => StoreError::determinate(error.to_string()),
    }
}

/// A connection inside a transaction.
pub(super) struct LiteSql<'c> {
    conn: &'c Connection,
    failed: bool,
}

impl<'c> LiteSql<'c> {
    pub(super) fn new(conn: &'c Connection) -> Self {
        Self { conn, failed: false }
    }

    /// Whether a statement failed. Such a transaction must not commit even if its closure dropped
    /// the error: PostgreSQL would not let it, and both stores behave alike.
    pub(super) fn failed(&self) -> bool {
        self.failed
    }

    fn noted<T>(&mut self, result: Result<T>) -> Result<T> {
        self.failed |= result.is_err();
        result
    }

    fn run_exec(&self, sql: &str, args: &[Value]) -> Result<u64> {
        let mut statement = self.conn.prepare_cached(sql).map_err(|error| told(&error))?;
        bind(&mut statement, args)?;
        let changed = statement.raw_execute().map_err(|error| told(&error))?;
        u64::try_from(changed).map_err(|_| StoreError::corrupt("more rows changed than can be counted"))
    }

    fn run_query(&self, sql: &str, args: &[Value]) -> Result<Vec<Row>> {
        let mut statement = self.conn.prepare_cached(sql).map_err(|error| told(&error))?;
        bind(&mut statement, args)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(|error| told(&error))? {
            if found.len() >= ROWS_PER_QUERY_MAX {
                return Err(StoreError::too_many_rows());
            }
            found.push(read_row(row, columns)?);
        }
        Ok(found)
    }
}

impl Sql for LiteSql<'_> {
    fn exec(&mut self, sql: &'static str, args: &[Value]) -> Result<u64> {
        let result = self.run_exec(sql, args);
        self.noted(result)
    }

    fn query(&mut self, sql: &'static str, args: &[Value]) -> Result<Vec<Row>> {
        let result = self.run_query(sql, args);
        self.noted(result)
    }

    fn exec_built(&mut self, sql: &Built, args: &[Value]) -> Result<u64> {
        let result = self.run_exec(sql.text(), args);
        self.noted(result)
    }

    fn query_built(&mut self, sql: &Built, args: &[Value]) -> Result<Vec<Row>> {
        let result = self.run_query(sql.text(), args);
        self.noted(result)
    }
}

impl Ground for LiteSql<'_> {
    fn batch(&mut self, text: &str) -> Result<()> {
        self.conn.execute_batch(text).map_err(|error| told(&error))
    }
}

/// SQLite takes `$3` for a name and numbers names by first appearance; so each argument is bound by
/// what its name says.
fn bind(statement: &mut Statement<'_>, args: &[Value]) -> Result<()> {
    let mut highest = 0;
    for position in 1..=statement.parameter_count() {
        let number = statement
            .parameter_name(position)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|digits| digits.parse::<usize>().ok())
            .ok_or_else(|| StoreError::determinate("a statement has an argument that is not $1, $2 …"))?;
        highest = highest.max(number);
        let argument = number.checked_sub(1).and_then(|at| args.get(at)).ok_or_else(|| {
            StoreError::determinate(format!("a statement asks for ${number} of {} arguments", args.len()))
        })?;
        argument.refuse_nul()?;
        statement.raw_bind_parameter(position, Bound(argument)).map_err(|error| told(&error))?;
    }
    if highest == args.len() {
        return Ok(());
    }
    Err(StoreError::arguments(highest, args.len()))
}

struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(it) => ValueRef::Integer(*it),
            Value::Bool(it) => ValueRef::Integer(i64::from(*it)),
            Value::Text(it) => ValueRef::Text(it.as_bytes()),
            Value::Blob(it) => ValueRef::Blob(it),
        }))
    }
}

fn read_row(row: &rusqlite::Row<'_>, columns: usize) -> Result<Row> {
    let read = |column| read_value(row.get_ref(column).map_err(|error| told(&error))?);
    Ok(Row::new((0..columns).map(read).collect::<Result<_>>()?))
}

fn read_value(value: ValueRef<'_>) -> Result<Value> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(it) => Ok(Value::Int(it)),
        ValueRef::Real(_) => Err(StoreError::corrupt("a column holds a floating number; none is ever written")),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes)
            .map(Value::from)
            .map_err(|_| StoreError::corrupt("a text column holds bytes that are not UTF-8")),
        ValueRef::Blob(bytes) => Ok(Value::from(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory() -> Connection {
        Connection::open_in_memory().unwrap()
    }

    #[test]
    fn arguments_are_bound_by_their_number() {
        let conn = memory();
        let mut sql = LiteSql::new(&conn);
        let rows = sql.query("select $2, $1, $2", &["one".into(), "two".into()]).unwrap();
        assert_eq!(rows[0].values(), ["two".into(), "one".into(), "two".into()]);
    }

    #[test]
    fn too_few_or_too_many_arguments_are_refused() {
        let conn = memory();
        let mut sql = LiteSql::new(&conn);
        assert!(sql.query("select $1, $2", &[1_i64.into()]).is_err());
        assert!(sql.query("select $1", &[1_i64.into(), 2_i64.into()]).is_err());
        assert!(sql.query("select ?1", &[1_i64.into()]).is_err());
        assert!(sql.failed());
    }

    #[test]
    fn a_nul_in_text_is_refused() {
        let conn = memory();
        assert!(LiteSql::new(&conn).query("select $1", &["a\0b".into()]).is_err());
    }

    #[test]
    fn an_answer_that_is_a_float_is_damage() {
        let conn = memory();
        assert!(matches!(LiteSql::new(&conn).query("select 1.5", &[]), Err(StoreError::Corrupt { .. })));
    }
}
