//! A store for tests whose writes fail when they are told to: the disk is full, nobody knows whether the
//! commit went through, or the process dies at this very write. Every way of failing leaves the records as
//! a real one would: whole, with that act or without it.
//!
//! Not here: what a disk forgets that was not synced (`sqlite/power.rs`).

use crate::error::{Result, StoreError};
use crate::sql::Sql;
use crate::store::{Abort, Body, Door, Failure, Store};
use cordon_journal::{Draft, RowDigest};
use cordon_model::Stamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How a write fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It surely did not happen.
    DiskFull,
    /// The commit fails in flight: whoever asked does not know what became of it.
    Unknown { committed: bool },
    /// The process is gone with this write, and answers nothing until the folder is opened anew.
    Crash { committed: bool },
}

#[derive(Debug)]
pub struct Faulty<S> {
    store: S,
    plan: Mutex<Plan>,
}

#[derive(Debug, Default)]
struct Plan {
    writes: u64,
    faults: BTreeMap<u64, Fault>,
    crashed: bool,
}

impl<S> Faulty<S> {
    pub fn new(store: S) -> Self {
        Self { store, plan: Mutex::new(Plan::default()) }
    }

    /// The write after `writes` more fails like this.
    pub fn fail_after(&self, writes: u64, fault: Fault) {
        let mut plan = self.plan();
        let at = plan.writes.saturating_add(writes).saturating_add(1);
        plan.faults.insert(at, fault);
    }

    /// No write that is still to come fails.
    pub fn heal(&self) {
        self.plan().faults.clear();
    }

    pub fn has_crashed(&self) -> bool {
        self.plan().crashed
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a write, and says how it fails.
    fn next(&self) -> Result<Option<Fault>, Failure> {
        let mut plan = self.plan();
        if plan.crashed {
            return Err(gone());
        }
        plan.writes = plan.writes.saturating_add(1);
        let at = plan.writes;
        let fault = plan.faults.remove(&at);
        plan.crashed = matches!(fault, Some(Fault::Crash { .. }));
        Ok(fault)
    }
}

fn gone() -> Failure {
    Failure::Store(StoreError::determinate("the process is gone"))
}

impl Fault {
    const fn commits(self) -> bool {
        match self {
            Self::DiskFull => false,
            Self::Unknown { committed } | Self::Crash { committed } => committed,
        }
    }

    fn told(self) -> Failure {
        Failure::Store(match self {
            Self::DiskFull => StoreError::determinate("the disk is full"),
            Self::Unknown { .. } | Self::Crash { .. } => StoreError::indeterminate("the commit failed in flight"),
        })
    }
}

impl<S: Store> Store for Faulty<S> {
    fn transact(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let Some(fault) = self.next()? else {
            return self.store.transact(door, name, body);
        };
        let mut ran = false;
        let end = self.store.transact(door, name, &mut |sql| {
            body(sql)?;
            ran = true;
            if fault.commits() { Ok(()) } else { Err(Abort) }
        });
        // Whoever gave up by himself wanted nothing committed, and is not failed by it; unless he is gone.
        if ran || self.has_crashed() { Err(fault.told()) } else { end }
    }

    fn snapshot(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        if self.has_crashed() {
            return Err(gone());
        }
        self.store.snapshot(door, name, body)
    }

    fn append(&self, sql: &mut dyn Sql, learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<()> {
        self.store.append(sql, learned_at, draft, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Done, Doors};
    use crate::{SqliteStore, entries};
    use cordon_journal::entry::Actor;

    const NOW: Stamp = Stamp::from_ms(1_700_000_000_000);

    fn act(store: &Faulty<SqliteStore>) -> Result<()> {
        store.act("test", NOW, |_| Ok(Done::new((), Draft::new("test", Actor::system("test")))))
    }

    fn entries_in(store: &Faulty<SqliteStore>) -> usize {
        store.view("count", |view| entries::range(crate::Read::sql(view), 0, 100)).unwrap().len()
    }

    #[test]
    fn a_write_fails_as_it_was_told_to_and_leaves_what_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let store = Faulty::new(SqliteStore::open(folder.path(), NOW).unwrap());
        let before = entries_in(&store);
        let cases =
            [(Fault::DiskFull, 0), (Fault::Unknown { committed: false }, 0), (Fault::Unknown { committed: true }, 1)];
        let mut kept = before;
        for (fault, left) in cases {
            store.fail_after(1, fault);
            act(&store).unwrap();
            let failed = act(&store).unwrap_err();
            assert_eq!(matches!(failed, StoreError::Determinate { .. }), fault == Fault::DiskFull, "{fault:?}");
            kept += 1 + left;
            assert_eq!(entries_in(&store), kept, "{fault:?}");
        }
        store.fail_after(0, Fault::DiskFull);
        store.heal();
        act(&store).unwrap();
    }

    #[test]
    fn after_a_crash_nothing_answers_until_it_is_opened_anew() {
        let folder = tempfile::tempdir().unwrap();
        for committed in [false, true] {
            let store = Faulty::new(SqliteStore::open(folder.path(), NOW).unwrap());
            let before = entries_in(&store);
            store.fail_after(0, Fault::Crash { committed });
            assert!(matches!(act(&store), Err(StoreError::Indeterminate { .. })));
            assert!(store.has_crashed() && matches!(act(&store), Err(StoreError::Determinate { .. })));
            assert!(store.view("look", |view| entries::range(crate::Read::sql(view), 0, 1)).is_err());
            drop(store);
            let again = Faulty::new(SqliteStore::open(folder.path(), NOW).unwrap());
            assert_eq!(entries_in(&again), before + usize::from(committed));
        }
    }
}
