//! `cordon journal verify`: prints what was shown, names what is wrong, and ends with 1 if anything is.

use super::folder::Folder;
use super::served::Files;
use crate::commands::keys::{self, Already};
use crate::log::memory::{self, Memory};
use anyhow::{Context, bail};
use cordon_journal::verify::served;
use cordon_journal::{Report, SignedCheckpoint, Trust, verify};
use cordon_store::audit::{RowReport, verify_rows};
use cordon_store::records::COVERED;
use cordon_store::{Store, Vault};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("log").required(true).args(["data", "url", "folder"])))]
pub struct Verify {
    /// A data folder, also of a running centre: entries, tree and rows. Nothing in it is changed.
    #[arg(long)]
    data: Option<PathBuf>,
    /// A served log, such as https://centre.example/log.
    #[arg(long)]
    url: Option<String>,
    /// The files of a log: `checkpoint`, `tile/…`.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Key of a member, or @FILE, where entries are for members only.
    #[arg(long, requires = "url", value_name = "TOKEN|@FILE")]
    token: Option<String>,
    /// The log's verification key, got elsewhere than from the log.
    #[arg(long, value_name = "VKEY|@FILE")]
    key: Option<String>,
    /// A checkpoint taken earlier; may be given again.
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
}

impl Verify {
    pub fn run(self) -> anyhow::Result<()> {
        let trust = self.trust()?;
        let sound = match (&self.data, &self.url, &self.folder) {
            (Some(data), ..) => of_data(data, trust)?,
            (_, Some(url), _) => {
                let token = self.token.as_deref().map(super::text_or_file).transpose()?;
                of_files(Files::url(url, token), &trust)?
            }
            (_, _, Some(folder)) => of_files(Files::Folder(folder.clone()), &trust)?,
            _ => bail!("give --data, --url or --folder"),
        };
        if sound { Ok(()) } else { bail!("verification failed; what is wrong is named above") }
    }

    fn trust(&self) -> anyhow::Result<Trust> {
        let key = self.key.as_deref().map(super::key).transpose()?;
        let older = self.checkpoint.iter().map(|file| super::read(file)).collect::<anyhow::Result<_>>()?;
        Ok(Trust { key, older })
    }
}

fn of_files(files: Files, trust: &Trust) -> anyhow::Result<bool> {
    let checkpoint = files.checkpoint()?;
    let size = SignedCheckpoint::parse(&checkpoint)?.unverified().size;
    Ok(told(verify(&checkpoint, served(size, files), trust)))
}

/// Prints the outcome of a check, and says whether it was good.
fn told<E: std::fmt::Display>(outcome: Result<Report, E>) -> bool {
    match outcome {
        Ok(report) => print!("{report}"),
        Err(error) => {
            println!("bad: {error}");
            return false;
        }
    }
    true
}

fn of_data(data: &Path, trust: Trust) -> anyhow::Result<bool> {
    // Before the database: a head comes into the file after it was kept there.
    let remembered = Memory::of(data).recall()?;
    let folder = Folder::open(data)?;
    let log_is_sound = log_of_data(&folder, remembered, trust)?;
    let rows_are_sound = rows_of_data(data, folder.store())?;
    Ok(log_is_sound && rows_are_sound)
}

fn log_of_data(folder: &Folder, remembered: Option<String>, mut trust: Trust) -> anyhow::Result<bool> {
    let Some(newest) = folder.newest()? else {
        println!(
            "bad: no checkpoint is kept, so nothing vouches for the entries; sign one: `cordon journal checkpoint`"
        );
        return Ok(false);
    };
    let given: Vec<u64> = trust.older.iter().map(|note| size_of_note(note)).collect::<anyhow::Result<_>>()?;
    let own = remembered.is_some();
    trust.older.extend(remembered);
    let outcome = verify(&newest.note, folder.entries(), &trust).map(|mut report| {
        // The folder's own file is compared too, but what stands in the folder proves nothing to outsiders.
        report.consistent_with.retain(|size| given.contains(size));
        report
    });
    let sound = told(outcome);
    if !sound && own {
        println!("note: compared with `{}` of the data folder as well", memory::FILE);
    }
    Ok(sound)
}

fn size_of_note(note: &str) -> anyhow::Result<u64> {
    Ok(SignedCheckpoint::parse(note).context("an older checkpoint")?.unverified().size)
}

fn rows_of_data(data: &Path, store: &dyn Store) -> anyhow::Result<bool> {
    let vault = match data.join("vault.key").exists() {
        true => Some(Vault::from_key(keys::vault_key(data, Already::Yes)?)),
        false => None,
    };
    let report = verify_rows(store, vault.as_ref(), COVERED)?;
    print_rows(&report);
    if vault.is_none() {
        println!("note: `vault.key` is not there, so sealed facts were compared by their commitments only");
    }
    Ok(report.is_sound())
}

/// The covered list a table a line, then what is wrong.
fn print_rows(report: &RowReport) {
    println!("{} entries, {} rows and {} sealed facts checked; covered:", report.entries, report.rows, report.sealed);
    if report.unnumbered > 0 {
        println!("note: {} of the entries wait for their numbers", report.unnumbered);
    }
    for table in COVERED {
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        println!("  {}: {}", table.name, columns.join(", "));
    }
    for fault in &report.faults {
        println!("bad: {fault}");
    }
    match (report.is_sound(), report.faults_unnamed) {
        (true, _) => println!("all rows are as the journal says"),
        (false, 0) => {}
        (false, more) => println!("bad: and {more} faults more"),
    }
}
