//! Answers given once and repeated.

use crate::Setting;
use crate::probe::{NOW, Probe, Refusal, act, count, is_determinate};
use cordon_store::idempotency::{Answer, Look, forget, look, remember};
use cordon_store::{Doors, Read, Store, StoreError, Unit};
use std::thread;

const BODY: [u8; 32] = [1; 32];
const OTHER_BODY: [u8; 32] = [2; 32];

fn answer<'a>(actor: &'a str, response: &'a [u8]) -> Answer<'a> {
    Answer { actor, key: "key", body_hash: &BODY, status: 201, response }
}

fn seen(store: &dyn Store, actor: &str, body: &[u8; 32]) -> Look {
    store.view("look", |view| look(view.sql(), actor, "key", body)).unwrap()
}

pub fn an_answer_is_given_again_to_the_same_body_only(setting: &dyn Setting) {
    let store = setting.open();
    assert_eq!(seen(&*store, "bank", &BODY), Look::Fresh);
    act(&*store, "a", |unit| Ok(remember(unit, &answer("bank", b"made"), NOW)?)).unwrap();
    assert_eq!(seen(&*store, "bank", &BODY), Look::Replay { status: 201, response: b"made".to_vec() });
    assert_eq!(seen(&*store, "bank", &OTHER_BODY), Look::Conflict);
    let second = act(&*store, "a", |unit| Ok(remember(unit, &answer("bank", b"another"), NOW)?));
    assert!(matches!(second, Err(Refusal::Store(StoreError::Determinate { .. }))));
    assert_eq!(seen(&*store, "bank", &BODY), Look::Replay { status: 201, response: b"made".to_vec() });
}

pub fn keys_of_two_actors_never_meet(setting: &dyn Setting) {
    let store = setting.open();
    act(&*store, "a", |unit| Ok(remember(unit, &answer("one", b"1"), NOW)?)).unwrap();
    assert_eq!(seen(&*store, "two", &BODY), Look::Fresh);
    act(&*store, "a", |unit| Ok(remember(unit, &answer("two", b"2"), NOW)?)).unwrap();
    assert_eq!(seen(&*store, "two", &BODY), Look::Replay { status: 201, response: b"2".to_vec() });
}

pub fn an_answer_of_an_act_that_gave_up_is_not_remembered(setting: &dyn Setting) {
    let store = setting.open();
    let gone: Result<(), Refusal> = act(&*store, "a", |unit| {
        remember(unit, &answer("bank", b"made"), NOW)?;
        Err(Refusal::NotToday)
    });
    assert_eq!(gone, Err(Refusal::NotToday));
    assert_eq!(seen(&*store, "bank", &BODY), Look::Fresh);
}

/// The verb as a server runs it: look, do, remember, all in one transaction.
fn once(unit: &mut Unit<'_>, worker: i64) -> Result<i64, Refusal> {
    match look(unit.sql(), "bank", "key", &BODY)? {
        Look::Replay { response, .. } => Err(Refusal::Repeated(response)),
        Look::Conflict => Err(Refusal::NotToday),
        Look::Fresh => {
            unit.put(&Probe::new("made", worker))?;
            remember(unit, &answer("bank", worker.to_string().as_bytes()), NOW)?;
            Ok(worker)
        }
    }
}

pub fn a_key_used_by_eight_at_once_is_done_once(setting: &dyn Setting) {
    let store = setting.open();
    let results: Vec<_> = thread::scope(|scope| {
        let store = &store;
        let workers: Vec<_> =
            (0..8).map(|worker| scope.spawn(move || act(&**store, "made", |unit| once(unit, worker)))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let done: Vec<i64> = results.iter().filter_map(|result| result.clone().ok()).collect();
    assert_eq!(done.len(), 1, "{results:?}");
    let repeated = Err(Refusal::Repeated(done[0].to_string().into_bytes()));
    assert_eq!(results.iter().filter(|result| **result == repeated).count(), 7);
    assert_eq!(count(&*store), 1);
}

pub fn old_answers_are_forgotten(setting: &dyn Setting) {
    let store = setting.open();
    act(&*store, "a", |unit| {
        remember(unit, &answer("old", b"1"), NOW)?;
        Ok(remember(unit, &answer("new", b"2"), NOW.plus_ms(1))?)
    })
    .unwrap();
    assert_eq!(store.keep("forget", |keep| forget(keep, NOW.plus_ms(1))), Ok(1));
    assert_eq!(seen(&*store, "old", &BODY), Look::Fresh);
    assert!(matches!(seen(&*store, "new", &BODY), Look::Replay { .. }));
    let result: Result<u64, Refusal> =
        store.view("forget", |view| Ok(view.sql().exec("delete from idempotency", &[])?));
    assert!(is_determinate(&result, "may not be written"));
}
