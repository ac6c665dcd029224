//! A data folder opened for looking only: for verification, also while a centre runs in it, and also
//! on a disk that cannot be written.
//!
//! The folder is not locked, nothing in it is changed, and no table is brought up to date: a folder
//! of another version is refused. A closed folder has no write-ahead log; it is read as a file that
//! does not change, and a look during which a centre began to write ends in an error instead of an
//! answer about two moments.
//!
//! Not here: what is looked for (`audit.rs`, and the commands of `server`).

use super::connection::{self, LiteSql, Mode, Synchronous};
use super::readers::Readers;
use super::{DATABASE_FILE, SqliteStore, folder_error};
use crate::error::{Result, StoreError};
use crate::migrate::{self, EMBEDDED};
use crate::sql::Sql;
use crate::store::{Body, Door, Failure, Store};
use cordon_journal::{Draft, RowDigest};
use cordon_model::Stamp;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// See [`SqliteStore::open_read_only`].
pub struct ReadOnly {
    readers: Readers,
    file: PathBuf,
    /// How a closed folder's file looked when it was opened; none of one in use.
    closed: Option<Looks>,
}

/// What changes when somebody writes to a closed folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Looks {
    bytes: u64,
    modified: Option<SystemTime>,
}

impl std::fmt::Debug for ReadOnly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadOnly").field("file", &self.file).field("in_use", &self.closed.is_none()).finish()
    }
}

impl SqliteStore {
    /// Opens a data folder for looking, in use or not.
    pub fn open_read_only(folder: &Path) -> Result<ReadOnly> {
        let file = folder.join(DATABASE_FILE);
        let looks = looks(&file).ok_or_else(|| {
            StoreError::determinate(format!(
                "`{}` holds no `{DATABASE_FILE}`; give the data folder of a centre",
                folder.display()
            ))
        })?;
        let closed = (!log_of(&file).exists()).then_some(looks);
        let mode = if closed.is_some() { Mode::ReadClosed } else { Mode::ReadOnly };
        let conn = connection::open(&file, mode, Synchronous::Full)
            .map_err(|error| StoreError::determinate(format!("data folder `{}`: {error}", folder.display())))?;
        migrate::is_current(&mut LiteSql::new(&conn), EMBEDDED)?;
        Ok(ReadOnly { readers: Readers::new(file.clone(), mode), file, closed })
    }
}

impl SqliteStore {
    /// Writes a copy of a folder's database as it is at one moment, also while a centre works there.
    /// The copy is a whole database, synced; a file that is there is not overwritten.
    pub fn back_up(folder: &Path, to: &Path) -> Result<()> {
        drop(Self::open_read_only(folder)?);
        let to_text = to.to_str().ok_or_else(|| StoreError::determinate("the copy's name is not UTF-8"))?;
        File::create_new(to).map_err(|error| folder_error(to, "cannot be made", &error))?;
        let conn = connection::open(&folder.join(DATABASE_FILE), Mode::Copy, Synchronous::Full)?;
        // Into an empty file SQLite writes as into a new one.
        conn.execute("vacuum into ?1", [to_text]).map_err(|error| connection::told(&error))?;
        let synced = File::open(to).and_then(|file| file.sync_all());
        synced.map_err(|error| folder_error(to, "cannot be synced", &error))
    }
}

fn looks(file: &Path) -> Option<Looks> {
    let metadata = std::fs::metadata(file).ok()?;
    Some(Looks { bytes: metadata.len(), modified: metadata.modified().ok() })
}

fn log_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

impl ReadOnly {
    fn is_undisturbed(&self) -> bool {
        self.closed.is_none_or(|then| !log_of(&self.file).exists() && looks(&self.file) == Some(then))
    }
}

fn refused() -> StoreError {
    StoreError::determinate("the data folder was opened for looking only")
}

impl Store for ReadOnly {
    fn transact(&self, _: Door, _: &'static str, _: &mut Body<'_>) -> Result<(), Failure> {
        Err(Failure::Store(refused()))
    }

    fn snapshot(&self, _: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let looked = self.readers.snapshot(name, body);
        if self.is_undisturbed() {
            return looked;
        }
        // Whatever was found, or failed, may come from pages of two moments.
        Err(Failure::Store(StoreError::determinate("a centre was started in the data folder meanwhile; look again")))
    }

    fn append(&self, _: &mut dyn Sql, _: Stamp, _: Draft, _: Vec<RowDigest>) -> Result<()> {
        Err(refused())
    }
}
