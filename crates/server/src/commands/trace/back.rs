//! `cordon trace --back`: out of which earlier transfers the money is that an account holds, or that a
//! transfer carries. What that means stands in `docs/concepts/tracing.md`.

use super::json::notes;
use super::table::write_rows;
use super::{Ledger, Told, Trace};
use anyhow::{Context, bail};
use cordon_flow::backward::{BackError, BackQuestion, Origin, Origins, Target, origins};
use cordon_flow::text::{decimal, time};
use cordon_flow::{Rule, Start, TransferSource};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

/// By rule.
pub type Found = BTreeMap<Rule, Origins>;

#[derive(Serialize)]
struct OriginsJson<'a> {
    origins: Vec<OriginJson<'a>>,
    /// What is there from longer ago, or from nobody knows where.
    elsewhere: Option<String>,
    notes: Vec<&'static str>,
}

#[derive(Serialize)]
struct OriginJson<'a> {
    id: Cow<'a, str>,
    time: String,
    from: &'a str,
    to: &'a str,
    amount: String,
    /// How much of it is there.
    part: String,
}

impl Trace {
    /// What is asked about, the other way round.
    pub(super) fn target(&self, ledger: &mut impl Ledger) -> anyhow::Result<Target> {
        Ok(match self.start(ledger)? {
            Start::Transfer(transfer) => Target::Transfer(transfer),
            Start::Account { account, at, .. } => Target::Account { account, at },
        })
    }

    /// Asks a source that has the target, by every rule that is asked for.
    pub(super) fn back<S: TransferSource>(
        &self,
        source: &mut S,
        target: Target,
        told: impl Fn(S::Error) -> anyhow::Error,
    ) -> anyhow::Result<Found> {
        let counting = Rule::ALL.into_iter().filter(|rule| rule.counts());
        let rules = if self.rules.is_empty() { counting.collect() } else { self.rules.clone() };
        let mut found = Found::new();
        for rule in rules {
            let question = BackQuestion { target, rule, window_ms: self.window, hops: self.hops };
            let answer = match origins(source, &question) {
                Ok(answer) => answer,
                Err(BackError::Source(error)) => return Err(told(error)),
                Err(BackError::Question(error)) => bail!(error),
                Err(BackError::Poison) => {
                    bail!("`poison` counts nothing, so nothing can be divided; ask by another rule")
                }
            };
            found.insert(rule, answer);
        }
        Ok(found)
    }

    pub(super) fn show_back(&self, found: &Found, told: Told) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        if self.json {
            let all: BTreeMap<Rule, OriginsJson<'_>> =
                found.iter().map(|(rule, origins)| (*rule, shown(origins, told))).collect();
            serde_json::to_writer_pretty(&mut out, &all)?;
            writeln!(out).context("cannot write the answer")?;
        } else {
            for (rule, origins) in found {
                write(&mut out, *rule, origins, told)?;
            }
        }
        out.flush().context("cannot write the answer")
    }
}

fn shown<'a>(origins: &Origins, told: Told<'a>) -> OriginsJson<'a> {
    let (names, currency) = (told.names, told.currency);
    let origin = |Origin { transfer, amount }: &Origin| OriginJson {
        id: names.transfer_text(transfer.id),
        time: time(transfer.debit.t),
        from: names.account_text(transfer.from),
        to: names.account_text(transfer.to),
        amount: decimal(transfer.amount, currency),
        part: decimal(*amount, currency),
    };
    OriginsJson {
        origins: origins.origins.iter().map(origin).collect(),
        elsewhere: origins.elsewhere.map(|amount| decimal(amount, currency)),
        notes: notes(origins.notes),
    }
}

fn write(out: &mut impl Write, rule: Rule, origins: &Origins, told: Told) -> anyhow::Result<()> {
    let shown = shown(origins, told);
    let titles = ["time", "from", "to", "amount", "part", "transfer"];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    for origin in shown.origins {
        let OriginJson { id, time, from, to, amount, part } = origin;
        rows.push(vec![time, from.to_owned(), to.to_owned(), amount, part, id.into_owned()]);
    }
    writeln!(out, "{rule}")?;
    write_rows(out, &rows)?;
    writeln!(out, "from elsewhere: {}  {}\n", shown.elsewhere.as_deref().unwrap_or("?"), shown.notes.join(" "))?;
    Ok(())
}
