//! Transfers out of files: text in, values out. A row that cannot be read is named with its line,
//! its column and what to do, and stops no other row.
//!
//! A file is kept whole ([`Reader::finish`]), or taken part by part and forgotten ([`Reader::in_parts`]):
//! then memory holds no more than a digest of each row's id.
//!
//! Not here: opening files. Formats: [`Format::Csv`] (`id,time,from,to,amount` and more, by the names
//! of the columns) and [`Format::Amlsim`] (`sourceNodeId,targetNodeId,value,time`). Whoever reads another
//! form hands in its rows by the columns of the first ([`Reader::columns`], [`Reader::row`]).

mod amlsim;
mod columns;
mod generic;

use crate::names::{AccountId, Names, NamesFull, TxId};
use crate::source::MemorySource;
use crate::transfer::{Transfer, TransferError, VOLUME_MAX};
pub use columns::Columns;
use columns::{Bad, at};
use cordon_model::{Currency, Money};
use rustc_hash::FxHashSet;
use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;

/// The longest text of an id or an account, in bytes.
pub const TEXT_BYTES_MAX: usize = 256;
/// How many bad rows are told one by one; the others are counted.
pub const ROW_ERRORS_MAX: usize = 1_000;
/// Rows of a part.
pub const PART_ROWS: usize = 50_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Amlsim,
}

/// A file that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("`{file}` cannot be read: {why}")]
    Bytes { file: String, why: csv::Error },
    #[error("`{file}` has no column `{column}` in its first line; it must name {wanted}")]
    Missing { file: String, column: &'static str, wanted: &'static str },
    #[error("`{file}` has two columns `{column}`; remove one")]
    Twice { file: String, column: &'static str },
    #[error("`{file}` has a column `{column}` that means nothing here; remove it, or name it as one of {wanted}")]
    Unknown { file: String, column: String, wanted: &'static str },
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{file}` {at}{}: {why}", column_text(.column))]
pub struct RowError {
    pub file: String,
    pub at: At,
    /// Empty where the place says enough.
    pub column: &'static str,
    pub why: Why,
}

fn column_text(column: &str) -> String {
    if column.is_empty() { String::new() } else { format!(", column `{column}`") }
}

/// Where in a file a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    Line(u64),
    /// Counted from 1, where there are no lines.
    Row(u64),
    /// The path of an element.
    Element(String),
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Row(row) => write!(f, "row {row}"),
            Self::Element(path) => write!(f, "`{path}`"),
        }
    }
}

/// What is wrong with a row, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("is empty; fill it in")]
    Empty,
    #[error("is longer than {TEXT_BYTES_MAX} bytes; shorten it")]
    TooLong,
    #[error("is not UTF-8; convert the file")]
    NotUtf8,
    #[error("the row has {0} fields and the first line {1}; quote fields that hold commas")]
    Fields(usize, usize),
    #[error("`{0}` is no moment; write RFC 3339 with an offset, such as 2026-11-24T21:39:00+08:00, or Unix ms")]
    Time(String),
    #[error("`{0}` is no step; write a whole number of days from 0 on")]
    Step(String),
    #[error("`{0}` is no whole number; write digits only")]
    Number(String),
    #[error("{0}")]
    Money(#[from] cordon_model::MoneyError),
    #[error("`{0}` is not the currency of the rows before, `{1}`; one trace has one currency")]
    Currency(String, String),
    #[error("{0}")]
    Transfer(#[from] TransferError),
    #[error(transparent)]
    Names(#[from] NamesFull),
    #[error("{0}")]
    Account(String),
    /// What another reader says of it.
    #[error("{0}")]
    Told(String),
}

/// Says what is wrong with an account and what to do, beyond what every file is held to.
type AccountFault = dyn Fn(&str) -> Option<String>;

/// Reads files one after the other; rows are numbered over all of them.
pub struct Reader {
    format: Format,
    account_fault: Option<Box<AccountFault>>,
    names: Names,
    transfers: Vec<Transfer>,
    seen: HashSet<TxId>,
    /// The ids of rows that were forgotten, by their digests; none where rows are kept.
    seen_before: Option<FxHashSet<u128>>,
    volume: u64,
    rows: i64,
    currency: Option<Currency>,
    errors: Vec<RowError>,
    bad_rows: u64,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("format", &self.format).field("rows", &self.rows).finish_non_exhaustive()
    }
}

/// Rows that were read and not forgotten yet.
#[derive(Clone, Copy, Debug)]
pub struct Part<'r> {
    pub rows: &'r [Transfer],
    pub names: &'r Names,
    pub currency: Currency,
}

/// What was read.
#[derive(Debug)]
pub struct ReadTransfers {
    pub source: MemorySource,
    /// The first bad rows.
    pub errors: Vec<RowError>,
    /// How many rows were bad.
    pub bad_rows: u64,
    pub currency: Currency,
}

impl Reader {
    pub fn new(format: Format) -> Self {
        Self {
            format,
            account_fault: None,
            names: Names::new(),
            transfers: Vec::new(),
            seen: HashSet::new(),
            seen_before: None,
            volume: 0,
            rows: 0,
            currency: None,
            errors: Vec::new(),
            bad_rows: 0,
        }
    }

    /// Rows were read before these: the first is numbered one more.
    #[must_use]
    pub fn after_rows(self, rows: i64) -> Self {
        Self { rows, ..self }
    }

    /// An account for which `fault` says something makes its row a bad one.
    #[must_use]
    pub fn checking(self, fault: impl Fn(&str) -> Option<String> + 'static) -> Self {
        Self { account_fault: Some(Box::new(fault)), ..self }
    }

    /// Rows will be taken part by part and forgotten.
    #[must_use]
    pub fn in_parts(self) -> Self {
        Self { seen_before: Some(FxHashSet::default()), ..self }
    }

    /// Whether there are enough rows for a part.
    pub const fn has_part(&self) -> bool {
        self.transfers.len() >= PART_ROWS
    }

    pub fn part(&self) -> Part<'_> {
        Part { rows: &self.transfers, names: &self.names, currency: self.currency() }
    }

    /// Forgets the rows and their names; that their ids were there is remembered.
    pub fn forget(&mut self) {
        self.transfers.clear();
        self.names = Names::new();
    }

    pub const fn bad_rows(&self) -> u64 {
        self.bad_rows
    }

    /// The first bad rows.
    pub fn errors(&self) -> &[RowError] {
        &self.errors
    }

    fn currency(&self) -> Currency {
        self.currency.unwrap_or(Currency::CNY)
    }

    /// Where the columns of this format stand among these names.
    pub fn columns(&self, file: &str, header: &csv::ByteRecord) -> Result<Columns, ReadError> {
        Columns::of(file, self.format, header)
    }

    /// Takes one row, or leaves it out and notes why.
    pub fn row(&mut self, file: &str, at: At, columns: &Columns, record: &csv::ByteRecord) {
        self.rows = self.rows.saturating_add(1);
        let row = columns.row(record);
        let taken = match self.format {
            Format::Csv => self.take_generic(&row),
            Format::Amlsim => self.take_amlsim(&row),
        };
        if let Err((column, why)) = taken {
            self.leave_out(RowError { file: file.to_owned(), at, column, why });
        }
    }

    /// Notes a row that another reader could not read.
    pub fn refuse(&mut self, file: &str, at: At, why: String) {
        self.rows = self.rows.saturating_add(1);
        self.leave_out(RowError { file: file.to_owned(), at, column: "", why: Why::Told(why) });
    }

    /// Reads one file; `file` is what errors call it.
    pub fn read(&mut self, file: &str, bytes: impl Read) -> Result<(), ReadError> {
        self.read_each(file, bytes, &mut |_| true)
    }

    /// The same, with a word after each row: whether to go on.
    pub fn read_each(
        &mut self,
        file: &str,
        bytes: impl Read,
        after_row: &mut dyn FnMut(&mut Self) -> bool,
    ) -> Result<(), ReadError> {
        let fail = |why| ReadError::Bytes { file: file.to_owned(), why };
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(true).from_reader(bytes);
        let columns = self.columns(file, reader.byte_headers().map_err(fail)?)?;
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(fail)? {
            let line = record.position().map_or(0, csv::Position::line);
            self.row(file, At::Line(line), &columns, &record);
            if !after_row(self) {
                break;
            }
        }
        Ok(())
    }

    pub fn finish(self) -> ReadTransfers {
        ReadTransfers {
            currency: self.currency(),
            source: MemorySource::new(self.names, self.transfers),
            errors: self.errors,
            bad_rows: self.bad_rows,
        }
    }

    fn leave_out(&mut self, error: RowError) {
        self.bad_rows = self.bad_rows.saturating_add(1);
        if self.errors.len() < ROW_ERRORS_MAX {
            self.errors.push(error);
        }
    }

    /// Keeps a transfer; the columns are those of its id and its amount.
    fn keep(&mut self, transfer: Transfer, id: &'static str, amount: &'static str) -> Result<(), Bad> {
        transfer.check().map_err(|why| (if why == TransferError::Moment { "time" } else { amount }, why.into()))?;
        let volume = self.volume.saturating_add(transfer.volume());
        if volume > VOLUME_MAX {
            return Err((amount, TransferError::Volume.into()));
        }
        let fresh = match &mut self.seen_before {
            Some(seen) => seen.insert(digest(self.names.transfer_kept(transfer.id))),
            None => self.seen.insert(transfer.id),
        };
        if !fresh {
            return Err((id, TransferError::Conflict.into()));
        }
        self.volume = volume;
        self.transfers.push(transfer);
        Ok(())
    }

    fn account(&mut self, column: &'static str, text: &str) -> Result<AccountId, Bad> {
        if let Some(fault) = self.account_fault.as_ref().and_then(|fault| fault(text)) {
            return Err((column, Why::Account(fault)));
        }
        self.names.account(text).map_err(at(column))
    }

    /// An amount above 0, in minor units.
    fn amount(&mut self, text: &str, currency: Currency) -> Result<u64, Why> {
        let minor = Money::parse(text, currency)?.minor();
        let amount = u64::try_from(minor).ok().filter(|amount| *amount > 0);
        Ok(amount.ok_or(TransferError::Nothing)?)
    }

    /// The currency of all rows, set by the first that has one.
    fn one_currency(&mut self, text: &str) -> Result<Currency, Why> {
        let currency = if text.is_empty() { Currency::CNY } else { Currency::parse(text)? };
        let first = *self.currency.get_or_insert(currency);
        if first == currency {
            return Ok(currency);
        }
        Err(Why::Currency(currency.code().to_owned(), first.code().to_owned()))
    }
}

/// 128 bits of two hashes of 64: two ids of one file share them by chance no sooner than anything else fails.
fn digest(id: &str) -> u128 {
    let half = |salt: u8| {
        let mut hash = DefaultHasher::new();
        (salt, id).hash(&mut hash);
        u128::from(hash.finish())
    };
    (half(1) << 64) | half(2)
}

#[cfg(test)]
mod tests;
