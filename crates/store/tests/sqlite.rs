//! What is SQLite's own: the locked folder, commits in groups, migrations of a folder that exists.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "contract/probe.rs"]
mod probe;

use cordon_store::sqlite::{Options, SqliteStore};
use cordon_store::twice::Twice;
use cordon_store::{Column, Doors, Kind, Migration, Read, Record, Result, Row, StoreError, Table, Value};
use probe::{NOW, Probe, Refusal, act, count, is_determinate, load, put};
use std::path::Path;
use std::thread;

fn open_with(folder: &Path, migrations: &'static [Migration]) -> Result<SqliteStore> {
    let mut options = Options::default();
    options.extra_migrations = migrations;
    SqliteStore::open_with(folder, NOW, &options)
}

fn open(folder: &Path) -> Result<SqliteStore> {
    open_with(folder, probe::MIGRATIONS)
}

fn why<T: std::fmt::Debug>(result: Result<T>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_folder_in_use_is_not_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    let second = why(open(folder.path()));
    assert!(second.contains("in use") && second.contains(&folder.path().display().to_string()), "{second}");
    drop(store);
    assert!(open(folder.path()).is_ok());
}

#[test]
fn acts_that_come_together_share_a_commit() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    let before = store.commits();
    thread::scope(|scope| {
        for worker in 0..16 {
            let store = &store;
            scope.spawn(move || (0..20).for_each(|n| put(store, &Probe::new(format!("{worker}-{n}"), n)).unwrap()));
        }
    });
    let commits = store.commits() - before;
    assert_eq!(count(&store), 320);
    assert!(commits < 320, "{commits} commits for 320 acts");
    put(&store, &Probe::new("alone", 1)).unwrap();
    assert_eq!(store.commits() - before, commits + 1, "one act alone is not made to wait for others");
    assert_eq!(store.writers_waiting(), 0);
}

/// A row whose parent is asked for only at the commit, so that a commit can be made to fail.
struct Orphan(String);

impl Record for Orphan {
    const TABLE: Table = Table {
        name: "orphans",
        key: "id",
        columns: &[Column::open("id", Kind::Text), Column::open("parent", Kind::Text)],
    };

    fn key(&self) -> String {
        self.0.clone()
    }

    fn values(&self) -> Vec<Value> {
        vec![self.0.as_str().into(), "nobody".into()]
    }

    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.text(0)?.to_owned()))
    }
}

const WITH_ORPHANS: &[Migration] = &[
    probe::MIGRATIONS[0],
    Migration {
        number: 9_001,
        name: "9001_orphans",
        sql: "create table orphans (
            id TEXT not null primary key,
            parent TEXT not null references probes (id) deferrable initially deferred
        )",
    },
];

/// So that the group stays open for the other.
fn until_somebody_waits(store: &SqliteStore) {
    for _ in 0..1_000_000 {
        if store.writers_waiting() > 0 {
            return;
        }
        std::hint::spin_loop();
    }
}

/// One act that is sound and one that spoils the commit, in one group if chance has it so.
fn spoil(store: &SqliteStore, n: i64) -> (Result<(), Refusal>, Result<(), Refusal>) {
    thread::scope(|scope| {
        let sound = scope.spawn(move || {
            act(store, "sound", |unit| {
                unit.put(&Probe::new(format!("sound-{n}"), n))?;
                until_somebody_waits(store);
                Ok(())
            })
        });
        let orphan = scope.spawn(move || act(store, "orphan", |unit| Ok(unit.put(&Orphan(format!("o{n}")))?)));
        (sound.join().unwrap(), orphan.join().unwrap())
    })
}

#[test]
fn a_commit_that_fails_fails_for_every_member() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_with(folder.path(), WITH_ORPHANS).unwrap();
    let mut together = 0;
    for n in 0..500 {
        let (sound, orphan) = spoil(&store, n);
        assert!(is_determinate(&orphan, "FOREIGN KEY"), "{orphan:?}");
        // Whoever was told of success is there, whoever was told of failure is not.
        assert_eq!(load(&store, &format!("sound-{n}")).is_some(), sound.is_ok(), "{sound:?}");
        if sound.is_err() {
            assert!(is_determinate(&sound, "FOREIGN KEY"), "{sound:?}");
            together += 1;
        }
        if together == 3 {
            break;
        }
    }
    assert!(together > 0, "the two never shared a group: nothing was tried");
    put(&store, &Probe::new("after", 1)).unwrap();
}

#[test]
fn migrations_are_applied_once_and_never_changed() {
    const CHANGED: &[Migration] =
        &[Migration { sql: "create table probes (id TEXT not null primary key)", ..probe::MIGRATIONS[0] }];
    const BROKEN: &[Migration] = &[
        probe::MIGRATIONS[0],
        Migration { number: 9_001, name: "9001_broken", sql: "create table half (id TEXT); create nonsense;" },
    ];
    let folder = tempfile::tempdir().unwrap();
    put(&open(folder.path()).unwrap(), &Probe::new("a", 1)).unwrap();
    assert!(load(&open(folder.path()).unwrap(), "a").is_some());
    let changed = why(open_with(folder.path(), CHANGED));
    assert!(changed.contains("`9000_probe` was changed"), "{changed}");
    let older = why(open_with(folder.path(), &[]));
    assert!(older.contains("newer cordon"), "{older}");
    let broken = why(open_with(folder.path(), BROKEN));
    assert!(broken.contains("`9001_broken` failed"), "{broken}");
    // The half of it that had worked is undone: done right, the same number applies.
    let conn = rusqlite::Connection::open(folder.path().join("cordon.db")).unwrap();
    assert!(conn.prepare("select id from half").is_err());
    drop(conn);
    assert!(load(&open(folder.path()).unwrap(), "a").is_some());
}

#[test]
fn a_file_that_is_no_database_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cordon.db"), vec![b'x'; 8_192]).unwrap();
    assert!(matches!(open(folder.path()), Err(StoreError::Corrupt { .. })));
    let file = folder.path().join("cordon.db");
    assert!(why(open(&file)).contains("cannot be made"), "a file where a folder should be");
}

#[test]
fn a_closure_that_does_not_bear_being_run_again_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = Twice(open(folder.path()).unwrap());
    let mut runs = 0;
    let counted = act(&store, "a", |unit| {
        runs += 1;
        Ok(unit.put(&Probe::new("a", runs))?)
    });
    assert!(is_determinate(&counted, "does not bear being run again"), "{counted:?}");
    let mut runs = 0;
    let fickle: Result<u64, Refusal> = act(&store, "a", |unit| {
        unit.put(&Probe::new("a", 1))?;
        runs += 1;
        if runs == 1 { Err(Refusal::NotToday) } else { Ok(1) }
    });
    assert!(is_determinate(&fickle, "does not bear being run again"), "{fickle:?}");
    // The same statements, none at all, and another end.
    let mut runs = 0;
    let undecided: Result<(), Refusal> = store.keep("undecided", |_| {
        runs += 1;
        if runs == 1 { Err(Refusal::NotToday) } else { Ok(()) }
    });
    assert!(is_determinate(&undecided, "differs at its end"), "{undecided:?}");
    let mut runs = 0;
    let looked: Result<Vec<Row>, Refusal> = store.view("look", |view| {
        runs += 1;
        Ok(view.query("select $1", &[runs.into()])?)
    });
    assert!(is_determinate(&looked, "does not bear being run again"), "{looked:?}");
    assert_eq!((load(&store, "a"), count(&store)), (None, 0));
}

/// Where one process writes nothing waits for a number; what somebody laid there is no hiding place.
#[test]
fn what_waits_for_a_number_gets_it_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    put(&open(folder.path()).unwrap(), &Probe::new("a", 1)).unwrap();
    let conn = rusqlite::Connection::open(folder.path().join("cordon.db")).unwrap();
    conn.execute_batch("insert into unnumbered select 7, bytes from entries where seq = 0").unwrap();
    drop(conn);
    let store = open(folder.path()).unwrap();
    assert_eq!(count(&store), 2);
    put(&store, &Probe::new("b", 1)).unwrap();
    let waiting = store.view::<_, StoreError>("waiting", |view| view.query("select place from unnumbered", &[]));
    assert_eq!((count(&store), waiting), (3, Ok(Vec::new())));
}

fn says(folder: &Path, file: &str, words: &str) -> bool {
    let bytes = std::fs::read(folder.join(file)).unwrap_or_default();
    bytes.windows(words.len()).any(|part| part == words.as_bytes())
}

#[test]
fn what_was_erased_is_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    let words = "erase me, 9999990000000001";
    // Long enough to fill pages of its own, which nothing written later happens to overwrite.
    let long = format!("{}{words}", "long ".repeat(4_000));
    put(&store, &Probe { words: Some(long), ..Probe::new("a", 1) }).unwrap();
    assert!(says(folder.path(), "cordon.db-wal", words), "otherwise this test shows nothing");
    assert_eq!(store.empty_log(), Ok(true));
    assert!(says(folder.path(), "cordon.db", words));
    put(&store, &Probe::new("a", 2)).unwrap();
    let kept = store.view("look", |view| {
        view.load::<Probe>("a")?;
        // Somebody looks at the moment before: the log is still needed.
        Ok::<_, StoreError>(thread::scope(|scope| {
            scope
                .spawn(|| {
                    put(&store, &Probe::new("b", 1)).unwrap();
                    store.empty_log()
                })
                .join()
                .unwrap()
        }))
    });
    assert_eq!(kept, Ok(Ok(false)));
    assert_eq!(store.empty_log(), Ok(true));
    assert!(!says(folder.path(), "cordon.db", words) && !says(folder.path(), "cordon.db-wal", words));
    assert_eq!(load(&store, "a"), Some(Probe::new("a", 2)));
}

/// A refusal may rest on what an earlier member of the group wrote. It is told only if that was
/// committed.
#[test]
fn a_refusal_that_rests_on_a_failed_commit_is_not_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_with(folder.path(), WITH_ORPHANS).unwrap();
    let mut rested = 0;
    for n in 0..500 {
        let refused: Result<(), Refusal> = thread::scope(|scope| {
            let store = &store;
            let orphan = scope.spawn(move || {
                act(store, "orphan", |unit| {
                    unit.put(&Orphan(format!("o{n}")))?;
                    until_somebody_waits(store);
                    Ok(())
                })
            });
            let refused = scope.spawn(move || {
                act(store, "refused", |unit| match unit.load::<Orphan>(format!("o{n}"))? {
                    Some(_) => Err(Refusal::Repeated(Vec::new())),
                    None => Err(Refusal::NotToday),
                })
            });
            assert!(is_determinate(&orphan.join().unwrap(), "FOREIGN KEY"));
            refused.join().unwrap()
        });
        match refused {
            Err(Refusal::NotToday) => {}
            other => {
                assert!(is_determinate(&other, "FOREIGN KEY"), "{other:?}");
                rested += 1;
            }
        }
        if rested == 3 {
            return;
        }
    }
    assert!(rested > 0, "the two never shared a group: nothing was tried");
}
