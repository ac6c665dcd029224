//! Power cuts: what was acknowledged is there, once, whatever moment the power goes.
//!
//! A child of this very test binary writes acts on a disk that forgets everything unsynced
//! (`tests/power/lossy.c`) and is killed at some moment; the disk is put back to what was durable,
//! and the store is opened and read. The same with `synchronous=OFF` must lose acts: that shows that
//! the test can fail. The child is a test too, so that switching synchronisation off is possible in
//! the test binary alone.

mod disk;

use super::{Options, SqliteStore};
use crate::audit::verify_rows;
use crate::record::{Column, Kind, Record, Table};
use crate::sqlite::connection::Synchronous;
use crate::store::{Done, Doors, Read};
use crate::{Migration, Result, Row, StoreError, Value, entries};
use cordon_journal::entry::{Actor, Draft};
use cordon_model::Stamp;
use disk::{Cut, Disk};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::Duration;

const NOW: Stamp = Stamp::from_ms(1_700_000_000_000);
const CUTS: u64 = 20;
const CUTS_WITHOUT_SYNC: u64 = 3;
const WRITERS: u32 = 4;
const CHILD: &str = "sqlite::power::write_until_killed";

const MIGRATIONS: &[Migration] = &[Migration {
    number: 9_000,
    name: "9000_lamps",
    sql: "create table lamps (id TEXT not null primary key, glow BYTEA)",
}];

/// One acknowledged thing, with enough bytes that checkpoints happen.
struct Lamp(String);

impl Record for Lamp {
    const TABLE: Table = Table {
        name: "lamps",
        key: "id",
        columns: &[Column::open("id", Kind::Text), Column::open("glow", Kind::Blob)],
    };

    fn key(&self) -> String {
        self.0.clone()
    }

    fn values(&self) -> Vec<Value> {
        vec![self.0.as_str().into(), vec![b'*'; 8_000].into()]
    }

    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.text(0)?.to_owned()))
    }
}

fn open(folder: &Path, synchronous: Synchronous) -> SqliteStore {
    let options = Options { extra_migrations: MIGRATIONS, synchronous, ..Options::default() };
    SqliteStore::open_with(folder, NOW, &options).unwrap()
}

fn light(store: &SqliteStore, key: &str) -> Result<()> {
    store.act("light", NOW, |unit| {
        unit.put(&Lamp(key.to_owned()))?;
        Ok(Done::new((), Draft::new("light", Actor::system("power")).about(key)))
    })
}

fn say(line: &str) {
    // Past the test harness, whose own words stand on the same line.
    let mut out = std::io::stdout().lock();
    let said = writeln!(out, "\n{line}").and_then(|()| out.flush());
    said.unwrap();
}

/// The child. Run by itself it has nothing to do.
#[test]
#[ignore = "the other tests of this file run it as their child"]
fn write_until_killed() {
    let Ok(folder) = std::env::var("POWER_DATA") else { return };
    let asked = |name| std::env::var(name).unwrap_or_default();
    let synchronous = if asked("POWER_SYNC") == "off" { Synchronous::Off } else { Synchronous::Full };
    let store = open(Path::new(&folder), synchronous);
    match asked("POWER_TASK").as_str() {
        "reply" => reply_to_each(&store),
        "fail" => tell_of_failures(&store),
        run => write_for_ever(&store, run),
    }
}

fn write_for_ever(store: &SqliteStore, run: &str) {
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            scope.spawn(move || {
                for n in 0_u64.. {
                    let key = format!("{run}-{writer}-{n}");
                    light(store, &key).unwrap();
                    say(&format!("ack {key}"));
                }
            });
        }
    });
}

/// As a server would: an act, then its answer on a socket.
fn reply_to_each(store: &SqliteStore) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    for n in 0..20 {
        light(store, &format!("reply-{n}")).unwrap();
        client.write_all(b"HTTP/1.1 201 Created\r\n\r\n").unwrap();
    }
}

fn tell_of_failures(store: &SqliteStore) {
    for n in 0..200 {
        match light(store, &format!("fail-{n}")) {
            Ok(()) => say(&format!("ack fail-{n}")),
            Err(StoreError::Indeterminate { .. }) => say(&format!("perhaps fail-{n}")),
            Err(StoreError::Determinate { what }) if what.contains("writing has stopped") => {
                say(&format!("stopped fail-{n}"));
            }
            Err(other) => say(&format!("unexpected {other}")),
        }
    }
}

/// What a store holds, after checking that it is whole.
fn keys_kept(folder: &Path) -> Vec<String> {
    let store = open(folder, Synchronous::Full);
    let report = verify_rows(&store, None, &[Lamp::TABLE]).unwrap();
    assert!(report.is_sound(), "{report}");
    assert_eq!(report.entries, report.rows, "one row of each act");
    let mut keys = Vec::new();
    loop {
        let from = u64::try_from(keys.len()).unwrap();
        let page = store.view("page", |view| entries::range(view.sql(), from, 1_000)).unwrap();
        if page.is_empty() {
            return keys;
        }
        for (kept, seq) in page.iter().zip(from..) {
            assert_eq!(kept.seq, seq, "a gap");
            keys.extend(kept.decode().unwrap().subjects);
        }
    }
}

/// Cuts the power again and again on the same data; gives what was acknowledged and what is there.
fn cut_again_and_again(cuts: u64, sync: &str) -> (Vec<String>, Vec<String>) {
    let disk = Disk::new();
    let mut acknowledged = Vec::new();
    let mut kept = Vec::new();
    for run in 0..cuts {
        // Some cuts fall into opening and migrating, the others between and inside commits.
        let wait = Duration::from_millis((run * 37) % 180);
        let cut = if run % 4 == 3 { Cut::AfterStart(wait) } else { Cut::AfterFirstLine(wait) };
        let said = disk.run_until_cut(CHILD, &[("POWER_SYNC", sync), ("POWER_TASK", &run.to_string())], cut);
        acknowledged.extend(said.iter().filter_map(|line| line.strip_prefix("ack ")).map(str::to_owned));
        disk.lose_power();
        kept = keys_kept(disk.copy().path());
        if sync == "full" {
            assert_nothing_lost(&acknowledged, &kept);
        }
    }
    (acknowledged, kept)
}

fn assert_nothing_lost(acknowledged: &[String], kept: &[String]) {
    let once: BTreeSet<&String> = kept.iter().collect();
    assert_eq!(once.len(), kept.len(), "an act is there twice");
    let lost: Vec<&String> = acknowledged.iter().filter(|key| !once.contains(key)).collect();
    assert!(lost.is_empty(), "{} acknowledged acts are lost, such as {:?}", lost.len(), lost.first());
}

#[test]
fn what_was_acknowledged_survives_twenty_power_cuts() {
    let (acknowledged, kept) = cut_again_and_again(CUTS, "full");
    assert!(acknowledged.len() > 100, "only {} acts: the test has tried nothing", acknowledged.len());
    assert!(kept.len() >= acknowledged.len());
}

#[test]
fn without_sync_the_same_cuts_lose_acts() {
    let (acknowledged, kept) = cut_again_and_again(CUTS_WITHOUT_SYNC, "off");
    let kept: BTreeSet<String> = kept.into_iter().collect();
    let lost = acknowledged.iter().filter(|key| !kept.contains(*key)).count();
    assert!(lost > 0, "{} acts, none lost: this disk forgets nothing", acknowledged.len());
}

/// Replies that no sync of the log stands before, counted from the reply before.
fn replies_without_sync(trace: &str) -> (usize, usize) {
    let (mut replies, mut unsynced, mut synced) = (0, 0, false);
    for line in trace.lines() {
        match line {
            "sync cordon.db-wal" => synced = true,
            "reply" => {
                replies += 1;
                unsynced += usize::from(!synced);
                synced = false;
            }
            _ => {}
        }
    }
    (replies, unsynced)
}

#[test]
fn a_sync_stands_before_each_reply() {
    let trace = |sync| Disk::new().run_traced(CHILD, &[("POWER_SYNC", sync), ("POWER_TASK", "reply")]);
    assert_eq!(replies_without_sync(&trace("full")), (20, 0));
    assert_eq!(replies_without_sync(&trace("off")), (20, 20), "the trace can tell");
}

#[test]
fn a_failing_disk_is_told_as_perhaps_and_then_stops_the_writer() {
    let disk = Disk::new();
    let asked = [("POWER_SYNC", "full"), ("POWER_TASK", "fail"), ("LOSSY_FAIL_AT", "30")];
    let said = disk.run_until_cut(CHILD, &asked, Cut::AtEnd);
    let count = |word: &str| said.iter().filter(|line| line.starts_with(word)).count();
    assert_eq!((count("unexpected"), count("perhaps")), (0, 1), "{said:?}");
    assert!(count("ack") > 0);
    assert_eq!(count("ack") + count("perhaps") + count("stopped"), 200);
    disk.lose_power();
    let kept = keys_kept(disk.copy().path());
    let acknowledged: Vec<String> =
        said.iter().filter_map(|line| line.strip_prefix("ack ")).map(str::to_owned).collect();
    assert_nothing_lost(&acknowledged, &kept);
}
