//! The gateway as a whole: against a centre on a real socket, and through restarts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "gateway/bank.rs"]
mod bank;
#[path = "gateway/freezes.rs"]
mod freezes;
#[path = "gateway/questions.rs"]
mod questions;
#[path = "gateway/stub.rs"]
mod stub;
#[path = "gateway/suspicion.rs"]
mod suspicion;
#[path = "gateway/unsteady.rs"]
mod unsteady;
#[path = "gateway/value.rs"]
mod value;
#[path = "gateway/watches.rs"]
mod watches;

use bank::*;
use cordon_member::core_banking::*;
use cordon_member::ledger::{LedgerBooks, LedgerCore};
use cordon_member::{Gateway, Taken};
use cordon_model::exchange::*;
use cordon_model::{Money, OrderId, OrderKind, ReceiptResult, Stamp, TargetKind, Wire};
use cordon_wire::json_form;
use cordon_wire::police_bank::{self, mapping};
use std::sync::atomic::Ordering;
use stub::{Mood, Stub};
use unsteady::Unsteady;

fn police(order: &OpenOrder) -> Vec<u8> {
    mapping::order_bytes(order).unwrap()
}

fn form(order: &OpenOrder) -> serde_json::Value {
    serde_json::from_slice(&json_form::order_bytes(order).unwrap()).unwrap()
}

fn feedback(bytes: &[u8]) -> Answer {
    mapping::answer_from(&police_bank::decode(bytes).unwrap()).unwrap()
}

fn at(ms: i64) -> Stamp {
    Stamp::from_ms(ms)
}

/// Takes an order by the JSON form and gives the answer that waits for the centre.
fn ask(gateway: &mut Gateway, order: &OpenOrder, now: i64) -> Answer {
    let raw = json_form::order_bytes(order).unwrap();
    assert!(matches!(gateway.take(Wire::JsonForm, &raw, at(now), 7).unwrap(), Taken::Answered { .. }));
    let due = gateway.due(Wire::JsonForm).unwrap();
    let sent = due.iter().find(|out| out.id == order.id).unwrap();
    json_form::receipt_from(&sent.answer).unwrap()
}

/// Takes an order by the police wire and gives the answer that waits for the centre.
fn ask_police(gateway: &mut Gateway, order: &OpenOrder, now: i64) -> Answer {
    let taken = gateway.take(Wire::PoliceBank, &police(order), at(now), 7).unwrap();
    assert!(matches!(taken, Taken::Answered { .. }));
    let due = gateway.due(Wire::PoliceBank).unwrap();
    feedback(&due.iter().find(|out| out.id == order.id).unwrap().answer)
}

fn holds(gateway: &mut Gateway, number: &str) -> Vec<Restriction> {
    gateway.ledger(|core: &mut LedgerCore<'_>| Ok(core.restrictions(number)?)).unwrap()
}

fn free(gateway: &mut Gateway, number: &str, now: i64) -> i64 {
    gateway.ledger(|core| Ok(core.free(number, at(now))?)).unwrap().unwrap().minor()
}

#[test]
fn a_stop_on_the_police_wire_is_done_answered_and_never_done_twice() {
    listen();
    let folder = tempfile::tempdir().unwrap();
    pay(&mut gateway(folder.path()));
    let (stub, clock) = (Stub::start(), clock());
    clock.0.store(T0 + MINUTE + 345, Ordering::SeqCst);
    let raw = police(&order(OrderKind::Stop, 0xa1));
    stub.set(|s| s.messages = vec![raw.clone(), raw.clone()]);
    let running = Running::start(folder.path(), &stub, clock.clone());
    stub.until("the answer", |s| s.messages.is_empty());
    let first = stub.get(|s| s.uploads[0].clone());
    let answer = feedback(&first);
    assert_eq!((answer.order, answer.result, answer.code.as_str()), (id(0xa1), ReceiptResult::Done, "0000"));
    assert_eq!(answer.balance, Some(Money::cny(8_000_000)), "the balance before the stop");
    assert_eq!(
        (answer.from, answer.until),
        (Some(at(T0 + MINUTE)), Some(at(T0 + 48 * HOUR))),
        "the order's end is earlier"
    );

    // The lease ended although the answer was taken: the order comes again, the same bytes go again.
    let before = stub.get(|s| s.uploads.len());
    stub.set(|s| s.messages = vec![raw]);
    stub.until("the second answer", |s| s.messages.is_empty());
    let mut beside = gateway(folder.path());
    assert_eq!(holds(&mut beside, PAYEE)[0].ended_at, None);
    clock.0.store(T0 + 49 * HOUR, Ordering::SeqCst);
    stub.until("the end by the gateway's own timer", |_| {
        holds(&mut beside, PAYEE)[0].ended_at == Some(at(T0 + 48 * HOUR))
    });
    running.end();
    assert!(stub.get(|s| s.uploads.len()) > before);
    assert!(stub.get(|s| s.uploads.iter().all(|upload| *upload == first)));
    let mut gateway = gateway(folder.path());
    let held = holds(&mut gateway, PAYEE);
    assert_eq!((held.len(), held[0].limit), (1, None), "this wire holds the whole account, once");
    assert_eq!(gateway.due(Wire::PoliceBank).unwrap().len(), 0, "it is known at the centre");
    assert!(log().contains(&id(0xa1).to_string()));
}

#[test]
fn an_answer_outlives_the_gateway_and_a_centre_that_fails() {
    listen();
    let folder = tempfile::tempdir().unwrap();
    pay(&mut gateway(folder.path()));
    let (stub, clock) = (Stub::start(), clock());
    stub.set(|s| {
        s.mood = Mood::Failing;
        s.messages = vec![police(&order(OrderKind::Stop, 0xa1))];
    });
    let running = Running::start(folder.path(), &stub, clock.clone());
    stub.until("an attempt", |s| !s.uploads.is_empty());
    running.end();
    stub.set(|s| {
        s.mood = Mood::Open;
        s.messages.clear();
    });
    let attempts = stub.get(|s| s.uploads.len());
    clock.0.store(T0 + 3 * HOUR, Ordering::SeqCst);
    let running = Running::start(folder.path(), &stub, clock);
    stub.until("the answer after the restart", |s| s.uploads.len() > attempts);
    running.end();
    assert!(stub.get(|s| s.uploads.iter().all(|upload| *upload == s.uploads[0])), "decided once, whenever sent");
    assert_eq!(gateway(folder.path()).due(Wire::PoliceBank).unwrap().len(), 0);
    log();
}

#[test]
fn a_centre_that_is_away_is_found_again() {
    listen();
    let folder = tempfile::tempdir().unwrap();
    pay(&mut gateway(folder.path()));
    let (stub, clock) = (Stub::start(), clock());
    stub.set(|s| s.mood = Mood::Away);
    let _running = Running::start(folder.path(), &stub, clock);
    std::thread::sleep(std::time::Duration::from_millis(200));
    stub.set(|s| {
        s.mood = Mood::Open;
        s.messages = vec![police(&order(OrderKind::Stop, 0xa1))];
        s.orders = vec![form(&order(OrderKind::ConfirmDebit, 0xa2))];
    });
    stub.until("both answers", |s| s.messages.is_empty() && s.orders.is_empty());
    let (path, key, body) = stub.get(|s| s.receipts[0].clone());
    let answer = json_form::receipt_from(&body).unwrap();
    assert_eq!((path, key), (id(0xa2).to_string(), format!("{}-receipt", id(0xa2))));
    let debit = answer.debit.unwrap();
    assert_eq!((debit.found, debit.at), (true, Some(at(T0))));
    assert_eq!(debit.payee.unwrap().number.0, PAYEE);
    assert_eq!(stub.get(|s| s.strangers), 0);
}

#[test]
fn a_refused_answer_goes_again_and_keeps_no_other_back() {
    listen();
    let folder = tempfile::tempdir().unwrap();
    pay(&mut gateway(folder.path()));
    let (stub, clock) = (Stub::start(), clock());
    let application = |byte: u8| mapping::application_id(OrderKind::Stop, id(byte)).unwrap().as_str().to_owned();
    let mut other = order(OrderKind::Stop, 0xa2);
    other.target.account.as_mut().unwrap().holder = Some("测试别人".into());
    let third = OpenOrder { id: id(0xa3), ..other.clone() };
    let fourth = OpenOrder { id: id(0xa5), ..other.clone() };
    stub.set(|s| {
        s.codes.insert(application(0xa1), "200001");
        s.codes.insert(application(0xa3), "200003");
        s.codes.insert(application(0xa5), "500");
        s.messages = vec![police(&order(OrderKind::Stop, 0xa1)), police(&fourth), police(&other), police(&third)];
        s.receipt_status = 409;
        s.receipt_problem = "wrong_state";
        s.orders = vec![form(&order(OrderKind::ConfirmDebit, 0xa4))];
    });
    let running = Running::start(folder.path(), &stub, clock);
    stub.until("the others", |s| s.messages.len() == 2);
    stub.until("a second try", |s| {
        s.uploads.iter().filter(|upload| feedback(upload).order == id(0xa1)).count() > 1 && s.receipts.len() > 1
    });
    assert!(stub.get(|s| s.uploads.iter().any(|u| feedback(u).order == id(0xa2) && feedback(u).code == "0301")));
    stub.set(|s| {
        s.codes.clear();
        s.receipt_problem = "idempotency_conflict";
        s.orders.clear();
    });
    // 200003 means that it is known there, and so does a key that was used.
    let beside = gateway(folder.path());
    stub.until("all", |s| {
        s.messages.is_empty()
            && beside.due(Wire::PoliceBank).unwrap().is_empty()
            && beside.due(Wire::JsonForm).unwrap().is_empty()
    });
    running.end();
    assert!(log().contains("200001"));
}

#[test]
fn an_order_that_was_written_down_is_taken_up_after_a_restart() {
    listen();
    let folder = tempfile::tempdir().unwrap();
    pay(&mut gateway(folder.path()));
    let (stub, clock) = (Stub::start(), clock());
    let away = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    stub.set(|s| s.messages = vec![police(&order(OrderKind::Stop, 0xa1))]);
    let running = Running::start_with(folder.path(), &stub, clock.clone(), Box::new(Unsteady { away: away.clone() }));
    stub.until("some polls", |s| s.polls > 6);
    running.end();
    assert!(stub.get(|s| s.uploads.is_empty()), "nothing is answered that the core has not done");
    // The centre never gives it again: it is the gateway's own store that remembers.
    stub.set(|s| s.messages.clear());
    away.store(false, Ordering::SeqCst);
    let _running = Running::start_with(folder.path(), &stub, clock, Box::new(Unsteady { away }));
    stub.until("the answer", |s| !s.uploads.is_empty());
    assert_eq!(feedback(&stub.get(|s| s.uploads[0].clone())).code, "0000");
}

#[test]
fn a_hold_made_before_the_crash_is_the_hold_of_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    let order = order(OrderKind::Stop, 0xa1);
    let reference = order.id.to_string();
    // The agency's own core did its part at 10 minutes; our commit was lost.
    gateway
        .ledger(|core| {
            Ok(core.hold(&HoldRequest {
                reference: &reference,
                number: PAYEE,
                kind: RestrictionKind::Stop,
                organ: "W市反诈中心",
                limit: None,
                from: at(T0 + 10 * MINUTE),
                until: at(T0 + 30 * HOUR),
                instead_of: &[],
            })?)
        })
        .unwrap();
    let answer = ask(&mut gateway, &order, T0 + 20 * MINUTE);
    assert_eq!(
        (answer.code.as_str(), answer.from, answer.until),
        ("0000", Some(at(T0 + 10 * MINUTE)), Some(at(T0 + 30 * HOUR)))
    );
    assert_eq!(holds(&mut gateway, PAYEE).len(), 1);
    assert_eq!(gateway.end_holds(at(T0 + 30 * HOUR)).unwrap(), 1, "its end is kept all the same");
}

#[test]
fn a_notice_delays_the_stop_replaces_it_and_the_clock_ends_the_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    let notice = OpenOrder { from: None, until: None, ..order(OrderKind::RiskNotice, 0xb1) };
    let delayed = ask(&mut gateway, &notice, T0 + MINUTE);
    assert_eq!((delayed.result, delayed.held), (ReceiptResult::Done, Some(Money::cny(5_000_000))));
    assert_eq!(delayed.until, Some(at(T0 + 31 * MINUTE)));
    assert_eq!(free(&mut gateway, PAYEE, T0 + 2 * MINUTE), 3_000_000);

    let stop = order(OrderKind::Stop, 0xa1);
    let stopped = ask(&mut gateway, &stop, T0 + 5 * MINUTE + 123);
    assert_eq!(
        (stopped.code.as_str(), stopped.held),
        ("0000", Some(Money::cny(5_000_000))),
        "the JSON form carries the amount"
    );
    assert_eq!((stopped.from, stopped.until), (Some(at(T0 + 5 * MINUTE + 123)), Some(at(T0 + 48 * HOUR))));
    assert!(stopped.earlier.is_empty());
    assert_eq!(free(&mut gateway, PAYEE, T0 + 6 * MINUTE), 3_000_000, "the same money is not held twice");
    let held = holds(&mut gateway, PAYEE);
    assert_eq!((held.len(), held[0].ended_at), (2, Some(at(T0 + 5 * MINUTE + 123))));

    let again = OpenOrder { id: id(0xa2), ..stop.clone() };
    let refused = ask(&mut gateway, &again, T0 + HOUR);
    assert_eq!((refused.code.as_str(), refused.earlier.len()), ("1301", 1));

    assert_eq!(gateway.end_holds(at(T0 + 48 * HOUR - 1)).unwrap(), 0);
    assert_eq!(gateway.end_holds(at(T0 + 48 * HOUR)).unwrap(), 1);
    assert_eq!(free(&mut gateway, PAYEE, T0 + 48 * HOUR), 8_000_000);
    let lift = OpenOrder { original: Some(stop.id), ..order(OrderKind::LiftStop, 0xa3) };
    assert_eq!(ask(&mut gateway, &lift, T0 + 49 * HOUR).code, "1900");
}

#[test]
fn a_stop_is_extended_once_lifted_once_and_made_twice_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    let until = |hours| Some(at(T0 + hours * HOUR));
    let stop = order(OrderKind::Stop, 0xa1);
    assert_eq!(ask(&mut gateway, &stop, T0).code, "0000");
    let extend = |byte, from, to| OpenOrder {
        original: Some(stop.id),
        from: until(from),
        until: until(to),
        ..order(OrderKind::ExtendStop, byte)
    };
    let renewed = ask(&mut gateway, &extend(0xa2, 48, 96), T0 + 40 * HOUR);
    assert_eq!((renewed.code.as_str(), renewed.from, renewed.until), ("0000", until(48), until(96)));
    assert_eq!(gateway.end_holds(at(T0 + 48 * HOUR)).unwrap(), 0, "the timer was moved");
    assert_eq!(ask(&mut gateway, &extend(0xa3, 96, 144), T0 + 90 * HOUR).code, "1304");
    let lift = |byte| OpenOrder { original: Some(stop.id), ..order(OrderKind::LiftStop, byte) };
    let lifted = ask(&mut gateway, &lift(0xa4), T0 + 91 * HOUR);
    assert_eq!((lifted.code.as_str(), lifted.from), ("0000", until(91)));
    assert_eq!(free(&mut gateway, PAYEE, T0 + 91 * HOUR), 8_000_000);
    assert_eq!(ask(&mut gateway, &lift(0xa5), T0 + 92 * HOUR).code, "0900");
    assert_eq!(gateway.end_holds(at(T0 + 99 * HOUR)).unwrap(), 0, "its timer went with it");
    let third = OpenOrder { until: until(140), issued_at: at(T0 + 95 * HOUR), ..order(OrderKind::Stop, 0xa6) };
    assert_eq!(ask(&mut gateway, &third, T0 + 95 * HOUR).code, "1304", "a stop and its extension are two");
    let unknown = OpenOrder { original: Some(id(0x77)), ..order(OrderKind::LiftStop, 0xa7) };
    assert_eq!(ask(&mut gateway, &unknown, T0 + 95 * HOUR).code, "0400");
}

#[test]
fn an_earlier_freeze_is_told_and_what_is_short_is_a_success_with_a_defect() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    let frozen = |kind, byte| {
        let mut order = order(kind, byte);
        order.target.value = FROZEN.into();
        order.target.account = Some(party(FROZEN, "测试冻结人"));
        order.transfer.as_mut().unwrap().to = Some(party(PAYEE, "测试收款人"));
        order
    };
    let answer = ask(&mut gateway, &frozen(OrderKind::Stop, 0xa1), T0);
    assert_eq!((answer.code.as_str(), answer.result), ("1200", ReceiptResult::Part));
    assert_eq!((answer.balance, answer.held), (Some(Money::cny(50_000)), Some(Money::cny(20_000))));
    assert_eq!(answer.earlier[0].organ, "另一市公安局");
    assert_eq!(answer.earlier[0].amount, Some(Money::cny(30_000)));
    // The police wire asks for the whole account, which a limited freeze forbids.
    let other = tempfile::tempdir().unwrap();
    let mut gateway = bank::gateway(other.path());
    let raw = police(&{
        let mut order = frozen(OrderKind::Stop, 0xa2);
        order.transfer.as_mut().unwrap().to = None;
        order
    });
    // Nothing came in there: the books do not match the order.
    assert_eq!(
        gateway.take(Wire::PoliceBank, &raw, at(T0), 7).unwrap(),
        Taken::Answered { id: id(0xa2), code: "0400".into() }
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_its_code_or_kept() {
    listen();
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    let text = String::from_utf8(police(&order(OrderKind::Stop, 0xa1))).unwrap();
    let broken = text.replace("<TransferAmount>80000.00</TransferAmount>", "<TransferAmount>8e4</TransferAmount>");
    assert_ne!(text, broken);
    let taken = gateway.take(Wire::PoliceBank, broken.as_bytes(), at(T0), 7).unwrap();
    assert_eq!(taken, Taken::Answered { id: id(0xa1), code: "0200".into() });
    let sent = &gateway.due(Wire::PoliceBank).unwrap()[0];
    assert_eq!(feedback(&sent.answer).code, "0200");
    // Other readings of the interface ask for it on every feedback.
    assert!(String::from_utf8_lossy(&sent.answer).contains("<FeedbackOrgName>合成银行</FeedbackOrgName>"));
    assert_eq!(gateway.take(Wire::PoliceBank, broken.as_bytes(), at(T0), 8).unwrap(), Taken::Again { id: id(0xa1) });
    assert_eq!(gateway.take(Wire::PoliceBank, b"<html>", at(T0), 9).unwrap(), Taken::Stray);

    let mut bad = form(&order(OrderKind::Stop, 0xa2));
    bad["kind"] = "seize".into();
    let taken = gateway.take(Wire::JsonForm, bad.to_string().as_bytes(), at(T0), 7).unwrap();
    assert_eq!(taken, Taken::Answered { id: id(0xa2), code: "0599".into() });
    let answer = json_form::receipt_from(&gateway.due(Wire::JsonForm).unwrap()[0].answer).unwrap();
    assert_eq!(answer.result, ReceiptResult::Failed);
    assert_eq!(gateway.take(Wire::JsonForm, b"{}", at(T0), 7).unwrap(), Taken::Stray);
    log();
}

#[test]
fn late_papers_are_answered_from_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    assert_eq!(ask(&mut gateway, &order(OrderKind::Stop, 0xa1), T0).code, "0000");
    let late = String::from_utf8(police(&order(OrderKind::Stop, 0xa2))).unwrap().replace(
        "<ApplicationType>00</ApplicationType>",
        &format!(
            "<ApplicationType>04</ApplicationType><OriginalApplicationID>0101{}</OriginalApplicationID>",
            "a1".repeat(16)
        ),
    );
    let taken = gateway.take(Wire::PoliceBank, late.as_bytes(), at(T0 + HOUR), 7).unwrap();
    assert_eq!(taken, Taken::Answered { id: id(0xa2), code: "0000".into() });
    let answer = feedback(&gateway.due(Wire::PoliceBank).unwrap()[0].answer);
    assert_eq!((answer.from, answer.until), (Some(at(T0)), Some(at(T0 + 48 * HOUR))), "the stop's own times");
    assert_eq!(holds(&mut gateway, PAYEE).len(), 1, "nothing was executed");
}

#[test]
fn a_carrier_shuts_and_restores_by_the_same_gateway() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), "http://127.0.0.1:9", "carrier");
    let mut gateway = Gateway::open(&config, Box::new(LedgerBooks)).unwrap();
    let number = |kind, byte, original: Option<OrderId>| OpenOrder {
        target: OpenTarget { kind: TargetKind::Number, value: "00099990001".into(), account: None },
        agency_kind: cordon_model::AgencyKind::Carrier,
        transfer: None,
        limit: None,
        original,
        ..order(kind, byte)
    };
    let shut = ask(&mut gateway, &number(OrderKind::ShutNumber, 0xa1, None), T0);
    assert_eq!((shut.code.as_str(), shut.from), ("0000", Some(at(T0))));
    assert_eq!(ask(&mut gateway, &number(OrderKind::ShutNumber, 0xa2, None), T0).code, "0900");
    assert_eq!(ask(&mut gateway, &number(OrderKind::RestoreNumber, 0xa3, Some(id(0xa1))), T0).code, "0000");
    assert_eq!(ask(&mut gateway, &order(OrderKind::Stop, 0xa4), T0).code, "1000", "a carrier keeps no accounts");
}
