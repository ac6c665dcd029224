//! A small pool of read-only connections, opened when first needed.
//!
//! Not here: waiting without end. A caller that finds no reader within [`READ_WAIT_MAX`] is told.

use super::connection::{self, LiteSql, Mode, Synchronous, told};
use crate::error::{Result, StoreError};
use crate::store::{Body, Failure};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Connections at most.
const READERS_MAX: usize = 8;
/// How long a look waits for one.
const READ_WAIT_MAX: Duration = Duration::from_secs(10);

pub(super) struct Readers {
    file: PathBuf,
    mode: Mode,
    pool: Mutex<Pool>,
    returned: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Connection>,
    out: usize,
}

impl Readers {
    pub(super) fn new(file: PathBuf, mode: Mode) -> Self {
        Self { file, mode, pool: Mutex::new(Pool::default()), returned: Condvar::new() }
    }

    pub(super) fn snapshot(&self, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let conn = self.take().map_err(Failure::Store)?;
        let ran = catch_unwind(AssertUnwindSafe(|| look(&conn, name, body)));
        // A connection whose transaction cannot be ended is closed instead.
        let ended = conn.is_autocommit() || conn.execute_batch("rollback").is_ok();
        self.give(ended.then_some(conn));
        ran.unwrap_or_else(|panic| resume_unwind(panic))
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Result<Connection> {
        let until = Instant::now().checked_add(READ_WAIT_MAX);
        let mut pool = self.lock();
        loop {
            if let Some(conn) = pool.idle.pop() {
                pool.out = pool.out.saturating_add(1);
                return Ok(conn);
            }
            if pool.out < READERS_MAX {
                pool.out = pool.out.saturating_add(1);
                drop(pool);
                return connection::open(&self.file, self.mode, Synchronous::Full).inspect_err(|_| self.give(None));
            }
            let left = until.and_then(|until| until.checked_duration_since(Instant::now())).ok_or_else(|| {
                StoreError::determinate(format!("busy: all {READERS_MAX} readers are taken; ask again later"))
            })?;
            pool = self.returned.wait_timeout(pool, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn give(&self, conn: Option<Connection>) {
        let mut pool = self.lock();
        pool.out = pool.out.saturating_sub(1);
        pool.idle.extend(conn);
        drop(pool);
        self.returned.notify_one();
    }
}

fn look(conn: &Connection, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
    // The snapshot is fixed by the first read, so one is made at once: what the caller sees is the
    // moment it asked, not the moment of its first statement.
    let pinned = conn.execute_batch("begin; select number from migrations limit 1;");
    pinned.map_err(|error| Failure::Store(told(&error)))?;
    let mut sql = LiteSql::new(conn);
    body(&mut sql).map_err(|_| Failure::Aborted)?;
    if sql.failed() {
        let what = format!("a statement of `{name}` failed and its error was dropped");
        return Err(Failure::Store(StoreError::determinate(what)));
    }
    Ok(())
}
