//! `cordon sift rules backtest`: a folder of rules and the rules in force over the same past: alerts, scams caught,
//! lawful events disturbed, by group, and the first events that would be treated otherwise.

use super::{read, understood};
use crate::commands::keys::{self, Already};
use crate::commands::trace::moment;
use crate::records::Place;
use crate::rules::history::{Span, each_line};
use crate::rules::labels::{Labels, group};
use crate::rules::trial::{Archive, Tried};
use crate::sift::words::{RULES, own_rules};
use anyhow::{Context, ensure};
use cordon_desk::Desk;
use cordon_desk::permit::Judge;
use cordon_desk::read::standing_rules;
use cordon_model::Stamp;
use cordon_sift::rules::{Label, Past, Rules, Side, Trial};
use cordon_store::Vault;
use std::fmt::Write;
use std::io::BufReader;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("past").required(true).args(["history", "data"])))]
pub struct BacktestOf {
    /// The rules that are tried.
    #[arg(long, value_name = "FOLDER")]
    rules: PathBuf,
    /// The rules that they are compared with; else those in force in the data folder, or those of the binary.
    #[arg(long, value_name = "FOLDER")]
    against: Option<PathBuf>,
    /// Events with their facts, one JSON object a line, plain or .gz: `id`, `kind`, `facts` by name, and where known
    /// `worded`, `label`, `group`.
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    /// The data folder of a centre, running or not: what it has judged. It is only looked at.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// How events turned out: a table `id,label,group`; a label is scam, lawful or unknown.
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Only events that came at or after this moment: RFC 3339 or Unix ms.
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true, requires = "data")]
    from: Option<i64>,
    /// Only events that came before this moment.
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true, requires = "data")]
    until: Option<i64>,
    /// Prints the result as JSON.
    #[arg(long)]
    json: bool,
}

impl BacktestOf {
    pub fn run(self) -> anyhow::Result<()> {
        let then = read(&self.rules)?;
        let labels = match &self.labels {
            Some(path) => Labels::table(&path.display().to_string(), crate::unpack::open(path)?)?,
            None => Labels::default(),
        };
        let tried = match (&self.history, &self.data) {
            (Some(file), _) => self.of_file(file, &then, &labels)?,
            (None, Some(data)) => self.of_log(data, &then, &labels)?,
            (None, None) => anyhow::bail!("name the past: `--history FILE` or `--data FOLDER`"),
        };
        if self.json {
            println!("{}", serde_json::to_string_pretty(&tried.backtest)?);
        } else {
            print!("{}", table(&tried));
        }
        Ok(())
    }

    fn of_file(&self, file: &Path, then: &Rules, labels: &Labels) -> anyhow::Result<Tried> {
        let now = match &self.against {
            Some(folder) => read(folder)?,
            None => shipped()?,
        };
        let (mut trial, mut tried) = (Trial::new(&now, then), Tried::default());
        let input = BufReader::new(crate::unpack::open(file)?);
        each_line(&file.display().to_string(), input, &mut |filed| {
            let (label, of) = labels.get(&filed.id).unzip();
            let label = label.or(filed.label).unwrap_or(Label::Unknown);
            let of = of.filter(|of| !of.is_empty()).or(filed.group.as_deref()).unwrap_or(group(&filed.judged));
            tried.labelled = tried.labelled.saturating_add(u64::from(label != Label::Unknown));
            tried.seen.events = tried.seen.events.saturating_add(1);
            trial.see(&Past { id: &filed.id, judged: &filed.judged, label, group: of });
        })?;
        tried.backtest = trial.end();
        Ok(tried)
    }

    fn of_log(&self, data: &Path, then: &Rules, labels: &Labels) -> anyhow::Result<Tried> {
        ensure!(data.is_dir(), "there is no data folder `{}`", data.display());
        let vault = Vault::from_key(keys::vault_key(data, Already::Yes)?);
        let desk = Desk::new(Place::of(data)?.look()?, vault, Judge::house()?, cordon_desk::norms::calendar()?);
        let now = match &self.against {
            Some(folder) => read(folder)?,
            None => in_force(data, &desk)?,
        };
        let moment = |ms: Option<i64>, none: i64| Stamp::from_ms(ms.unwrap_or(none));
        let span =
            Span { from: moment(self.from, i64::MIN), until: moment(self.until, i64::MAX), events_max: u64::MAX };
        Archive::open(data, &desk)?.try_both(&now, then, &span, labels)
    }
}

fn shipped() -> anyhow::Result<Rules> {
    let files = cordon_sift::rules::shipped().iter().map(|file| (file.name.to_owned(), file.text.to_owned()));
    understood(&files.collect())
}

fn in_force(data: &Path, desk: &Desk) -> anyhow::Result<Rules> {
    let decided = standing_rules(desk).map_err(|why| anyhow::anyhow!("the rules in force are not known: {why}"))?;
    match decided.in_force {
        Some(set) => understood(&set.files).with_context(|| format!("set {} is in force", set.number)),
        None => understood(&own_rules(&data.join(RULES))?),
    }
}

fn table(tried: &Tried) -> String {
    let backtest = &tried.backtest;
    let mut out = format!("{} events, {} labelled\n\n", backtest.now.events, tried.labelled);
    out += "| group | events | alerts now | then | caught now | then | wrong now | then | failed then |\n";
    out += "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
    row(&mut out, "all", &backtest.now, &backtest.then);
    for (group, (now, then)) in &backtest.groups {
        row(&mut out, group, now, then);
    }
    // Writing to a string cannot fail.
    let _ = writeln!(out, "\n{} events would be treated otherwise", backtest.changed);
    for change in &backtest.changes {
        let rules = change.rules.join(", ");
        let label = crate::http::shapes::word(change.label);
        let _ = writeln!(out, "{}  {} -> {}  {label}  {rules}", change.id, change.now.name(), change.then.name());
    }
    if backtest.changed > backtest.changes.len() as u64 {
        let _ = writeln!(out, "… and {} more", backtest.changed - backtest.changes.len() as u64);
    }
    if tried.seen.unread > 0 {
        let _ = writeln!(out, "{} records do not open: they were changed, or the key was", tried.seen.unread);
    }
    out
}

fn row(out: &mut String, group: &str, now: &Side, then: &Side) {
    let Side { events, alerts, caught, wrong, .. } = now;
    let _ = writeln!(
        out,
        "| {group} | {events} | {alerts} | {} | {caught} | {} | {wrong} | {} | {} |",
        then.alerts, then.caught, then.wrong, then.failed
    );
}
