//! Requests over NATS, through a real server that lets each agency speak on its own subject.

use crate::broker::{Broker, PAYLOAD_MAX, soon};
use crate::events::{PLAIN, SCAM, call, text};
use crate::hall::{CARRIER, Hall, PAYER_BANK};
use async_nats::{Client, HeaderMap, Message, Request};
use cordon_server::nats::{self, Bridge};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_stream::StreamExt as _;

const CODES: [&str; 2] = [CARRIER, PAYER_BANK];

fn open() -> (Hall, Broker, Bridge) {
    let (hall, broker) = (Hall::open(), Broker::start(&CODES));
    let bridge = hall.runtime().block_on(async {
        let bridge = nats::start(&hall.app, &broker.settings()).await.unwrap();
        soon("the centre is there", async || hall.app.nats.is_connected()).await;
        bridge
    });
    (hall, broker, bridge)
}

fn headers(key: Option<&str>, kind: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("Content-Type", kind);
    key.iter().for_each(|key| headers.insert("Authorization", format!("Bearer {key}")));
    headers
}

fn request(key: Option<&str>, kind: &str, body: &str) -> Request {
    Request::new().headers(headers(key, kind)).payload(body.to_owned().into())
}

async fn ask(client: &Client, code: &str, key: &str, body: &Value) -> Message {
    let request = request(Some(key), "application/json", &body.to_string());
    client.send_request(format!("cordon.verdicts.{code}"), request).await.unwrap()
}

fn header(message: &Message, name: &str) -> Option<String> {
    message.headers.as_ref()?.get(name).map(|value| value.as_str().to_owned())
}

/// A problem, its status and its detail, as body and headers agree on it.
fn problem(message: &Message) -> (u64, String) {
    let body: Value = serde_json::from_slice(&message.payload).unwrap();
    let status = body["status"].as_u64().unwrap_or_else(|| panic!("no problem: {body}"));
    assert_eq!(header(message, "Nats-Service-Error-Code").unwrap(), status.to_string());
    assert_eq!(header(message, "Nats-Service-Error").unwrap(), body["code"]);
    assert_eq!(header(message, "Content-Type").unwrap(), "application/problem+json");
    (status, body["detail"].as_str().unwrap().to_owned())
}

#[test]
fn a_request_over_nats_is_answered_as_http_answers_it() {
    let (hall, broker, bridge) = open();
    let (now, key) = (hall.app.clock.now(), hall.token("carrier"));
    let http = |body: &str| hall.ask("POST", "/api/v1/verdicts").by(&key).body(body).send().body;
    let event = text("n-1", SCAM, Some("reported"), now);
    let client = hall.runtime().block_on(broker.client(CARRIER));
    let told = hall.runtime().block_on(ask(&client, CARRIER, &key, &event));
    assert_eq!(header(&told, "Content-Type").unwrap(), "application/json");
    assert_eq!(header(&told, "Nats-Service-Error"), None);
    assert_eq!(serde_json::from_slice::<Value>(&told.payload).unwrap()["action"], "warn");
    assert_eq!(told.payload, http(&event.to_string()), "the same event is the same one over HTTP");
    let shown = hall.ask("GET", "/api/v1/verdicts/n-1").by(&key).send();
    assert_eq!(told.payload, shown.body);

    let mut lines: Vec<String> = (0..20).map(|id| call(id, now).to_string()).collect();
    lines.insert(3, "{\"kind\": \"call\"}".into());
    let lines = lines.join("\n");
    let subject = format!("cordon.verdicts.{CARRIER}");
    let many = request(Some(&key), "application/x-ndjson", &lines);
    let told = hall.runtime().block_on(client.send_request(subject.clone(), many)).unwrap();
    assert_eq!(header(&told, "Content-Type").unwrap(), "application/x-ndjson");
    let asked = hall.ask("POST", "/api/v1/verdicts").by(&key).header("content-type", "application/x-ndjson");
    assert_eq!(told.payload, asked.body(&lines).send().body);
    assert_eq!(told.payload.iter().filter(|byte| **byte == b'\n').count(), 21);

    let entries = hall.entries();
    for body in ["{", "{\"kind\":\"call\"}", "\u{0}"] {
        let bad = request(Some(&key), "application/json", body);
        let told = hall.runtime().block_on(client.send_request(subject.clone(), bad)).unwrap();
        assert_eq!(problem(&told).0, 422);
    }
    assert_eq!(hall.entries(), entries + 3, "a refusal over NATS is written down as one over HTTP is");
    let metrics = String::from_utf8(hall.ask("GET", "/metrics").send().body).unwrap();
    assert!(metrics.contains("cordon_nats_connected 1\n"), "{metrics}");
    assert!(metrics.contains("cordon_nats_answers_total{way=\"request\",status=\"422\"} 3\n"), "{metrics}");
    hall.runtime().block_on(bridge.stop());
    hall.verify();
}

#[test]
fn an_answer_that_is_too_long_for_one_message_says_so_and_what_was_judged_stays() {
    let (hall, broker, _bridge) = open();
    let (now, key) = (hall.app.clock.now(), hall.token("carrier"));
    let lines: Vec<String> = (0..150).map(|id| call(id, now).to_string()).collect();
    hall.runtime().block_on(async {
        let client = broker.client(CARRIER).await;
        let subject = format!("cordon.verdicts.{CARRIER}");
        let many = request(Some(&key), "application/x-ndjson", &lines.join("\n"));
        let told = client.send_request(subject.clone(), many).await.unwrap();
        let (status, detail) = problem(&told);
        assert_eq!(status, 413);
        assert!(detail.contains(&PAYLOAD_MAX.to_string()), "{detail}");
        let few = request(Some(&key), "application/x-ndjson", &lines[..20].join("\n"));
        let told = client.send_request(subject, few).await.unwrap();
        assert_eq!(header(&told, "Nats-Service-Error"), None);
    });
    let (asked, _) = hall.app.sift().unwrap().room.sizes();
    assert_eq!(asked, 150, "each was judged once");
}

#[test]
fn who_shows_no_key_or_anothers_is_refused() {
    let (hall, broker, _bridge) = open();
    let (now, key) = (hall.app.clock.now(), hall.token("carrier"));
    let entries = hall.entries();
    hall.runtime().block_on(async {
        let client = broker.client(CARRIER).await;
        let subject = format!("cordon.verdicts.{CARRIER}");
        let event = call(1, now);
        for bare in [headers(None, "application/json"), headers(Some("no-such-key"), "application/json")] {
            let request = Request::new().headers(bare).payload(event.to_string().into());
            assert_eq!(problem(&client.send_request(subject.clone(), request).await.unwrap()).0, 401);
        }
        let plain = client.request(subject.clone(), event.to_string().into()).await.unwrap();
        assert_eq!(problem(&plain), (401, "`Authorization: Bearer` is missing".into()));
        assert_eq!(problem(&ask(&client, CARRIER, &hall.token("officer"), &event).await).0, 403);
        // The bank's subject is the bank's: neither the carrier's key nor the carrier's user speaks there.
        let bank = broker.client(PAYER_BANK).await;
        let (status, detail) = problem(&ask(&bank, PAYER_BANK, &key, &event).await);
        assert_eq!((status, detail.as_str()), (422, "`subject` is not that of the agency whose key this is"));
        assert_eq!(problem(&ask(&bank, PAYER_BANK, &hall.token("payer_bank"), &event).await).0, 404, "no calls");
        let foreign = request(Some(&key), "application/json", &event.to_string()).timeout(Some(Duration::from_secs(1)));
        assert!(client.send_request(format!("cordon.verdicts.{PAYER_BANK}"), foreign).await.is_err());
        assert_eq!(hall.app.sift().unwrap().room.sizes().0, 0, "nothing was judged");
    });
    assert_eq!(hall.entries(), entries + 3, "the officer and the two of the bank are written down, strangers are not");
}

#[test]
fn a_verdict_goes_to_its_agencys_own_inbox_only() {
    let (hall, broker, _bridge) = open();
    let (now, key) = (hall.app.clock.now(), hall.token("carrier"));
    hall.runtime().block_on(async {
        let shared = broker.client_with_inbox(CARRIER, &format!("_INBOX.{CARRIER}")).await;
        let (status, detail) = problem(&ask(&shared, CARRIER, &key, &call(1, now)).await);
        assert_eq!(status, 422);
        assert!(detail.contains(&format!("_INBOX_{CARRIER}")), "{detail}");
        // The centre is not made to publish where others trust it.
        let owner = broker.client("owner").await;
        let mut heard = owner.subscribe(format!("cordon.verdicts.{PAYER_BANK}.out")).await.unwrap();
        owner.flush().await.unwrap();
        let client = broker.client(CARRIER).await;
        let (subject, body) = (format!("cordon.verdicts.{CARRIER}"), call(2, now).to_string());
        let headers = headers(Some(&key), "application/json");
        let to = format!("cordon.verdicts.{PAYER_BANK}.out");
        client.publish_with_reply_and_headers(subject.clone(), to, headers.clone(), body.clone().into()).await.unwrap();
        client.publish_with_headers(subject, headers, body.into()).await.unwrap();
        ask(&client, CARRIER, &key, &call(3, now)).await;
        assert!(tokio::time::timeout(Duration::from_millis(300), heard.next()).await.is_err());
        assert_eq!(hall.app.sift().unwrap().room.sizes().0, 1, "only the third was judged");
    });
    let metrics = String::from_utf8(hall.ask("GET", "/metrics").send().body).unwrap();
    assert!(metrics.contains("cordon_nats_unanswered_total 2\n"), "{metrics}");
}

#[test]
fn an_agency_with_an_account_of_its_own_imports_its_subject() {
    let (hall, broker) = (Hall::open(), Broker::start_with_accounts(CARRIER));
    let (now, key) = (hall.app.clock.now(), hall.token("carrier"));
    hall.runtime().block_on(async {
        let bridge = nats::start(&hall.app, &broker.settings()).await.unwrap();
        soon("the centre is there", async || hall.app.nats.is_connected()).await;
        // Whatever its inbox is called: nobody else is in its account.
        let client = broker.client_with_inbox(CARRIER, "_INBOX").await;
        let told = ask(&client, CARRIER, &key, &call(1, now)).await;
        assert_eq!(serde_json::from_slice::<Value>(&told.payload).unwrap()["id"], "c-1");
        assert!(client.request(format!("cordon.verdicts.{PAYER_BANK}"), "".into()).await.is_err(), "nobody hears it");
        bridge.stop().await;
    });
}

#[test]
fn the_centre_lives_on_while_nats_goes_and_comes() {
    let (hall, mut broker, bridge) = open();
    let (now, key) = (hall.app.clock.now(), hall.token("carrier"));
    let client = hall.runtime().block_on(broker.client(CARRIER));
    hall.runtime().block_on(ask(&client, CARRIER, &key, &call(1, now)));
    for round in 0..2 {
        broker.stop();
        hall.runtime().block_on(soon("it is seen to be gone", async || !hall.app.nats.is_connected()));
        let body = text(&format!("gone-{round}"), PLAIN, None, now).to_string();
        assert_eq!(hall.ask("POST", "/api/v1/verdicts").by(&key).body(body).send().status, 200);
        let metrics = String::from_utf8(hall.ask("GET", "/metrics").send().body).unwrap();
        assert!(metrics.contains("cordon_nats_connected 0\n"), "{metrics}");
        broker.go_on();
        hall.runtime().block_on(async {
            soon("it is there again", async || hall.app.nats.is_connected()).await;
            let told = ask(&client, CARRIER, &key, &call(10 + round, now)).await;
            let told: Value = serde_json::from_slice(&told.payload).unwrap();
            assert_eq!(told["id"], json!(format!("c-{}", 10 + round)));
        });
    }
    hall.runtime().block_on(bridge.stop());
}

#[test]
fn a_centre_that_stops_answers_what_it_took() {
    let (hall, broker, bridge) = open();
    let (now, key) = (hall.app.clock.now(), hall.token("carrier"));
    hall.runtime().block_on(async {
        let client = broker.client(CARRIER).await;
        ask(&client, CARRIER, &key, &call(0, now)).await;
        let asked: Vec<_> = (1..200)
            .map(|id| {
                let (client, key) = (client.clone(), key.clone());
                tokio::spawn(async move {
                    let request = request(Some(&key), "application/json", &call(id, now).to_string());
                    let request = request.timeout(Some(Duration::from_secs(5)));
                    client.send_request(format!("cordon.verdicts.{CARRIER}"), request).await.is_ok()
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(30)).await;
        bridge.stop().await;
        let mut answered = 1;
        for told in asked {
            answered += usize::from(told.await.unwrap());
        }
        assert_eq!(hall.app.sift().unwrap().room.sizes(), (answered, 0), "whatever was judged was told");
    });
}
