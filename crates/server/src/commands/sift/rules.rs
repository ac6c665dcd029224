//! `cordon sift rules`: what rules may ask for, whether a folder of them is understood and what is doubtful about it,
//! and what it would have made of the past beside the rules in force. Nothing is changed.

mod backtest;

use crate::rules::{doubts, parse};
use crate::sift::words::files;
use anyhow::{Context, bail};
use cordon_desk::rules::{Files, check_files};
use cordon_sift::facts::Fact;
use cordon_sift::rules::Rules;
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Subcommand)]
pub enum RulesOf {
    /// Lists the facts that rules may ask for, as a table in Markdown.
    Facts,
    /// Says all faults of a folder of rules, and what is doubtful about it.
    Check {
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Judges the past by a folder of rules and by those in force, side by side.
    Backtest(backtest::BacktestOf),
}

impl RulesOf {
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Facts => {
                print!("{}", facts());
                Ok(())
            }
            Self::Check { folder } => {
                print!("{}", checked(&folder)?);
                Ok(())
            }
            Self::Backtest(backtest) => backtest.run(),
        }
    }
}

fn facts() -> String {
    let mut out = String::from("| fact | kind | 含义 | meaning |\n| --- | --- | --- | --- |\n");
    for about in Fact::ALL.iter().map(|fact| fact.about()) {
        let kind = match about.shape.words() {
            [] => about.shape.name().to_owned(),
            words => words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" "),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "| `{}` | {kind} | {} | {} |", about.name, about.zh, about.en);
    }
    out
}

fn checked(folder: &Path) -> anyhow::Result<String> {
    let rules = read(folder)?;
    let mut out = String::new();
    for doubt in doubts(&rules) {
        let _ = writeln!(out, "doubtful: {} / {}", doubt.en, doubt.zh);
    }
    let _ = writeln!(out, "{} rules are understood; digest {}", rules.rules().len(), rules.digest());
    Ok(out)
}

fn read(folder: &Path) -> anyhow::Result<Rules> {
    let named: Files = files(folder, "")?.into_iter().collect();
    if named.is_empty() {
        bail!("`{}` has no .toml file; see rules/README.md", folder.display());
    }
    check_files(&named).map_err(|why| anyhow::anyhow!("{}", why.detail))?;
    understood(&named).with_context(|| format!("the rules of `{}` are not understood", folder.display()))
}

fn understood(files: &Files) -> anyhow::Result<Rules> {
    parse(files).map_err(|faults| {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", told.join("\n"))
    })
}
