//! What is kept, and the only place with SQL.
//!
//! Three doors lead to it ([`Doors`]): an *act* changes rows and appends exactly one entry to the
//! journal, together or not at all; *keep* is housekeeping; a *view* is a snapshot. Behind them
//! stands a [`Store`], small enough that SQLite and PostgreSQL can both be one and pass the same
//! contract suite.
//!
//! Not here: verbs and permits (`desk`), HTTP (`server`), transfers in bulk (`flow`). The clock and
//! randomness are arguments. The store never logs or reports a value, only tables and columns.

pub mod audit;
pub mod checkpoints;
pub mod entries;
pub mod error;
pub mod factors;
pub mod faulty;
pub mod founding;
pub mod guard;
pub mod idempotency;
pub mod in_hand;
pub mod listings;
pub mod migrate;
pub mod movements;
pub mod outbox;
mod pool;
pub mod postgres;
pub mod record;
pub mod records;
pub mod sql;
pub mod sqlite;
pub mod store;
pub mod twice;
pub mod vault;

pub use error::{Result, StoreError};
pub use migrate::Migration;
pub use postgres::PostgresStore;
pub use record::{Column, Cover, Kind, Record, Table};
pub use sql::{Row, Sql, Value};
pub use sqlite::{ReadOnly, SqliteStore};
pub use store::{Abort, Done, Door, Doors, Failure, Keep, Read, Store, Unit, View};
pub use vault::Vault;
