//! Files that a trace is written into: a picture, and what other programs read.

use super::Told;
use super::plan::rule;
use anyhow::Context;
use cordon_flow::export::{accounts_csv, edges_csv, graphml};
use cordon_flow::picture::{Look, Picture};
use cordon_flow::plan::Plan;
use cordon_flow::{AccountId, Question, Rule, Trace, Transfer};
use cordon_model::Money;
use cordon_model::sealed::mask_tail;
use cordon_wire::parquet::{Column, ParquetError, write_columns};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// Of an account that is masked so many characters are shown.
const SHOWN: usize = 4;

pub fn picture(
    path: &Path,
    mask: bool,
    asked: &Question,
    trace: &Trace,
    plan: Option<&Plan>,
    told: Told,
) -> anyhow::Result<()> {
    let mut look = Look::new(rule(asked));
    look.sinks.clone_from(&asked.sinks);
    let first = plan.map_or(&[][..], |plan| &plan.first);
    look.marks = first.iter().zip(1..).map(|(position, number)| (position.account, number)).collect();
    let label = |account: AccountId| {
        let text = told.names.account_text(account);
        if mask { mask_tail(text, SHOWN) } else { text.to_owned() }
    };
    let svg = Picture::of(trace, &look, &label).svg(told.currency);
    std::fs::write(path, svg).with_context(|| format!("cannot write `{}`", path.display()))
}

/// A file for other programs; what it holds is known by its ending.
#[derive(Clone, Debug)]
pub enum Export {
    /// The edges, and beside it the accounts.
    Csv(PathBuf),
    GraphMl(PathBuf),
    /// The edges.
    Parquet(PathBuf),
}

impl Export {
    pub fn parse(text: &str) -> Result<Self, String> {
        let path = PathBuf::from(text);
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => Ok(Self::Csv(path)),
            Some("graphml") => Ok(Self::GraphMl(path)),
            Some("parquet") => Ok(Self::Parquet(path)),
            _ => Err("write a name that ends in .csv, .graphml or .parquet".to_owned()),
        }
    }

    pub fn write(&self, trace: &Trace, told: Told) -> anyhow::Result<()> {
        let Told { names, currency, .. } = told;
        match self {
            Self::Csv(path) => {
                into(path, |out| edges_csv(out, trace, names, currency))?;
                into(&path.with_extension("accounts.csv"), |out| accounts_csv(out, trace, names, currency))
            }
            Self::GraphMl(path) => into(path, |out| graphml(out, trace, names, currency)),
            Self::Parquet(path) => into(path, |out| parquet(out, trace, told).map_err(io::Error::other)),
        }
    }
}

fn into(path: &Path, write: impl FnOnce(BufWriter<File>) -> io::Result<()>) -> anyhow::Result<()> {
    let file = File::create(path).map(BufWriter::new);
    file.and_then(write).with_context(|| format!("cannot write `{}`", path.display()))
}

/// The edges, as in CSV; a rule's column is named after it, with `_` for `-`.
fn parquet(out: BufWriter<File>, trace: &Trace, told: Told) -> Result<(), ParquetError> {
    let Told { names, currency, .. } = told;
    let edges = &trace.edges;
    let money = |minor: u64| i64::try_from(minor).ok().map(|minor| Money::new(minor, currency));
    let texts = |of: &dyn Fn(&Transfer) -> String| Column::Texts(edges.iter().map(|edge| of(&edge.transfer)).collect());
    let moments = |of: &dyn Fn(&Transfer) -> i64| Column::Moments(edges.iter().map(|e| of(&e.transfer)).collect());
    let rules: BTreeSet<Rule> = edges.iter().flat_map(|edge| edge.tainted.keys().copied()).collect();
    let titles: Vec<String> = rules.iter().map(|rule| rule.name().replace('-', "_")).collect();
    let mut columns = vec![
        ("id", texts(&|transfer| names.transfer_text(transfer.id).into_owned())),
        ("time", moments(&|transfer| transfer.debit.t)),
        ("credit_time", moments(&|transfer| transfer.credited().t)),
        ("from", texts(&|transfer| names.account_text(transfer.from).to_owned())),
        ("to", texts(&|transfer| names.account_text(transfer.to).to_owned())),
        ("amount", Column::Amounts(edges.iter().map(|edge| money(edge.transfer.amount)).collect())),
        ("currency", texts(&|_| currency.code().to_owned())),
        ("hop", Column::Numbers(edges.iter().map(|edge| i64::from(edge.hop)).collect())),
    ];
    for (rule, title) in rules.iter().zip(&titles) {
        let carried = edges.iter().map(|edge| edge.tainted.get(rule).and_then(|carried| money(carried.amount)));
        columns.push((title, Column::Amounts(carried.collect())));
    }
    write_columns(out, &columns)
}
