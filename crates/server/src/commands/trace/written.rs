//! Files that a trace is written into: a picture, and what other programs read.

use super::Told;
use super::plan::rule;
use anyhow::Context;
use cordon_flow::export::{accounts_csv, edges_csv, graphml};
use cordon_flow::picture::{Look, Picture};
use cordon_flow::plan::Plan;
use cordon_flow::{AccountId, Question, Trace};
use cordon_model::sealed::mask_tail;
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
}

impl Export {
    pub fn parse(text: &str) -> Result<Self, String> {
        let path = PathBuf::from(text);
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => Ok(Self::Csv(path)),
            Some("graphml") => Ok(Self::GraphMl(path)),
            _ => Err("write a name that ends in .csv or .graphml".to_owned()),
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
        }
    }
}

fn into(path: &Path, write: impl FnOnce(BufWriter<File>) -> io::Result<()>) -> anyhow::Result<()> {
    let file = File::create(path).map(BufWriter::new);
    file.and_then(write).with_context(|| format!("cannot write `{}`", path.display()))
}
