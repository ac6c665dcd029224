//! Messages: queued in an act, leased by polls, ended by an answer.

use crate::Setting;
use crate::probe::{NOW, Refusal, act, is_determinate};
use cordon_model::Stamp;
use cordon_store::outbox::{Leased, Message, Waiting, answered, lease, queue, waiting};
use cordon_store::{Doors, Read, Store, StoreError};
use std::collections::BTreeSet;
use std::thread;

const LEASE_MS: i64 = 60_000;

fn message(id: &str, urgent: bool) -> Message {
    Message {
        id: id.into(),
        agency: "bank".into(),
        wire: "police-bank".into(),
        order_id: format!("order of {id}"),
        urgent,
        payload: format!("bytes of {id}").into_bytes(),
    }
}

fn queued(store: &dyn Store, message: &Message, at: Stamp) {
    act(store, &message.order_id, |unit| Ok(queue(unit, message, at)?)).unwrap();
}

fn poll(store: &dyn Store, now: Stamp, max: u32) -> Vec<Leased> {
    store.keep("poll", |keep| lease(keep, "bank", "police-bank", now, LEASE_MS, max)).unwrap()
}

fn ids(leased: &[Leased]) -> Vec<&str> {
    leased.iter().map(|one| one.message.id.as_str()).collect()
}

pub fn urgent_comes_first_then_the_oldest(setting: &dyn Setting) {
    let store = setting.open();
    queued(&*store, &message("late", false), NOW.plus_ms(2));
    queued(&*store, &message("early", false), NOW.plus_ms(1));
    queued(&*store, &message("urgent", true), NOW.plus_ms(3));
    assert_eq!(ids(&poll(&*store, NOW.plus_ms(4), 2)), ["urgent", "early"]);
    assert_eq!(ids(&poll(&*store, NOW.plus_ms(5), 2)), ["late"]);
    assert_eq!(ids(&poll(&*store, NOW.plus_ms(6), 2)), [] as [&str; 0]);
}

pub fn a_lease_that_passes_brings_the_same_bytes_again(setting: &dyn Setting) {
    let store = setting.open();
    queued(&*store, &message("m", false), NOW);
    let first = poll(&*store, NOW.plus_ms(10), 9);
    assert_eq!(first[0].message, message("m", false));
    assert!(first[0].first);
    assert_eq!(first[0].fetched_at, NOW.plus_ms(10));
    let until = first[0].leased_until;
    assert_eq!(until, NOW.plus_ms(10 + LEASE_MS));
    assert!(poll(&*store, until.minus_ms(1), 9).is_empty());
    let again = poll(&*store, until, 9);
    assert_eq!(again[0].message, first[0].message);
    assert!(!again[0].first);
    assert_eq!(again[0].fetched_at, NOW.plus_ms(10), "seen is the first time");
    assert!(poll(&*store, until, 9).is_empty(), "and leased again");
    let third = poll(&*store, until.plus_ms(LEASE_MS), 9);
    assert_eq!(third[0].fetched_at, NOW.plus_ms(10), "and stays so");
}

pub fn an_answered_message_never_returns(setting: &dyn Setting) {
    let store = setting.open();
    queued(&*store, &message("m", false), NOW);
    queued(&*store, &message("n", false), NOW.plus_ms(1));
    let oldest_at = |count, oldest_at| vec![Waiting { agency: "bank".into(), count, oldest_at }];
    let counts = || store.view("waiting", |view| waiting(view.sql())).unwrap();
    assert_eq!(counts(), oldest_at(2, NOW));
    assert_eq!(act(&*store, "m", |unit| Ok(answered(unit, "m", NOW)?)), Ok(true));
    assert_eq!(act(&*store, "m", |unit| Ok(answered(unit, "m", NOW.plus_ms(9))?)), Ok(false));
    assert_eq!(act(&*store, "x", |unit| Ok(answered(unit, "nobody", NOW)?)), Ok(false));
    assert_eq!(counts(), oldest_at(1, NOW.plus_ms(1)));
    assert_eq!(ids(&poll(&*store, NOW.plus_ms(10), 9)), ["n"]);
    act(&*store, "n", |unit| Ok(answered(unit, "n", NOW)?)).unwrap();
    assert_eq!(counts(), []);
    assert!(poll(&*store, NOW.plus_ms(10 * LEASE_MS), 9).is_empty());
}

pub fn two_pollers_never_get_the_same_message(setting: &dyn Setting) {
    let store = setting.open();
    for n in 0..60 {
        queued(&*store, &message(&format!("{n:02}"), n % 7 == 0), NOW);
    }
    let taken: Vec<Vec<String>> = thread::scope(|scope| {
        let store = &store;
        let poller = move || {
            let mut mine = Vec::new();
            loop {
                let leased = poll(&**store, NOW, 5);
                if leased.is_empty() {
                    return mine;
                }
                mine.extend(leased.into_iter().map(|one| one.message.id));
            }
        };
        let pollers: Vec<_> = (0..6).map(|_| scope.spawn(poller)).collect();
        pollers.into_iter().map(|poller| poller.join().unwrap()).collect()
    });
    let all: Vec<String> = taken.concat();
    assert_eq!(all.len(), 60);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 60);
}

pub fn agencies_and_wires_are_kept_apart(setting: &dyn Setting) {
    let store = setting.open();
    queued(&*store, &message("m", false), NOW);
    let other = |agency: &'static str, wire: &'static str| {
        store.keep("poll", |keep| lease(keep, agency, wire, NOW, LEASE_MS, 9)).unwrap()
    };
    assert!(other("bank", "webhook").is_empty());
    assert!(other("carrier", "police-bank").is_empty());
    assert_eq!(ids(&other("bank", "police-bank")), ["m"]);
    let none = store.keep("poll", |keep| lease(keep, "bank", "police-bank", NOW, 0, 9));
    assert!(matches!(none, Err(StoreError::Determinate { .. })));
}

pub fn the_same_message_is_queued_once(setting: &dyn Setting) {
    let store = setting.open();
    queued(&*store, &message("m", false), NOW);
    let again = act(&*store, "m", |unit| Ok(queue(unit, &message("m", true), NOW)?));
    assert!(matches!(again, Err(Refusal::Store(StoreError::Determinate { .. }))), "{again:?}");
    assert!(!is_determinate(&again, "bytes of m"), "an error shows no payload");
    assert_eq!(poll(&*store, NOW, 9)[0].message, message("m", false));
}
