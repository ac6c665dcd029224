//! The room of serving as a running centre has it: verdicts, calls that go on, and who may ask.

use super::calls::Calls;
use super::complaints::{Complained, Complaints};
use super::log::LogError;
use super::members::Members;
use super::payees::Payees;
use super::room::{Room, Setup};
use super::words::Words;
use super::{batches, listed};
use crate::config::SiftConfig;
use crate::rules::{self, Standing};
use anyhow::Context;
use cordon_desk::{Desk, Refusal};
use cordon_flow::disk::Directory;
use cordon_model::Stamp;
use cordon_sift::key::Keyer;
use cordon_store::Vault;
use cordon_store::vault::Sealer;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Below the data folder.
pub const FOLDER: &str = "verdicts";

#[derive(Debug)]
pub struct Service {
    pub room: Room,
    pub calls: Calls,
    pub members: Members,
    pub rules: Standing,
    /// What is known of accounts that are paid.
    pub payees: Arc<Payees>,
    complaints: Complaints,
    /// Where the log lies.
    folder: PathBuf,
}

impl Service {
    pub fn open(data: &Path, desk: &Desk, config: &SiftConfig, now: Stamp) -> anyhow::Result<Self> {
        let vault = desk.vault();
        let folder = data.join(FOLDER);
        let volume = Directory::of(&folder).with_context(|| format!("cannot open `{}`", folder.display()))?;
        let look = Directory::at(&folder)?;
        let words = Words::open(data, &config.redress)?;
        let rules = rules::at_start(desk, &words);
        let unread = |refusal: Refusal| anyhow::anyhow!("what the records know cannot be read: {}", refusal.code);
        let payees = Arc::new(Payees::new(vault));
        payees.look(desk, now).map_err(unread)?;
        let (complaints, complained) = Complaints::since(desk, now.minus_ms(config.keep_ms())).map_err(unread)?;
        let setup = Setup {
            words,
            lists: listed::load(desk, data, None)?,
            payees: payees.clone(),
            complaints: complained,
            keyer: keyer(vault),
            sealer: sealer(vault),
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
        Ok(Self { room, calls: Calls::default(), members: Members::default(), rules, payees, complaints, folder })
    }

    /// Takes in what the records know since the last time.
    pub fn look(&self, desk: &Desk, now: Stamp) -> Result<(), Refusal> {
        self.payees.look(desk, now)?;
        self.complaints.look(desk, now, |complaints| self.room.complain(complaints))
    }

    /// Saves what the log's ended files, and complaints that matter to events since then, come to; how many files
    /// were read for it.
    pub fn save(&self, desk: &Desk, since: Stamp, go_on: &dyn Fn() -> bool) -> Result<u64, LogError> {
        let failed = |doing, source| LogError::Io { doing, file: FOLDER.to_owned(), source };
        let complaints: Vec<Complained> = Complaints::since(desk, since)
            .map(|(_, complaints)| complaints)
            .map_err(|refusal| failed("reading complaints for", io::Error::other(refusal.code.to_string())))?;
        let volume = Directory::at(&self.folder).map_err(|source| failed("opening", source))?;
        self.room.save(&volume, &complaints, go_on)
    }
}

/// The keys by which state and lists of this house know numbers, accounts and hosts.
pub fn keyer(vault: &Vault) -> Keyer {
    let secret = vault.secret("sift.keys");
    let mut short = [0; 16];
    short.iter_mut().zip(secret).for_each(|(to, from)| *to = from);
    Keyer::new(&short)
}

/// What verdicts are sealed by.
pub fn sealer(vault: &Vault) -> Sealer {
    vault.sealer("sift.verdicts")
}
