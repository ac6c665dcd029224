//! `cordon trace`: follows money through files of transfers, or through what a data folder knows;
//! without a running centre and without a clock. What the rules mean stands in
//! `docs/concepts/tracing.md`.
//!
//! Not here: how money is followed (`cordon-flow`). This file reads arguments and puts the question.

mod back;
pub(super) mod files;
mod joined;
mod json;
mod known;
mod plan;
mod table;
mod written;

use anyhow::{Context, bail};
use clap::ValueEnum;
use cordon_flow::{AccountId, AsOf, Names, Question, Root, Rule, Start, Trace as Answer, Transfer, VictimId};
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Stamp};
use cordon_model::{Currency, Money};
use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// Whoever lost the money; the command follows one.
const VICTIM: VictimId = VictimId(1);

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("beginning").required(true).args(["from", "seed"]))]
#[command(group = clap::ArgGroup::new("ledger").required(true).args(["transfers", "data"]))]
pub struct Trace {
    /// Files of transfers, plain or .gz, in the order in which their rows count.
    #[arg(long, num_args = 1.., value_name = "FILE")]
    transfers: Vec<PathBuf>,
    /// How the files are written.
    #[arg(long, value_enum, default_value = "csv", conflicts_with = "data")]
    format: Written,
    /// The data folder of a centre, running or not: what institutions told and what was imported. It
    /// is only looked at; accounts are shown by their keys.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Of the data folder: movements in this currency.
    #[arg(long, value_name = "CODE", default_value = "CNY", conflicts_with = "transfers")]
    currency: String,
    /// The account that the victim paid: as the files name it; in a data folder `institution:number`,
    /// the name in an imported file, or the account's key.
    #[arg(long, value_name = "ACCOUNT", requires = "at", conflicts_with = "seed")]
    from: Option<String>,
    /// The moment at which the money is there: RFC 3339 or Unix ms.
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true)]
    at: Option<i64>,
    /// How much was lost. Without it only `poison` can be asked.
    #[arg(long, value_name = "AMOUNT", conflicts_with = "seed")]
    amount: Option<String>,
    /// Begin with this transfer, all of it, instead of an account.
    #[arg(long, value_name = "TRANSFER", conflicts_with = "at")]
    seed: Option<String>,
    /// poison, taint-first, clean-first, haircut, fifo or lifo; all that can be answered when not given.
    #[arg(long = "rule", value_name = "RULE")]
    rules: Vec<Rule>,
    /// How long the money is followed: 72h, 30m, 7d.
    #[arg(long, default_value = "72h", value_parser = duration)]
    window: i64,
    /// How many transfers after the account at most.
    #[arg(long, default_value_t = 6)]
    hops: u32,
    /// What an account must have received before it is followed further.
    #[arg(long, value_name = "AMOUNT", default_value = "1.00")]
    floor: String,
    /// An account where to stop.
    #[arg(long = "stop", value_name = "ACCOUNT")]
    stops: Vec<String>,
    /// An account where money leaves the books.
    #[arg(long = "sink", value_name = "ACCOUNT")]
    sinks: Vec<String>,
    /// See the ledger as it was at this moment: what came later does not exist.
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true)]
    now: Option<i64>,
    /// What to freeze first: so many accounts.
    #[arg(long, value_name = "K", num_args = 0..=1, default_missing_value = "10")]
    plan: Option<u32>,
    /// How long it takes until an order holds; for a plan's order.
    #[arg(long, default_value = "30m", value_parser = duration)]
    lead: i64,
    /// Draw the trace into this file.
    #[arg(long, value_name = "FILE.svg")]
    picture: Option<PathBuf>,
    /// Of accounts the picture shows the last four characters only.
    #[arg(long, requires = "picture")]
    mask: bool,
    /// Write the trace for other programs: FILE.csv (and FILE.accounts.csv), FILE.graphml
    /// or FILE.parquet.
    #[arg(long, value_name = "FILE", value_parser = written::Export::parse)]
    export: Option<written::Export>,
    /// Ask the other way: out of which transfers is the money that is on the account at that moment (`--from`
    /// and `--at`), or that the transfer carries (`--seed`)?
    #[arg(long, conflicts_with_all = ["amount", "stops", "sinks", "now", "plan", "picture", "export", "engine"])]
    back: bool,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// How files are traced, for comparison: the answer is the same.
    #[arg(long, value_enum, default_value = "flow", conflicts_with = "data")]
    engine: Engine,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Written {
    /// `id,time,from,to,amount` and more.
    Csv,
    /// The transactions of IBM's AMLSim.
    Amlsim,
    /// The columns of `csv`, in Parquet.
    Parquet,
    /// ISO 20022: what was booked on accounts.
    Camt053,
    /// ISO 20022: some of what was booked on accounts.
    Camt054,
    /// ISO 20022: credit transfers between institutions.
    Pacs008,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Engine {
    /// From the beginning on, over sorted rows.
    Flow,
    /// As banks are traced: account by account, what is asked for is read.
    Asking,
    /// The plain reading of the rules: slow, and checked by eye.
    Oracle,
}

/// Whatever holds the transfers, as the question sees it.
trait Ledger {
    fn account(&mut self, text: &str) -> anyhow::Result<AccountId>;
    fn transfer(&mut self, text: &str) -> anyhow::Result<Transfer>;
    fn currency(&self) -> Currency;
    fn watermark(&self) -> AsOf;
}

impl Trace {
    pub fn run(self) -> anyhow::Result<()> {
        match &self.data {
            Some(data) => known::trace(&self, data),
            None => files::trace(&self),
        }
    }

    fn question(&self, ledger: &mut impl Ledger) -> anyhow::Result<Question> {
        let currency = ledger.currency();
        let start = self.start(ledger)?;
        let answered = Rule::ALL.into_iter().filter(|rule| start.amount().is_some() || !rule.counts());
        let rules = if self.rules.is_empty() { answered.collect() } else { self.rules.clone() };
        let question = Question {
            window_ms: self.window,
            hops: self.hops,
            floor: amount(&self.floor, currency).context("--floor")?,
            stops: accounts(ledger, &self.stops).context("--stop")?,
            sinks: accounts(ledger, &self.sinks).context("--sink")?,
            seen_until: self.now,
            as_of: Some(ledger.watermark()),
            ..Question::new(vec![Root { victim: VICTIM, start }], rules)
        };
        question.check()?;
        Ok(question)
    }

    fn start(&self, ledger: &mut impl Ledger) -> anyhow::Result<Start> {
        if let Some(seed) = &self.seed {
            return Ok(Start::Transfer(ledger.transfer(seed)?));
        }
        let (Some(from), Some(at)) = (&self.from, self.at) else {
            bail!("say where to begin: `--from ACCOUNT --at TIME`, or `--seed TRANSFER`");
        };
        let account = ledger.account(from).context("--from")?;
        let lost = self.amount.as_deref().map(|text| amount(text, ledger.currency())).transpose();
        Ok(Start::Account { account, at, amount: lost.context("--amount")? })
    }

    fn show(&self, asked: &Question, answer: &Answer, told: Told) -> anyhow::Result<()> {
        let plan = self.plan.map(|most| plan::made(asked, answer, most, self.lead, self.now)).transpose()?;
        if let Some(path) = &self.picture {
            written::picture(path, self.mask, asked, answer, plan.as_ref(), told)?;
        }
        if let Some(export) = &self.export {
            export.write(answer, told)?;
        }
        let mut out = BufWriter::new(std::io::stdout().lock());
        if self.json {
            json::write(&mut out, answer, plan.as_ref(), told)?;
        } else {
            table::write(&mut out, answer, told.names, told.currency)?;
            if let Some(plan) = &plan {
                plan::write(&mut out, plan, told.names, told.currency)?;
            }
        }
        out.flush().context("cannot write the answer")
    }
}

/// What it takes to tell an answer.
#[derive(Clone, Copy, Debug)]
struct Told<'a> {
    names: &'a Names,
    currency: Currency,
    bad_rows: u64,
}

fn accounts(ledger: &mut impl Ledger, texts: &[String]) -> anyhow::Result<BTreeSet<AccountId>> {
    texts.iter().map(|text| ledger.account(text)).collect()
}

pub(super) fn amount(text: &str, currency: Currency) -> anyhow::Result<u64> {
    let minor = Money::parse(text, currency)?.minor();
    u64::try_from(minor).ok().with_context(|| format!("`{text}` is below 0; write an amount of 0 or more"))
}

pub(super) fn moment(text: &str) -> Result<i64, String> {
    let ms = text.parse().ok().or_else(|| Stamp::parse_rfc3339(text).map(Stamp::ms));
    ms.ok_or_else(|| "write RFC 3339 with an offset, such as 2026-11-24T21:39:00+08:00, or Unix ms".to_owned())
}

pub(super) fn duration(text: &str) -> Result<i64, String> {
    const UNITS: [(&str, i64); 5] = [("ms", 1), ("s", SECOND_MS), ("m", MINUTE_MS), ("h", HOUR_MS), ("d", DAY_MS)];
    let parsed = UNITS.iter().find_map(|(unit, ms)| {
        let count: u32 = text.strip_suffix(unit)?.parse().ok()?;
        i64::from(count).checked_mul(*ms)
    });
    parsed.ok_or_else(|| "write a number and a unit, such as 72h, 30m or 7d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_and_moments_are_read_or_refused() {
        assert_eq!(duration("72h"), Ok(72 * HOUR_MS));
        assert_eq!((duration("30m"), duration("7d"), duration("5ms")), (Ok(30 * MINUTE_MS), Ok(7 * DAY_MS), Ok(5)));
        for text in ["", "72", "h", "-1h", "1.5h", "1w", "99999999999h"] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert_eq!(moment("1970-01-01T08:00:01+08:00"), Ok(1000));
        assert_eq!(moment("-5"), Ok(-5));
        assert!(moment("1970-01-01").is_err());
    }
}
