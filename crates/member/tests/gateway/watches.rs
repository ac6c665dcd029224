//! Watches: each movement is told once, over restarts and a centre that fails, until the watch ends.

use super::*;
use cordon_model::Query;
use std::collections::BTreeMap;

fn watch(byte: u8, until: i64) -> OpenOrder {
    OpenOrder {
        query: Some(Query::Movements { from: at(T0 + MINUTE), until: at(until) }),
        limit: None,
        transfer: None,
        from: None,
        until: None,
        ..order(OrderKind::Watch, byte)
    }
}

fn end_watch(byte: u8, original: u8) -> OpenOrder {
    OpenOrder {
        original: Some(id(original)),
        query: None,
        ..OpenOrder { kind: OrderKind::EndWatch, ..watch(byte, T0) }
    }
}

/// Amounts of the rows that wait for the centre behind the first answer, which it takes at once.
fn take_due(gateway: &mut Gateway, wire: Wire, now: i64) -> Vec<i64> {
    let mut told = Vec::new();
    loop {
        let due = gateway.due(wire).unwrap();
        if due.is_empty() {
            return told;
        }
        for out in due {
            let answer = if wire == Wire::JsonForm {
                json_form::receipt_from(&out.answer).unwrap()
            } else {
                feedback(&out.answer)
            };
            if out.seq > 0 {
                let rows = answer.statement.unwrap().rows;
                told.extend(rows.iter().map(|row| row.amount.minor()));
            }
            gateway.known(wire, &out, at(now)).unwrap();
        }
    }
}

#[test]
fn a_watch_tells_each_movement_once_and_ends_by_itself() {
    for wire in [Wire::JsonForm, Wire::PoliceBank] {
        let folder = tempfile::tempdir().unwrap();
        let mut gateway = gateway(folder.path());
        pay(&mut gateway);
        let ask = if wire == Wire::JsonForm { ask } else { ask_police };
        let begun = ask(&mut gateway, &watch(0xa1, T0 + 24 * HOUR), T0 + 2 * MINUTE);
        assert_eq!((begun.code.as_str(), begun.result), ("0000", ReceiptResult::Done));
        assert_eq!(gateway.look_at_watches(at(T0 + 2 * MINUTE)).unwrap(), 0, "the transfer was before the watch");

        gateway.post(&[onward("t1", 11, T0 + 3 * MINUTE), onward("t2", 12, T0 + 3 * MINUTE)]).unwrap();
        assert_eq!(gateway.look_at_watches(at(T0 + 4 * MINUTE)).unwrap(), 1, "one batch");
        assert_eq!(gateway.due(wire).unwrap().len(), 1, "behind the first answer");
        assert_eq!(take_due(&mut gateway, wire, T0), [11, 12]);
        assert_eq!(gateway.look_at_watches(at(T0 + 5 * MINUTE)).unwrap(), 0);

        gateway.post(&[onward("t3", 13, T0 + 6 * MINUTE)]).unwrap();
        drop(gateway);
        let mut gateway = bank::gateway(folder.path());
        assert_eq!(gateway.look_at_watches(at(T0 + 7 * MINUTE)).unwrap(), 1);
        assert_eq!(take_due(&mut gateway, wire, T0), [13]);

        // The last word is before the end; what moved in the very moment of it is not the watch's.
        gateway.post(&[onward("t4", 14, T0 + 24 * HOUR - 1), onward("t5", 15, T0 + 24 * HOUR)]).unwrap();
        assert_eq!(gateway.look_at_watches(at(T0 + 25 * HOUR)).unwrap(), 1);
        assert_eq!(take_due(&mut gateway, wire, T0), [14]);
        gateway.post(&[onward("t6", 16, T0 + 25 * HOUR)]).unwrap();
        assert_eq!(gateway.look_at_watches(at(T0 + 26 * HOUR)).unwrap(), 0);
        assert_eq!(ask(&mut gateway, &end_watch(0xa2, 0xa1), T0 + 26 * HOUR).code, "1900");
    }
}

#[test]
fn an_order_ends_a_watch_after_its_last_word() {
    for wire in [Wire::JsonForm, Wire::PoliceBank] {
        let folder = tempfile::tempdir().unwrap();
        let mut gateway = gateway(folder.path());
        pay(&mut gateway);
        let ask = if wire == Wire::JsonForm { ask } else { ask_police };
        assert_eq!(ask(&mut gateway, &end_watch(0xa9, 0xa1), T0 + MINUTE).code, "0400");
        ask(&mut gateway, &watch(0xa1, T0 + 24 * HOUR), T0 + 2 * MINUTE);
        gateway.post(&[onward("t1", 11, T0 + 3 * MINUTE)]).unwrap();
        assert_eq!(ask(&mut gateway, &end_watch(0xa2, 0xa1), T0 + 4 * MINUTE).code, "0000");
        assert_eq!(take_due(&mut gateway, wire, T0), [11], "told in the step that ended it");
        gateway.post(&[onward("t2", 12, T0 + 5 * MINUTE)]).unwrap();
        assert_eq!(gateway.look_at_watches(at(T0 + 6 * MINUTE)).unwrap(), 0);
        assert_eq!(ask(&mut gateway, &end_watch(0xa3, 0xa1), T0 + 7 * MINUTE).code, "0900");
    }
}

#[test]
fn many_movements_are_told_in_batches() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    ask(&mut gateway, &watch(0xa1, T0 + 24 * HOUR), T0 + 2 * MINUTE);
    let postings: Vec<_> = (0..1_100).map(|n| onward(&format!("t{n}"), n + 1, T0 + 3 * MINUTE)).collect();
    gateway.post(&postings[..900]).unwrap();
    gateway.post(&postings[900..]).unwrap();
    assert_eq!(gateway.look_at_watches(at(T0 + 4 * MINUTE)).unwrap(), 3);
    assert_eq!(take_due(&mut gateway, Wire::JsonForm, T0), (1..=1_100).collect::<Vec<i64>>());
}

/// By key: what was sent under it, which must always be the same bytes.
fn sent(stub: &Stub) -> BTreeMap<String, Vec<u8>> {
    let mut sent = BTreeMap::new();
    for (_, key, body) in stub.get(|s| s.receipts.clone()) {
        let before = sent.insert(key, body.clone());
        assert!(before.is_none_or(|before| before == body), "another answer under the same key");
    }
    sent
}

#[test]
fn nothing_is_lost_or_told_twice_over_restarts_and_a_centre_that_fails() {
    listen();
    let folder = tempfile::tempdir().unwrap();
    pay(&mut gateway(folder.path()));
    let (stub, clock) = (Stub::start(), clock());
    clock.0.store(T0 + 2 * MINUTE, Ordering::SeqCst);
    stub.set(|s| s.orders = vec![form(&watch(0xa1, T0 + 24 * HOUR))]);
    let mut number = 0_i64;
    for round in 0..4 {
        stub.set(|s| s.mood = if round % 2 == 0 { Mood::Open } else { Mood::Failing });
        let running = Running::start(folder.path(), &stub, clock.clone());
        if round == 0 {
            stub.until("the watch", |s| s.orders.is_empty());
        }
        let mut beside = gateway(folder.path());
        for _ in 0..5 {
            number += 1;
            let posting = onward(&format!("t{number}"), number, T0 + (2 + number) * MINUTE);
            clock.0.store(T0 + (3 + number) * MINUTE, Ordering::SeqCst);
            beside.post(&[posting]).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(60));
        }
        running.end();
    }
    stub.set(|s| s.mood = Mood::Open);
    let running = Running::start(folder.path(), &stub, clock);
    let beside = gateway(folder.path());
    let rows = |stub: &Stub| {
        let mut rows = Vec::new();
        for body in sent(stub).values() {
            let answer = json_form::receipt_from(body).unwrap();
            rows.extend(answer.statement.into_iter().flat_map(|told| told.rows).map(|row| row.amount.minor()));
        }
        rows.sort_unstable();
        rows
    };
    stub.until("every answer is known", |_| beside.due(Wire::JsonForm).unwrap().is_empty());
    for _ in 0..400 {
        if rows(&stub).len() >= 20 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    running.end();
    assert_eq!(rows(&stub), (1..=20).collect::<Vec<i64>>());
    let keys: Vec<String> = sent(&stub).into_keys().collect();
    assert_eq!(keys[0], format!("{}-receipt", id(0xa1)));
    assert!(keys.contains(&format!("{}-receipt-1", id(0xa1))));
    log();
}

#[test]
fn a_core_that_is_away_keeps_a_watch_waiting_and_loses_nothing() {
    listen();
    let folder = tempfile::tempdir().unwrap();
    let away = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let config = config(folder.path(), "http://127.0.0.1:9", "bank");
    let mut gateway = Gateway::open(&config, Box::new(Unsteady { away: away.clone() })).unwrap();
    pay(&mut gateway);
    ask(&mut gateway, &watch(0xa1, T0 + 24 * HOUR), T0 + 2 * MINUTE);
    gateway.post(&[onward("t1", 11, T0 + 3 * MINUTE)]).unwrap();
    away.store(true, Ordering::SeqCst);
    assert_eq!(gateway.look_at_watches(at(T0 + 25 * HOUR)).unwrap(), 0, "not even its end");
    away.store(false, Ordering::SeqCst);
    assert_eq!(gateway.look_at_watches(at(T0 + 26 * HOUR)).unwrap(), 1);
    assert_eq!(take_due(&mut gateway, Wire::JsonForm, T0), [11]);
    log();
}
