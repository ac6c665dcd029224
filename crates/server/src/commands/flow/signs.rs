//! `cordon flow signs`.

use super::show::{Shown, json, text};
use super::{Files, Lengths};
use crate::commands::trace::{amount, moment};
use crate::mules::Learned;
use anyhow::{Context, bail};
use cordon_flow::read::ReadTransfers;
use cordon_flow::signs::{Peaks, Table};
use cordon_flow::{AccountId, TransferSource};
use std::cmp::Reverse;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Signs {
    #[command(flatten)]
    files: Files,
    /// What `cordon flow train` has learned; its windows count. Without it accounts stand in the order of
    /// their feature codes, then of what passed through.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    #[command(flatten)]
    lengths: Lengths,
    /// Only these accounts.
    #[arg(long = "account", value_name = "ACCOUNT")]
    accounts: Vec<String>,
    /// So many accounts, the most telling first.
    #[arg(long, default_value_t = 20, conflicts_with = "accounts")]
    top: usize,
    /// An account of an open case, since when, and with how much of the case's money:
    /// `ACCOUNT@TIME=AMOUNT`.
    #[arg(long = "involved", value_name = "INVOLVED")]
    involved: Vec<String>,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
}

impl Signs {
    pub fn run(self) -> anyhow::Result<()> {
        let read = self.files.read()?;
        let learned = self.model.as_deref().map(Learned::read).transpose()?;
        let windows = learned.as_ref().map_or(self.lengths.windows(), |learned| learned.windows);
        let mut table = Table::new(windows.settings());
        for involved in &self.involved {
            let (account, since, taint) =
                involved_of(involved, &read).with_context(|| format!("--involved {involved}"))?;
            table.involve(account, since, taint);
        }
        let peaks = super::peaks(&read, &mut table)?;
        let mut shown = self.chosen(&read, &peaks)?;
        for one in &mut shown {
            one.score = learned.as_ref().map(|learned| learned.model.score(&one.signs));
            one.codes = table.read(one.account, table.now()).map(|reading| reading.codes).unwrap_or_default();
        }
        shown.sort_by_cached_key(|one| Reverse(one.order()));
        if self.accounts.is_empty() {
            shown.truncate(self.top);
        }
        let mut out = BufWriter::new(std::io::stdout().lock());
        let write = if self.json { json } else { text };
        write(&mut out, &shown, &read)?;
        out.flush().context("cannot write the answer")
    }

    fn chosen(&self, read: &ReadTransfers, peaks: &Peaks) -> anyhow::Result<Vec<Shown>> {
        if self.accounts.is_empty() {
            return Ok(peaks.iter().map(|(account, signs)| Shown::of(account, *signs)).collect());
        }
        let one = |name: &String| {
            let account = read.source.names().find_account(name);
            let signs = account.and_then(|account| Some(Shown::of(account, *peaks.of(account)?)));
            signs.with_context(|| format!("there is no account `{name}` in these files"))
        };
        self.accounts.iter().map(one).collect()
    }
}

fn involved_of(text: &str, read: &ReadTransfers) -> anyhow::Result<(AccountId, i64, u64)> {
    let Some((account, rest)) = text.rsplit_once('@') else { bail!("write ACCOUNT@TIME=AMOUNT") };
    let Some((since, taint)) = rest.split_once('=') else { bail!("write ACCOUNT@TIME=AMOUNT") };
    let known = read.source.names().find_account(account);
    let known = known.with_context(|| format!("there is no account `{account}` in these files"))?;
    let since = moment(since).map_err(anyhow::Error::msg)?;
    Ok((known, since, amount(taint, read.currency)?))
}
