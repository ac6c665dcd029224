//! A database opened for looking only, also while servers work on it: no table is brought up to date
//! and no entry is numbered. A database of another version is refused.
//!
//! Not here: what is looked for (`audit.rs`, and the commands of `server`).

use super::connection::Link;
use super::transaction::{Kind, Lane};
use super::{PostgresStore, READERS, configured};
use crate::error::{Result, StoreError};
use crate::migrate::{self, EMBEDDED};
use crate::sql::Sql;
use crate::store::{Body, Door, Failure, Store};
use cordon_journal::{Draft, RowDigest};
use cordon_model::Stamp;

/// See [`PostgresStore::open_read_only`].
pub struct ReadOnly {
    readers: Lane,
}

impl std::fmt::Debug for ReadOnly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadOnly").finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// Opens a database for looking, in use or not.
    pub fn open_read_only(address: &str) -> Result<ReadOnly> {
        let config = configured(address)?;
        let mut link = Link::open(&config)?;
        let tables = link.query("select to_regclass('migrations') is not null", &[])?;
        if !tables.first().map_or(Ok(false), |row| row.bool(0))? {
            return Err(no_records());
        }
        migrate::is_current(&mut link, EMBEDDED)?;
        Ok(ReadOnly { readers: Lane::new(config, Kind::Look, READERS) })
    }
}

/// What is told of a database in which nobody has begun.
pub fn no_records() -> StoreError {
    StoreError::determinate("the database holds no records of a centre")
}

fn refused() -> StoreError {
    StoreError::determinate("the database was opened for looking only")
}

impl Store for ReadOnly {
    fn transact(&self, _: Door, _: &'static str, _: &mut Body<'_>) -> Result<(), Failure> {
        Err(Failure::Store(refused()))
    }

    fn snapshot(&self, _: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        self.readers.transact(name, body)
    }

    fn append(&self, _: &mut dyn Sql, _: Stamp, _: Draft, _: Vec<RowDigest>) -> Result<()> {
        Err(refused())
    }
}
