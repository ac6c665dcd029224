//! Transfers as Parquet: the columns of the CSV form, by their names, out of and into typed columns.
//!
//! What is read becomes text as it would stand in CSV, so whoever takes it holds it to the same rules. A
//! row group is read in steps; only a step of it is in memory, and what the format itself needs of it.
//! Floats are refused: no amount and no number of an account is one.
//!
//! Not here: nested columns, encryption, and what a row means.

mod columns;
mod read;
mod write;

pub use columns::{Column, write_columns};
pub use read::{ROWS_AT_ONCE, Table};
pub use write::{GROUP_ROWS, TableWriter, TransferRow};

use std::fmt;

/// Why a file is none of ours, or broke on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParquetError(pub String);

impl fmt::Display for ParquetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ParquetError {}

impl From<parquet::errors::ParquetError> for ParquetError {
    fn from(error: parquet::errors::ParquetError) -> Self {
        Self(error.to_string())
    }
}

/// Digits after the point of the decimals that are written.
const SCALE: u32 = 2;
