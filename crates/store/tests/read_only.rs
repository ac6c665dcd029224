//! Looking at a data folder without touching it: while a centre runs there, after it closed, after
//! it was killed, and when the folder is of another version.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use cordon_model::Stamp;
use cordon_store::checkpoints::{self, KeptCheckpoint};
use cordon_store::{Doors, Read, Result, SqliteStore, StoreError, Value, entries};
use std::collections::BTreeMap;
use std::path::Path;

const NOW: Stamp = Stamp::from_ms(1);

fn checkpoint(size: u64, at: i64) -> KeptCheckpoint {
    KeptCheckpoint { size, note: format!("note of {size}"), at: Stamp::from_ms(at) }
}

fn keep(store: &SqliteStore, one: &KeptCheckpoint) -> Result<()> {
    store.keep("checkpoint", |keep| checkpoints::keep(keep, one))
}

fn newest(store: &impl Doors) -> Option<KeptCheckpoint> {
    store.view::<_, StoreError>("newest", |view| checkpoints::newest(view.sql())).unwrap()
}

/// Names and bytes of everything in a folder.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|file| (file.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&file).unwrap())).collect()
}

#[test]
fn a_running_folder_is_seen_as_it_goes_on_and_never_changed() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), NOW).unwrap();
    let looking = SqliteStore::open_read_only(folder.path()).unwrap();
    assert_eq!(newest(&looking), None);
    keep(&store, &checkpoint(3, 1)).unwrap();
    assert_eq!(newest(&looking), Some(checkpoint(3, 1)));
    assert_eq!(looking.view::<_, StoreError>("count", |view| entries::count(view.sql())), Ok(0));

    let wrote = looking.keep::<_, StoreError>("checkpoint", |keep| checkpoints::keep(keep, &checkpoint(4, 2)));
    assert!(wrote.unwrap_err().to_string().contains("looking only"));
    let inside = looking.view::<_, StoreError>("insert", |view| {
        view.sql().exec(
            "insert into checkpoints (size, note, at) values ($1, $2, $3)",
            &[Value::Int(9), Value::from("x"), Value::Int(9)],
        )
    });
    assert!(inside.is_err());
    drop(looking);
    keep(&store, &checkpoint(5, 3)).unwrap();
    assert_eq!(newest(&store), Some(checkpoint(5, 3)));
}

#[test]
fn a_closed_folder_is_left_to_the_last_byte_as_it_was() {
    let folder = tempfile::Builder::new().prefix("odd name? %41#").tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), NOW).unwrap();
    keep(&store, &checkpoint(7, 1)).unwrap();
    drop(store);
    let before = contents(folder.path());
    assert!(!before.contains_key("cordon.db-wal"), "a closed folder has no log");
    let looking = SqliteStore::open_read_only(folder.path()).unwrap();
    assert_eq!(newest(&looking), Some(checkpoint(7, 1)));
    drop(looking);
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn what_only_the_log_of_a_killed_centre_holds_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let killed = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), NOW).unwrap();
    keep(&store, &checkpoint(7, 1)).unwrap();
    for name in ["cordon.db", "cordon.db-wal"] {
        std::fs::copy(folder.path().join(name), killed.path().join(name)).unwrap();
    }
    assert_eq!(newest(&SqliteStore::open_read_only(killed.path()).unwrap()), Some(checkpoint(7, 1)));
}

#[test]
fn a_look_during_which_a_centre_began_to_write_gives_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path(), NOW).unwrap());
    let looking = SqliteStore::open_read_only(folder.path()).unwrap();
    let store = SqliteStore::open(folder.path(), NOW).unwrap();
    keep(&store, &checkpoint(1, 1)).unwrap();
    let look = looking.view::<_, StoreError>("newest", |view| checkpoints::newest(view.sql()));
    assert!(look.unwrap_err().to_string().contains("meanwhile"));
    drop(store);
    let look = looking.view::<_, StoreError>("newest", |view| checkpoints::newest(view.sql()));
    assert!(look.unwrap_err().to_string().contains("meanwhile"));
}

#[test]
fn what_is_no_data_folder_or_of_another_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let why = |path: &Path| SqliteStore::open_read_only(path).unwrap_err().to_string();
    assert!(why(folder.path()).contains("holds no `cordon.db`"));
    assert_eq!(contents(folder.path()).len(), 0, "nothing was made by looking");
    drop(SqliteStore::open(folder.path(), NOW).unwrap());
    let change = |sql| rusqlite::Connection::open(folder.path().join("cordon.db")).unwrap().execute_batch(sql).unwrap();
    change("delete from migrations where number = (select max(number) from migrations)");
    assert!(why(folder.path()).contains("older cordon"));
    change("insert into migrations values (99, '0099_later', '', 1)");
    assert!(why(folder.path()).contains("newer cordon"));
}

#[test]
fn one_head_for_a_size_and_only_the_last_of_an_hour_after_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), NOW).unwrap();
    let hour = cordon_model::time::HOUR_MS;
    // Two in the first hour, one in the second, two a day later.
    let all = [(1, 0), (2, 10), (3, hour), (4, 26 * hour), (5, 26 * hour + 1)];
    for (size, at) in all {
        keep(&store, &checkpoint(size, at)).unwrap();
    }
    assert!(keep(&store, &checkpoint(5, 26 * hour + 2)).is_err());
    let thin = |now| {
        let now = Stamp::from_ms(now);
        store.keep::<_, StoreError>("thin", |keep| checkpoints::thin(keep, now)).unwrap();
        let sizes = |view: &mut cordon_store::View<'_>| {
            let rows = view.query("select size from checkpoints order by size", &[])?;
            rows.iter().map(|row| row.int(0)).collect::<Result<Vec<_>>>()
        };
        store.view::<_, StoreError>("sizes", sizes).unwrap()
    };
    assert_eq!(thin(10), [1, 2, 3, 4, 5]);
    assert_eq!(thin(26 * hour + 2), [2, 3, 4, 5]);
    assert_eq!(thin(90 * hour), [2, 3, 5]);
}
