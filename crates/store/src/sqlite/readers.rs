//! A small pool of read-only connections.
//!
//! Not here: how callers wait for one (`pool.rs`).

use super::connection::{self, LiteSql, Mode, Synchronous, told};
use crate::error::{Result, StoreError};
use crate::pool::{Bounds, Pool};
use crate::store::{Body, Failure};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;

const BOUNDS: Bounds = Bounds { connections_max: 8, waiting_max: 1_024, what: "readers" };

pub(super) struct Readers {
    file: PathBuf,
    mode: Mode,
    pool: Pool<Connection>,
}

impl Readers {
    pub(super) fn new(file: PathBuf, mode: Mode) -> Self {
        Self { file, mode, pool: Pool::new(BOUNDS) }
    }

    pub(super) fn snapshot(&self, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let conn = self.take().map_err(Failure::Store)?;
        let ran = catch_unwind(AssertUnwindSafe(|| look(&conn, name, body)));
        // A connection whose transaction cannot be ended is closed instead.
        let ended = conn.is_autocommit() || conn.execute_batch("rollback").is_ok();
        self.pool.give(ended.then_some(conn));
        ran.unwrap_or_else(|panic| resume_unwind(panic))
    }

    fn take(&self) -> Result<Connection> {
        match self.pool.take()? {
            Some(conn) => Ok(conn),
            None => connection::open(&self.file, self.mode, Synchronous::Full).inspect_err(|_| self.pool.give(None)),
        }
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
        return Err(Failure::Store(StoreError::dropped(name)));
    }
    Ok(())
}
