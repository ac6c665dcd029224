//! `cordon flow`: signs of mules in files of transfers, and open cases' money over a stream. `signs` shows
//! signs, with a score where a model is given; `train` makes the model from labelled accounts; `watch`
//! follows. What the signs are stands in `docs/concepts/signs.md`.
//!
//! Not here: how signs are kept and models learn (`cordon-flow`).

mod cases;
mod show;
mod signs;
mod train;
mod watch;

use super::trace::files;
use super::trace::{Written, duration};
use crate::mules::Windows;
use anyhow::Context;
use cordon_flow::read::ReadTransfers;
use cordon_flow::signs::{Peaks, Table};
use std::path::PathBuf;

#[derive(Debug, clap::Subcommand)]
pub enum Flow {
    /// Learns from labelled accounts how much each sign tells.
    Train(train::Train),
    /// Shows the signs of accounts, with scores where a model is given.
    Signs(signs::Signs),
    /// Follows the money of open cases over a stream, and tells of each transfer that carries some.
    Watch(watch::Watch),
}

impl Flow {
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Train(train) => train.run(),
            Self::Signs(signs) => signs.run(),
            Self::Watch(watch) => watch.run(),
        }
    }
}

#[derive(Debug, clap::Args)]
struct Files {
    /// Files of transfers, plain or .gz, in the order in which their rows count.
    #[arg(long, num_args = 1.., required = true, value_name = "FILE")]
    transfers: Vec<PathBuf>,
    /// How the files are written.
    #[arg(long, value_enum, default_value = "csv")]
    format: Written,
}

/// The lengths of the windows: what is called an hour, a day and five working days.
#[derive(Clone, Copy, Debug, clap::Args)]
struct Lengths {
    /// The shortest window: 1h, 30m.
    #[arg(long = "hour", value_name = "DURATION", default_value = "1h", value_parser = duration)]
    hour_ms: i64,
    /// The one in which most is counted: 24h, 7d.
    #[arg(long = "day", value_name = "DURATION", default_value = "24h", value_parser = duration)]
    day_ms: i64,
    /// The longest one, in working days; the feature codes are published for 5.
    #[arg(long, value_name = "DAYS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=366))]
    working_days: u32,
}

impl Lengths {
    const fn windows(self) -> Windows {
        let Self { hour_ms, day_ms, working_days } = self;
        Windows { hour_ms, day_ms, working_days }
    }
}

impl Files {
    fn read(&self) -> anyhow::Result<ReadTransfers> {
        files::read(&self.transfers, self.format)
    }
}

/// The signs of all accounts: of each the most telling value that it ever had.
fn peaks(read: &ReadTransfers, table: &mut Table) -> anyhow::Result<Peaks> {
    let mut transfers = read.source.transfers().to_vec();
    transfers.sort_by_key(|transfer| transfer.debit);
    Peaks::over(table, &transfers).context("the transfers")
}
