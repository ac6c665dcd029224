//! Events out of a stream, verdicts into another: none is lost and none changes, whoever is killed.

use crate::broker::{Broker, soon};
use crate::events::{SCAM, call, text};
use crate::hall::{CARRIER, Hall};
use crate::kill::{ask, connect, found, wait_open};
use async_nats::jetstream::{self, Context};
use async_nats::{Client, HeaderMap};
use cordon_server::clock::Clock;
use cordon_server::{nats, random};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio_stream::StreamExt as _;

fn headers(key: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("Authorization", format!("Bearer {key}"));
    headers
}

/// Publishes as an agency does; the event's number in the stream.
async fn publish(context: &Context, key: &str, body: &str) -> u64 {
    let subject = format!("cordon.verdicts.{CARRIER}.in");
    let sent = context.publish_with_headers(subject, headers(key), body.to_owned().into()).await.unwrap();
    sent.await.unwrap().sequence
}

/// All verdicts that are in the stream now, by the event that they answer; each acknowledged.
async fn taken(broker: &Broker) -> BTreeMap<u64, Vec<Vec<u8>>> {
    let consumer = broker.verdicts_of(CARRIER).await;
    let mut told: BTreeMap<u64, Vec<Vec<u8>>> = BTreeMap::new();
    let mut messages = consumer.fetch().max_messages(10_000).messages().await.unwrap();
    while let Some(message) = messages.next().await {
        let message = message.unwrap();
        message.ack().await.unwrap();
        let sequence = message.headers.as_ref().unwrap().get("Cordon-In-Sequence").unwrap().as_str();
        told.entry(sequence.parse().unwrap()).or_default().push(message.payload.to_vec());
    }
    told
}

async fn agency(broker: &Broker) -> (Client, Context) {
    let client = broker.client(CARRIER).await;
    (client.clone(), jetstream::new(client))
}

#[test]
fn events_of_the_stream_are_answered_in_the_other_and_gone_from_the_first() {
    let (hall, broker) = (Hall::open(), Broker::start(&[CARRIER]));
    let (now, key) = (hall.app.clock.now(), hall.token("carrier"));
    hall.runtime().block_on(async {
        broker.make_verdicts(&[CARRIER]).await;
        let bridge = nats::start(&hall.app, &broker.settings()).await.unwrap();
        soon("connected", async || hall.app.nats.is_connected()).await;
        assert!(!hall.app.nats.is_followed(), "there is no stream yet");
        broker.make_events().await;
        soon("followed", async || hall.app.nats.is_followed()).await;
        let (_client, context) = agency(&broker).await;
        let mut asked = BTreeMap::new();
        for id in 0..40 {
            asked.insert(publish(&context, &key, &call(id, now).to_string()).await, format!("c-{id}"));
        }
        let scam = publish(&context, &key, &text("s-1", SCAM, Some("reported"), now).to_string()).await;
        let bad = publish(&context, &key, "{").await;
        let stranger = publish(&context, "no-such-key", &call(99, now).to_string()).await;
        soon("all are acknowledged", async || broker.waiting().await == (0, 0)).await;
        let told = taken(&broker).await;
        assert_eq!(told.len(), 43);
        let json = |sequence: u64| serde_json::from_slice::<Value>(&told[&sequence][0]).unwrap();
        asked.iter().for_each(|(sequence, id)| assert_eq!(json(*sequence)["id"], id.as_str()));
        assert_eq!(json(scam)["action"], "warn");
        assert_eq!((json(bad)["status"].as_u64(), json(stranger)["status"].as_u64()), (Some(422), Some(401)));
        // Published again, by its id, it is the same verdict.
        let again = publish(&context, &key, &text("s-1", SCAM, Some("reported"), now).to_string()).await;
        soon("the second is there", async || broker.waiting().await == (0, 0)).await;
        assert_eq!(taken(&broker).await[&again], told[&scam]);
        bridge.stop().await;
        assert!(!hall.app.nats.is_followed());
    });
    let shown = hall.ask("GET", "/api/v1/verdicts/s-1").by(&key).send();
    assert_eq!(shown.status, 200);
    hall.verify();
}

#[test]
fn what_cannot_be_taken_at_the_moment_comes_again() {
    let (hall, broker) = (Hall::open(), Broker::start(&[CARRIER]));
    let (now, key) = (hall.app.clock.now(), hall.token("carrier"));
    hall.runtime().block_on(async {
        broker.make_events().await;
        let bridge = nats::start(&hall.app, &broker.settings()).await.unwrap();
        let (_client, context) = agency(&broker).await;
        let sequence = publish(&context, &key, &call(1, now).to_string()).await;
        soon("judged", async || hall.app.sift().unwrap().room.sizes().0 == 1).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(broker.waiting().await, (0, 1), "its verdict has no stream, so it is not acknowledged");
        broker.make_verdicts(&[CARRIER]).await;
        soon("acknowledged", async || broker.waiting().await == (0, 0)).await;
        let told = taken(&broker).await;
        assert_eq!(told[&sequence][0], hall.app.sift().unwrap().room.verdict(&hall.id("carrier"), "c-1").unwrap());
        bridge.stop().await;
    });
}

struct Centre(Child);

impl Centre {
    fn start(folder: &Path, port: u16) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_cordon"))
            .args(["serve", "--data", folder.join("centre").to_str().unwrap()])
            .args(["--listen", &format!("127.0.0.1:{port}"), "--config", folder.join("cordon.toml").to_str().unwrap()])
            .env("CORDON_LOG", "error")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let centre = Self(child);
        wait_open(port);
        centre
    }
}

impl Drop for Centre {
    /// Kill -9.
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn an_event_that_was_durable_and_not_acknowledged_gets_the_same_verdict_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let (key, broker) = (found(&folder.path().join("centre")), Broker::start(&[CARRIER]));
    std::fs::write(folder.path().join("cordon.toml"), broker.configuration()).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(broker.make_events());
    let (_client, context) = runtime.block_on(agency(&broker));
    let now = Clock::real().now();
    let centre = Centre::start(folder.path(), port);
    let sequences: Vec<u64> =
        (0..30).map(|id| runtime.block_on(publish(&context, &key, &call(id, now).to_string()))).collect();
    // Without the other stream none can be acknowledged; each is on the disk.
    let mut line = connect(port).unwrap();
    let shown: Vec<Vec<u8>> = (0..30)
        .map(|id| {
            let path = format!("/api/v1/verdicts/c-{id}");
            let begun = std::time::Instant::now();
            loop {
                match ask(&mut line, "GET", &path, &key, "").unwrap() {
                    (200, answer) => return answer,
                    (status, _) => assert!(begun.elapsed().as_secs() < 60, "c-{id}: {status}"),
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        })
        .collect();
    assert_eq!(runtime.block_on(broker.waiting()), (0, 30));
    drop(centre);
    runtime.block_on(broker.make_verdicts(&[CARRIER]));
    let _centre = Centre::start(folder.path(), port);
    runtime.block_on(soon("all come again", async || broker.waiting().await == (0, 0)));
    let told = runtime.block_on(taken(&broker));
    for (sequence, shown) in sequences.iter().zip(&shown) {
        told[sequence].iter().for_each(|told| assert_eq!(told, shown));
    }
}

#[test]
fn of_a_centre_that_is_killed_at_random_every_event_has_one_verdict_however_often_it_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let (key, broker) = (found(&folder.path().join("centre")), Broker::start(&[CARRIER]));
    std::fs::write(folder.path().join("cordon.toml"), broker.configuration()).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        broker.make_events().await;
        broker.make_verdicts(&[CARRIER]).await;
    });
    let (_client, context) = runtime.block_on(agency(&broker));
    let mut next = 0;
    for _ in 0..3 {
        let centre = Centre::start(folder.path(), port);
        let until = std::time::Instant::now() + Duration::from_millis(200 + u64::from(random::seed()[0]) * 3);
        while std::time::Instant::now() < until {
            let now = Clock::real().now();
            runtime.block_on(publish(&context, &key, &call(next, now).to_string()));
            next += 1;
        }
        drop(centre);
    }
    let _centre = Centre::start(folder.path(), port);
    runtime.block_on(soon("all are acknowledged", async || broker.waiting().await == (0, 0)));
    let told = runtime.block_on(taken(&broker));
    println!("{next} events, {} answers", told.values().map(Vec::len).sum::<usize>());
    assert_eq!(told.len() as u64, next);
    let mut line = connect(port).unwrap();
    for answers in told.values() {
        let id = serde_json::from_slice::<Value>(&answers[0]).unwrap()["id"].as_str().unwrap().to_owned();
        let (status, shown) = ask(&mut line, "GET", &format!("/api/v1/verdicts/{id}"), &key, "").unwrap();
        assert_eq!(status, 200);
        answers.iter().for_each(|answer| assert_eq!(*answer, shown));
    }
}
