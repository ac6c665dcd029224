//! The room of serving as a running centre has it: verdicts, calls that go on, and who may ask.

use super::calls::Calls;
use super::log::LogError;
use super::members::Members;
use super::room::{Room, Setup};
use super::words::Words;
use super::{batches, listed};
use crate::config::SiftConfig;
use anyhow::Context;
use cordon_desk::Desk;
use cordon_flow::disk::Directory;
use cordon_sift::key::Keyer;
use cordon_store::Vault;
use std::path::{Path, PathBuf};

/// Below the data folder.
const FOLDER: &str = "verdicts";

#[derive(Debug)]
pub struct Service {
    pub room: Room,
    pub calls: Calls,
    pub members: Members,
    /// Where the log lies.
    folder: PathBuf,
}

impl Service {
    pub fn open(data: &Path, desk: &Desk, config: &SiftConfig) -> anyhow::Result<Self> {
        let vault = desk.vault();
        let folder = data.join(FOLDER);
        let volume = Directory::of(&folder).with_context(|| format!("cannot open `{}`", folder.display()))?;
        let look = Directory::at(&folder)?;
        let setup = Setup {
            words: Words::open(data, &config.redress)?,
            lists: listed::load(desk, data, None)?,
            keyer: keyer(vault),
            sealer: vault.sealer("sift.verdicts"),
            segment_bytes: config.log_file_bytes(),
            run_age: batches::RUN_AGE,
        };
        let (room, found) = Room::open(Box::new(volume), Box::new(look), setup)?;
        tracing::info!(
            verdicts = found.verdicts,
            torn = found.torn,
            saved = found.saved,
            "the log of verdicts is open"
        );
        Ok(Self { room, calls: Calls::default(), members: Members::default(), folder })
    }

    /// Saves what the log's ended files come to; how many were read for it.
    pub fn save(&self, go_on: &dyn Fn() -> bool) -> Result<u64, LogError> {
        let volume = Directory::at(&self.folder).map_err(|source| LogError::Io {
            doing: "opening",
            file: FOLDER.to_owned(),
            source,
        })?;
        self.room.save(&volume, go_on)
    }
}

/// The keys by which state and lists of this house know numbers, accounts and hosts.
pub fn keyer(vault: &Vault) -> Keyer {
    let secret = vault.secret("sift.keys");
    let mut short = [0; 16];
    short.iter_mut().zip(secret).for_each(|(to, from)| *to = from);
    Keyer::new(&short)
}
