//! `cordon member --config FILE statement OUT --account N`: what the built-in ledger says of an account,
//! by the 28 fields of the police interface: for comparing with what was told, or handing in as a file.

use crate::commands::export::{rows, written_whole};
use crate::commands::trace::moment;
use anyhow::{Context, ensure};
use cordon_member::ledger::LedgerBooks;
use cordon_member::{Config, Gateway};
use cordon_model::Stamp;
use std::path::PathBuf;

/// Rows of one file; a longer period is asked for in parts.
const ROWS_MAX: usize = 1_000_000;

#[derive(Debug, clap::Args)]
pub struct Statement {
    /// Where to write; it must not be there yet.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The number of the account.
    #[arg(long, value_name = "NUMBER")]
    account: String,
    /// From this moment on: RFC 3339 or Unix ms.
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true, default_value = "0")]
    since: i64,
    /// Until before this moment; else all there is.
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true)]
    until: Option<i64>,
}

impl Statement {
    pub fn run(&self, config: &Config) -> anyhow::Result<()> {
        let mut gateway = Gateway::open(config, Box::new(LedgerBooks))?;
        let period = (Stamp::from_ms(self.since), Stamp::from_ms(self.until.unwrap_or(i64::MAX)));
        let told = gateway.statement(&self.account, period.0, period.1, ROWS_MAX)?;
        let told = told.context("there is no such account in the ledger")?;
        ensure!(told.complete, "there are more than {ROWS_MAX} rows; ask for a shorter period: `--since`, `--until`");
        written_whole(&self.file, |part| {
            let mut csv = rows::statement_csv(part)?;
            for row in &told.rows {
                rows::statement_row(&mut csv, [&self.account, "", &config.agency.code], row, None)?;
            }
            Ok(csv.flush()?)
        })?;
        println!("{}: {} rows", self.file.display(), told.rows.len());
        Ok(())
    }
}
