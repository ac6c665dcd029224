//! Acts per second on both stores, and how long an entry waits for its number.
//!
//!   cargo run --release -p cordon-store --example acts
//!
//! Each caller changes one record of its own, act after act; every act is durable when it returns.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement fails by panicking, and prints"
)]

use cordon_journal::entry::{Actor, Draft};
use cordon_model::Stamp;
use cordon_store::postgres::cluster::Cluster;
use cordon_store::postgres::{self, PostgresStore};
use cordon_store::sqlite::{self, SqliteStore};
use cordon_store::{Column, Done, Doors, Kind, Migration, Read, Record, Result, Row, Store, StoreError, Table, Value};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const NOW: Stamp = Stamp::from_ms(1_700_000_000_000);
const CALLERS: [usize; 3] = [1, 16, 64];
const LASTS: Duration = Duration::from_secs(5);
const TABLES: &[Migration] = &[Migration {
    number: 9_000,
    name: "9000_counters",
    sql: "create table counters (id TEXT not null primary key, number BIGINT not null)",
}];

struct Counter(String, i64);

impl Record for Counter {
    const TABLE: Table = Table {
        name: "counters",
        key: "id",
        columns: &[Column::open("id", Kind::Text), Column::open("number", Kind::Int)],
    };

    fn key(&self) -> String {
        self.0.clone()
    }

    fn values(&self) -> Vec<Value> {
        vec![self.0.as_str().into(), self.1.into()]
    }

    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.text(0)?.to_owned(), row.int(1)?))
    }
}

fn count_up(store: &dyn Store, caller: usize) -> Result<()> {
    let id = format!("caller {caller}");
    store.act("count", NOW, |unit| {
        let number = unit.load::<Counter>(&id)?.map_or(0, |counter| counter.1);
        unit.put(&Counter(id.clone(), number + 1))?;
        Ok::<_, StoreError>(Done::new((), Draft::new("count", Actor::system("example")).about(&id)))
    })
}

/// Acts a second of so many callers, while `beside` is done again and again.
fn rate(store: &dyn Store, callers: usize, mut beside: impl FnMut()) -> u64 {
    let (stop, acts) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        for caller in 0..callers {
            let (stop, acts) = (&stop, &acts);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    match count_up(store, caller) {
                        Ok(()) => acts.fetch_add(1, Ordering::Relaxed),
                        Err(error) => panic!("{error}"),
                    };
                }
            });
        }
        let began = Instant::now();
        while began.elapsed() < LASTS {
            beside();
        }
        stop.store(true, Ordering::Relaxed);
        acts.load(Ordering::Relaxed) * 1_000 / u64::try_from(began.elapsed().as_millis()).unwrap()
    })
}

/// How long what is committed now waits for its number.
fn wait_for_number(store: &PostgresStore) -> Duration {
    let began = Instant::now();
    assert_eq!(store.settle(Duration::from_secs(60)), Ok(true));
    began.elapsed()
}

fn on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = sqlite::Options::default();
    options.extra_migrations = TABLES;
    let store = SqliteStore::open_with(folder.path(), NOW, &options).unwrap();
    for callers in CALLERS {
        println!("SQLite      {callers:2} callers {:6} acts/s", rate(&store, callers, || thread::sleep(LASTS)));
    }
}

fn on_postgres() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start(&folder.path().join("pg")).unwrap();
    let options = postgres::Options { extra_migrations: TABLES, ..postgres::Options::default() };
    let store = PostgresStore::open_with(&cluster.create("town").unwrap(), NOW, &options).unwrap();
    for callers in CALLERS {
        let (again, mut waits) = (store.runs_again(), Vec::new());
        let acts = rate(&store, callers, || {
            waits.push(wait_for_number(&store));
            thread::sleep(Duration::from_millis(20));
        });
        waits.sort();
        let at = |part: usize| waits[(waits.len() - 1) * part / 100];
        println!(
            "PostgreSQL  {callers:2} callers {acts:6} acts/s; numbered after {:?} (half), {:?} (99 %), {:?} (all); {} runs again",
            at(50),
            at(99),
            at(100),
            store.runs_again() - again
        );
    }
}

fn main() {
    on_sqlite();
    on_postgres();
}
