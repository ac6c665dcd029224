//! The room of serving as a running centre has it: verdicts, calls that go on, and who may ask.

use super::calls::Calls;
use super::complaints::Complaints;
use super::log::SEGMENT_BYTES;
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
use std::path::Path;
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
            segment_bytes: SEGMENT_BYTES,
            run_age: batches::RUN_AGE,
        };
        let (room, found) = Room::open(Box::new(volume), Box::new(look), setup)?;
        tracing::info!(verdicts = found.verdicts, torn = found.torn, "the log of verdicts is open");
        Ok(Self { room, calls: Calls::default(), members: Members::default(), rules, payees, complaints })
    }

    /// Takes in what the records know since the last time.
    pub fn look(&self, desk: &Desk, now: Stamp) -> Result<(), Refusal> {
        self.payees.look(desk, now)?;
        self.complaints.look(desk, now, |complaints| self.room.complain(complaints))
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
