//! `cordon journal checkpoint`: the newest signed head, to be kept by somebody else.

use super::folder::Folder;
use crate::clock;
use crate::commands::keys::{self, Already};
use crate::log::{Log, Publish};
use crate::records::Place;
use anyhow::bail;
use cordon_journal::Key;
use cordon_model::Stamp;
use cordon_store::Store;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub struct Take {
    /// The data folder of a centre.
    #[arg(long)]
    data: PathBuf,
}

impl Take {
    pub fn run(self) -> anyhow::Result<()> {
        // For looking first: a folder that is none, or of another version, is told and not made one.
        let (newest, count) = {
            let folder = Folder::open(&self.data)?;
            (folder.newest()?, folder.count()?)
        };
        let note = match open(&self.data) {
            Ok((store, key, now)) => Log::new(&self.data, Publish::default()).advance(&*store, &key, now)?.note,
            // A centre that runs signs by itself, within a second.
            Err(error) => {
                let newest = newest.ok_or(error)?;
                match count.saturating_sub(newest.size) {
                    0 => {}
                    unsigned => eprintln!("note: {unsigned} entries are not under it yet; ask again in a second"),
                }
                newest.note
            }
        };
        print!("{note}");
        Ok(())
    }
}

/// What signing needs; not to be had while a centre runs, nor by somebody who may only read.
fn open(data: &Path) -> anyhow::Result<(Arc<dyn Store>, Key, Stamp)> {
    if !data.join("journal.key").exists() {
        bail!("`{}` holds no `journal.key` to sign with", data.display());
    }
    let now = clock::system();
    let records = Place::of(data)?.open(now)?;
    if !records.leads() {
        bail!("a centre runs and signs by itself");
    }
    // The key bears the log's name; none is made here.
    Ok((records.store(), keys::journal_key(data, "", Already::Yes)?, now))
}
