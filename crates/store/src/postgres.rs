//! The store of a province: PostgreSQL, and several servers on one database.
//!
//! Acts run at SERIALIZABLE and are run again after a conflict; looks run on one snapshot. Durable
//! means what the database promises with `fsync` and `synchronous_commit`, and a database that does
//! not promise it is refused. An entry gets its number after its commit (`sequencer.rs`).
//!
//! Connections are taken whole for a transaction and keep prepared statements and a lock, so a
//! pooler that shares sessions between transactions may not stand between.
//!
//! Not here: what is kept (`records.rs`, `migrations/`), and SQLite.

pub mod cluster;
mod connection;
pub mod grow;
mod read_only;
mod sequencer;
mod settled;
mod transaction;

pub use read_only::{ReadOnly, no_records};
pub use settled::Settled;
pub use transaction::RUNS_MAX;

use crate::entries;
use crate::error::{Result, StoreError};
use crate::migrate::{self, EMBEDDED, Ground as _, Migration};
use crate::pool::Bounds;
use crate::sql::Sql;
use crate::store::{Body, Door, Failure, Store};
use ::postgres::Config;
use connection::Link;
use cordon_journal::{Draft, RowDigest};
use cordon_model::Stamp;
use sequencer::Sequencer;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use transaction::{Kind, Lane};

/// Acts at the same time; more wait for a connection.
pub const WRITERS_MAX: usize = 16;
/// Acts that may wait; the next one is told that the store is busy.
pub const WRITERS_WAITING_MAX: usize = 1024;
/// Looks at the same time, and those that may wait.
const READERS: Bounds = Bounds { connections_max: 8, waiting_max: 1024, what: "readers" };
/// How long entries may take to get their numbers when a server starts.
const SETTLE_MAX: Duration = Duration::from_secs(30);
const SETTLE_LOOK_EVERY: Duration = Duration::from_millis(2);
/// Migrations are applied by one server at a time.
const MIGRATION_LOCK: i64 = 0x636f_7264_6f6e_0000;

/// How to open a database. The default is right for everybody but tests.
#[derive(Debug, Clone)]
pub struct Options {
    pub writers_max: usize,
    pub writers_waiting_max: usize,
    /// Applied after the embedded ones: a test's own tables.
    pub extra_migrations: &'static [Migration],
}

impl Default for Options {
    fn default() -> Self {
        Self { writers_max: WRITERS_MAX, writers_waiting_max: WRITERS_WAITING_MAX, extra_migrations: &[] }
    }
}

/// A database, opened.
pub struct PostgresStore {
    // Dropped in this order: the sequencer ends its transaction first.
    sequencer: Sequencer,
    writers: Lane,
    readers: Lane,
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresStore").field("commits", &self.commits()).finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// Opens a database by its address (`postgresql://user@host/name`) and brings its tables up to date.
    pub fn open(address: &str, now: Stamp) -> Result<Self> {
        Self::open_with(address, now, &Options::default())
    }

    pub fn open_with(address: &str, now: Stamp, options: &Options) -> Result<Self> {
        let config = configured(address)?;
        let mut link = Link::open(&config)?;
        link.check()?;
        bring_up_to_date(&mut link, options.extra_migrations, now)?;
        drop(link);
        let writers =
            Bounds { connections_max: options.writers_max, waiting_max: options.writers_waiting_max, what: "writers" };
        let store = Self {
            sequencer: Sequencer::start(config.clone())?,
            writers: Lane::new(config.clone(), Kind::Write, writers),
            readers: Lane::new(config, Kind::Look, READERS),
        };
        // Entries that a backup held may have higher transaction numbers than any act to come: they
        // are numbered before the first one.
        if store.settle(SETTLE_MAX)? {
            return Ok(store);
        }
        Err(StoreError::determinate("entries wait for their numbers, and the server that leads does not give them"))
    }

    /// Transactions committed since this store was opened.
    pub fn commits(&self) -> u64 {
        self.writers.counts.commits.load(Ordering::Relaxed)
    }

    /// Closures that had to be run again.
    pub fn runs_again(&self) -> u64 {
        self.writers.counts.again.load(Ordering::Relaxed)
    }

    /// Writers queued now, for `/metrics`.
    pub fn writers_waiting(&self) -> usize {
        self.writers.waiting()
    }

    /// Whether this server numbers the entries, and does what only one server should do.
    pub fn leads(&self) -> bool {
        self.sequencer.leads()
    }

    /// Waits until every entry committed before now has its number; says whether it came to that
    /// within `most`.
    pub fn settle(&self, most: Duration) -> Result<bool> {
        let mut waited = Duration::ZERO;
        let last = self.look("last_unnumbered", &mut |sql| entries::last_unnumbered(sql))?;
        while let Some(first) = self.look("first_unnumbered", &mut |sql| entries::first_unnumbered(sql))? {
            if last.is_none_or(|last| last < first) {
                return Ok(true);
            }
            if waited >= most {
                return Ok(false);
            }
            self.sequencer.hurry();
            thread::sleep(SETTLE_LOOK_EVERY);
            waited = waited.saturating_add(SETTLE_LOOK_EVERY);
        }
        Ok(true)
    }

    fn look<T>(&self, name: &'static str, ask: &mut dyn FnMut(&mut dyn Sql) -> Result<T>) -> Result<T> {
        let mut outcome = Err(StoreError::determinate("nothing was asked"));
        let end = self.readers.transact(name, &mut |sql| {
            outcome = ask(sql);
            Ok(())
        });
        match end {
            Err(Failure::Store(error)) => Err(error),
            _ => outcome,
        }
    }
}

/// A connection may not be closed inside an asynchronous runtime, and nobody knows where the last
/// handle of a store is dropped.
impl Drop for PostgresStore {
    fn drop(&mut self) {
        let links: Vec<Link> = self.writers.drain().into_iter().chain(self.readers.drain()).collect();
        if let Ok(closing) = thread::Builder::new().name("closing".to_owned()).spawn(move || drop(links)) {
            let _ = closing.join();
        }
    }
}

impl Store for PostgresStore {
    fn transact(&self, _: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let end = self.writers.transact(name, body);
        if end.is_ok() {
            self.sequencer.wake();
        }
        end
    }

    fn snapshot(&self, _: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        self.readers.transact(name, body)
    }

    /// Left for the sequencer, under the number of the transaction: there is one entry in each.
    fn append(&self, sql: &mut dyn Sql, learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<()> {
        let bytes = entries::unnumbered(learned_at, draft, rows)?;
        sql.exec(
            "insert into unnumbered (place, bytes) values (pg_current_xact_id()::text::bigint, $1)",
            &[bytes.into()],
        )?;
        Ok(())
    }
}

/// The address may hold a password, so no error repeats it.
fn configured(address: &str) -> Result<Config> {
    let mut config: Config = address.parse().map_err(|_| {
        StoreError::determinate("the address of the database cannot be read; write postgresql://USER@HOST/NAME")
    })?;
    if config.get_application_name().is_none() {
        config.application_name("cordon");
    }
    Ok(config)
}

/// Two servers that start together: the second waits and finds everything done.
fn bring_up_to_date(link: &mut Link, extra: &[Migration], now: Stamp) -> Result<()> {
    let mut migrations = EMBEDDED.to_vec();
    migrations.extend_from_slice(extra);
    link.batch("set lock_timeout = 0")?;
    link.query("select pg_advisory_lock($1)::text", &[MIGRATION_LOCK.into()])?;
    let applied = migrate::migrate(link, &migrations, now)?;
    if applied > 0 {
        tracing::info!(applied, "tables brought up to date");
    }
    link.query("select pg_advisory_unlock($1)", &[MIGRATION_LOCK.into()])?;
    Ok(())
}
