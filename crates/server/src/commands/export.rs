//! `cordon export`: the movements that a data folder knows, as a file that `cordon import` and other
//! programs read. The folder is only looked at, also while its centre runs; accounts are shown by their
//! keys, as `cordon trace --data` shows them.
//!
//! A file comes whole or not at all: it is written beside its place and moved there at the end.

pub(super) mod rows;

use super::keys::{self, Already};
use super::trace::moment;
use crate::archives;
use crate::records::Place;
use anyhow::{Context, ensure};
use clap::ValueEnum;
use cordon_desk::Refusal;
use cordon_desk::money::import_movements::by_code;
use cordon_desk::money::learn::accounts::known_account;
use cordon_desk::money::learn::files::key_of_text;
use cordon_desk::money::lists::{Listed, Lists};
use cordon_desk::money::trace::told_rows;
use cordon_model::{Currency, Movement};
use cordon_store::{Doors, Read, Value, Vault, View};
use rows::{Out, Written};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Movements that are read at once.
const PAGE: i64 = 10_000;

#[derive(Debug, clap::Args)]
pub struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Movements as a list of transfers, or as the statement of one account.
    Transfers(Transfers),
}

#[derive(Debug, clap::Args)]
struct Transfers {
    /// Where to write; it must not be there yet.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The data folder of a centre, running or not. It is only looked at.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Only movements from or to this account: `institution:number`, the name in an imported file, or its key.
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// Only movements at or after this moment: RFC 3339 or Unix ms.
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true)]
    since: Option<i64>,
    /// Only movements before this moment.
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true)]
    until: Option<i64>,
    /// Only movements in this currency.
    #[arg(long, value_name = "CODE", default_value = "CNY")]
    currency: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Parquet,
    /// The 28 fields of the police interface, of one account.
    Statement28,
}

impl Export {
    pub fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Transfers(transfers) => transfers.run(),
        }
    }
}

impl Transfers {
    fn run(&self) -> anyhow::Result<()> {
        ensure!(
            self.account.is_some() || self.format != Format::Statement28,
            "a statement is of one account; say which: `--account ACCOUNT`"
        );
        let store = Place::of(&self.data)?.look()?;
        let vault = Vault::from_key(keys::vault_key(&self.data, Already::Yes)?);
        let lists = Arc::new(archives::lists(&self.data, &*store)?);
        written_whole(&self.file, |file| {
            let mut outcome = None;
            store.view::<(), Refusal>("export", |view| {
                outcome = Some(self.write(view, &vault, &lists, file));
                Ok(())
            })?;
            let written = outcome.context("the data folder was not looked at")??;
            println!("{}: {} movements", self.file.display(), written.rows);
            if written.left_out > 0 {
                eprintln!("{} movements in other currencies, or without a moment, are left out", written.left_out);
            }
            Ok(())
        })
    }

    fn write(&self, view: &mut View<'_>, vault: &Vault, lists: &Arc<Lists>, file: &Path) -> anyhow::Result<Written> {
        let currency = Currency::parse(&self.currency).context("--currency")?;
        let account = self.account.as_deref().map(|text| account_key(view, vault, text)).transpose()?;
        let mut out = match (self.format, &account) {
            (Format::Csv, _) => Out::csv(file)?,
            (Format::Parquet, _) => Out::parquet(file)?,
            (Format::Statement28, account) => Out::statement(file, account.as_deref().unwrap_or_default())?,
        };
        let (mut place, mut written) = (i64::MIN, Written::default());
        loop {
            let page = page(view, account.as_deref(), place)?;
            let Some(last) = page.last() else { break };
            place = last.place;
            for movement in page {
                self.take(&movement, currency, &mut out, &mut written)?;
            }
        }
        Self::write_lists(view, lists, account.as_deref(), &mut |movement| {
            self.take(movement, currency, &mut out, &mut written)
        })?;
        out.close()?;
        Ok(written)
    }

    /// Rows of lists, but for those that an institution has told.
    fn write_lists(
        view: &mut View<'_>,
        lists: &Arc<Lists>,
        account: Option<&str>,
        take: &mut dyn FnMut(&Movement) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let told = told_rows(view, lists)?;
        let mut untold = |row: &Listed<'_>| match lists.movement(row) {
            Some(movement) if !told.contains(&(row.currency, row.transfer.id)) => take(&movement),
            _ => Ok(()),
        };
        if let Some(key) = account {
            return lists.of_account(key).iter().try_for_each(untold);
        }
        for (currency, seen) in lists.all() {
            let names = &seen.names;
            seen.archive.each(|transfer| untold(&Listed { transfer, currency, names }))?;
        }
        Ok(())
    }

    fn take(
        &self,
        movement: &Movement,
        currency: Currency,
        out: &mut Out,
        written: &mut Written,
    ) -> anyhow::Result<()> {
        let Some(at) = movement.at().filter(|_| movement.amount.currency() == currency) else {
            written.left_out = written.left_out.saturating_add(1);
            return Ok(());
        };
        let at = at.at.ms();
        if self.since.is_none_or(|since| since <= at) && self.until.is_none_or(|until| at < until) {
            out.push(movement)?;
            written.rows = written.rows.saturating_add(1);
        }
        Ok(())
    }
}

fn account_key(view: &mut View<'_>, vault: &Vault, text: &str) -> anyhow::Result<String> {
    let named = key_of_text(vault, text, &by_code(view)?);
    for key in [text, &named] {
        if known_account(view, key)?.is_some() {
            return Ok(key.to_owned());
        }
    }
    anyhow::bail!("there is no account `{text}` in this data folder; write `institution:number`, or its key")
}

/// The next movements, in the order in which they became known.
fn page(view: &mut View<'_>, account: Option<&str>, after: i64) -> anyhow::Result<Vec<Movement>> {
    Ok(match account {
        None => view.select("where place > $1 order by place limit $2", &[Value::from(after), Value::from(PAGE)])?,
        Some(key) => view.select(
            "where (from_key = $1 or to_key = $1) and place > $2 order by place limit $3",
            &[Value::from(key), Value::from(after), Value::from(PAGE)],
        )?,
    })
}

/// Writes a file beside its place and moves it there when it is whole and on the disk.
pub(super) fn written_whole(file: &Path, write: impl FnOnce(&Path) -> anyhow::Result<()>) -> anyhow::Result<()> {
    ensure!(!file.exists(), "`{}` is there already; move it away, or write elsewhere", file.display());
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let cannot = || format!("cannot write `{}`", file.display());
    let written = write(&part);
    if written.is_err() {
        // What is half a file is nobody's; that it could not be removed changes nothing of why.
        let _ = std::fs::remove_file(&part);
        return written;
    }
    std::fs::File::open(&part).and_then(|part| part.sync_all()).with_context(cannot)?;
    std::fs::rename(&part, file).with_context(cannot)
}
