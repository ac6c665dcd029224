//! Centres on PostgreSQL, as processes: two on one database, growth out of a folder, a backup taken
//! while acts run. Each test has a database of its own on a server that this binary starts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod backup;
mod grow;
mod serving;
mod two;

use cordon_store::postgres::cluster::{self, Cluster};

fn cluster() -> &'static Cluster {
    cluster::shared().unwrap()
}

/// The address of a new database.
fn fresh() -> String {
    cluster().address(&cluster().fresh().unwrap())
}
