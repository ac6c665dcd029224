//! The three doors to what is kept: an act, housekeeping, a look.
//!
//! - [`Doors::act`]: rows change and exactly one entry is appended, together or not at all. The only
//!   door through which covered records can be written.
//! - [`Doors::keep`]: what is no act (leases, sessions, checkpoints); no covered record can be
//!   written and no entry is made.
//! - [`Doors::view`]: one consistent snapshot, read only.
//!
//! A closure may be run again after a conflict, so it must bear that: it asks the transaction
//! everything it needs and changes nothing outside itself. Nothing gives a sequence number back
//! from a write, because not every store has numbered the entry by then.
//!
//! Not here: which database it is (`sqlite.rs`), and who may act (`desk`).

use crate::error::{Result, StoreError};
use crate::guard::{Guarded, Rights};
use crate::record::{self, Record};
use crate::sql::{Row, Sql, Value};
use cordon_journal::{Draft, RowDigest};
use cordon_model::Stamp;
use std::collections::BTreeMap;

/// A closure gave up; its reason is kept by the door that called it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abort;

/// Why a transaction left nothing behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The closure gave up and everything it did was rolled back.
    Aborted,
    /// The store failed; see the error for what may be believed.
    Store(StoreError),
}

/// Shows that a door is calling: only the doors can make one. So the bare transaction below them,
/// which no guard watches, cannot be had from outside, while a store that wraps another passes on
/// what it was given.
#[derive(Debug, Clone, Copy)]
pub struct Door(());

/// The body of a transaction: it may be called more than once.
pub type Body<'a> = dyn FnMut(&mut dyn Sql) -> Result<(), Abort> + 'a;

/// A database, as small as it can be. Use it through [`Doors`].
pub trait Store: Send + Sync {
    /// Runs `body` in a read-write transaction and returns once the commit is durable.
    fn transact(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure>;
    /// Runs `body` on one consistent snapshot; writing in it fails.
    fn snapshot(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure>;
    /// Adds the entry of an act inside its transaction. The store numbers it: at once where there
    /// is one writer, by a sequencer after the commit where there are many.
    fn append(&self, sql: &mut dyn Sql, learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<()>;
}

impl<S: Store + ?Sized> Store for std::sync::Arc<S> {
    fn transact(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        (**self).transact(door, name, body)
    }

    fn snapshot(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        (**self).snapshot(door, name, body)
    }

    fn append(&self, sql: &mut dyn Sql, learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<()> {
        (**self).append(sql, learned_at, draft, rows)
    }
}

/// What an act leaves: its value for the caller and its entry for the journal.
#[derive(Debug)]
pub struct Done<T> {
    pub value: T,
    pub entry: Draft,
}

impl<T> Done<T> {
    pub fn new(value: T, entry: Draft) -> Self {
        Self { value, entry }
    }
}

/// Reading, the same behind every door.
pub trait Read {
    /// For statements. Writing is limited to the tables of the door.
    fn sql(&mut self) -> &mut dyn Sql;

    /// The record with this key, if there is one.
    fn load<R: Record>(&mut self, key: impl ToString) -> Result<Option<R>>
    where
        Self: Sized,
    {
        record::load(self.sql(), &key.to_string())
    }

    /// The record with this key, which must exist.
    fn need<R: Record>(&mut self, key: impl ToString) -> Result<R>
    where
        Self: Sized,
    {
        let key = key.to_string();
        let found = record::load(self.sql(), &key)?;
        found.ok_or(StoreError::Missing { table: R::TABLE.name, key })
    }

    /// The records that a static tail (`where … order by … limit …`) selects.
    fn select<R: Record>(&mut self, tail: &'static str, args: &[Value]) -> Result<Vec<R>>
    where
        Self: Sized,
    {
        record::select(self.sql(), tail, args)
    }

    /// Plain rows.
    fn query(&mut self, sql: &'static str, args: &[Value]) -> Result<Vec<Row>> {
        self.sql().query(sql, args)
    }
}

/// Inside an act.
#[derive(Debug)]
pub struct Unit<'a> {
    guarded: Guarded<'a>,
    digests: BTreeMap<(&'static str, String), [u8; 32]>,
    /// What the digests take in the entry.
    bytes: usize,
}

/// A digest in an entry, with the lengths of table and key before them.
const DIGEST_BYTES: usize = 36;

impl<'a> Unit<'a> {
    fn new(sql: &'a mut dyn Sql) -> Self {
        Self { guarded: Guarded::new(sql, Rights::Act), digests: BTreeMap::new(), bytes: 0 }
    }

    /// How many bytes of the entry the rows written so far take.
    pub const fn digest_bytes(&self) -> usize {
        self.bytes
    }

    /// Writes a record, new or changed. Its digest goes into the entry of this act; of a record
    /// written twice, the last.
    pub fn put<R: Record>(&mut self, record: &R) -> Result<()> {
        let digest = record::put(self.guarded.inner(), record)?;
        let key = record.key();
        let bytes = DIGEST_BYTES.saturating_add(R::TABLE.name.len()).saturating_add(key.len());
        if self.digests.insert((R::TABLE.name, key), digest).is_none() {
            self.bytes = self.bytes.saturating_add(bytes);
        }
        Ok(())
    }

    fn rows(&mut self) -> Vec<RowDigest> {
        std::mem::take(&mut self.digests)
            .into_iter()
            .map(|((table, key), digest)| RowDigest { table: table.to_owned(), key, digest })
            .collect()
    }
}

impl Read for Unit<'_> {
    fn sql(&mut self) -> &mut dyn Sql {
        &mut self.guarded
    }
}

/// Inside housekeeping.
#[derive(Debug)]
pub struct Keep<'a>(Guarded<'a>);

impl Read for Keep<'_> {
    fn sql(&mut self) -> &mut dyn Sql {
        &mut self.0
    }
}

/// Inside a look.
#[derive(Debug)]
pub struct View<'a>(Guarded<'a>);

impl Read for View<'_> {
    fn sql(&mut self) -> &mut dyn Sql {
        &mut self.0
    }
}

/// The doors, on every store.
pub trait Doors: Store {
    /// One act: rows and one entry, together and durable, or nothing at all.
    fn act<T, E: From<StoreError>>(
        &self,
        name: &'static str,
        now: Stamp,
        mut verb: impl FnMut(&mut Unit<'_>) -> Result<Done<T>, E>,
    ) -> Result<T, E> {
        let mut outcome = None;
        let end = self.transact(Door(()), name, &mut |sql| {
            let mut unit = Unit::new(sql);
            let done = catch(&mut outcome, verb(&mut unit))?;
            let rows = unit.rows();
            let appended = self.append(unit.guarded.inner(), now, done.entry, rows);
            catch(&mut outcome, appended.map_err(E::from))?;
            outcome = Some(Ok(done.value));
            Ok(())
        });
        conclude(end, outcome)
    }

    /// Housekeeping: durable, but no act.
    fn keep<T, E: From<StoreError>>(
        &self,
        name: &'static str,
        mut chore: impl FnMut(&mut Keep<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut outcome = None;
        let end = self.transact(Door(()), name, &mut |sql| {
            let value = catch(&mut outcome, chore(&mut Keep(Guarded::new(sql, Rights::Keep))))?;
            outcome = Some(Ok(value));
            Ok(())
        });
        conclude(end, outcome)
    }

    /// A look at one consistent snapshot.
    fn view<T, E: From<StoreError>>(
        &self,
        name: &'static str,
        mut look: impl FnMut(&mut View<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut outcome = None;
        let end = self.snapshot(Door(()), name, &mut |sql| {
            let value = catch(&mut outcome, look(&mut View(Guarded::new(sql, Rights::View))))?;
            outcome = Some(Ok(value));
            Ok(())
        });
        conclude(end, outcome)
    }
}

impl<S: Store + ?Sized> Doors for S {}

/// Keeps the reason of a closure that gives up. A run again overwrites what an earlier one left.
fn catch<V, T, E>(outcome: &mut Option<Result<V, E>>, result: Result<T, E>) -> Result<T, Abort> {
    result.map_err(|error| {
        *outcome = Some(Err(error));
        Abort
    })
}

/// What the store says comes first: a value whose commit failed is no value.
fn conclude<T, E: From<StoreError>>(end: Result<(), Failure>, outcome: Option<Result<T, E>>) -> Result<T, E> {
    match (end, outcome) {
        (Err(Failure::Store(error)), _) => Err(E::from(error)),
        (Ok(()), Some(Ok(value))) => Ok(value),
        (Err(Failure::Aborted), Some(Err(error))) => Err(error),
        (Ok(()), _) => {
            Err(E::from(StoreError::indeterminate("the store says committed, but the closure gave no value")))
        }
        (Err(Failure::Aborted), _) => {
            Err(E::from(StoreError::determinate("the transaction was given up without a reason")))
        }
    }
}
