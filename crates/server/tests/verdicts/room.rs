//! A room over restarts: the same event gets the same verdict, negatives are not kept, what ended is told once.

use crate::events::{PLAIN, SCAM, call, text};
use crate::forgetful::Forgetful;
use cordon_desk::Refusal;
use cordon_model::{Code, ListKind, Stamp};
use cordon_server::sift::complaints::Complained;
use cordon_server::sift::record;
use cordon_server::sift::room::{Room, Setup};
use cordon_server::sift::service::keyer;
use cordon_server::sift::words::Words;
use cordon_sift::lists::{Lists, Protected, forms};
use cordon_sift::payments::{PayeeSigns, Signs};
use cordon_store::Vault;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const NOW: Stamp = Stamp::from_ms(1_800_000_000_000);

/// The same of whoever is paid.
#[derive(Debug, Default)]
struct Same(Signs);

impl PayeeSigns for Same {
    fn signs(&self, _: &str, _: Stamp) -> Signs {
        self.0
    }
}

fn open(disk: &Forgetful, run_age: Duration) -> Room {
    open_with(disk, run_age, Signs::default(), &[])
}

fn open_with(disk: &Forgetful, run_age: Duration, signs: Signs, complaints: &[Complained]) -> Room {
    let vault = Vault::from_key([7; 32]);
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup {
        words: Words::open(folder.path(), "96110").unwrap(),
        lists: Lists::new(Arc::new(Protected::shipped().unwrap())),
        payees: Arc::new(Same(signs)),
        complaints: complaints.to_vec(),
        keyer: keyer(&vault),
        sealer: vault.sealer("sift.verdicts"),
        segment_bytes: 20_000,
        run_age,
    };
    Room::open(Box::new(disk.clone()), Box::new(disk.clone()), setup).unwrap().0
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn judge(room: &Room, event: &Value) -> Result<Value, Refusal> {
    judge_at(room, event, NOW)
}

fn judge_at(room: &Room, event: &Value, now: Stamp) -> Result<Value, Refusal> {
    let raw = event.to_string();
    let read = serde_json::from_str(&raw).unwrap();
    run(room.judge("agy_1", &raw, read, now)).map(|answer| serde_json::from_slice(&answer).unwrap())
}

#[test]
fn the_same_event_gets_the_same_verdict_also_after_a_power_cut() {
    let disk = Forgetful::default();
    let room = open(&disk, Duration::MAX);
    let told: Vec<Value> = (0..40).map(|id| judge(&room, &call(id, NOW)).unwrap()).collect();
    assert_eq!(judge(&room, &call(3, NOW)).unwrap(), told[3]);
    drop(room);
    disk.lose_power(5);
    let room = open(&disk, Duration::MAX);
    for (id, verdict) in (0..).zip(&told) {
        assert_eq!(judge(&room, &call(id, NOW)).unwrap(), *verdict);
        let shown = room.verdict("agy_1", &format!("c-{id}")).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&shown).unwrap(), *verdict);
    }
    assert_eq!(room.verdict("agy_2", "c-1").unwrap_err().code, Code::NotFound, "another's");
    assert_eq!(judge(&room, &call(50, NOW)).unwrap()["id"], "c-50");
}

#[test]
fn what_was_known_of_a_payee_is_not_asked_again_to_read_the_log() {
    let disk = Forgetful::default();
    let signs = Signs { tainted_at: Some(NOW), taint_permille: Some(800), as_of: Some(7), ..Signs::default() };
    let room = open_with(&disk, Duration::MAX, signs, &[]);
    let pay = |id: &str| {
        json!({"kind": "payment", "id": id, "at": NOW.ms(), "amount": 50_000, "currency": "CNY",
            "payer": {"account": "a:1"}, "payee": {"account": "b:2"}})
    };
    let refused = judge(&room, &pay("p-1")).unwrap();
    assert_eq!((&refused["action"], &refused["versions"]["journal"]), (&json!("block"), &json!(7)), "{refused}");
    drop(room);
    let room = open(&disk, Duration::MAX);
    assert_eq!(judge(&room, &pay("p-1")).unwrap(), refused, "as it was said");
    let now = judge(&room, &pay("p-2")).unwrap();
    assert_eq!(now["action"], "allow", "{now}");
    assert!(now["versions"].get("journal").is_none());
}

#[test]
fn complaints_count_after_a_restart_from_when_they_were_filed() {
    let keyer = keyer(&Vault::from_key([7; 32]));
    let key = |number: &str| forms::key(ListKind::Number, &keyer, number).unwrap();
    let later = |minutes: i64| NOW.plus_ms(minutes * 60_000);
    let complaints: Vec<Complained> = (0..6)
        .map(|n| {
            let person = key(&format!("+861990000{:04}", 9_000 + n));
            Complained { place: n + 1, number: key("19900000077"), person, at: later(n * 3) }
        })
        .collect();
    let event = |minute: i64| {
        let mut event = call(u64::try_from(minute).unwrap(), later(minute));
        event["caller"] = json!("+8619900000077");
        event
    };
    let filed_by = |minute: i64| complaints.partition_point(|complained| complained.at <= later(minute));
    // Saves its state after every minute, or never; how many files were read for that.
    let live = |disk: &Forgetful, until: i64, saves: bool| {
        let (room, mut read) = (open(disk, Duration::MAX), 0);
        for minute in 0..until {
            room.complain(&complaints[filed_by(minute - 1)..filed_by(minute)]);
            judge_at(&room, &event(minute), later(minute)).unwrap();
            if saves {
                read += room.save(disk, &complaints[..filed_by(minute)], &|| true).unwrap();
            }
        }
        (room, read)
    };
    let (disk, other, saved) = (Forgetful::default(), Forgetful::default(), Forgetful::default());
    let told = judge_at(&live(&disk, 40, false).0, &event(50), later(50)).unwrap();
    assert!(told["reasons"].to_string().contains("rule.number.complaints"), "{told}");
    let (room, read) = live(&saved, 40, true);
    assert!(read > 1, "several files were ended: {read}");
    drop(room);
    let room = open_with(&saved, Duration::MAX, Signs::default(), &complaints);
    assert_eq!(judge_at(&room, &event(50), later(50)).unwrap(), told, "each counts once, whatever was saved");
    drop(room);
    drop(live(&other, 40, false));
    let room = open_with(&other, Duration::MAX, Signs::default(), &complaints);
    assert_eq!(judge_at(&room, &event(50), later(50)).unwrap(), told);
    drop(room);
    let room = open(&other, Duration::MAX);
    let without = judge_at(&room, &event(51), later(51)).unwrap();
    assert!(!without["reasons"].to_string().contains("rule.number.complaints"), "{without}");
}

#[test]
fn another_body_under_the_same_id_is_refused() {
    let room = open(&Forgetful::default(), Duration::MAX);
    judge(&room, &text("t", PLAIN, None, NOW)).unwrap();
    let refused = judge(&room, &text("t", SCAM, None, NOW)).unwrap_err();
    assert_eq!(refused.code, Code::IdempotencyConflict);
    assert!(!refused.detail.contains("安全账户"));
}

#[test]
fn of_a_text_below_watch_no_word_is_kept_and_of_others_the_words_of_the_reasons() {
    let disk = Forgetful::default();
    let room = open(&disk, Duration::MAX);
    judge(&room, &text("plain", PLAIN, Some("reported"), NOW)).unwrap();
    drop(room);
    let vault = Vault::from_key([7; 32]);
    let seals = record::Seals::new(vault.sealer("sift.verdicts"), [0; 16]);
    let mut kept = Vec::new();
    let head = cordon_server::sift::log::Head { log: String::new(), facts: record::fact_names() };
    cordon_server::sift::log::Log::open(Box::new(disk.clone()), head, 20_000, &mut |_, _, _, bytes| {
        assert!(!String::from_utf8_lossy(bytes).contains("快递"), "sealed");
        kept.push(seals.open(bytes).unwrap());
        Ok(())
    })
    .unwrap();
    let (kept, answer) = &kept[0];
    assert_eq!(kept.words, Vec::<String>::new());
    assert!(!serde_json::to_string(kept).unwrap().contains("快递"));
    assert!(!String::from_utf8_lossy(answer).contains("快递"));
    assert!(!kept.facts.is_empty());
}

#[test]
fn many_at_once_are_each_told_their_own() {
    let room = Arc::new(open(&Forgetful::default(), Duration::MAX));
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let room = Arc::clone(&room);
            std::thread::spawn(move || {
                for id in 0..200 {
                    // Two threads send the same events.
                    let event = call(thread / 2 * 1_000 + id, NOW);
                    assert_eq!(judge(&room, &event).unwrap()["id"], event["id"]);
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(room.sizes(), (400, 0));
}

#[test]
fn a_run_ends_with_a_root_that_is_told_until_it_is_noted() {
    let disk = Forgetful::default();
    let room = open(&disk, Duration::ZERO);
    judge(&room, &call(1, NOW)).unwrap();
    let first = run(room.ended().unwrap().recv()).unwrap();
    assert_eq!((first.first, first.count, first.verdicts), (0, 1, 1));
    drop(room);
    let room = open(&disk, Duration::MAX);
    assert_eq!(run(room.ended().unwrap().recv()).unwrap(), first, "not noted, so told again");
    run(room.note(first.first)).unwrap();
    drop(room);
    let room = open(&disk, Duration::MAX);
    assert!(room.ended().unwrap().try_recv().is_err(), "noted");
}

#[test]
fn old_files_are_removed_and_what_is_younger_stays() {
    let disk = Forgetful::default();
    let room = open(&disk, Duration::MAX);
    (0..60).for_each(|id| drop(judge(&room, &call(id, NOW)).unwrap()));
    assert_eq!(room.forget(NOW).unwrap(), 0, "none is older than this");
    assert!(room.forget(NOW.plus_ms(1)).unwrap() > 1);
    assert_eq!(room.verdict("agy_1", "c-0").unwrap_err().code, Code::NotFound);
    assert!(room.verdict("agy_1", "c-59").is_ok());
    drop(room);
    assert!(open(&disk, Duration::MAX).verdict("agy_1", "c-59").is_ok());
}

#[test]
fn when_the_disk_is_full_nothing_is_said_and_the_event_may_come_again() {
    let disk = Forgetful::default();
    let room = open(&disk, Duration::MAX);
    judge(&room, &call(1, NOW)).unwrap();
    disk.set_room(10);
    assert_eq!(judge(&room, &call(2, NOW)).unwrap_err().code, Code::Uncertain);
    assert_eq!(room.verdict("agy_1", "c-2").unwrap_err().code, Code::NotFound);
    disk.set_room(usize::MAX);
    assert_eq!(judge(&room, &call(2, NOW)).unwrap()["id"], "c-2");
}
