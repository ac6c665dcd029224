//! The saved state: with it a start comes to what it comes to without, whatever happened meanwhile; what does not
//! fit is left aside.

use crate::events::{PLAIN, SCAM, call, text};
use crate::forgetful::Forgetful;
use cordon_flow::disk::Volume;
use cordon_model::Stamp;
use cordon_server::sift::log::{Head, Log};
use cordon_server::sift::past::{Eyes, Past};
use cordon_server::sift::record::{Seals, fact_names};
use cordon_server::sift::room::{Room, Setup};
use cordon_server::sift::saved::{Source, past_bytes};
use cordon_server::sift::service::keyer;
use cordon_server::sift::words::{InForce, Words};
use cordon_sift::lists::{Lists, Protected};
use cordon_sift::payments::{PayeeSigns, Signs};
use cordon_store::Vault;
use serde_json::{Value, json};
use std::io::Read as _;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

const NOW: Stamp = Stamp::from_ms(1_800_000_000_000);
const FILE_BYTES: u64 = 8_000;

static WORDS: LazyLock<Arc<InForce>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    Words::open(folder.path(), "96110").unwrap().now()
});

fn vault() -> Vault {
    Vault::from_key([7; 32])
}

/// Knows no payee.
#[derive(Debug)]
struct Nobody;

impl PayeeSigns for Nobody {
    fn signs(&self, _: &str, _: Stamp) -> Signs {
        Signs::default()
    }
}

fn open(disk: &Forgetful) -> Room {
    open_with(disk, Duration::from_millis(2))
}

/// A run of verdicts ends, and is written down, when it is so old.
fn open_with(disk: &Forgetful, run_age: Duration) -> Room {
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup {
        words: Words::open(folder.path(), "96110").unwrap(),
        lists: Lists::new(Arc::new(Protected::shipped().unwrap())),
        payees: Arc::new(Nobody),
        complaints: Vec::new(),
        keyer: keyer(&vault()),
        sealer: vault().sealer("sift.verdicts"),
        segment_bytes: FILE_BYTES,
        run_age,
    };
    Room::open(Box::new(disk.clone()), Box::new(disk.clone()), setup).unwrap().0
}

fn save(room: &Room, disk: &Forgetful) -> u64 {
    room.save(disk, &[], &|| true).unwrap()
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// One of the few people of a small town calls, writes or pays.
fn event(dice: &mut Dice, id: u64, now: Stamp) -> Value {
    let at = now.minus_ms(i64::try_from(dice.roll(3_600_000)).unwrap());
    let phone = |number: u64| format!("+8619900000{number:03}");
    let (one, other) = (dice.roll(30), dice.roll(30));
    let stage = ["attempt", "answered", "ended"][usize::try_from(dice.roll(3)).unwrap()];
    match dice.roll(10) {
        0..5 => json!({"kind": "call", "id": format!("c-{}", dice.roll(id + 1)), "at": at.ms(),
            "stage": stage,
            "caller": phone(one), "callee": phone(other), "seconds": dice.roll(900)}),
        5..8 => json!({"kind": "payment", "id": format!("p-{id}"), "at": at.ms(), "currency": "CNY",
            "amount": 1 + dice.roll(5_000_000), "payee": {"account": format!("999100000001:{}", dice.roll(9))},
            "payer": {"account": format!("999100000002:{one}"), "phone": phone(one)}}),
        _ => {
            let mut told = text(&format!("t-{id}"), if dice.roll(2) == 0 { SCAM } else { PLAIN }, Some("reported"), at);
            told["to"] = json!(phone(other));
            told
        }
    }
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// The answer, or the refusal's code: of a call whose id comes again with another body.
fn judge(room: &Room, event: &Value, now: Stamp) -> Result<Vec<u8>, String> {
    let raw = event.to_string();
    let read = serde_json::from_str(&raw).unwrap();
    run(room.judge("agy_1", &raw, read, now)).map_err(|refusal| refusal.code.to_string())
}

/// What a start comes to, as bytes, and the first record that it read.
fn past(disk: &Forgetful, with_saved: bool) -> (u64, Vec<u8>) {
    past_by(disk, with_saved, &vault())
}

fn past_by(disk: &Forgetful, with_saved: bool, vault: &Vault) -> (u64, Vec<u8>) {
    let words = &WORDS;
    let (seals, keyer) = (Seals::new(self::vault().sealer("sift.verdicts"), [0; 16]), keyer(vault));
    let eyes = Eyes { seals: &seals, keyer: &keyer };
    let source = Source { volume: disk, eyes, rules: &words.rules };
    let loaded = with_saved.then(|| source.load().unwrap()).flatten();
    let next = loaded.as_ref().map_or(0, |loaded| loaded.next);
    let mut past = loaded.map_or_else(|| Past::new(&words.rules), |loaded| loaded.past);
    let head = Head { log: String::new(), facts: fact_names() };
    let mut see = |_: &_, number, place, bytes: &[u8]| past.see(eyes, number, place, bytes);
    Log::open_from(Box::new(disk.clone()), head, FILE_BYTES, next, &mut see).unwrap();
    (next, past_bytes(&past).unwrap())
}

fn content(disk: &Forgetful, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    disk.read(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn put(disk: &Forgetful, name: &str, bytes: &[u8]) {
    let mut file = disk.create(name).unwrap();
    file.write(bytes).unwrap();
    file.sync().unwrap();
}

/// The same files on another disk; how many operations that took.
fn copy(from: &Forgetful, to: &Forgetful) -> usize {
    let names = from.names().unwrap();
    names.iter().for_each(|name| put(to, name, &content(from, name)));
    to.sync_names().unwrap();
    names.len() * 3 + 1
}

fn saved_names(disk: &Forgetful) -> Vec<String> {
    disk.names().unwrap().into_iter().filter(|name| name.contains("state")).collect()
}

/// A disk with several files of a log, saved at half the way.
fn town(seed: u64) -> Forgetful {
    let (disk, mut dice) = (Forgetful::default(), Dice(seed));
    let room = open(&disk);
    for id in 0..120 {
        let _ = judge(&room, &event(&mut dice, id, NOW), NOW);
        if id == 50 {
            assert!(save(&room, &disk) > 0);
        }
    }
    disk
}

#[test]
fn a_start_from_a_saved_state_comes_to_what_reading_everything_comes_to() {
    let (mut starts, mut warned) = (0, 0);
    for seed in 0..12 {
        let (disk, mut dice) = (Forgetful::default(), Dice(seed));
        let mut room = Some(open(&disk));
        for id in 0..240 {
            let now = NOW.plus_ms(i64::try_from(id).unwrap() * 60_000);
            let told = judge(room.as_ref().unwrap(), &event(&mut dice, id, now), now);
            warned += u64::from(told.is_ok_and(|told| String::from_utf8(told).unwrap().contains("\"warn\"")));
            if dice.roll(20) == 0 {
                save(room.as_ref().unwrap(), &disk);
            }
            if dice.roll(25) == 0 {
                run(room.as_ref().unwrap().note(dice.roll(50))).unwrap();
            }
            if dice.roll(30) == 0 {
                drop(room.take());
                if dice.roll(2) == 0 {
                    disk.lose_power(id);
                }
                let (from, saved) = past(&disk, true);
                assert!(saved == past(&disk, false).1, "seed {seed}, event {id}: from record {from}");
                starts += u64::from(from > 0);
                room = Some(open(&disk));
            }
        }
        save(room.as_ref().unwrap(), &disk);
        drop(room);
        // The same events from here on get the same answers, byte for byte.
        let whole = Forgetful::default();
        copy(&disk, &whole);
        for name in saved_names(&whole) {
            whole.remove(&name).unwrap();
        }
        let (one, other) = (open(&disk), open(&whole));
        for id in 1_000..1_030 {
            let (now, told) = (NOW.plus_ms(15_000_000), event(&mut dice, id, NOW.plus_ms(15_000_000)));
            assert_eq!(judge(&one, &told, now), judge(&other, &told, now), "seed {seed}");
        }
    }
    assert!(starts > 20 && warned > 50, "{starts} starts from a saved state, {warned} warnings");
}

#[test]
fn one_file_is_left_and_nothing_is_read_twice() {
    let disk = town(1);
    let room = open(&disk);
    assert!(save(&room, &disk) > 0, "what came since the first time");
    assert_eq!(save(&room, &disk), 0);
    assert_eq!(saved_names(&disk).len(), 1);
    drop(room);
    let (from, _) = past(&disk, true);
    assert!(from > 60);
    assert!(!String::from_utf8_lossy(&content(&disk, &saved_names(&disk)[0])).contains("19900000"), "keys only");
}

#[test]
fn a_power_cut_at_any_operation_of_saving_leaves_the_old_state_or_the_new_one() {
    let base = town(2);
    let (before, whole) = past(&base, true);
    let (mut old, mut new) = (0, 0);
    for operations in 0.. {
        let probe = Forgetful::default();
        let disk = Forgetful::that_stops_after(copy(&base, &probe) + operations);
        copy(&base, &disk);
        let words = &WORDS;
        let (seals, keyer) = (Seals::new(vault().sealer("sift.verdicts"), [0; 16]), keyer(&vault()));
        let eyes = Eyes { seals: &seals, keyer: &keyer };
        let saved = Source { volume: &disk, eyes, rules: &words.rules }.save(&[], &|| true);
        let is_done = saved.is_ok();
        disk.lose_power(operations as u64);
        let (from, bytes) = past(&disk, true);
        assert!(bytes == whole, "{operations}");
        assert!(from >= before, "{operations}: the older one is kept until the newer one is durable");
        (old, new) = (old + u32::from(from == before), new + u32::from(from > before));
        // And it is saved the next time; no run ends meanwhile, however long that takes.
        let room = open_with(&disk, Duration::from_secs(3_600));
        save(&room, &disk);
        drop(room);
        assert_eq!((past(&disk, true).1 == whole, saved_names(&disk).len()), (true, 1), "{operations}");
        if is_done {
            break;
        }
    }
    assert!(old > 3 && new > 1, "{old} {new}");
}

#[test]
fn what_is_damaged_or_of_another_log_is_left_aside() {
    let disk = town(3);
    let whole = past(&disk, false).1;
    let name = saved_names(&disk).remove(0);
    let good = content(&disk, &name);
    let is_used = |bytes: &[u8]| {
        put(&disk, &name, bytes);
        let (from, bytes) = past(&disk, true);
        assert!(bytes == whole);
        from > 0
    };
    assert!(is_used(&good));
    for at in (0..good.len()).step_by(good.len() / 60 + 1) {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        assert!(!is_used(&bytes), "byte {at}");
        assert!(!is_used(&good[..at]), "cut at {at}");
    }
    assert!(!is_used(&[]));
    let another = town(4);
    assert!(!is_used(&content(&another, &saved_names(&another)[0])), "another log's");
    put(&disk, &name, &good);
    assert_eq!(past_by(&disk, true, &Vault::from_key([8; 32])).0, 0, "another key's");
    // The log was put back from a copy, and has gone on otherwise since.
    let (copied, mut dice) = (Forgetful::default(), Dice(9));
    copy(&disk, &copied);
    for file in saved_names(&copied) {
        copied.remove(&file).unwrap();
    }
    let (one, other) = (open(&disk), open(&copied));
    for id in 500..560 {
        let told = event(&mut dice, id, NOW);
        let _ = judge(&one, &told, NOW);
        let _ = judge(&other, &event(&mut dice, id, NOW), NOW);
    }
    save(&one, &disk);
    drop((one, other));
    let newest = saved_names(&disk).remove(0);
    put(&copied, &newest, &content(&disk, &newest));
    let (from, bytes) = past(&copied, true);
    assert!(from == 0 && bytes == past(&copied, false).1);
}

#[test]
fn saving_ends_at_once_when_the_centre_stops() {
    let disk = town(5);
    let room = open(&disk);
    let before = saved_names(&disk);
    assert!(room.save(&disk, &[], &|| false).is_err());
    assert_eq!(saved_names(&disk), before);
}

#[test]
fn what_was_removed_as_too_old_is_not_known_from_a_saved_state_either() {
    let disk = town(6);
    let room = open(&disk);
    save(&room, &disk);
    let told = text("young", PLAIN, None, NOW.plus_ms(10));
    judge(&room, &told, NOW.plus_ms(10)).unwrap();
    assert!(room.forget(NOW.plus_ms(1)).unwrap() > 1);
    drop(room);
    let room = open(&disk);
    assert!(room.verdict("agy_1", "young").is_ok());
    let (known, _) = room.sizes();
    drop(room);
    for name in saved_names(&disk) {
        disk.remove(&name).unwrap();
    }
    assert_eq!(open(&disk).sizes().0, known);
}

#[test]
fn calls_of_one_number_are_still_counted_after_a_start_from_a_saved_state() {
    let disk = Forgetful::default();
    let room = open(&disk);
    for id in 0..60 {
        let mut told = call(id, NOW);
        told["caller"] = json!("+8619900000777");
        judge(&room, &told, NOW).unwrap();
    }
    save(&room, &disk);
    let mut last = call(99, NOW);
    last["caller"] = json!("+8619900000777");
    drop(room);
    assert!(past(&disk, true).0 > 0);
    let (twin, fresh) = (Forgetful::default(), Forgetful::default());
    copy(&disk, &twin);
    let counted = judge(&open(&disk), &last, NOW).unwrap();
    assert_ne!(counted, judge(&open(&fresh), &last, NOW).unwrap(), "an empty state answers otherwise");
    for name in saved_names(&twin) {
        twin.remove(&name).unwrap();
    }
    assert_eq!(counted, judge(&open(&twin), &last, NOW).unwrap());
}
