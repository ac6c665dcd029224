//! A covered record with every kind of value, and short ways to act with it.

use cordon_journal::entry::{Actor, Draft};
use cordon_model::Stamp;
use cordon_store::{
    Column, Done, Doors, Kind, Migration, Read, Record, Result, Row, Store, StoreError, Table, Unit, Value, entries,
};

pub const NOW: Stamp = Stamp::from_ms(1_700_000_000_000);

pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 9_000,
    name: "9000_probe",
    sql: "create table probes (
        id TEXT not null primary key, number BIGINT, flag BOOLEAN, words TEXT, bytes BYTEA
    );",
}];

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Probe {
    pub id: String,
    pub number: Option<i64>,
    pub flag: Option<bool>,
    pub words: Option<String>,
    pub bytes: Option<Vec<u8>>,
}

impl Probe {
    pub fn new(id: impl ToString, number: i64) -> Self {
        Self { id: id.to_string(), number: Some(number), ..Self::default() }
    }
}

impl Record for Probe {
    const TABLE: Table = Table {
        name: "probes",
        key: "id",
        columns: &[
            Column::open("id", Kind::Text),
            Column::internal("number", Kind::Int),
            Column::internal("flag", Kind::Bool),
            Column::sealed("words", Kind::Text),
            Column::sealed("bytes", Kind::Blob),
        ],
    };

    fn key(&self) -> String {
        self.id.clone()
    }

    fn values(&self) -> Vec<Value> {
        vec![
            self.id.as_str().into(),
            self.number.into(),
            self.flag.into(),
            self.words.clone().into(),
            self.bytes.clone().into(),
        ]
    }

    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.text(0)?.to_owned(),
            number: row.opt_int(1)?,
            flag: row.opt_bool(2)?,
            words: row.opt_text(3)?.map(str::to_owned),
            bytes: row.opt_blob(4)?.map(<[u8]>::to_vec),
        })
    }
}

/// A verb's own error, as `desk` has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    NotToday,
    Repeated(Vec<u8>),
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

pub fn draft(subject: &str) -> Draft {
    Draft::new("probe", Actor::system("test")).about(subject)
}

pub fn put(store: &dyn Store, probe: &Probe) -> Result<(), Refusal> {
    act(store, &probe.id, |unit| Ok(unit.put(probe)?))
}

/// An act about `subject` whose entry says nothing more.
pub fn act<T>(
    store: &dyn Store,
    subject: &str,
    mut verb: impl FnMut(&mut Unit<'_>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    store.act("probe", NOW, |unit| Ok(Done::new(verb(unit)?, draft(subject))))
}

pub fn load(store: &dyn Store, id: &str) -> Option<Probe> {
    store.view("load", |view| view.load::<Probe>(id)).unwrap()
}

pub fn count(store: &dyn Store) -> u64 {
    store.view("count", |view| entries::count(view.sql())).unwrap()
}

pub fn is_determinate<T: std::fmt::Debug>(result: &Result<T, Refusal>, words: &str) -> bool {
    matches!(result, Err(Refusal::Store(StoreError::Determinate { what })) if what.contains(words))
}
