//! `cordon trace`: follows money through files of transfers, without a centre and without a clock.
//! What the rules mean stands in `docs/concepts/tracing.md`.
//!
//! Not here: how money is followed (`cordon-flow`). This file reads arguments and files.

mod json;
mod table;

use anyhow::{Context, bail};
use clap::ValueEnum;
use cordon_flow::read::{Format, ReadTransfers, Reader};
use cordon_flow::{
    AccountId, MemorySource, Names, Question, Root, Rule, Start, Trace as Answer, Tracer, TransferSource, VictimId,
    oracle, run,
};
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Stamp};
use cordon_model::{Currency, Money};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;

/// Bad rows told one by one on the way; the rest is counted.
const ROWS_TOLD: usize = 10;
/// Whoever lost the money; the command follows one.
const VICTIM: VictimId = VictimId(1);

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("beginning").required(true).args(["from", "seed"]))]
pub struct Trace {
    /// Files of transfers, in the order in which their rows count.
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    transfers: Vec<PathBuf>,
    /// How the files are written.
    #[arg(long, value_enum, default_value = "csv")]
    format: Written,
    /// The account that the victim paid.
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
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// `oracle` is the plain, slow reading of the rules, for comparison.
    #[arg(long, value_enum, default_value = "flow")]
    engine: Engine,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Written {
    Csv,
    Amlsim,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Engine {
    Flow,
    Oracle,
}

impl Trace {
    pub fn run(self) -> anyhow::Result<()> {
        let read = self.read()?;
        let question = self.question(&read)?;
        let (source, currency) = (read.source, read.currency);
        let names = source.names().clone();
        let answer = answer(self.engine, question, source)?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        if self.json {
            json::write(&mut out, &answer, &names, currency, read.bad_rows)?;
        } else {
            table::write(&mut out, &answer, &names, currency)?;
        }
        out.flush().context("cannot write the answer")
    }

    fn read(&self) -> anyhow::Result<ReadTransfers> {
        let format = match self.format {
            Written::Csv => Format::Csv,
            Written::Amlsim => Format::Amlsim,
        };
        let mut reader = Reader::new(format);
        for path in &self.transfers {
            let name = path.display().to_string();
            let file = File::open(path).with_context(|| format!("cannot open `{name}`"))?;
            reader.read(&name, BufReader::new(file))?;
        }
        let read = reader.finish();
        for error in read.errors.iter().take(ROWS_TOLD) {
            eprintln!("left out: {error}");
        }
        if read.bad_rows > 0 {
            eprintln!("{} rows were left out; the trace does not know of them", read.bad_rows);
        }
        Ok(read)
    }

    fn question(&self, read: &ReadTransfers) -> anyhow::Result<Question> {
        let (source, currency) = (&read.source, read.currency);
        let start = self.start(source, currency)?;
        let answered = Rule::ALL.into_iter().filter(|rule| start.amount().is_some() || !rule.counts());
        let rules = if self.rules.is_empty() { answered.collect() } else { self.rules.clone() };
        let question = Question {
            window_ms: self.window,
            hops: self.hops,
            floor: amount(&self.floor, currency).context("--floor")?,
            stops: accounts(source.names(), &self.stops).context("--stop")?,
            sinks: accounts(source.names(), &self.sinks).context("--sink")?,
            as_of: Some(source.watermark()),
            ..Question::new(vec![Root { victim: VICTIM, start }], rules)
        };
        question.check()?;
        Ok(question)
    }

    fn start(&self, source: &MemorySource, currency: Currency) -> anyhow::Result<Start> {
        if let Some(seed) = &self.seed {
            let known = source.names().find_transfer(seed).and_then(|id| source.transfer(id));
            let transfer = known.with_context(|| format!("there is no transfer `{seed}` in these files"))?;
            return Ok(Start::Transfer(transfer));
        }
        let (Some(from), Some(at)) = (&self.from, self.at) else {
            bail!("say where to begin: `--from ACCOUNT --at TIME`, or `--seed TRANSFER`");
        };
        let account = account(source.names(), from).context("--from")?;
        let amount = self.amount.as_deref().map(|text| amount(text, currency)).transpose().context("--amount")?;
        Ok(Start::Account { account, at, amount })
    }
}

fn answer(engine: Engine, question: Question, mut source: MemorySource) -> anyhow::Result<Answer> {
    if matches!(engine, Engine::Oracle) {
        return Ok(oracle::trace(&question, source.transfers(), source.names())?);
    }
    let mut tracer = Tracer::new(question)?;
    match run(&mut tracer, &mut source) {
        Ok(()) => Ok(tracer.trace(source.names())),
        Err(never) => match never {},
    }
}

fn account(names: &Names, text: &str) -> anyhow::Result<AccountId> {
    names.find_account(text).with_context(|| format!("there is no account `{text}` in these files"))
}

fn accounts(names: &Names, texts: &[String]) -> anyhow::Result<BTreeSet<AccountId>> {
    texts.iter().map(|text| account(names, text)).collect()
}

fn amount(text: &str, currency: Currency) -> anyhow::Result<u64> {
    let minor = Money::parse(text, currency)?.minor();
    u64::try_from(minor).ok().with_context(|| format!("`{text}` is below 0; write an amount of 0 or more"))
}

fn moment(text: &str) -> Result<i64, String> {
    let ms = text.parse().ok().or_else(|| Stamp::parse_rfc3339(text).map(Stamp::ms));
    ms.ok_or_else(|| "write RFC 3339 with an offset, such as 2026-11-24T21:39:00+08:00, or Unix ms".to_owned())
}

fn duration(text: &str) -> Result<i64, String> {
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
