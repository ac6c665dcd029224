//! Where the records of a data folder are: in a database file of its own, or in the PostgreSQL that
//! the folder names. Keys, and the memory of what was signed, are in the folder either way.
//!
//! The address stands in the folder, in one file, so that every command that is given the folder
//! finds the same records. It may hold a password: the file is for the owner only.
//!
//! Not here: the stores themselves (`cordon-store`).

use crate::commands::keys::write_new;
use anyhow::{Context, bail};
use cordon_model::Stamp;
use cordon_store::sqlite::DATABASE_FILE;
use cordon_store::{PostgresStore, SqliteStore, Store, StoreError, founding};
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names the database, where the folder has none of its own.
pub const ADDRESS_FILE: &str = "store.address";

/// Makes a data folder; only the one who runs the centre looks into it.
pub fn make_folder(data: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(data)
}

/// Where records are, without opening them.
#[derive(Clone)]
pub enum Place {
    Folder(PathBuf),
    Postgres(String),
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Folder(_) => "Folder",
            Self::Postgres(_) => "Postgres",
        })
    }
}

impl Place {
    pub fn of(data: &Path) -> anyhow::Result<Self> {
        let file = data.join(ADDRESS_FILE);
        match (file.exists(), data.join(DATABASE_FILE).exists()) {
            (false, _) => Ok(Self::Folder(data.to_owned())),
            (true, false) => {
                let text = fs::read_to_string(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
                Ok(Self::Postgres(text.trim().to_owned()))
            }
            (true, true) => bail!(
                "`{}` holds `{DATABASE_FILE}` and names another database in `{ADDRESS_FILE}`; move away what does not hold",
                data.display()
            ),
        }
    }

    /// Says of a new folder that its records are in PostgreSQL.
    pub fn name(data: &Path, address: &str) -> anyhow::Result<()> {
        if data.join(DATABASE_FILE).exists() {
            bail!(
                "`{0}` has records of its own; bring them over: `cordon store grow --data {0} --to …`",
                data.display()
            );
        }
        match Self::of(data)? {
            Self::Postgres(named) if named == address => Ok(()),
            Self::Postgres(_) => {
                bail!("`{}` names another database in `{ADDRESS_FILE}`; change it there, by hand", data.display())
            }
            Self::Folder(_) => {
                make_folder(data)?;
                write_new(data, ADDRESS_FILE, &format!("{address}\n"), 0o600)
            }
        }
    }

    /// Whether there is anything.
    pub fn exists(&self) -> Result<bool, StoreError> {
        match self {
            Self::Folder(data) => Ok(data.join(DATABASE_FILE).exists()),
            Self::Postgres(address) => match PostgresStore::open_read_only(address) {
                Ok(store) => founding::is_founded(&store),
                Err(error) if error == cordon_store::postgres::no_records() => Ok(false),
                Err(error) => Err(error),
            },
        }
    }

    /// For working: tables are brought up to date.
    pub fn open(&self, now: Stamp) -> Result<Records, StoreError> {
        Ok(match self {
            Self::Folder(data) => Records::Folder(Arc::new(SqliteStore::open(data, now)?)),
            Self::Postgres(address) => Records::Postgres(Arc::new(PostgresStore::open(address, now)?)),
        })
    }

    /// For looking only, also while centres work.
    pub fn look(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match self {
            Self::Folder(data) => Arc::new(SqliteStore::open_read_only(data)?),
            Self::Postgres(address) => Arc::new(PostgresStore::open_read_only(address)?),
        })
    }
}

/// The records, open for work.
#[derive(Clone, Debug)]
pub enum Records {
    Folder(Arc<SqliteStore>),
    Postgres(Arc<PostgresStore>),
}

impl Records {
    pub fn store(&self) -> Arc<dyn Store> {
        match self {
            Self::Folder(store) => store.clone(),
            Self::Postgres(store) => store.clone(),
        }
    }

    /// Much will be written, by one caller: an import.
    pub fn expect_bulk(&self) -> Result<(), StoreError> {
        match self {
            Self::Folder(store) => store.expect_bulk(),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Whether this process does what only one of all servers should do. Each of these things bears
    /// being done by two for a moment; it would only be done twice for nothing.
    pub fn leads(&self) -> bool {
        match self {
            Self::Folder(_) => true,
            Self::Postgres(store) => store.leads(),
        }
    }

    /// Whether other servers may write to the same records.
    pub fn are_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    pub fn writers_waiting(&self) -> usize {
        match self {
            Self::Folder(store) => store.writers_waiting(),
            Self::Postgres(store) => store.writers_waiting(),
        }
    }

    /// Acts run again after they met others; none where there is one writer.
    pub fn runs_again(&self) -> u64 {
        match self {
            Self::Folder(_) => 0,
            Self::Postgres(store) => store.runs_again(),
        }
    }
}
