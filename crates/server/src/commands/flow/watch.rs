//! `cordon flow watch`: the money of open cases, followed over a stream of transfers while it comes. Each
//! transfer that carries some of it is told once, as a line of JSON.
//!
//! Not here: how it is followed (`cordon_flow::standing`), and how cases are given (`cases.rs`).

use super::cases::{Beginning, Cases};
use crate::commands::trace::{amount, duration, moment};
use crate::lists::List;
use anyhow::{Context, bail, ensure};
use cordon_flow::read::{Part, Reader};
use cordon_flow::standing::{News, Table, Terms};
use cordon_flow::{Hold, Names, Rule, Transfer};
use cordon_model::{Currency, Money};
use serde::Serialize;
use std::borrow::Cow;
use std::io::{BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

/// What stands for the standard input among files.
const STDIN: &str = "-";
/// Refused transfers and bad rows told one by one; the rest is counted.
const TOLD_MAX: u64 = 100;

#[derive(Debug, clap::Args)]
pub struct Watch {
    /// Files of transfers, plain or .gz, one after the other as they came; `-` is the standard input, of
    /// which each row is told of as soon as it is there.
    #[arg(long, num_args = 1.., required = true, value_name = "FILE")]
    transfers: Vec<PathBuf>,
    /// How the files are written; the standard input is `csv` or `amlsim`.
    #[arg(long, value_enum, default_value = "csv")]
    format: List,
    /// The open cases: a CSV of `case,transfer` or `case,account,time,amount`, and `reported` where a case
    /// became known later than its money left.
    #[arg(long, value_name = "FILE")]
    cases: PathBuf,
    /// taint-first, clean-first or haircut.
    #[arg(long, default_value = "taint-first")]
    rule: Rule,
    /// How long each case's money is followed: 72h, 30m, 7d.
    #[arg(long, default_value = "72h", value_parser = duration)]
    window: i64,
    /// How many transfers after the first account at most.
    #[arg(long, default_value_t = 6)]
    hops: u32,
    /// What an account must have received before it is followed further.
    #[arg(long, value_name = "AMOUNT", default_value = "1.00")]
    floor: String,
    /// How far behind the stream a transfer or a report may come; what is later is left out and named.
    #[arg(long, default_value = "24h", value_parser = duration)]
    late: i64,
    /// An account that is held, since when, and how much is to stay there: `ACCOUNT@TIME` or
    /// `ACCOUNT@TIME=AMOUNT`. Money that leaves it all the same is told as a BREACH.
    #[arg(long = "hold", value_name = "HOLD")]
    holds: Vec<String>,
    /// An account where to stop.
    #[arg(long = "stop", value_name = "ACCOUNT")]
    stops: Vec<String>,
    /// An account where money leaves the books.
    #[arg(long = "sink", value_name = "ACCOUNT")]
    sinks: Vec<String>,
}

impl Watch {
    pub fn run(self) -> anyhow::Result<()> {
        let mut watching = self.begin()?;
        let mut reader = Reader::new(self.format.columns()).in_parts();
        for path in &self.transfers {
            self.read(path, &mut reader, &mut watching)?;
        }
        watching.finish(&reader)
    }

    fn read(&self, path: &Path, reader: &mut Reader, watching: &mut Watching) -> anyhow::Result<()> {
        let (mut failed, is_live) = (None, path == Path::new(STDIN));
        let mut after_row = |reader: &mut Reader| {
            if is_live || reader.has_part() {
                failed = watching.take(reader, is_live).err();
            }
            failed.is_none()
        };
        if is_live {
            ensure!(
                matches!(self.format, List::Csv | List::Amlsim),
                "`-` is read as `csv` or `amlsim`; give a file of another format"
            );
            reader.read_each(STDIN, std::io::stdin().lock(), &mut after_row)?;
        } else {
            self.format.read(path, &|_| false, reader, &mut after_row)?;
        }
        failed.map_or_else(|| watching.take(reader, is_live), Err)
    }

    fn begin(&self) -> anyhow::Result<Watching> {
        let cases = Cases::read(&self.cases)?;
        let currency = cases.currency();
        let mut names = Names::new();
        let mut set = |accounts: &[String]| -> anyhow::Result<_> {
            Ok(accounts.iter().map(|text| names.account(text)).collect::<Result<_, _>>()?)
        };
        let terms = Terms {
            window_ms: self.window,
            hops: self.hops,
            floor: amount(&self.floor, currency).context("--floor")?,
            stops: set(&self.stops)?,
            sinks: set(&self.sinks)?,
            late_ms: self.late,
            ..Terms::new(self.rule)
        };
        let mut table = Table::new(terms).context("--rule")?;
        for text in &self.holds {
            let hold = hold_of(text, currency, &mut names).with_context(|| format!("--hold {text}"))?;
            table.hold(hold, &names, |_| {});
        }
        let out = Told { out: BufWriter::new(std::io::stdout()), currency, news: 0, failed: None };
        Ok(Watching { table, names, cases, window: self.window, late: self.late, out, rows: 0, refused: 0 })
    }
}

struct Watching {
    table: Table,
    /// Of all accounts and transfers that ever came.
    names: Names,
    cases: Cases,
    window: i64,
    late: i64,
    out: Told,
    rows: u64,
    refused: u64,
}

impl Watching {
    /// Takes what was read since the last time.
    fn take(&mut self, reader: &mut Reader, is_live: bool) -> anyhow::Result<()> {
        let part = reader.part();
        if self.rows == 0 && !part.rows.is_empty() {
            let (told, here) = (self.cases.currency(), part.currency);
            let (told, here) = (told.code(), here.code());
            ensure!(
                told == here,
                "the cases are told in {told} and the transfers in {here}; one trace has one currency"
            );
        }
        for row in part.rows {
            let transfer = self.own(row, part)?;
            self.open_until(transfer.debit.t)?;
            self.take_one(&transfer)?;
        }
        reader.forget();
        if is_live {
            self.out.flush()?;
        }
        Ok(())
    }

    /// The same transfer by the names that are kept.
    fn own(&mut self, row: &Transfer, part: Part<'_>) -> anyhow::Result<Transfer> {
        let id = self.names.transfer(&part.names.transfer_text(row.id))?;
        let from = self.names.account(part.names.account_text(row.from))?;
        let to = self.names.account(part.names.account_text(row.to))?;
        Ok(Transfer { id, from, to, ..*row })
    }

    fn take_one(&mut self, transfer: &Transfer) -> anyhow::Result<()> {
        self.rows = self.rows.saturating_add(1);
        let (out, names, cases) = (&mut self.out, &self.names, &self.cases);
        let taken = self.table.take(std::slice::from_ref(transfer), names, |news| out.tell(news, names, cases));
        let text = self.names.transfer_text(transfer.id);
        for (_, why) in taken.refused {
            self.refused = self.refused.saturating_add(1);
            if self.refused <= TOLD_MAX {
                eprintln!("left out: transfer `{text}`: {why}");
            }
        }
        self.cases.came(&text, transfer);
        self.open_until(transfer.debit.t)?;
        while let Some(victim) = self.cases.next_over(transfer.debit.t) {
            self.table.close(victim);
        }
        self.out.check()
    }

    /// Opens the cases that are known by a moment.
    fn open_until(&mut self, t: i64) -> anyhow::Result<()> {
        while let Some(due) = self.cases.next_due(t) {
            let case = self.cases.name(due.victim).to_owned();
            let root = match due.beginning {
                Beginning::Transfer(transfer) => due.root(cordon_flow::Start::Transfer(transfer)),
                Beginning::Account { ref account, at, amount } => {
                    let account = self.names.account(account)?;
                    due.root(cordon_flow::Start::Account { account, at, amount: Some(amount) })
                }
            };
            let (out, names, cases) = (&mut self.out, &self.names, &self.cases);
            self.table
                .open(root, names, |news| out.tell(news, names, cases))
                .with_context(|| format!("case `{case}` cannot be opened"))?;
            self.cases.close_after(due.victim, root.start.at().saturating_add(self.window).saturating_add(self.late));
        }
        Ok(())
    }

    fn finish(mut self, reader: &Reader) -> anyhow::Result<()> {
        // What is stamped later than the stream is, and cases that were reported after its end.
        self.open_until(i64::MAX)?;
        let (out, names, cases) = (&mut self.out, &self.names, &self.cases);
        self.table.pass(self.table.mark().t, names, |news| out.tell(news, names, cases));
        self.out.flush()?;
        for error in reader.errors().iter().take(usize::try_from(TOLD_MAX)?) {
            eprintln!("left out: {error}");
        }
        let absent = self.cases.absent();
        if let Some(first) = absent.first() {
            eprintln!("{} cases begin with transfers that never came; the first is `{first}`", absent.len());
        }
        eprintln!(
            "{} transfers, {} news, {} accounts with cases' money",
            self.rows,
            self.out.news,
            self.table.tainted_accounts()
        );
        let left_out = self.refused.saturating_add(reader.bad_rows());
        ensure!(left_out == 0, "{left_out} transfers were left out; the trace does not know of them");
        ensure!(absent.is_empty(), "not all cases were opened");
        Ok(())
    }
}

fn hold_of(text: &str, currency: Currency, names: &mut Names) -> anyhow::Result<Hold> {
    let Some((account, rest)) = text.rsplit_once('@') else { bail!("write ACCOUNT@TIME or ACCOUNT@TIME=AMOUNT") };
    let (at, keeps) = rest.split_once('=').map_or((rest, None), |(at, keeps)| (at, Some(keeps)));
    Ok(Hold {
        account: names.account(account)?,
        at: moment(at).map_err(anyhow::Error::msg)?,
        keeps: keeps.map(|keeps| amount(keeps, currency)).transpose()?,
    })
}

/// Where news is written.
struct Told {
    out: BufWriter<Stdout>,
    currency: Currency,
    news: u64,
    failed: Option<anyhow::Error>,
}

#[derive(Serialize)]
struct Line<'a> {
    /// `followed`, or `corrected` where something late changed what was told of the transfer.
    news: &'static str,
    transfer: Cow<'a, str>,
    /// Of the debit, in Unix ms.
    time: i64,
    from: &'a str,
    to: &'a str,
    amount: String,
    currency: String,
    /// Whose money it carries; nobody's where a correction says so.
    carries: Vec<Carries<'a>>,
    notes: Vec<&'static str>,
}

#[derive(Serialize)]
struct Carries<'a> {
    case: &'a str,
    amount: String,
    hop: u32,
}

impl Told {
    fn tell(&mut self, news: News<'_>, names: &Names, cases: &Cases) {
        self.news = self.news.saturating_add(1);
        if self.failed.is_none() {
            self.failed = self.write(news, names, cases).err();
        }
    }

    fn write(&mut self, news: News<'_>, names: &Names, cases: &Cases) -> anyhow::Result<()> {
        let currency = self.currency;
        let decimal = |minor: u64| Money::new(i64::try_from(minor).unwrap_or(i64::MAX), currency).decimal();
        let tainted = news.tainted();
        let carries = tainted.shares.iter().map(|share| Carries {
            case: cases.name(share.victim),
            amount: decimal(share.amount),
            hop: share.hop,
        });
        let line = Line {
            news: if matches!(news, News::Followed(_)) { "followed" } else { "corrected" },
            transfer: names.transfer_text(tainted.transfer.id),
            time: tainted.transfer.debit.t,
            from: names.account_text(tainted.transfer.from),
            to: names.account_text(tainted.transfer.to),
            amount: decimal(tainted.transfer.amount),
            currency: currency.code().to_owned(),
            carries: carries.collect(),
            notes: tainted.notes.iter().map(cordon_flow::Note::name).collect(),
        };
        serde_json::to_writer(&mut self.out, &line)?;
        writeln!(self.out).context("cannot write the news")
    }

    fn check(&mut self) -> anyhow::Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        self.check()?;
        self.out.flush().context("cannot write the news")
    }
}
