//! What is PostgreSQL's own: numbers given after the commit, conflicts, connections that are cut,
//! a server that goes away, several of ours on one database.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "postgres/faults.rs"]
mod faults;
#[path = "postgres/order.rs"]
mod order;
#[path = "contract/probe.rs"]
mod probe;
#[path = "postgres/proxy.rs"]
mod proxy;
#[path = "postgres/servers.rs"]
mod servers;

use cordon_store::postgres::cluster::{self, Cluster};
use cordon_store::postgres::{Options, PostgresStore};
use cordon_store::{Doors as _, Read as _};
use cordon_store::{Result, entries};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(30);

fn cluster() -> &'static Cluster {
    cluster::shared().unwrap()
}

/// The address of a new database.
fn fresh() -> String {
    cluster().address(&cluster().fresh().unwrap())
}

fn open(address: &str) -> Result<PostgresStore> {
    let options = Options { extra_migrations: probe::MIGRATIONS, ..Options::default() };
    PostgresStore::open_with(address, probe::NOW, &options)
}

/// What the entries are about, in the order of their numbers, which have no gap.
fn subjects(store: &PostgresStore) -> Vec<String> {
    assert_eq!(store.settle(LONG), Ok(true));
    let kept = store.view("all", |view| entries::range(view.sql(), 0, 10_000)).unwrap();
    let about = kept.iter().enumerate().map(|(at, kept)| {
        assert_eq!(usize::try_from(kept.seq), Ok(at));
        kept.decode().unwrap().subjects.into_iter().next().unwrap()
    });
    about.collect()
}
