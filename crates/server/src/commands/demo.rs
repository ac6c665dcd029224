//! `cordon demo`: a centre with its agencies as separate processes, and one day of their work.

use crate::demo;
use crate::demo::stream::{self, Asked};
use crate::demo::town::DemoStore;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Demo {
    /// The same seed makes the same people and amounts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// End when the story ends; the exit code says whether everything held.
    #[arg(long)]
    once: bool,
    /// Write the result as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Where the processes keep their data; a temporary folder when left out.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Where the centre keeps its records.
    #[arg(long, value_enum, default_value_t, conflicts_with = "stream")]
    store: DemoStore,
    /// Instead of the story: a published stream of transfers (AMLSim), plain or .gz.
    #[arg(long, value_name = "FILE")]
    stream: Option<PathBuf>,
    /// Which of its accounts are labelled (`nodeid,isFraud,…,fraudStep`); beside the stream when left out.
    #[arg(long, value_name = "FILE", requires = "stream")]
    nodes: Option<PathBuf>,
    /// How many of the labelled accounts become cases, in the order of the steps.
    #[arg(long, value_name = "N", requires = "stream", default_value_t = stream::CASES_USUAL)]
    cases: usize,
}

impl Demo {
    pub fn run(self) -> anyhow::Result<()> {
        let outcome = match self.stream {
            Some(file) => {
                let asked = Asked { stream: file, nodes: self.nodes, cases: self.cases, once: self.once };
                stream::run(&asked, &demo::folder(self.data)?)?
            }
            None => demo::run(self.store, self.seed, self.data, self.once)?,
        };
        if let Some(path) = self.json {
            std::fs::write(path, serde_json::to_vec_pretty(&outcome.json())?)?;
        }
        anyhow::ensure!(outcome.passed(), "{} of the demo's checks failed", outcome.failed());
        Ok(())
    }
}
