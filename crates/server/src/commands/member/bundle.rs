//! `cordon member --config FILE bundle take|answer|key`: orders in and answers out as files, without any
//! network. Works beside a gateway that is running, and for one that never sees the centre.

use crate::commands::keys;
use crate::{random, seal};
use anyhow::{Context, anyhow, ensure};
use cordon_journal::{Key, VKey};
use cordon_member::config::BundleConfig;
use cordon_member::ledger::LedgerBooks;
use cordon_member::{Config, Gateway, Now, SystemClock};
use std::path::{Path, PathBuf};

/// Signs the files of answers; made at first use.
const KEY_FILE: &str = "file.key";

#[derive(Debug, clap::Args)]
pub struct Bundle {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Takes the orders of a file that the centre made.
    Take { file: PathBuf },
    /// Writes the answers that the centre does not have yet.
    Answer { file: PathBuf },
    /// Prints the public key that the centre's administrator registers.
    Key,
}

impl Bundle {
    pub fn run(self, config: &Config) -> anyhow::Result<()> {
        match self.what {
            What::Take { file } => take(config, &file),
            What::Answer { file } => answer(config, &file),
            What::Key => {
                println!("{}", cordon_model::Digest(file_key(config)?.vkey().public()).hex());
                Ok(())
            }
        }
    }
}

fn files(config: &Config) -> anyhow::Result<&BundleConfig> {
    config.bundle.as_ref().ok_or_else(|| anyhow!("no `[bundle]` in the configuration: give `centre` and `key`"))
}

fn file_key(config: &Config) -> anyhow::Result<Key> {
    let path = config.data.join(KEY_FILE);
    if !path.exists() {
        std::fs::create_dir_all(&config.data)?;
        let key = Key::generate(&config.agency.code, random::seed())?;
        keys::write_new(&config.data, KEY_FILE, &format!("{}\n", key.skey()), 0o600)?;
    }
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(Key::parse(&text)?)
}

fn random_number() -> u64 {
    random::seed().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

fn take(config: &Config, file: &Path) -> anyhow::Result<()> {
    let files = files(config)?;
    let centre = VKey::parse(&files.key).context("`bundle.key`")?;
    let bytes = std::fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let now = SystemClock(config.clock).now();
    let mut gateway = Gateway::open(config, Box::new(LedgerBooks))?;
    let good = |signed: &[u8], signature: &str| seal::is_by(&centre, signed, signature);
    let taken = gateway.take_bundle(files, &bytes, good, now, random_number)?;
    if taken.again {
        println!("number {} came before; nothing was done", taken.sequence);
        return Ok(());
    }
    println!(
        "number {}: {} orders ({} to be taken up again), {} answers known at the centre",
        taken.sequence, taken.orders, taken.left, taken.known
    );
    if taken.missing > 0 {
        println!("{} files of lower numbers never came; their orders come again after their lease", taken.missing);
    }
    Ok(())
}

fn answer(config: &Config, file: &Path) -> anyhow::Result<()> {
    let files = files(config)?;
    let key = file_key(config)?;
    ensure!(!file.exists(), "`{}` is there already; name another file", file.display());
    let name = file.file_name().and_then(|name| name.to_str()).context("name a file")?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let now = SystemClock(config.clock).now();
    let mut gateway = Gateway::open(config, Box::new(LedgerBooks))?;
    let (bytes, count, left) = gateway.answer_bundle(files, |signed| seal::sign(&key, signed), now)?;
    keys::write_new(folder, name, std::str::from_utf8(&bytes)?, 0o600)?;
    println!("{count} answers; {left} wait for the next file");
    Ok(())
}
