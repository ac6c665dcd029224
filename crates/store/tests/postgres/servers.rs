//! Several of ours on one database, and databases that will not do.

use crate::probe::{self, NOW, Probe, count, load, put};
use crate::{LONG, cluster, fresh, open, subjects};
use cordon_store::audit::verify_rows;
use cordon_store::postgres::{Options, PostgresStore};
use cordon_store::{Migration, Record};
use std::thread;

fn why<T: std::fmt::Debug>(result: cordon_store::Result<T>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn servers_that_start_together_bring_the_tables_up_to_date_once() {
    let address = fresh();
    let stores: Vec<PostgresStore> = thread::scope(|scope| {
        let starting: Vec<_> = (0..4).map(|_| scope.spawn(|| open(&address))).collect();
        starting.into_iter().map(|one| one.join().unwrap().unwrap()).collect()
    });
    assert_eq!(stores.iter().filter(|store| store.leads()).count(), 1);
    for (n, store) in stores.iter().enumerate() {
        put(store, &Probe::new(n, 1)).unwrap();
    }
    assert_eq!(subjects(&stores[0]).len(), 4);
    assert!(stores.iter().all(|store| (0..4).all(|n| load(store, &n.to_string()).is_some())));
}

/// The one that numbers ends; another does it from then on, without a gap and without a doubt.
#[test]
fn another_server_goes_on_numbering() {
    let address = fresh();
    let first = open(&address).unwrap();
    let second = open(&address).unwrap();
    assert!(first.leads() && !second.leads());
    put(&second, &Probe::new("a", 1)).unwrap();
    put(&first, &Probe::new("b", 1)).unwrap();
    drop(first);
    put(&second, &Probe::new("c", 1)).unwrap();
    assert_eq!(subjects(&second).len(), 3);
    assert!(second.leads());
    let report = verify_rows(&second, None, &[Probe::TABLE]).unwrap();
    assert!(report.is_sound() && report.entries == 3, "{report}");
}

/// What waits for a number counts as said, so a look in the middle of everything is sound.
#[test]
fn rows_are_as_the_journal_says_at_every_moment() {
    let address = fresh();
    let stores = [open(&address).unwrap(), open(&address).unwrap()];
    let unnumbered: u64 = thread::scope(|scope| {
        for worker in 0..4_usize {
            let store = &stores[worker % 2];
            scope.spawn(move || {
                (0..100).for_each(|n| put(store, &Probe::new(format!("{worker}-{}", n % 7), n)).unwrap())
            });
        }
        let mut met = 0;
        for _ in 0..2_000 {
            let report = verify_rows(&stores[1], None, &[Probe::TABLE]).unwrap();
            assert!(report.is_sound(), "{report}");
            met += report.unnumbered;
            if met > 20 || report.entries == 400 {
                break;
            }
        }
        met
    });
    assert!(unnumbered > 0, "no look met an entry without its number: nothing was tried");
    assert_eq!(subjects(&stores[0]).len(), 400);
}

#[test]
fn migrations_are_applied_once_and_never_changed() {
    const CHANGED: &[Migration] =
        &[Migration { sql: "create table probes (id TEXT not null primary key)", ..probe::MIGRATIONS[0] }];
    const BROKEN: &[Migration] = &[
        probe::MIGRATIONS[0],
        Migration { number: 9_001, name: "9001_broken", sql: "create table half (id TEXT); create nonsense;" },
    ];
    let name = cluster().fresh().unwrap();
    let address = cluster().address(&name);
    let open_with =
        |extra_migrations| PostgresStore::open_with(&address, NOW, &Options { extra_migrations, ..Options::default() });
    put(&open(&address).unwrap(), &Probe::new("a", 1)).unwrap();
    assert!(why(open_with(CHANGED)).contains("`9000_probe` was changed"));
    assert!(why(open_with(&[])).contains("newer cordon"));
    assert!(why(open_with(BROKEN)).contains("`9001_broken` failed"));
    assert!(cluster().run(&name, "select id from half").is_err(), "half of it was kept");
    let store = open(&address).unwrap();
    assert!(load(&store, "a").is_some() && count(&store) == 1);
}

/// Entries that a backup held have numbers of another server's transactions: they come first.
#[test]
fn what_waited_when_a_backup_was_taken_is_numbered_before_the_first_act() {
    let name = cluster().fresh().unwrap();
    let address = cluster().address(&name);
    let store = open(&address).unwrap();
    put(&store, &Probe::new("a", 1)).unwrap();
    assert_eq!(store.settle(LONG), Ok(true));
    drop(store);
    // As a backup would bring it back: the entry without its number, under one far ahead.
    let undo =
        "insert into unnumbered select 9000000000000, substr(bytes, 1, 2) || '\\x0000000000000000' || substr(bytes, 11)
                from entries; delete from entries; delete from entry_subjects;";
    cluster().run(&name, undo).unwrap();
    let store = open(&address).unwrap();
    put(&store, &Probe::new("b", 1)).unwrap();
    assert_eq!(subjects(&store), ["a", "b"]);
    assert!(verify_rows(&store, None, &[Probe::TABLE]).unwrap().is_sound());
}

#[test]
fn a_database_that_would_not_keep_its_promise_is_refused() {
    for (name, how, words) in [
        ("latin", "encoding 'LATIN1' template template0 locale 'C'", "has to be UTF8"),
        (
            "sorted",
            "template template0 locale_provider icu icu_locale 'en' locale 'C.UTF-8' encoding 'UTF8'",
            "sorted by bytes",
        ),
    ] {
        cluster().run("postgres", &format!("create database {name} {how}")).unwrap();
        assert!(why(open(&cluster().address(name))).contains(words), "{name}");
    }
    let nowhere = why(open("postgresql:///none?host=/nonexistent&user=cordon&password=secret"));
    assert!(nowhere.contains("cannot be reached") && !nowhere.contains("secret"), "{nowhere}");
    let garbled = why(open("postgresql://user:secret@host:notaport/x"));
    assert!(garbled.contains("cannot be read") && !garbled.contains("secret"), "{garbled}");
}
