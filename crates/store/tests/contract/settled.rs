//! Entries seen as soon as an act returns, where the store numbers them later.

use cordon_journal::{Draft, RowDigest};
use cordon_model::Stamp;
use cordon_store::postgres::PostgresStore;
use cordon_store::store::Body;
use cordon_store::{Door, Failure, Result, Sql, Store};
use std::sync::Arc;
use std::time::Duration;

/// A store whose entries have their numbers when an act returns.
pub struct Settled {
    inner: Box<dyn Store>,
    numbering: Arc<PostgresStore>,
}

impl Settled {
    pub fn new(inner: impl Store + 'static, numbering: Arc<PostgresStore>) -> Self {
        Self { inner: Box::new(inner), numbering }
    }
}

impl Store for Settled {
    fn transact(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let end = self.inner.transact(door, name, body);
        assert_eq!(self.numbering.settle(Duration::from_secs(30)), Ok(true), "entries were not numbered");
        end
    }

    fn snapshot(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        self.inner.snapshot(door, name, body)
    }

    fn append(&self, sql: &mut dyn Sql, learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<()> {
        self.inner.append(sql, learned_at, draft, rows)
    }
}
