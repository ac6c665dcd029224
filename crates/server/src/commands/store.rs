//! `cordon store`: what is done with the records as a whole: they grow out of a folder into
//! PostgreSQL, and a folder's are copied while its centre works.
//!
//! Not here: copying a PostgreSQL. Its own `pg_dump` does that (`docs/guides/back-up.md`).

use super::keys::{self, Already, write_new};
use crate::archives;
use crate::clock;
use crate::records::{ADDRESS_FILE, Place};
use anyhow::{Context, bail, ensure};
use cordon_store::audit::verify_rows;
use cordon_store::postgres::grow::{Grown, grow};
use cordon_store::records::COVERED;
use cordon_store::sqlite::DATABASE_FILE;
use cordon_store::{SqliteStore, Vault, founding};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// What the folder's own database is called once its records have moved.
const GROWN_FILE: &str = "cordon.db.grown";

#[derive(Debug, clap::Args)]
pub struct Store {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Bring every record of a data folder into an empty PostgreSQL, compare, and use that from now on.
    Grow(Grow),
    /// Copy a data folder's database as it is at this moment, also while its centre works.
    BackUp(BackUp),
}

#[derive(clap::Args)]
struct Grow {
    /// The data folder of a centre that does not run now.
    #[arg(long)]
    data: PathBuf,
    /// Address of an empty PostgreSQL database, or @FILE that holds it: postgresql://USER@HOST/NAME.
    #[arg(long, value_name = "ADDRESS|@FILE")]
    to: String,
}

/// The address may hold a password.
impl std::fmt::Debug for Grow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grow").field("data", &self.data).finish_non_exhaustive()
    }
}

#[derive(Debug, clap::Args)]
struct BackUp {
    /// The data folder of a centre, running or not.
    #[arg(long)]
    data: PathBuf,
    /// The copy; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

impl Store {
    pub fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Grow(grow) => grow.run(),
            What::BackUp(copy) => copy.run(),
        }
    }
}

impl BackUp {
    fn run(self) -> anyhow::Result<()> {
        if let Place::Postgres(_) = Place::of(&self.data)? {
            bail!("the records of `{}` are in PostgreSQL; copy them with `pg_dump`", self.data.display());
        }
        SqliteStore::back_up(&self.data, &self.to)?;
        println!("{}: the records; the keys are not in it, keep them apart", self.to.display());
        if archives::below(&self.data).exists() {
            println!("lists of transfers are in `{}`; copy that too", archives::below(&self.data).display());
        }
        Ok(())
    }
}

impl Grow {
    /// Each step can be taken again, so a call that was killed anywhere is called again.
    fn run(self) -> anyhow::Result<()> {
        let address = super::journal::text_or_file(&self.to)?;
        let data = &self.data;
        let file = data.join(ADDRESS_FILE);
        let named = file.exists().then(|| fs::read_to_string(&file)).transpose()?;
        ensure!(
            named.is_none_or(|named| named.trim() == address),
            "`{}` names another database already",
            file.display()
        );
        if !data.join(DATABASE_FILE).exists() {
            ensure!(file.exists(), "`{}` is no data folder of a centre with records of its own", data.display());
            println!("{}: its records have moved before", data.display());
            return Ok(());
        }
        let vault = Vault::from_key(keys::vault_key(data, Already::Yes)?);
        let key = keys::journal_key(data, "", Already::Yes)?;
        let now = clock::system();
        let store = SqliteStore::open(data, now).context("stop the centre that runs there first")?;
        founding::prove(&store, &crate::app::proofs(&vault, &key))?;
        let grown = grow(&store, &address, now)?;
        audit(&address, &vault, &grown)?;
        drop(store);
        switch(data, &address)?;
        println!(
            "{} rows and {} entries are in PostgreSQL, root {}; the folder's own database is `{GROWN_FILE}` now",
            grown.rows,
            grown.entries,
            cordon_model::Digest(grown.root).hex()
        );
        Ok(())
    }
}

/// Every row of the target against the journal there, by the same audit as always.
fn audit(address: &str, vault: &Vault, grown: &Grown) -> anyhow::Result<()> {
    let target = Place::Postgres(address.to_owned()).look()?;
    let report = verify_rows(&*target, Some(vault), COVERED)?;
    if grown.before {
        println!("everything was there from an earlier call; it was compared again");
    }
    ensure!(report.is_sound() && report.entries == grown.entries, "the folder goes on with its own records: {report}");
    Ok(())
}

/// From here on the folder's records are there. With both files in place no command works, so nobody
/// goes on with the wrong ones.
fn switch(data: &Path, address: &str) -> anyhow::Result<()> {
    if !data.join(ADDRESS_FILE).exists() {
        write_new(data, ADDRESS_FILE, &format!("{address}\n"), 0o600)?;
    }
    fs::rename(data.join(DATABASE_FILE), data.join(GROWN_FILE))?;
    File::open(data)?.sync_all()?;
    Ok(())
}
