//! The keys of a data folder: made at the first start, before its first record, readable by the
//! owner only.
//!
//! `vault.key` opens the sealed facts; without it a stolen database shows no person. It belongs on
//! another disk or into a key service as soon as a site has one. `journal.key` signs checkpoints;
//! its public half, `journal.vkey`, is to be published.

use crate::random;
use anyhow::{Context, bail};
use cordon_journal::Key;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Writes a new secret file, synced together with its folder.
pub(crate) fn write_new(folder: &Path, name: &str, text: &str, mode: u32) -> anyhow::Result<()> {
    let path = folder.join(name);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    File::open(folder)?.sync_all()?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key is made for a new folder only. Where records stand without their key, a new one would open
/// none of them and sign another log: somebody has to bring the old one back.
fn may_make(folder: &Path, name: &str, records: Already) -> anyhow::Result<()> {
    match records {
        Already::No => Ok(()),
        Already::Yes => bail!(
            "there are records but no `{name}` in `{}`; restore it from its backup, or bring it from another server",
            folder.display()
        ),
    }
}

/// Whether there are records that were made with the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Already {
    Yes,
    No,
}

pub fn vault_key(folder: &Path, records: Already) -> anyhow::Result<[u8; 32]> {
    let path = folder.join("vault.key");
    if !path.exists() {
        may_make(folder, "vault.key", records)?;
        write_new(folder, "vault.key", &hex(&random::seed()), 0o600)?;
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    match cordon_model::Digest::parse(text.trim()) {
        Some(key) => Ok(key.0),
        None => bail!("`{}` is not 64 hex digits; restore it from its backup", path.display()),
    }
}

pub fn journal_key(folder: &Path, origin: &str, records: Already) -> anyhow::Result<Key> {
    let path = folder.join("journal.key");
    if !path.exists() {
        may_make(folder, "journal.key", records)?;
        let key = Key::generate(origin, random::seed())?;
        write_new(folder, "journal.key", &key.skey(), 0o600)?;
        write_new(folder, "journal.vkey", &key.vkey().to_string(), 0o644)?;
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Key::parse(text.trim()).with_context(|| format!("`{}` is not a signing key", path.display()))
}
