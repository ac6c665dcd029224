//! Gives committed entries their numbers: gapless, and never an act before one whose rows it saw.
//!
//! An act leaves its entry unnumbered, under the number of its own transaction. One sequencer at a
//! time, over all servers on the database, moves what is committed into the journal:
//!
//! - It holds an advisory lock with its session; when the session ends its transaction has ended
//!   before, so the next sequencer begins where it left off.
//! - A round is one snapshot. If that shows an act, it shows every act whose rows it saw: those had
//!   committed before its own snapshot. Among the acts of one round the transaction's number
//!   decides: it is given at the first write, after the snapshot, so of two acts the one that saw
//!   the other has the higher.
//!
//! Two acts that ran at the same time and saw nothing of each other stand in either order.
//!
//! Not here: the tree and its signed heads (`server`). They follow the numbers.

use super::connection::{Link, told};
use crate::entries;
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use postgres::Config;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Entries of another server's acts wait so long for a round at most.
const ROUND_EVERY: Duration = Duration::from_millis(25);
/// Between two rounds at least: acts that come together are numbered together.
const ROUND_REST: Duration = Duration::from_millis(5);
/// How often somebody who does not number asks whether he should.
const ASK_EVERY: Duration = Duration::from_millis(200);
/// Entries numbered in one transaction.
const ROUND_MAX: u32 = 1_000;
/// Whose lock it is, in the database. Both spell: cordon.
const LOCK: i64 = 0x636f_7264_6f6e_0001;

/// The thread, and how it is spoken to.
pub(super) struct Sequencer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    signal: Mutex<Signal>,
    called: Condvar,
    leads: AtomicBool,
}

#[derive(Default)]
struct Signal {
    work: bool,
    /// Somebody waits for the numbers: no rest before the next round.
    hurry: bool,
    stop: bool,
}

impl Shared {
    fn signal(&self) -> MutexGuard<'_, Signal> {
        self.signal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Rests, then waits until there is work or `most` has passed. Says whether to stop.
    fn wait(&self, most: Duration) -> bool {
        let signal = self.waited(self.signal(), ROUND_REST, |signal| !signal.hurry && !signal.stop);
        let mut signal = self.waited(signal, most, |signal| !signal.work && !signal.stop);
        (signal.work, signal.hurry) = (false, false);
        signal.stop
    }

    fn waited<'s>(
        &'s self,
        signal: MutexGuard<'s, Signal>,
        most: Duration,
        quiet: impl Fn(&Signal) -> bool,
    ) -> MutexGuard<'s, Signal> {
        let waited = self.called.wait_timeout_while(signal, most, |signal| quiet(signal));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Sequencer {
    pub(super) fn start(config: Config) -> Result<Self> {
        let shared = Arc::new(Shared::default());
        let here = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("sequencer".to_owned())
            .spawn(move || sequence(&config, &here))
            .map_err(|error| StoreError::determinate(format!("no thread for the sequencer: {error}")))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// An act was committed here.
    pub(super) fn wake(&self) {
        self.shared.signal().work = true;
        self.shared.called.notify_one();
    }

    /// Somebody waits.
    pub(super) fn hurry(&self) {
        let mut signal = self.shared.signal();
        (signal.work, signal.hurry) = (true, true);
        drop(signal);
        self.shared.called.notify_one();
    }

    /// Whether this process numbers the entries: of all servers on the database one does.
    pub(super) fn leads(&self) -> bool {
        self.shared.leads.load(Ordering::SeqCst)
    }
}

impl Drop for Sequencer {
    fn drop(&mut self) {
        self.shared.signal().stop = true;
        self.shared.called.notify_one();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the sequencer had stopped unexpectedly");
        }
    }
}

fn sequence(config: &Config, shared: &Shared) {
    let mut link = None;
    loop {
        let rest = match round(config, &mut link, shared) {
            Ok(rest) => rest,
            Err(error) => {
                shared.leads.store(false, Ordering::SeqCst);
                tracing::warn!(%error, "entries were not numbered; it will be tried again");
                link = None;
                ASK_EVERY
            }
        };
        if shared.wait(rest) {
            return;
        }
    }
}

/// One round, and how long to rest after it.
fn round(config: &Config, link: &mut Option<Link>, shared: &Shared) -> Result<Duration> {
    let link = match link {
        Some(link) => link,
        None => link.insert(Link::open(config)?),
    };
    if !shared.leads.load(Ordering::SeqCst) {
        let rows = link.query("select pg_try_advisory_lock($1)", &[LOCK.into()])?;
        if !rows.first().map_or(Ok(false), |row| row.bool(0))? {
            return Ok(ASK_EVERY);
        }
        shared.leads.store(true, Ordering::SeqCst);
        tracing::info!("this server numbers the entries now");
    }
    let numbered = number(link)?;
    Ok(if numbered == ROUND_MAX { Duration::ZERO } else { ROUND_EVERY })
}

/// The snapshot is taken after the lock was had: what the one before numbered is seen.
fn number(link: &mut Link) -> Result<u32> {
    if entries::first_unnumbered(link)?.is_none() {
        return Ok(0);
    }
    link.run("begin isolation level repeatable read").map_err(|error| told(&error))?;
    let numbered = entries::number(link, ROUND_MAX);
    let end = if numbered.is_ok() { "commit" } else { "rollback" };
    link.run(end).map_err(|error| told(&error))?;
    numbered
}
