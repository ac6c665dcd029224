//! The least that a database must be able to do: run a statement, read its rows.
//!
//! One SQL text serves SQLite and PostgreSQL. It is written in the PostgreSQL dialect, with `$1`,
//! and knows five kinds of value; times, money and counts are integers, ids are text. Statements
//! are `&'static str`: nothing that comes from outside can become SQL. The one exception is
//! [`Built`], which only this crate can make, from table definitions that are themselves static.
//!
//! Not here: connections and transactions (`sqlite.rs`), and which tables may be written (`guard.rs`).

use crate::error::{Result, StoreError};
use cordon_model::Stamp;

/// One value, as both databases know it.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Int(i64),
    Bool(bool),
    Text(String),
    Blob(Vec<u8>),
}

/// A value may be personal data, so only its kind and size are shown.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "text({} bytes)", text.len()),
            Self::Blob(bytes) => write!(f, "blob({} bytes)", bytes.len()),
            other => f.write_str(other.kind_name()),
        }
    }
}

/// Rows one query may bring; a caller that wants more pages.
pub(crate) const ROWS_PER_QUERY_MAX: usize = 1_000_000;

impl Value {
    /// PostgreSQL cannot keep a NUL in text, so no store does.
    pub(crate) fn refuse_nul(&self) -> Result<()> {
        match self {
            Self::Text(text) if text.contains('\0') => Err(StoreError::determinate(crate::error::NUL_IN_TEXT)),
            _ => Ok(()),
        }
    }

    pub(crate) const fn kind_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int(_) => "int",
            Self::Bool(_) => "bool",
            Self::Text(_) => "text",
            Self::Blob(_) => "blob",
        }
    }
}

macro_rules! value_from {
    ($($from:ty => |$it:ident| $make:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($it: $from) -> Self {
                $make
            }
        }
    )*};
}

value_from! {
    i64 => |it| Self::Int(it);
    i32 => |it| Self::Int(i64::from(it));
    u32 => |it| Self::Int(i64::from(it));
    u16 => |it| Self::Int(i64::from(it));
    u8 => |it| Self::Int(i64::from(it));
    bool => |it| Self::Bool(it);
    Stamp => |it| Self::Int(it.ms());
    String => |it| Self::Text(it);
    &String => |it| Self::Text(it.clone());
    &str => |it| Self::Text(it.to_owned());
    Vec<u8> => |it| Self::Blob(it);
    &[u8] => |it| Self::Blob(it.to_vec());
    [u8; 32] => |it| Self::Blob(it.to_vec());
    &[u8; 32] => |it| Self::Blob(it.to_vec());
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(it: Option<T>) -> Self {
        it.map_or(Self::Null, Into::into)
    }
}

/// One row of an answer. Columns are read by position, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(Vec<Value>);

impl Row {
    pub fn new(values: Vec<Value>) -> Self {
        Self(values)
    }

    pub fn values(&self) -> &[Value] {
        &self.0
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn at(&self, column: usize) -> Result<&Value> {
        self.0
            .get(column)
            .ok_or_else(|| StoreError::corrupt(format!("column {column} was asked of a row of {}", self.0.len())))
    }

    fn wrong(column: usize, wanted: &str, found: &Value) -> StoreError {
        StoreError::corrupt(format!("column {column} should hold {wanted}, it holds {}", found.kind_name()))
    }

    pub fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        match self.at(column)? {
            Value::Null => Ok(None),
            Value::Int(it) => Ok(Some(*it)),
            other => Err(Self::wrong(column, "int", other)),
        }
    }

    /// SQLite keeps a boolean as 0 or 1, so both forms are read.
    pub fn opt_bool(&self, column: usize) -> Result<Option<bool>> {
        match self.at(column)? {
            Value::Null => Ok(None),
            Value::Bool(it) => Ok(Some(*it)),
            Value::Int(0) => Ok(Some(false)),
            Value::Int(1) => Ok(Some(true)),
            other => Err(Self::wrong(column, "bool", other)),
        }
    }

    pub fn opt_text(&self, column: usize) -> Result<Option<&str>> {
        match self.at(column)? {
            Value::Null => Ok(None),
            Value::Text(it) => Ok(Some(it)),
            other => Err(Self::wrong(column, "text", other)),
        }
    }

    pub fn opt_blob(&self, column: usize) -> Result<Option<&[u8]>> {
        match self.at(column)? {
            Value::Null => Ok(None),
            Value::Blob(it) => Ok(Some(it)),
            other => Err(Self::wrong(column, "blob", other)),
        }
    }

    pub fn opt_stamp(&self, column: usize) -> Result<Option<Stamp>> {
        Ok(self.opt_int(column)?.map(Stamp::from_ms))
    }

    pub fn int(&self, column: usize) -> Result<i64> {
        self.opt_int(column)?.ok_or_else(|| Self::wrong(column, "int", &Value::Null))
    }

    pub fn bool(&self, column: usize) -> Result<bool> {
        self.opt_bool(column)?.ok_or_else(|| Self::wrong(column, "bool", &Value::Null))
    }

    pub fn text(&self, column: usize) -> Result<&str> {
        self.opt_text(column)?.ok_or_else(|| Self::wrong(column, "text", &Value::Null))
    }

    pub fn blob(&self, column: usize) -> Result<&[u8]> {
        self.opt_blob(column)?.ok_or_else(|| Self::wrong(column, "blob", &Value::Null))
    }

    pub fn stamp(&self, column: usize) -> Result<Stamp> {
        self.int(column).map(Stamp::from_ms)
    }

    /// A 32-byte digest.
    pub fn digest(&self, column: usize) -> Result<[u8; 32]> {
        let bytes = self.blob(column)?;
        bytes
            .try_into()
            .map_err(|_| StoreError::corrupt(format!("column {column} should hold 32 bytes, it holds {}", bytes.len())))
    }

    /// Anything that prints as text and reads back: ids, codes, states.
    pub fn parse<T: std::str::FromStr>(&self, column: usize) -> Result<T> {
        Self::parsed(column, self.text(column)?)
    }

    pub fn opt_parse<T: std::str::FromStr>(&self, column: usize) -> Result<Option<T>> {
        self.opt_text(column)?.map(|text| Self::parsed(column, text)).transpose()
    }

    // The text itself stays out of the error: it may be personal data.
    fn parsed<T: std::str::FromStr>(column: usize, text: &str) -> Result<T> {
        text.parse().map_err(|_| {
            StoreError::corrupt(format!("column {column} holds {} bytes of text that cannot be read", text.len()))
        })
    }
}

/// SQL made inside this crate from static table definitions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Built(String);

impl Built {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    pub fn text(&self) -> &str {
        &self.0
    }
}

/// A transaction or a snapshot, seen from inside.
///
/// Arguments are bound by the number in `$n`, never by the order in which the numbers appear, and
/// there must be exactly as many arguments as the highest number.
pub trait Sql {
    /// Runs a statement and says how many rows it changed.
    fn exec(&mut self, sql: &'static str, args: &[Value]) -> Result<u64>;
    /// Runs a statement and reads its rows.
    fn query(&mut self, sql: &'static str, args: &[Value]) -> Result<Vec<Row>>;
    /// [`Sql::exec`] for text made from static table definitions.
    fn exec_built(&mut self, sql: &Built, args: &[Value]) -> Result<u64>;
    /// [`Sql::query`] for text made from static table definitions.
    fn query_built(&mut self, sql: &Built, args: &[Value]) -> Result<Vec<Row>>;
}

/// Rows put into one statement: few sizes, so that few statements are prepared.
const ROWS_AT_ONCE: [usize; 3] = [64, 8, 1];

/// Runs `insert into … values` for many rows of one width, many at a time. The text is made from
/// static names.
pub(crate) fn insert_rows<S: Sql + ?Sized>(sql: &mut S, insert: &str, rows: &[Vec<Value>]) -> Result<()> {
    let mut left = rows;
    while let Some(first) = left.first() {
        let size = ROWS_AT_ONCE.into_iter().find(|size| *size <= left.len()).unwrap_or(1);
        let (now, later) = left.split_at(size.min(left.len()));
        let text = Built::new(format!("{insert} {}", marks(now.len(), first.len())));
        let args: Vec<Value> = now.iter().flatten().cloned().collect();
        sql.exec_built(&text, &args)?;
        left = later;
    }
    Ok(())
}

/// `($1, $2), ($3, $4)`.
fn marks(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let first = row.saturating_mul(columns).saturating_add(1);
        let marks: Vec<String> = (first..first.saturating_add(columns)).map(|n| format!("${n}")).collect();
        format!("({})", marks.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_by_kind() {
        let row = Row::new(vec![
            Value::from(7_i64),
            Value::from(true),
            Value::Int(1),
            Value::from("text"),
            Value::from([3_u8; 32]),
            Value::from(None::<i64>),
            Value::from(Stamp::from_ms(5)),
        ]);
        assert_eq!(row.int(0), Ok(7));
        assert_eq!(row.bool(1), Ok(true));
        assert_eq!(row.bool(2), Ok(true));
        assert_eq!(row.text(3), Ok("text"));
        assert_eq!(row.digest(4), Ok([3; 32]));
        assert_eq!(row.opt_int(5), Ok(None));
        assert_eq!(row.stamp(6), Ok(Stamp::from_ms(5)));
        assert!(matches!(row.int(3), Err(StoreError::Corrupt { .. })));
        assert!(matches!(row.int(5), Err(StoreError::Corrupt { .. })));
        assert!(matches!(row.bool(0), Err(StoreError::Corrupt { .. })));
        assert!(matches!(row.int(99), Err(StoreError::Corrupt { .. })));
    }

    #[test]
    fn values_and_errors_show_no_content() {
        let secret = Value::from("9999991234567890");
        assert!(!format!("{secret:?}").contains("999"));
        let row = Row::new(vec![secret]);
        let error = row.parse::<i32>(0).unwrap_err();
        assert!(!error.to_string().contains("999"));
    }
}
