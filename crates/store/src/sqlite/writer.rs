//! The one writer, with group commit.
//!
//! Each caller runs its closure on its own thread, inside a savepoint of a transaction that several
//! callers share, and returns when that transaction's commit is on the disk:
//!
//! ```text
//! A: queue - begin - savepoint, closure, release - hands over ........... told: committed
//! B:     queue ------------------------------------ savepoint … release - COMMIT (one sync) - told
//! ```
//!
//! The group is closed by the member that finds nobody queued behind it, or that finds the group
//! older than [`GROUP_COMMIT_MAX`]. Whoever arrives during the sync queues for the next group, so a
//! busy store groups by itself and a quiet one does not wait.
//!
//! Every member waits for its group, also one whose closure gave up: its refusal may rest on what an
//! earlier member wrote, and is true only if that was committed.
//!
//! Not here: what a member does. Numbering entries is `sqlite.rs`.

use super::connection::{BUSY_TIMEOUT, LiteSql, told};
use crate::error::{Result, StoreError};
use crate::store::{Body, Failure};
use rusqlite::{Connection, ErrorCode};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

/// A group older than this is closed although others are queued.
pub const GROUP_COMMIT_MAX: Duration = Duration::from_millis(5);
/// A closure that holds the writer longer than this is named in the log.
const SLOW_CLOSURE: Duration = Duration::from_millis(250);

/// Memory for pages while much is written.
const BULK_CACHE_KIB: i64 = 256 * 1024;
/// Pages of 4 KiB in the log before it moves into the database file while much is written.
const BULK_LOG_PAGES: i64 = 64 * 1024;

pub(super) struct Writer {
    core: Mutex<Core>,
    /// Callers between asking for the writer and having it.
    waiting: AtomicUsize,
    waiting_max: usize,
    /// The thread whose closure runs now: its asking again would wait for itself.
    holder: Mutex<Option<ThreadId>>,
    commits: AtomicU64,
}

struct Core {
    conn: Connection,
    open: Option<OpenGroup>,
    /// Set when the disk failed under a commit. What the kernel still holds is then unknown, so
    /// nothing more is written until a new process has read the disk again.
    broken: Option<String>,
}

struct OpenGroup {
    group: Arc<Group>,
    since: Instant,
}

/// Members wait here for the end they share.
#[derive(Default)]
struct Group {
    end: Mutex<Option<Result<()>>>,
    told: Condvar,
}

/// How one member's closure ended.
enum Ran {
    Kept,
    Aborted,
    Failed(StoreError),
    Panicked(Box<dyn Any + Send>),
}

/// A panic of a closure is caught before it reaches a lock, so a poisoned lock holds sound data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Group {
    fn tell(&self, end: Result<()>) {
        *lock(&self.end) = Some(end);
        self.told.notify_all();
    }

    fn wait(&self) -> Result<()> {
        let mut end = lock(&self.end);
        loop {
            if let Some(end) = end.as_ref() {
                return end.clone();
            }
            end = self.told.wait(end).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Writer {
    pub(super) fn new(conn: Connection, waiting_max: usize) -> Self {
        Self {
            core: Mutex::new(Core { conn, open: None, broken: None }),
            waiting: AtomicUsize::new(0),
            waiting_max,
            holder: Mutex::new(None),
            commits: AtomicU64::new(0),
        }
    }

    /// Commits so far, each one sync.
    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Callers queued now.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    /// Moves the whole log into the database file and empties it. Says whether it could: a reader
    /// that still needs the log keeps it.
    pub(super) fn empty_log(&self) -> Result<bool> {
        let mut core = self.enter("empty_log")?;
        core.close(&self.commits);
        core.refuse_broken()?;
        core.empty_log().map_err(|error| told(&error))
    }

    /// Sets the connection up for much writing by one caller: touched pages stay in memory, and the log
    /// moves into the database file seldom. What is durable when does not change.
    pub(super) fn expect_bulk(&self) -> Result<()> {
        let core = self.enter("expect_bulk")?;
        let set = |name, value: i64| core.conn.pragma_update(None, name, value).map_err(|error| told(&error));
        // Below 0 it counts KiB.
        set("cache_size", -BULK_CACHE_KIB)?;
        set("wal_autocheckpoint", BULK_LOG_PAGES)
    }

    pub(super) fn transact(&self, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let (ran, group) = {
            let mut core = self.enter(name).map_err(Failure::Store)?;
            *lock(&self.holder) = Some(thread::current().id());
            let ran = core.run_member(name, body);
            *lock(&self.holder) = None;
            let (ran, group) = ran.map_err(Failure::Store)?;
            if self.waiting() == 0 || core.is_due() {
                core.close(&self.commits);
            }
            (ran, group)
        };
        let end = group.wait();
        match (ran, end) {
            (Ran::Panicked(panic), _) => resume_unwind(panic),
            (_, Err(error)) => Err(Failure::Store(error)),
            (Ran::Kept, Ok(())) => Ok(()),
            (Ran::Aborted, Ok(())) => Err(Failure::Aborted),
            (Ran::Failed(error), Ok(())) => Err(Failure::Store(error)),
        }
    }

    /// Queues for the writer. Beyond the bound nobody queues: a refusal at once is worth more to the
    /// caller than an answer after its own deadline.
    fn enter(&self, name: &str) -> Result<MutexGuard<'_, Core>> {
        if *lock(&self.holder) == Some(thread::current().id()) {
            return Err(StoreError::nested(name));
        }
        let joined = self.waiting.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |waiting| {
            (waiting < self.waiting_max).then_some(waiting.saturating_add(1))
        });
        if joined.is_err() {
            return Err(StoreError::determinate(format!(
                "busy: {} writers are waiting; ask again later",
                self.waiting_max
            )));
        }
        let core = lock(&self.core);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        Ok(core)
    }
}

impl Core {
    /// Runs one closure in its savepoint. An error here means that no group holds the member.
    fn run_member(&mut self, name: &'static str, body: &mut Body<'_>) -> Result<(Ran, Arc<Group>)> {
        let group = self.join()?;
        let begun = Instant::now();
        let ran = match self.run("savepoint member") {
            Ok(()) => self.run_body(name, body),
            Err(error) => Ran::Failed(error),
        };
        if begun.elapsed() > SLOW_CLOSURE {
            let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(name, ms, "a closure held the writer for long");
        }
        self.end_savepoint(matches!(ran, Ran::Kept));
        Ok((ran, group))
    }

    fn run_body(&self, name: &'static str, body: &mut Body<'_>) -> Ran {
        let mut sql = LiteSql::new(&self.conn);
        match catch_unwind(AssertUnwindSafe(|| body(&mut sql))) {
            Ok(Ok(())) if sql.failed() => Ran::Failed(StoreError::dropped(name)),
            Ok(Ok(())) => Ran::Kept,
            Ok(Err(_)) => Ran::Aborted,
            Err(panic) => Ran::Panicked(panic),
        }
    }

    /// The open group, or a new one.
    fn join(&mut self) -> Result<Arc<Group>> {
        self.refuse_broken()?;
        if let Some(open) = &self.open {
            return Ok(Arc::clone(&open.group));
        }
        self.run("begin immediate")?;
        let group = Arc::new(Group::default());
        self.open = Some(OpenGroup { group: Arc::clone(&group), since: Instant::now() });
        Ok(group)
    }

    fn refuse_broken(&self) -> Result<()> {
        match &self.broken {
            None => Ok(()),
            Some(what) => Err(StoreError::determinate(format!(
                "writing has stopped since the disk failed ({what}); check it and start again"
            ))),
        }
    }

    /// Keeps or undoes the member. When even that fails, or when SQLite has rolled everything back
    /// by itself (a full disk, no memory), the group is lost, and it is sure that it is.
    fn end_savepoint(&mut self, keep: bool) {
        if self.conn.is_autocommit() {
            self.lose("the database gave the transaction up");
            return;
        }
        let undone = if keep { Ok(()) } else { self.run("rollback to member") };
        if let Err(error) = undone.and_then(|()| self.run("release member")) {
            // Dropping the transaction with the connection is all that is left if this fails too.
            let rolled_back = self.run("rollback");
            self.lose(&format!("a savepoint could not be ended: {error}"));
            if let Err(error) = rolled_back {
                self.broken = Some(error.to_string());
            }
        }
    }

    fn lose(&mut self, what: &str) {
        if let Some(open) = self.open.take() {
            open.group.tell(Err(StoreError::determinate(what)));
        }
    }

    fn is_due(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.since.elapsed() >= GROUP_COMMIT_MAX)
    }

    /// Commits the group and tells its members.
    fn close(&mut self, commits: &AtomicU64) {
        let Some(open) = self.open.take() else { return };
        let end = self.commit();
        if end.is_ok() {
            commits.fetch_add(1, Ordering::Relaxed);
        }
        open.group.tell(end);
    }

    fn commit(&mut self) -> Result<()> {
        let Err(error) = self.conn.prepare_cached("commit").and_then(|mut commit| commit.raw_execute()) else {
            return Ok(());
        };
        let rolled_back = self.conn.is_autocommit() || self.run("rollback").is_ok();
        let harmless = matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::ConstraintViolation)
        );
        if harmless && rolled_back {
            return Err(StoreError::determinate(format!("the commit was refused: {error}")));
        }
        // The frames may have reached the disk, and a later recovery would find them there.
        self.broken = Some(error.to_string());
        tracing::error!(%error, "a commit failed; writing stops");
        Err(StoreError::indeterminate(format!("the commit failed: {error}")))
    }

    /// Without waiting for readers: the other writers would wait along.
    fn empty_log(&self) -> rusqlite::Result<bool> {
        self.conn.busy_timeout(Duration::ZERO)?;
        let busy = self.conn.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0));
        self.conn.busy_timeout(BUSY_TIMEOUT)?;
        Ok(busy? == 0)
    }

    fn run(&self, sql: &'static str) -> Result<()> {
        let ran = self.conn.prepare_cached(sql).and_then(|mut statement| statement.raw_execute());
        ran.map(|_| ()).map_err(|error| told(&error))
    }
}
