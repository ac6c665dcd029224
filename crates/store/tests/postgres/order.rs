//! An entry comes after those of the acts whose rows its own act saw, and within its time.

use crate::probe::{Probe, Refusal, act, put};
use crate::{fresh, open, subjects};
use cordon_store::postgres::PostgresStore;
use cordon_store::{Doors, Read, StoreError};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

const WORKERS: u64 = 6;
const ACTS_EACH: u64 = 80;
const REGISTERS: u64 = 5;

/// A draw, the same for the same seed.
fn draw(seed: &mut u64, below: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % below
}

/// What one act saw: the last writer of each register that it read.
type Saw = BTreeMap<String, Vec<String>>;

/// Reads some registers, each of which holds who wrote it last, and writes its own name into another.
fn one(store: &PostgresStore, name: &str, seed: &mut u64, saw: &Mutex<Saw>) {
    let read: Vec<String> = (0..2).map(|_| format!("r{}", draw(seed, REGISTERS))).collect();
    let write = format!("r{}", draw(seed, REGISTERS));
    let (late, gives_up) = (draw(seed, 3) == 0, draw(seed, 10) == 0);
    let done: Result<Vec<String>, Refusal> = act(store, name, |unit| {
        if late {
            // Its transaction has a number before it has seen much.
            unit.put(&Probe::new(format!("own {name}"), 1))?;
            thread::sleep(Duration::from_millis(2));
        }
        let mut seen = Vec::new();
        for register in read.iter().chain([&write]) {
            let found: Option<Probe> = unit.load(register)?;
            seen.extend(found.and_then(|found| found.words));
        }
        unit.put(&Probe { words: Some(name.to_owned()), ..Probe::new(&write, 1) })?;
        if gives_up { Err(Refusal::NotToday) } else { Ok(seen) }
    });
    match done {
        Ok(seen) => {
            saw.lock().unwrap().insert(name.to_owned(), seen);
        }
        Err(Refusal::NotToday) if gives_up => {}
        Err(Refusal::Store(StoreError::Determinate { what })) if what.contains("busy") => {}
        Err(other) => panic!("{other:?}"),
    }
}

/// Two servers, six threads, every act remembering whose rows it saw: none comes before one of them,
/// and every act has its entry.
#[test]
fn no_entry_comes_before_one_whose_rows_its_act_saw() {
    let address = fresh();
    let stores = [open(&address).unwrap(), open(&address).unwrap()];
    let saw = Mutex::new(Saw::new());
    thread::scope(|scope| {
        for worker in 0..WORKERS {
            let (store, saw) = (&stores[usize::try_from(worker % 2).unwrap()], &saw);
            scope.spawn(move || {
                let mut seed = worker + 1;
                (0..ACTS_EACH).for_each(|n| one(store, &format!("w{worker}-{n}"), &mut seed, saw));
            });
        }
    });
    let order = subjects(&stores[0]);
    let at: BTreeMap<&str, usize> = order.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let saw = saw.into_inner().unwrap();
    assert_eq!(at.len(), saw.len(), "an entry for every act, and none besides");
    let mut checked = 0;
    for (name, seen) in &saw {
        for earlier in seen {
            assert!(at[earlier.as_str()] < at[name.as_str()], "`{name}` saw `{earlier}` and stands before it");
            checked += 1;
        }
    }
    let again: u64 = stores.iter().map(PostgresStore::runs_again).sum();
    assert!(checked > 500 && again > 0, "{checked} sightings, {again} runs again: nothing was tried");
}

#[test]
fn a_number_is_given_within_a_tenth_of_a_second() {
    let address = fresh();
    let stores = [open(&address).unwrap(), open(&address).unwrap()];
    assert_eq!(stores.iter().filter(|store| store.leads()).count(), 1, "one of two numbers");
    let mut waits = Vec::new();
    for n in 0..40 {
        let store = &stores[n % 2];
        put(store, &Probe::new(n, 1)).unwrap();
        let began = Instant::now();
        loop {
            let waiting =
                store.view::<_, StoreError>("waiting", |view| view.query("select place from unnumbered", &[]));
            if waiting.unwrap().is_empty() {
                break;
            }
            thread::sleep(Duration::from_millis(1));
        }
        waits.push(began.elapsed());
    }
    waits.sort();
    assert!(waits[20] < Duration::from_millis(100), "half waited longer than {:?}", waits[20]);
}

/// An act that goes on for long has its number of transaction early; nobody waits for it.
#[test]
fn a_long_act_holds_no_other_entry_back() {
    let address = fresh();
    let store = open(&address).unwrap();
    let long = act(&store, "long", |unit| {
        unit.put(&Probe::new("long", 1))?;
        thread::scope(|scope| {
            scope.spawn(|| put(&store, &Probe::new("short", 1)).unwrap()).join().unwrap();
        });
        assert_eq!(subjects(&store), ["short"]);
        Ok(())
    });
    assert_eq!(long, Ok(()));
    assert_eq!(subjects(&store), ["short", "long"]);
}
