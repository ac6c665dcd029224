//! `cordon journal proof` and `check-proof`: one entry, provable without the centre.
//!
//! A proof file is a C2SP `tlog-proof` whose `extra` line holds the entry's bytes, so that one file
//! is enough. Any other reader of the format checks it as well, given those bytes.

use super::folder::Folder;
use anyhow::{Context, bail};
use cordon_journal::{Entry, Proof};
use cordon_store::entries::Kept;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("which").required(true).args(["seq", "order"])))]
pub struct Make {
    /// The data folder of a centre, running or not.
    #[arg(long)]
    data: PathBuf,
    /// The entry's number.
    #[arg(long)]
    seq: Option<u64>,
    /// An order, case or measure: of the entries about it the last is proved, or with --out each.
    #[arg(long, value_name = "ID")]
    order: Option<String>,
    /// Write `N.tlog-proof` files into this folder instead of printing one.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

impl Make {
    pub fn run(self) -> anyhow::Result<()> {
        let folder = Folder::open(&self.data)?;
        let newest = folder.newest()?.context("no checkpoint is signed yet; run `cordon journal checkpoint`")?;
        let entries = self.entries(&folder)?;
        let tree = folder.tree(&newest.note)?;
        let proved = |entry: &Kept| -> anyhow::Result<String> {
            if entry.seq >= newest.size {
                bail!("entry {} is not under a signed checkpoint yet; run `cordon journal checkpoint`", entry.seq);
            }
            Ok(folder.proof(&tree, &newest.note, entry)?.to_text())
        };
        match &self.out {
            Some(out) => entries.iter().try_for_each(|entry| write(out, entry.seq, &proved(entry)?)),
            None => {
                let last = entries.last().context("there is no such entry")?;
                if entries.len() > 1 {
                    let all: Vec<String> = entries.iter().map(|entry| entry.seq.to_string()).collect();
                    eprintln!("note: entries {} are about it; this proves {}", all.join(", "), last.seq);
                }
                print!("{}", proved(last)?);
                Ok(())
            }
        }
    }

    fn entries(&self, folder: &Folder) -> anyhow::Result<Vec<Kept>> {
        if let Some(seq) = self.seq {
            let entry = folder.entry(seq)?;
            return Ok(vec![entry.with_context(|| format!("there is no entry {seq}"))?]);
        }
        let id = self.order.as_deref().unwrap_or_default();
        let about = folder.about(id)?;
        if about.is_empty() {
            bail!("no entry is about `{id}`; give the whole id, such as ord_ and 32 hex digits");
        }
        Ok(about)
    }
}

fn write(out: &Path, seq: u64, text: &str) -> anyhow::Result<()> {
    std::fs::create_dir_all(out).with_context(|| format!("cannot make `{}`", out.display()))?;
    let file = out.join(format!("{seq}.tlog-proof"));
    std::fs::write(&file, text).with_context(|| format!("cannot write `{}`", file.display()))?;
    println!("{}", file.display());
    Ok(())
}

#[derive(Debug, clap::Args)]
pub struct Check {
    file: PathBuf,
    /// The log's verification key, got elsewhere than with the proof.
    #[arg(long, value_name = "VKEY|@FILE")]
    key: String,
    /// The entry's bytes, where the proof does not hold them.
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
}

impl Check {
    pub fn run(self) -> anyhow::Result<()> {
        let key = super::key(&self.key)?;
        let proof = Proof::parse(&super::read(&self.file)?)?;
        let bytes = match &self.entry {
            Some(file) => std::fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))?,
            None => proof.extra.clone().context("the proof holds no entry; give its bytes with --entry")?,
        };
        let checkpoint = proof.verify(&bytes, std::slice::from_ref(&key))?;
        let entry = Entry::decode(&bytes)?;
        if entry.seq != proof.index {
            bail!("the entry says it is number {}, it stands at {}", entry.seq, proof.index);
        }
        println!("{}", serde_json::to_string_pretty(&entry)?);
        println!(
            "ok: entry {} of `{}` under a checkpoint of {} entries",
            entry.seq, checkpoint.origin, checkpoint.size
        );
        Ok(())
    }
}
