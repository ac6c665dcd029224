//! Lists of transfers on the disk: a folder for each currency, below the data folder.
//!
//! Not here: what is in such a folder (`cordon_flow::disk`), and what its names mean (`cordon-desk`).

use crate::records::make_folder;
use anyhow::{Context, ensure};
use cordon_desk::money::lists::{Lists, rows_kept};
use cordon_flow::disk::{DiskError, Folder, Seen};
use cordon_model::{Currency, Import};
use cordon_store::{Doors, Read, Store, StoreError};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

/// Below the data folder.
const FOLDER: &str = "flow";

/// Where a house has its archives, if it has any.
pub fn below(data: &Path) -> PathBuf {
    data.join(FOLDER)
}

fn folder(data: &Path, currency: Currency) -> PathBuf {
    below(data).join(currency.code())
}

/// The lists of a house, also while an import goes on. A data folder may have none.
pub fn lists(data: &Path, store: &dyn Store) -> anyhow::Result<Lists> {
    let wanted = rows_kept(&imports(store)?);
    let kept = look(&below(data))?;
    for (currency, wanted) in wanted {
        let rows = kept.get(&currency).map_or(0, |seen| seen.archive.len());
        check(&folder(data, currency), u64::try_from(rows)?, wanted)?;
    }
    // Every row is of an import that was begun before it.
    Ok(Lists::new(kept, imports(store)?))
}

fn check(archive: &Path, rows: u64, wanted: u64) -> anyhow::Result<()> {
    ensure!(
        rows >= wanted,
        "the archive `{}` has {rows} transfers, and {wanted} were imported; put it back from a copy",
        archive.display()
    );
    Ok(())
}

fn imports(store: &dyn Store) -> Result<Vec<Import>, StoreError> {
    store.view("imports", |view| view.select("order by id", &[]))
}

fn look(below: &Path) -> anyhow::Result<BTreeMap<Currency, Seen>> {
    let mut all = BTreeMap::new();
    if !below.exists() {
        return Ok(all);
    }
    let cannot = || format!("cannot list `{}`", below.display());
    for entry in std::fs::read_dir(below).with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let Some(currency) = entry.file_name().to_str().and_then(|name| Currency::parse(name).ok()) else { continue };
        let path = entry.path();
        let seen = Seen::of(&path).with_context(|| format!("cannot read the archive `{}`", path.display()))?;
        all.insert(currency, seen);
    }
    Ok(all)
}

/// What cannot be sealed is kept all the same, in a log that grows.
pub fn say_unsaved(currency: Currency, why: &DiskError) {
    eprintln!("the archive of {} cannot be put in order now; its log grows: {why}", currency.code());
}

/// Archives into which an import writes. Nobody else has them meanwhile.
#[derive(Debug)]
pub struct Archives {
    data: PathBuf,
    /// How many rows each has at least.
    wanted: BTreeMap<Currency, u64>,
    open: BTreeMap<Currency, Folder>,
}

impl Archives {
    pub fn of_house(data: &Path, store: &dyn Store) -> anyhow::Result<Self> {
        Ok(Self { data: data.to_owned(), wanted: rows_kept(&imports(store)?), open: BTreeMap::new() })
    }

    /// Why the last of what was appended could not be sealed.
    pub fn unsaved(&self, currency: Currency) -> Option<&DiskError> {
        self.open.get(&currency).and_then(Folder::unsaved)
    }

    /// Waits for what is being sealed, and says what could not be.
    pub fn settle(&mut self) -> anyhow::Result<()> {
        for (currency, folder) in &mut self.open {
            folder.settle().with_context(|| format!("cannot put the archive of {} in order", currency.code()))?;
            folder.unsaved().into_iter().for_each(|why| say_unsaved(*currency, why));
        }
        Ok(())
    }

    pub fn of(&mut self, currency: Currency) -> anyhow::Result<&mut Folder> {
        match self.open.entry(currency) {
            Entry::Occupied(open) => Ok(open.into_mut()),
            Entry::Vacant(vacant) => {
                let path = folder(&self.data, currency);
                let cannot = || format!("cannot open the archive `{}`", path.display());
                let wanted = self.wanted.get(&currency).copied().unwrap_or(0);
                if !path.exists() {
                    check(&path, 0, wanted)?;
                }
                make_folder(&path).with_context(cannot)?;
                let opened = Folder::open(&path).with_context(cannot)?;
                check(&path, opened.folder.as_of().0, wanted)?;
                if let Some(cut) = opened.cut {
                    eprintln!("{}: {} bytes of a batch that was not whole are cut off", path.display(), cut.bytes);
                }
                Ok(vacant.insert(opened.folder))
            }
        }
    }
}
