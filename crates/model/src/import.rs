//! Files of transfers that were imported: which, how they were written, how far they came.
//!
//! What a file told stands in [`crate::Movement`]s, as what agencies tell does, or, of a list, in an archive
//! beside the records.

use crate::ids::ImportId;
use crate::money::Currency;
use crate::sealed::Sealed;
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

/// One file. Its id follows from what is in it, so the same file is always the same import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub id: ImportId,
    pub format: ImportFormat,
    /// SHA-256 of the file, as text: sealed, for whoever guesses a short file could confirm it.
    pub content: Sealed,
    /// Rows that could be read.
    pub rows: u64,
    /// Rows that could not; they are left out.
    pub bad_rows: u64,
    /// How many rows of earlier files come before its first: the order within one moment.
    pub rows_before: i64,
    /// How many rows have become movements, or are in the archive.
    pub done: u64,
    /// Rows among them that an agency had told already; those in an archive are joined when they are read.
    pub joined: u64,
    /// Where its rows are kept in an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<Archived>,
    pub begun_at: Stamp,
    /// When the last row was learned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Stamp>,
}

impl Import {
    pub const fn is_done(&self) -> bool {
        self.done_at.is_some()
    }
}

/// A list whose rows are kept in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// What its rows are called there: this number, and the file's own id of them.
    pub number: u32,
    pub currency: Currency,
    /// So many of its rows are there for certain.
    pub rows: u64,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    /// `id,time,from,to,amount` and more.
    Csv,
    /// The transactions of IBM's AMLSim.
    Amlsim,
    /// A bank's export: the 28 fields of the police interface, for each row the account.
    Statement28,
    /// The columns of `csv`, in Parquet.
    Parquet,
    /// ISO 20022: what was booked on accounts.
    Camt053,
    /// ISO 20022: some of what was booked on accounts.
    Camt054,
    /// ISO 20022: credit transfers between institutions.
    Pacs008,
}

impl ImportFormat {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Amlsim => "amlsim",
            Self::Statement28 => "statement28",
            Self::Parquet => "parquet",
            Self::Camt053 => "camt053",
            Self::Camt054 => "camt054",
            Self::Pacs008 => "pacs008",
        }
    }
}

/// The word of a file about a movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromFile {
    pub import: ImportId,
    /// A list of transfers tells both ends; a statement one account's side.
    pub both_ends: bool,
}
