//! The store of a city: SQLite in the data folder, one process, one writer.
//!
//! Durable means synced: WAL with `synchronous=FULL`, and a write returns after the commit that
//! holds it was forced to the disk. The writer numbers entries at once, so the folder is locked
//! against a second process.
//!
//! Not here: what is kept (`records.rs`, `migrations/`), and PostgreSQL.

mod connection;
#[cfg(test)]
mod power;
mod read_only;
mod readers;
mod writer;

pub use read_only::ReadOnly;
pub use writer::GROUP_COMMIT_MAX;

use crate::entries::{self, ENTRIES_PAGE_MAX};
use crate::error::{Result, StoreError};
use crate::migrate::{self, EMBEDDED, Migration};
use crate::sql::Sql;
use crate::store::{Body, Door, Failure, Store};
use connection::{LiteSql, Mode, Synchronous};
use cordon_journal::{Draft, RowDigest};
use cordon_model::Stamp;
use readers::Readers;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use writer::Writer;

/// Writers that may wait; the next one is told that the store is busy.
pub const WRITERS_WAITING_MAX: usize = 1024;
/// The database in a data folder.
pub const DATABASE_FILE: &str = "cordon.db";
const LOCK_FILE: &str = "cordon.lock";

/// How to open a data folder. The default is right for everybody but tests.
#[derive(Debug, Clone)]
pub struct Options {
    pub writers_waiting_max: usize,
    /// Applied after the embedded ones: a test's own tables.
    pub extra_migrations: &'static [Migration],
    synchronous: Synchronous,
}

impl Default for Options {
    fn default() -> Self {
        Self { writers_waiting_max: WRITERS_WAITING_MAX, extra_migrations: &[], synchronous: Synchronous::default() }
    }
}

/// A data folder, opened.
pub struct SqliteStore {
    // Dropped in this order: connections first, the lock on the folder last.
    readers: Readers,
    writer: Writer,
    _lock: File,
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").field("commits", &self.writer.commits()).finish_non_exhaustive()
    }
}

impl SqliteStore {
    /// Opens a data folder, makes it if there is none, and brings its tables up to date.
    pub fn open(folder: &Path, now: Stamp) -> Result<Self> {
        Self::open_with(folder, now, &Options::default())
    }

    pub fn open_with(folder: &Path, now: Stamp, options: &Options) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|error| folder_error(folder, "cannot be made", &error))?;
        let lock = lock_folder(folder)?;
        let file = folder.join(DATABASE_FILE);
        let conn = connection::open(&file, Mode::Write, options.synchronous)?;
        let mut migrations = EMBEDDED.to_vec();
        migrations.extend_from_slice(options.extra_migrations);
        let applied = migrate::migrate(&mut LiteSql::new(&conn), &migrations, now)?;
        if applied > 0 {
            tracing::info!(applied, "tables brought up to date");
        }
        number_what_waits(&conn)?;
        // The names of new files are durable only once their folder is.
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| folder_error(folder, "cannot be synced", &error))?;
        Ok(Self {
            readers: Readers::new(file, Mode::Read),
            writer: Writer::new(conn, options.writers_waiting_max),
            _lock: lock,
        })
    }

    /// Commits since the folder was opened, each one sync: fewer than acts when they come together.
    pub fn commits(&self) -> u64 {
        self.writer.commits()
    }

    /// Moves the log into the database file and empties it, so that what was erased is in neither.
    /// Call it after an erasure. Says whether it could: while somebody looks at an older moment the
    /// log stays, and one asks again later.
    pub fn empty_log(&self) -> Result<bool> {
        self.writer.empty_log()
    }

    /// Much will be written, by one caller: an import.
    pub fn expect_bulk(&self) -> Result<()> {
        self.writer.expect_bulk()
    }

    /// Writers queued now, for `/metrics`.
    pub fn writers_waiting(&self) -> usize {
        self.writer.waiting()
    }
}

impl Store for SqliteStore {
    fn transact(&self, _: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        self.writer.transact(name, body)
    }

    fn snapshot(&self, _: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        self.readers.snapshot(name, body)
    }

    /// One writer: the next number is one more than the last, seen inside the same transaction.
    fn append(&self, sql: &mut dyn Sql, learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<()> {
        let seq = entries::next_seq(sql)?;
        entries::insert(sql, seq, learned_at, draft, rows)
    }
}

/// Nothing waits in a folder that only this program wrote. What came in by another way does not stay
/// out of the journal.
fn number_what_waits(conn: &rusqlite::Connection) -> Result<()> {
    let told = |error: rusqlite::Error| connection::told(&error);
    while {
        conn.execute_batch("begin immediate").map_err(told)?;
        let numbered = entries::number(&mut LiteSql::new(conn), ENTRIES_PAGE_MAX);
        conn.execute_batch(if numbered.is_ok() { "commit" } else { "rollback" }).map_err(told)?;
        numbered? > 0
    } {}
    Ok(())
}

fn folder_error(folder: &Path, what: &str, error: &std::io::Error) -> StoreError {
    StoreError::determinate(format!("data folder `{}` {what}: {error}", folder.display()))
}

/// So often a folder that is in use is looked at before it is refused, and after which pause.
const LOCK_TRIES: u32 = 10;
const LOCK_LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(50);

/// Two processes would number entries twice. The lock goes with the process, however it ends.
fn lock_folder(folder: &Path) -> Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join(LOCK_FILE))
        .map_err(|error| folder_error(folder, "cannot be written", &error))?;
    // Whoever had it may be about to end: a process that is being started holds what its parent has open.
    let mut tried = file.try_lock();
    for _ in 1..LOCK_TRIES {
        if !matches!(tried, Err(TryLockError::WouldBlock)) {
            break;
        }
        std::thread::sleep(LOCK_LOOK_EVERY);
        tried = file.try_lock();
    }
    match tried {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::determinate(format!(
            "data folder `{}` is in use by another process; stop it, or choose another folder",
            folder.display()
        ))),
        Err(TryLockError::Error(error)) => Err(folder_error(folder, "cannot be locked", &error)),
    }
}
