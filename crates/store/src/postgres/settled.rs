//! A store for tests: entries have their numbers when an act returns, so that a test written for one
//! writer at a time can look at them at once.
//!
//! Not here: how numbers are given (`sequencer.rs`).

use super::PostgresStore;
use crate::error::{Result, StoreError};
use crate::sql::Sql;
use crate::store::{Body, Door, Failure, Store};
use cordon_journal::{Draft, RowDigest};
use cordon_model::Stamp;
use std::sync::Arc;
use std::time::Duration;

const SETTLE_MAX: Duration = Duration::from_secs(30);

/// Another store over a [`PostgresStore`], such as `Twice`, and that one itself.
#[derive(Debug)]
pub struct Settled<S> {
    inner: S,
    numbering: Arc<PostgresStore>,
}

impl<S: Store> Settled<S> {
    pub fn new(inner: S, numbering: Arc<PostgresStore>) -> Self {
        Self { inner, numbering }
    }
}

impl<S: Store> Store for Settled<S> {
    fn transact(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let end = self.inner.transact(door, name, body);
        match self.numbering.settle(SETTLE_MAX) {
            Ok(true) => end,
            Ok(false) => Err(Failure::Store(StoreError::indeterminate("entries were not numbered in time"))),
            Err(error) => Err(Failure::Store(error)),
        }
    }

    fn snapshot(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        self.inner.snapshot(door, name, body)
    }

    fn append(&self, sql: &mut dyn Sql, learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<()> {
        self.inner.append(sql, learned_at, draft, rows)
    }
}
