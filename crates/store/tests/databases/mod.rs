//! One PostgreSQL for all tests of a binary, and a database of it for each.

use cordon_journal::{Draft, RowDigest};
use cordon_model::Stamp;
use cordon_store::postgres::PostgresStore;
use cordon_store::postgres::cluster::Cluster;
use cordon_store::store::Body;
use cordon_store::{Door, Failure, Result, Sql, Store};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The server of this binary. It ends with the process; where there is no PostgreSQL every test fails.
pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let name = format!("cordon-postgres-{}", std::process::id());
        Cluster::start(&std::env::temp_dir().join(name)).unwrap_or_else(|error| panic!("{error}"))
    })
}

/// A new database; its name.
pub fn create() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    cluster().create(&name).unwrap();
    name
}

/// A store whose entries have their numbers when an act returns.
pub struct Settled {
    inner: Box<dyn Store>,
    numbering: Arc<PostgresStore>,
}

impl Settled {
    pub fn new(inner: impl Store + 'static, numbering: Arc<PostgresStore>) -> Self {
        Self { inner: Box::new(inner), numbering }
    }
}

impl Store for Settled {
    fn transact(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let end = self.inner.transact(door, name, body);
        assert_eq!(self.numbering.settle(Duration::from_secs(30)), Ok(true), "entries were not numbered");
        end
    }

    fn snapshot(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        self.inner.snapshot(door, name, body)
    }

    fn append(&self, sql: &mut dyn Sql, learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<()> {
        self.inner.append(sql, learned_at, draft, rows)
    }
}
