//! `cordon journal checkpoint`: the newest signed head, to be kept by somebody else.

use super::folder::Folder;
use crate::clock;
use crate::commands::keys;
use crate::log::{Log, Publish};
use anyhow::bail;
use cordon_store::SqliteStore;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Take {
    /// The data folder of a centre.
    #[arg(long)]
    data: PathBuf,
}

impl Take {
    pub fn run(self) -> anyhow::Result<()> {
        let (newest, count) = {
            let folder = Folder::open(&self.data)?;
            (folder.newest()?, folder.count()?)
        };
        let unsigned = match &newest {
            Some(newest) => count.saturating_sub(newest.size),
            None => count.max(1),
        };
        let note = match (unsigned, newest) {
            (0, Some(newest)) => newest.note,
            (_, newest) => match sign(&self.data) {
                Ok(note) => note,
                // A centre that runs signs by itself, within a second.
                Err(error) => match newest {
                    Some(newest) => {
                        eprintln!("note: {unsigned} entries are not signed yet: {error:#}");
                        newest.note
                    }
                    None => return Err(error),
                },
            },
        };
        print!("{note}");
        Ok(())
    }
}

fn sign(data: &Path) -> anyhow::Result<String> {
    if !data.join("journal.key").exists() {
        bail!("`{}` holds no `journal.key` to sign with", data.display());
    }
    let now = clock::system();
    let store = SqliteStore::open(data, now)?;
    // The key bears the log's name; none is made here.
    let key = keys::journal_key(data, "")?;
    Ok(Log::new(data, Publish::default()).advance(&store, &key, now)?.note)
}
