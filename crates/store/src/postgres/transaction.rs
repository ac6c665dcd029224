//! A closure as one transaction: run, run again after a conflict, and told what may be believed.
//!
//! ```text
//! begin serializable - savepoint - closure ─ kept ───── commit ─┬─ told: committed
//!      ^                              │                         ├─ conflict: again
//!      │                              ├─ gave up - rollback to savepoint - commit - told: gave up
//!      │                              └─ failed - rollback      └─ connection lost: nobody knows
//!      └── pause ───────────────────────── conflict, connection lost before the commit
//! ```
//!
//! A closure that gives up is committed too, without what it wrote: a refusal is a reading of the
//! database, and a serialisable reading holds only once its transaction has committed.
//!
//! Not here: what a statement does (`connection.rs`), and who numbers the entries (`sequencer.rs`).

use super::connection::{Link, LiveSql, Trouble, told, trouble};
use crate::error::{Result, StoreError};
use crate::pool::{Bounds, Pool};
use crate::store::{Body, Failure};
use postgres::Config;
use std::any::Any;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

/// Runs of one closure before its caller is told that the store is busy: about two seconds of pauses.
pub const RUNS_MAX: u32 = 16;
/// Of these, runs beside others. An act that met others so often has the next run alone: they wait at
/// the gate, a table that nothing else locks, and it goes through.
const RUNS_TOGETHER_MAX: u32 = 3;
/// Runs after a key was found taken: what is taken now and was before stays taken.
const RUNS_TAKEN_MAX: u32 = 3;
const PAUSE_MAX: Duration = Duration::from_millis(256);

/// What kind of transaction, in one word to PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Write,
    /// The snapshot is fixed by the first statement, so one is made at once.
    Look,
}

impl Kind {
    /// A writer that this program has lost gives its locks back; a look may take its time.
    fn settle(self) -> &'static str {
        match self {
            Self::Write => "set idle_in_transaction_session_timeout = '60s'",
            Self::Look => "set idle_in_transaction_session_timeout = 0",
        }
    }

    /// `lock table` takes no snapshot, so what is done before the lock is had is seen.
    fn begin(self, alone: bool) -> &'static str {
        match self {
            Self::Write if alone => {
                "begin isolation level serializable; lock table founding in exclusive mode; savepoint closure"
            }
            Self::Write => {
                "begin isolation level serializable; lock table founding in row share mode; savepoint closure"
            }
            Self::Look => {
                "begin isolation level repeatable read read only;
                 select number from migrations limit 1; savepoint closure"
            }
        }
    }
}

/// Connections of one kind, and who is inside a transaction.
pub(super) struct Lane {
    config: Config,
    kind: Kind,
    pool: Pool<Link>,
    /// Threads that write now: one that asks again could wait for itself.
    inside: Mutex<HashSet<ThreadId>>,
    pub(super) counts: Counts,
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) commits: AtomicU64,
    /// Runs after the first.
    pub(super) again: AtomicU64,
}

/// How one run ended.
enum Ran {
    Kept,
    Aborted,
    Panicked(Box<dyn Any + Send>),
    Failed(Trouble, StoreError),
    /// Lost with the commit under way.
    Unknown(String),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the thread out again, however its transaction ends.
struct Inside<'l>(Option<(&'l Lane, ThreadId)>);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        if let Some((lane, thread)) = self.0 {
            lock(&lane.inside).remove(&thread);
        }
    }
}

impl Lane {
    pub(super) fn new(config: Config, kind: Kind, bounds: Bounds) -> Self {
        let (pool, inside, counts) = (Pool::new(bounds), Mutex::default(), Counts::default());
        Self { config, kind, pool, inside, counts }
    }

    pub(super) fn waiting(&self) -> usize {
        self.pool.waiting()
    }

    pub(super) fn drain(&self) -> Vec<Link> {
        self.pool.drain()
    }

    pub(super) fn transact(&self, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let _inside = self.enter(name).map_err(Failure::Store)?;
        let mut link = self.pool.take().map_err(Failure::Store)?;
        let end = self.run_until_ended(&mut link, name, body);
        self.pool.give(link.filter(Link::is_open));
        end.unwrap_or_else(|panic| resume_unwind(panic))
    }

    fn enter(&self, name: &str) -> Result<Inside<'_>> {
        if self.kind == Kind::Look {
            return Ok(Inside(None));
        }
        let thread = thread::current().id();
        if lock(&self.inside).insert(thread) {
            return Ok(Inside(Some((self, thread))));
        }
        Err(StoreError::nested(name))
    }

    /// Runs the closure until it is known how it ended, or has been tried often enough.
    fn run_until_ended(
        &self,
        link: &mut Option<Link>,
        name: &'static str,
        body: &mut Body<'_>,
    ) -> Result<Result<(), Failure>, Box<dyn Any + Send>> {
        let (mut run, mut met) = (0, 0);
        loop {
            run += 1;
            let (trouble, error) = match self.run(link, met >= RUNS_TOGETHER_MAX, name, body) {
                Ran::Kept => return Ok(Ok(())),
                Ran::Aborted => return Ok(Err(Failure::Aborted)),
                Ran::Panicked(panic) => return Err(panic),
                Ran::Unknown(what) => return Ok(Err(Failure::Store(StoreError::indeterminate(what)))),
                Ran::Failed(trouble, error) => (trouble, error),
            };
            let runs_max = match trouble {
                Trouble::Fault => 1,
                Trouble::Taken => RUNS_TAKEN_MAX,
                Trouble::Conflict | Trouble::Lost => RUNS_MAX,
            };
            if run >= runs_max {
                return Ok(Err(Failure::Store(match trouble {
                    Trouble::Conflict => StoreError::determinate(format!(
                        "busy: `{name}` met other acts {run} times; ask again later ({error})"
                    )),
                    _ => error,
                })));
            }
            met += u32::from(trouble == Trouble::Conflict);
            self.counts.again.fetch_add(1, Ordering::Relaxed);
            thread::sleep(pause(run, link.as_ref().map_or(0, |link| link.backend)));
        }
    }

    /// One run, on a connection that is open: an idle one may have been closed from the other side.
    fn run(&self, link: &mut Option<Link>, alone: bool, name: &'static str, body: &mut Body<'_>) -> Ran {
        if link.as_ref().is_none_or(|link| !link.is_open()) {
            match Link::open(&self.config) {
                Ok(mut opened) => {
                    if let Err(error) = opened.run(self.kind.settle()) {
                        return Ran::Failed(Trouble::Lost, told(&error));
                    }
                    *link = Some(opened);
                }
                Err(error) => return Ran::Failed(Trouble::Lost, error),
            }
        }
        let Some(link) = link.as_mut() else {
            return Ran::Failed(Trouble::Lost, StoreError::determinate("no connection"));
        };
        if let Err(error) = link.run(self.kind.begin(alone)) {
            return failed(link, trouble(&error), told(&error));
        }
        let mut sql = LiveSql::new(link);
        let ran = catch_unwind(AssertUnwindSafe(|| body(&mut sql)));
        let failure = sql.failed();
        match (ran, failure) {
            (Err(panic), _) => {
                roll_back(link);
                Ran::Panicked(panic)
            }
            (Ok(Ok(())), Some((Trouble::Fault, _))) => failed(link, Trouble::Fault, StoreError::dropped(name)),
            // The closure has told its own error, which says the same in its words.
            (Ok(Err(_)), Some((Trouble::Fault, _))) => {
                roll_back(link);
                Ran::Aborted
            }
            (Ok(_), Some((trouble, error))) => failed(link, trouble, error),
            (Ok(Ok(())), None) => self.commit(link, "commit", Ran::Kept),
            (Ok(Err(_)), None) => self.commit(link, "rollback to closure; commit", Ran::Aborted),
        }
    }

    fn commit(&self, link: &mut Link, text: &str, done: Ran) -> Ran {
        let Err(error) = link.run(text) else {
            self.counts.commits.fetch_add(1, Ordering::Relaxed);
            return done;
        };
        match (trouble(&error), &done) {
            // Of a look, and of an act that gave up, nothing is lost with the connection.
            (Trouble::Lost, Ran::Kept) if self.kind == Kind::Write => {
                Ran::Unknown(format!("the connection was lost during the commit: {}", told(&error)))
            }
            (trouble, _) => failed(link, trouble, told(&error)),
        }
    }
}

fn failed(link: &mut Link, trouble: Trouble, error: StoreError) -> Ran {
    roll_back(link);
    Ran::Failed(trouble, error)
}

/// If even this fails the connection is closed, and the server rolls back by itself.
fn roll_back(link: &mut Link) {
    if link.is_open() && link.run("rollback").is_err() {
        tracing::debug!("a connection was lost before its transaction could be rolled back");
    }
}

/// Longer from run to run, and another for each connection: two that met do not meet again at once.
/// The backend's number spreads them, so no randomness is needed.
fn pause(run: u32, backend: i64) -> Duration {
    let longest = Duration::from_millis(1_u64.checked_shl(run).unwrap_or(u64::MAX)).min(PAUSE_MAX);
    let mixed = backend.unsigned_abs().wrapping_add(u64::from(run)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    // From a half of it to the whole.
    longest / 2 + (longest / 2).saturating_mul(u32::try_from(mixed % 1_024).unwrap_or(0)) / 1_024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_their_bound_and_differ_between_connections() {
        for run in 1..RUNS_MAX {
            let (one, other) = (pause(run, 4_711), pause(run, 4_712));
            assert!(one != other && one <= PAUSE_MAX, "{run}: {one:?} {other:?}");
            assert!(one >= Duration::from_millis(1 << run.min(8)) / 2);
        }
    }
}
