//! One PostgreSQL connection: what it is asked for before it is used, how values go in and come out,
//! and what its errors mean.
//!
//! An error shows tables, columns and constraints, never a value: PostgreSQL puts values into the
//! details of its messages, and into the messages of some classes, so those stay out.
//!
//! Not here: transactions (`transaction.rs`).

use crate::error::{Result, StoreError};
use crate::migrate::Ground;
use crate::sql::{Built, ROWS_PER_QUERY_MAX, Row, Sql, Value};
use postgres::error::{DbError, Severity, SqlState};
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{ToSql, Type};
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::time::Duration;

/// Prepared statements kept per connection; at one more all are forgotten.
const STATEMENTS_CACHED_MAX: usize = 512;
/// How long connecting may take where the address does not say.
const CONNECT_WAIT_MAX: Duration = Duration::from_secs(5);
/// The first version with transaction numbers of 64 bits.
const VERSION_MIN: i64 = 130_000;

/// A commit is on the disk before it is told. Small tables are read by their indices too: a scan of
/// the whole would make acts that have nothing to do with each other conflict. A machine of ours that
/// vanished is noticed within half a minute, so that another can lead.
const SETTLE: &str = "
    set synchronous_commit = on;
    set enable_seqscan = off;
    set jit = off;
    set lock_timeout = '10s';
    set tcp_keepalives_idle = 10;
    set tcp_keepalives_interval = 5;
    set tcp_keepalives_count = 3;
    set tcp_user_timeout = '30s';";

/// What a failure means for the transaction in which it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Another transaction was in the way: run again, it may go through.
    Conflict,
    /// A row with this key is there. It may have come between this act's look and its writing.
    Taken,
    /// The connection is gone.
    Lost,
    /// The statement is at fault; another run would fail the same.
    Fault,
}

/// A connection, with the statements it knows.
pub(super) struct Link {
    client: Client,
    statements: HashMap<String, Statement>,
    /// The process that serves it: of all that are open now, no two have the same.
    pub(super) backend: i64,
}

impl Link {
    pub(super) fn open(config: &Config) -> Result<Self> {
        let mut config = config.clone();
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_WAIT_MAX);
        }
        config.notice_callback(|notice| tracing::debug!(message = notice.message(), "PostgreSQL says"));
        let client = config.connect(NoTls).map_err(|error| {
            let why = error.as_db_error().map_or_else(|| error.to_string(), told_by);
            StoreError::determinate(format!("PostgreSQL cannot be reached: {why}"))
        })?;
        let mut link = Self { client, statements: HashMap::new(), backend: 0 };
        link.batch(SETTLE)?;
        let rows = link.query("select pg_backend_pid()", &[])?;
        link.backend = rows.first().map_or(Ok(0), |row| row.int(0))?;
        Ok(link)
    }

    /// Refuses a server on which less would hold than is promised.
    pub(super) fn check(&mut self) -> Result<()> {
        let rows = self.query(
            "select current_setting('server_version_num')::bigint, pg_is_in_recovery(),
                    current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on',
                    pg_encoding_to_char(encoding) = 'UTF8' and 'Z' < 'a' and 'z' < '~'
             from pg_database where datname = current_database()",
            &[],
        )?;
        let row = rows.first().ok_or_else(|| StoreError::corrupt("PostgreSQL does not know its own database"))?;
        let why = match (row.int(0)? < VERSION_MIN, row.bool(1)?, row.bool(2)?, row.bool(3)?) {
            (true, ..) => "PostgreSQL is too old; 13 is the oldest that will do",
            (_, true, ..) => "this PostgreSQL is a standby; give the primary",
            (_, _, false, _) => "fsync or full_page_writes is off: what was accepted could be lost; switch both on",
            (_, _, _, false) => {
                "the database has to be UTF8 and sorted by bytes; make it with: \
                 create database cordon template template0 encoding 'UTF8' locale 'C'"
            }
            _ => return Ok(()),
        };
        Err(StoreError::determinate(why))
    }

    pub(super) fn is_open(&self) -> bool {
        !self.client.is_closed()
    }

    /// Statements without arguments and without rows.
    pub(super) fn run(&mut self, text: &str) -> Result<(), postgres::Error> {
        self.client.batch_execute(text)
    }

    /// The statement is prepared anew when it comes again.
    pub(super) fn forget(&mut self, statement: &Built) {
        self.statements.remove(statement.text());
    }

    fn prepare(&mut self, text: &str) -> Result<Statement, postgres::Error> {
        if let Some(known) = self.statements.get(text) {
            return Ok(known.clone());
        }
        if self.statements.len() >= STATEMENTS_CACHED_MAX {
            self.statements.clear();
        }
        let statement = self.client.prepare(text)?;
        self.statements.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }

    fn run_exec(&mut self, text: &str, args: &[Value]) -> Result<u64, Failed> {
        let statement = self.prepare(text)?;
        let bound = bind(&statement, args)?;
        let bound: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|one| &**one as _).collect();
        Ok(self.client.execute(&statement, &bound)?)
    }

    fn run_query(&mut self, text: &str, args: &[Value]) -> Result<Vec<Row>, Failed> {
        let statement = self.prepare(text)?;
        let bound = bind(&statement, args)?;
        let mut rows = self.client.query_raw(&statement, bound.iter().map(|one| &**one as &(dyn ToSql + Sync)))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            if found.len() >= ROWS_PER_QUERY_MAX {
                return Err(Failed::Here(StoreError::too_many_rows()));
            }
            found.push(read_row(&row)?);
        }
        Ok(found)
    }
}

/// Who found the fault.
enum Failed {
    Here(StoreError),
    There(postgres::Error),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Here(error)
    }
}

impl From<postgres::Error> for Failed {
    fn from(error: postgres::Error) -> Self {
        Self::There(error)
    }
}

impl Failed {
    fn told(self) -> (Trouble, StoreError) {
        match self {
            Self::Here(error) => (Trouble::Fault, error),
            Self::There(error) => (trouble(&error), told(&error)),
        }
    }
}

pub(super) fn trouble(error: &postgres::Error) -> Trouble {
    use std::error::Error as _;
    let Some(db) = error.as_db_error() else {
        let broken = error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
        return if broken { Trouble::Lost } else { Trouble::Fault };
    };
    let code = db.code();
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        return Trouble::Conflict;
    }
    let fatal = matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic));
    match code.code().get(..2) {
        _ if fatal => Trouble::Lost,
        Some("08") => Trouble::Lost,
        _ if *code == SqlState::UNIQUE_VIOLATION => Trouble::Taken,
        _ => Trouble::Fault,
    }
}

/// What an error inside a transaction means: nothing of the transaction was done.
pub(super) fn told(error: &postgres::Error) -> StoreError {
    let Some(db) = error.as_db_error() else { return StoreError::determinate(format!("PostgreSQL: {error}")) };
    if [SqlState::DATA_CORRUPTED, SqlState::INDEX_CORRUPTED].contains(db.code()) {
        return StoreError::corrupt(told_by(db));
    }
    StoreError::determinate(told_by(db))
}

fn told_by(db: &DbError) -> String {
    let code = db.code().code();
    // Faults of data (22) and raised ones (P0) say the data.
    let message = if code.starts_with("22") || code.starts_with("P0") { "" } else { db.message() };
    let place = [("table", db.table()), ("column", db.column()), ("constraint", db.constraint())];
    let place: String = place.iter().filter_map(|(what, name)| Some(format!(" {what} `{}`", (*name)?))).collect();
    format!("PostgreSQL {code} {message}{place}").trim_end().to_owned()
}

/// The arguments in the types that the statement asks for.
fn bind<'a>(statement: &Statement, args: &'a [Value]) -> Result<Vec<Box<dyn ToSql + Sync + 'a>>> {
    let types = statement.params();
    if types.len() != args.len() {
        return Err(StoreError::arguments(types.len(), args.len()));
    }
    types.iter().zip(args).map(|(kind, value)| bound(kind, value)).collect()
}

fn bound<'a>(kind: &Type, value: &'a Value) -> Result<Box<dyn ToSql + Sync + 'a>> {
    value.refuse_nul()?;
    let fits: Option<Box<dyn ToSql + Sync + 'a>> = match (kind, value) {
        (&Type::INT8, Value::Null) => Some(Box::new(None::<i64>)),
        (&Type::INT8, Value::Int(it)) => Some(Box::new(*it)),
        (&Type::INT4, Value::Int(it)) => i32::try_from(*it).ok().map(|it| Box::new(it) as _),
        (&Type::BOOL, Value::Null) => Some(Box::new(None::<bool>)),
        (&Type::BOOL, Value::Bool(it)) => Some(Box::new(*it)),
        (&Type::BYTEA, Value::Null) => Some(Box::new(None::<&[u8]>)),
        (&Type::BYTEA, Value::Blob(it)) => Some(Box::new(it.as_slice())),
        (&Type::TEXT, Value::Null) => Some(Box::new(None::<&str>)),
        (&Type::TEXT, Value::Text(it)) => Some(Box::new(it.as_str())),
        _ => None,
    };
    fits.ok_or_else(|| {
        StoreError::determinate(format!("a statement was given {} where {} belongs", value.kind_name(), kind.name()))
    })
}

fn read_row(row: &postgres::Row) -> Result<Row> {
    let columns = row.columns().iter().enumerate();
    Ok(Row::new(columns.map(|(at, column)| read_value(row, at, column.type_())).collect::<Result<_>>()?))
}

fn read_value(row: &postgres::Row, at: usize, kind: &Type) -> Result<Value> {
    let value = match *kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(at).map(Value::from),
        Type::INT4 => row.try_get::<_, Option<i32>>(at).map(Value::from),
        Type::BOOL => row.try_get::<_, Option<bool>>(at).map(Value::from),
        Type::TEXT | Type::NAME => row.try_get::<_, Option<&str>>(at).map(Value::from),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(at).map(Value::from),
        _ => return Err(StoreError::corrupt(format!("column {at} of an answer is of type `{}`", kind.name()))),
    };
    value.map_err(|_| StoreError::corrupt(format!("column {at} of an answer cannot be read")))
}

/// A connection inside a transaction. It remembers its first failure: from then on PostgreSQL
/// answers nothing but that the transaction has failed.
pub(super) struct LiveSql<'l> {
    link: &'l mut Link,
    failed: Option<(Trouble, StoreError)>,
}

impl<'l> LiveSql<'l> {
    pub(super) fn new(link: &'l mut Link) -> Self {
        Self { link, failed: None }
    }

    pub(super) fn failed(self) -> Option<(Trouble, StoreError)> {
        self.failed
    }

    fn noted<T>(&mut self, result: Result<T, Failed>) -> Result<T> {
        result.map_err(|failed| {
            let (trouble, error) = failed.told();
            self.failed.get_or_insert((trouble, error.clone()));
            error
        })
    }

    fn exec_text(&mut self, text: &str, args: &[Value]) -> Result<u64> {
        let result = self.link.run_exec(text, args);
        self.noted(result)
    }

    fn query_text(&mut self, text: &str, args: &[Value]) -> Result<Vec<Row>> {
        let result = self.link.run_query(text, args);
        self.noted(result)
    }
}

impl Sql for LiveSql<'_> {
    fn exec(&mut self, sql: &'static str, args: &[Value]) -> Result<u64> {
        self.exec_text(sql, args)
    }

    fn query(&mut self, sql: &'static str, args: &[Value]) -> Result<Vec<Row>> {
        self.query_text(sql, args)
    }

    fn exec_built(&mut self, sql: &Built, args: &[Value]) -> Result<u64> {
        self.exec_text(sql.text(), args)
    }

    fn query_built(&mut self, sql: &Built, args: &[Value]) -> Result<Vec<Row>> {
        self.query_text(sql.text(), args)
    }
}

/// Outside a transaction.
impl Sql for Link {
    fn exec(&mut self, sql: &'static str, args: &[Value]) -> Result<u64> {
        self.run_exec(sql, args).map_err(|failed| failed.told().1)
    }

    fn query(&mut self, sql: &'static str, args: &[Value]) -> Result<Vec<Row>> {
        self.run_query(sql, args).map_err(|failed| failed.told().1)
    }

    fn exec_built(&mut self, sql: &Built, args: &[Value]) -> Result<u64> {
        self.run_exec(sql.text(), args).map_err(|failed| failed.told().1)
    }

    fn query_built(&mut self, sql: &Built, args: &[Value]) -> Result<Vec<Row>> {
        self.run_query(sql.text(), args).map_err(|failed| failed.told().1)
    }
}

impl Ground for Link {
    fn batch(&mut self, text: &str) -> Result<()> {
        self.run(text).map_err(|error| told(&error))
    }
}
