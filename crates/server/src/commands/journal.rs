//! `cordon journal`: what somebody who does not trust the centre, or its owner after a scare, needs:
//! verify the journal and the rows, take a checkpoint, prove one entry, check a proof.
//!
//! Everything here works offline and changes nothing, but for `checkpoint`, which may sign a new one.
//! The same checks in other languages, sharing no code with this, are in `verify/` at the root.

mod checkpoint;
mod folder;
mod proof;
mod served;
mod verify;

use anyhow::Context;
use clap::Subcommand;
use cordon_journal::VKey;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub struct Journal {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check every entry, the tree, the signature, and with a data folder every row.
    Verify(verify::Verify),
    /// Print the newest signed checkpoint; where no centre runs, sign one if entries were added.
    Checkpoint(checkpoint::Take),
    /// Prove that an entry stands in the journal: a file for a court.
    Proof(proof::Make),
    /// Check such a file against the log's key, and print the entry.
    CheckProof(proof::Check),
}

impl Journal {
    pub fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Verify(verify) => verify.run(),
            What::Checkpoint(take) => take.run(),
            What::Proof(make) => make.run(),
            What::CheckProof(check) => check.run(),
        }
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// An argument as it is, or `@FILE` for the content of a file.
pub(crate) fn text_or_file(argument: &str) -> anyhow::Result<String> {
    let text = match argument.strip_prefix('@') {
        Some(file) => read(Path::new(file))?,
        None => argument.to_owned(),
    };
    Ok(text.trim().to_owned())
}

fn key(argument: &str) -> anyhow::Result<VKey> {
    VKey::parse(&text_or_file(argument)?).context("the key is not one line as `/log/key` or `journal.vkey` has it")
}
