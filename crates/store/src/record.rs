//! Covered records: rows whose digest stands in the journal, so that a later change of the row
//! without an act can be named.
//!
//! Not here: the records themselves (`records.rs`) and the door through which they are written
//! (`store.rs`).

use crate::error::{Result, StoreError};
use crate::sql::{Built, Row, Sql, Value};
use sha2::{Digest as _, Sha256};

/// The first bytes under every row digest. A change of the encoding is a new version.
const ROW_DIGEST_DOMAIN: &[u8] = b"cordon/row/v1\0";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Int,
    Bool,
    Text,
    Blob,
}

impl Kind {
    /// The name of the type in both databases.
    pub const fn sql_name(self) -> &'static str {
        match self {
            Self::Int => "BIGINT",
            Self::Bool => "BOOLEAN",
            Self::Text => "TEXT",
            Self::Blob => "BYTEA",
        }
    }
}

/// Who may see a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// Fit for the public.
    Open,
    /// For officers with a permit on the record.
    Internal,
    /// A reference to a sealed fact: opened by a permit with a purpose only.
    Sealed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub cover: Cover,
}

impl Column {
    pub const fn open(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, cover: Cover::Open }
    }

    pub const fn internal(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, cover: Cover::Internal }
    }

    pub const fn sealed(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, cover: Cover::Sealed }
    }
}

/// A covered table, every column of it. `key` names the primary key, a TEXT column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    pub name: &'static str,
    pub key: &'static str,
    pub columns: &'static [Column],
}

/// What can be put and loaded. `values` and `from_row` follow the order of `TABLE.columns`.
pub trait Record: Sized {
    const TABLE: Table;
    fn key(&self) -> String;
    fn values(&self) -> Vec<Value>;
    fn from_row(row: &Row) -> Result<Self>;
}

impl Table {
    fn column_list(&self) -> String {
        self.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn select(&self, tail: &str) -> Built {
        Built::new(format!("select {} from {} {tail}", self.column_list(), self.name))
    }

    pub(crate) fn count(&self) -> Built {
        Built::new(format!("select count(*) from {}", self.name))
    }

    fn upsert(&self) -> Built {
        let marks = (1..=self.columns.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let changes = self
            .columns
            .iter()
            .filter(|column| column.name != self.key)
            .map(|column| format!("{0} = excluded.{0}", column.name))
            .collect::<Vec<_>>()
            .join(", ");
        let conflict = if changes.is_empty() { "do nothing".to_owned() } else { format!("do update set {changes}") };
        Built::new(format!(
            "insert into {} ({}) values ({marks}) on conflict ({}) {conflict}",
            self.name,
            self.column_list(),
            self.key
        ))
    }

    pub(crate) fn key_at(&self) -> Result<usize> {
        self.columns
            .iter()
            .position(|column| column.name == self.key)
            .ok_or_else(|| StoreError::corrupt(format!("table `{}` does not list its key `{}`", self.name, self.key)))
    }

    /// The journal knows a row by its key, so the key must be the one in the row, and not empty.
    fn check_key(&self, key: &str, values: &[Value]) -> Result<()> {
        match values.get(self.key_at()?) {
            Some(Value::Text(kept)) if kept == key && !key.is_empty() => Ok(()),
            _ => Err(StoreError::determinate(format!(
                "a record of `{}` was put whose column `{}` is not its key",
                self.name, self.key
            ))),
        }
    }

    /// The values of a row in the kinds of the table: what SQLite keeps as 0 or 1 becomes a boolean
    /// again, and anything else that does not fit is refused.
    pub(crate) fn fit(&self, values: &[Value]) -> Result<Vec<Value>> {
        if values.len() != self.columns.len() {
            return Err(StoreError::corrupt(format!(
                "a row of table `{}` has {} values for {} columns",
                self.name,
                values.len(),
                self.columns.len()
            )));
        }
        self.columns.iter().zip(values).map(|(column, value)| self.fit_one(column, value)).collect()
    }

    fn fit_one(&self, column: &Column, value: &Value) -> Result<Value> {
        match (column.kind, value) {
            (_, Value::Null) => Ok(Value::Null),
            (Kind::Int, Value::Int(_))
            | (Kind::Bool, Value::Bool(_))
            | (Kind::Text, Value::Text(_))
            | (Kind::Blob, Value::Blob(_)) => Ok(value.clone()),
            (Kind::Bool, Value::Int(bit @ (0 | 1))) => Ok(Value::Bool(*bit == 1)),
            _ => Err(StoreError::corrupt(format!(
                "column `{}.{}` holds {} where {} belongs",
                self.name,
                column.name,
                value.kind_name(),
                column.kind.sql_name()
            ))),
        }
    }

    /// SHA-256 over the table's name and every column's name, kind and value, each with its length
    /// before it, so that no two different rows have the same bytes.
    pub(crate) fn digest(&self, values: &[Value]) -> Result<[u8; 32]> {
        let fitted = self.fit(values)?;
        let mut hash = Sha256::new();
        hash.update(ROW_DIGEST_DOMAIN);
        feed(&mut hash, self.name.as_bytes())?;
        hash.update(length(self.columns.len())?);
        for (column, value) in self.columns.iter().zip(&fitted) {
            feed(&mut hash, column.name.as_bytes())?;
            feed_value(&mut hash, value)?;
        }
        Ok(hash.finalize().into())
    }
}

fn length(len: usize) -> Result<[u8; 8]> {
    let len = u64::try_from(len).map_err(|_| StoreError::determinate("a value is longer than 2^64 bytes"))?;
    Ok(len.to_be_bytes())
}

fn feed(hash: &mut Sha256, bytes: &[u8]) -> Result<()> {
    hash.update(length(bytes.len())?);
    hash.update(bytes);
    Ok(())
}

fn feed_value(hash: &mut Sha256, value: &Value) -> Result<()> {
    match value {
        Value::Null => hash.update([0]),
        Value::Int(it) => {
            hash.update([1]);
            hash.update(it.to_be_bytes());
        }
        Value::Bool(it) => hash.update([2, u8::from(*it)]),
        Value::Text(it) => {
            hash.update([3]);
            feed(hash, it.as_bytes())?;
        }
        Value::Blob(it) => {
            hash.update([4]);
            feed(hash, it)?;
        }
    }
    Ok(())
}

/// Writes a record and gives its digest. Only the door of acts calls it.
pub(crate) fn put<R: Record>(sql: &mut dyn Sql, record: &R) -> Result<[u8; 32]> {
    let values = record.values();
    R::TABLE.check_key(&record.key(), &values)?;
    let digest = R::TABLE.digest(&values)?;
    sql.exec_built(&R::TABLE.upsert(), &values)?;
    Ok(digest)
}

/// The record with this key, if there is one.
pub fn load<R: Record>(sql: &mut dyn Sql, key: &str) -> Result<Option<R>> {
    let by_key = R::TABLE.select(&format!("where {} = $1", R::TABLE.key));
    sql.query_built(&by_key, &[Value::from(key)])?.first().map(R::from_row).transpose()
}

/// The records that a static tail (`where … order by … limit …`) selects.
pub fn select<R: Record>(sql: &mut dyn Sql, tail: &'static str, args: &[Value]) -> Result<Vec<R>> {
    sql.query_built(&R::TABLE.select(tail), args)?.iter().map(R::from_row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIR: Table = Table {
        name: "pair",
        key: "id",
        columns: &[Column::open("id", Kind::Text), Column::internal("on", Kind::Bool)],
    };

    fn digest(id: &str, on: impl Into<Value>) -> [u8; 32] {
        PAIR.digest(&[Value::from(id), on.into()]).unwrap()
    }

    #[test]
    fn a_digest_depends_on_every_value_but_not_on_how_a_boolean_is_kept() {
        assert_eq!(digest("a", true), digest("a", 1_i64));
        assert_ne!(digest("a", true), digest("a", false));
        assert_ne!(digest("a", true), digest("b", true));
        assert_ne!(digest("a", false), digest("a", Value::Null));
        let other = Table { name: "riap", ..PAIR };
        assert_ne!(PAIR.digest(&["a".into(), true.into()]), other.digest(&["a".into(), true.into()]));
    }

    /// The encoding is a promise to outsiders: this number only changes with the version.
    #[test]
    fn the_encoding_is_the_one_written_down() {
        let mut bytes = b"cordon/row/v1\0".to_vec();
        bytes.extend(4_u64.to_be_bytes());
        bytes.extend(b"pair");
        bytes.extend(2_u64.to_be_bytes());
        bytes.extend(2_u64.to_be_bytes());
        bytes.extend(b"id");
        bytes.push(3);
        bytes.extend(1_u64.to_be_bytes());
        bytes.extend(b"a");
        bytes.extend(2_u64.to_be_bytes());
        bytes.extend(b"on");
        bytes.extend([2, 1]);
        let by_hand: [u8; 32] = Sha256::digest(&bytes).into();
        assert_eq!(digest("a", true), by_hand);
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_refused() {
        assert!(PAIR.digest(&[Value::Int(1), Value::Bool(true)]).is_err());
        assert!(PAIR.digest(&[Value::from("a"), Value::Int(2)]).is_err());
        assert!(PAIR.digest(&[Value::from("a")]).is_err());
    }

    #[test]
    fn the_upsert_names_every_column_and_changes_all_but_the_key() {
        assert_eq!(
            PAIR.upsert().text(),
            "insert into pair (id, on) values ($1, $2) on conflict (id) do update set on = excluded.on"
        );
    }
}
