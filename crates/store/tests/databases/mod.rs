//! One PostgreSQL for all tests of a binary, and a database of it for each.

use cordon_store::postgres::cluster::Cluster;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

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
