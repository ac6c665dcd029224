//! `cordon flow train`.

use super::{Files, Lengths};
use crate::mules::Learned;
use anyhow::Context;
use cordon_flow::signs::{Labelled, Peaks, Quality, Table, read_labels, train};
use cordon_flow::{AccountId, TransferSource};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Train {
    #[command(flatten)]
    files: Files,
    /// Which accounts are mules': `account,label` with 1 or 0, or AMLSim's accounts; plain or .gz.
    #[arg(long, value_name = "FILE")]
    labels: PathBuf,
    /// Where the model is written.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    lengths: Lengths,
    /// Before that, learn from one half of the accounts and tell how good it is on the other, and the other
    /// way round.
    #[arg(long)]
    eval: bool,
}

impl Train {
    pub fn run(self) -> anyhow::Result<()> {
        let read = self.files.read()?;
        let labels = read_labels(crate::unpack::open(&self.labels)?, read.source.names())
            .with_context(|| format!("`{}`", self.labels.display()))?;
        if labels.without_transfers > 0 {
            eprintln!("{} labelled accounts have no transfers and are left out", labels.without_transfers);
        }
        let peaks = super::peaks(&read, &mut Table::new(self.lengths.windows().settings()))?;
        let rows = rows(&labels.known, &peaks);
        if self.eval {
            evaluate(&rows)?;
        }
        let all: Vec<Labelled> = rows.iter().map(|(_, row)| *row).collect();
        let learned = Learned { windows: self.lengths.windows(), model: train(&all)? };
        let text = serde_json::to_string_pretty(&learned).context("cannot write the model")?;
        std::fs::write(&self.out, text + "\n").with_context(|| format!("cannot write `{}`", self.out.display()))?;
        println!("learned from {} accounts; the model is in {}", all.len(), self.out.display());
        Ok(())
    }
}

fn rows(labels: &[(AccountId, bool)], peaks: &Peaks) -> Vec<(AccountId, Labelled)> {
    let row = |(account, label): &(AccountId, bool)| {
        peaks.of(*account).map(|signs| (*account, Labelled { signs: *signs, label: *label }))
    };
    labels.iter().filter_map(row).collect()
}

/// Whether an account is in the first half: by its number, mixed, so that neighbours part.
fn is_first(account: AccountId) -> bool {
    account.0.wrapping_mul(0x9e37_79b1) & (1 << 16) == 0
}

fn evaluate(rows: &[(AccountId, Labelled)]) -> anyhow::Result<()> {
    let half = |first: bool| -> Vec<Labelled> {
        rows.iter().filter(|(account, _)| is_first(*account) == first).map(|(_, row)| *row).collect()
    };
    println!(
        "{:<10}{:>10}{:>10}{:>12}{:>12}{:>12}{:>14}",
        "learned", "accounts", "labelled", "average", "precision", "recall", "at labelled"
    );
    println!("{:<10}{:>10}{:>10}{:>12}{:>12}{:>12}{:>14}", "from", "asked", "", "precision ‰", "‰", "‰", "‰");
    for (name, learned, asked) in [("half 1", half(true), half(false)), ("half 2", half(false), half(true))] {
        let model = train(&learned)?;
        let scores: Vec<(i32, bool)> = asked.iter().map(|row| (model.points(&row.signs), row.label)).collect();
        let Quality { accounts, labelled, average_precision, precision, recall, at_labelled } = Quality::of(&scores);
        println!(
            "{name:<10}{accounts:>10}{labelled:>10}{average_precision:>12}{precision:>12}{recall:>12}{at_labelled:>14}"
        );
    }
    Ok(())
}
