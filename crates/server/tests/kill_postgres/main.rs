//! Two centres on one PostgreSQL, all of it killed at any moment: nothing that was accepted is lost or
//! done twice, and there is one journal.
//!
//! A town runs as processes, with a second centre beside the first. Officers file reports and hand in
//! signed forms at whichever centre answers, while the centres, the members and the database's server
//! are ended without a goodbye and started again.
//!
//! `KILLS=200 cargo test -p cordon-server --test kill_postgres` for the long form.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod judge;
mod officers;
mod second;

use cordon_server::demo::client::{Client, text};
use cordon_server::demo::town::{Account, DemoStore, PASSWORD, Town};
use cordon_store::postgres::cluster;
use officers::{Acknowledged, Reporter};
use rand::{RngExt, SeedableRng};
use second::Second;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const SHORT_KILLS: u32 = 20;
const REPORTERS: usize = 3;
/// Reports that go through between two kills, at most; each has a payee of its own.
const REPORTS_PER_KILL_MAX: u32 = 60;
/// How long after the last kill everything may take to come to rest.
const REST_WITHIN: Duration = Duration::from_secs(120);

fn kills() -> u32 {
    std::env::var("KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(SHORT_KILLS)
}

fn payees() -> u32 {
    500 + kills() * REPORTS_PER_KILL_MAX
}

fn accounts() -> Vec<Account> {
    let payee = |n: u32| Account {
        code: "999100000001",
        number: officers::payee(u64::from(n)),
        holder: "样例丁".into(),
        class: "personal",
        yuan: 0,
    };
    (0..payees()).map(payee).collect()
}

/// A poll that was killed after its lease keeps its messages until the lease ends: here for 3 s.
fn shorten_leases(town: &Town) {
    let officer = |login| Client::officer(&town.base, login, PASSWORD).unwrap();
    let body = json!({
        "title_zh": "报文领取租约", "title_en": "lease of a fetched message", "value": {"duration": "3 s"},
        "basis": {"source": "试验", "article": "", "tag": "ours"}, "reason": "试验不等十分钟",
        "effective_from": town.now().plus_ms(200).rfc3339(),
    });
    let proposed = officer("supervisor").post("/api/v1/norms/wire.lease/proposals", &body).unwrap();
    let proposal = text(&proposed, "proposal").unwrap();
    officer("admin").post(&format!("/api/v1/norms/proposals/{proposal}/decide"), &json!({"adopt": true})).unwrap();
}

/// Ends one of them without a goodbye and starts it again.
fn kill(town: &Town, second: &mut Second, draw: u32, names: &[String]) -> &'static str {
    let (what, name) = match draw {
        0..30 => ("a centre", Some("centre")),
        30..60 => ("a centre", None),
        60..72 => {
            cluster::shared().unwrap().crash().unwrap();
            cluster::shared().unwrap().resume().unwrap();
            return "the database";
        }
        _ => ("a member", names.get(usize::try_from(draw).unwrap() % names.len()).map(String::as_str)),
    };
    match name {
        Some(name) => town.kill_and_restart(name, || Ok(())).unwrap(),
        None => second.kill_and_restart(),
    }
    what
}

/// Waits until no order is on its way any more.
fn come_to_rest(town: &Town) {
    let supervisor = Client::officer(&town.base, "supervisor", PASSWORD).unwrap();
    let end = Instant::now() + REST_WITHIN;
    let open = |state: &str| {
        let page = supervisor.get(&format!("/api/v1/orders?state={state}&limit=3")).unwrap();
        page["items"].as_array().unwrap().clone()
    };
    loop {
        let waiting = [open("dispatched"), open("seen")].concat();
        if waiting.is_empty() {
            return;
        }
        assert!(Instant::now() < end, "still on their way after {REST_WITHIN:?}: {waiting:#?}");
        std::thread::sleep(Duration::from_millis(300));
    }
}

#[test]
fn two_centres_and_their_database_killed_at_random_lose_and_double_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let exe = PathBuf::from(env!("CARGO_BIN_EXE_cordon"));
    let town = Town::build_on(DemoStore::Postgres, exe, folder.path(), 7, accounts(), None).unwrap();
    town.open().unwrap();
    let mut second = Second::start(&town);
    shorten_leases(&town);
    let stop = Arc::new(AtomicBool::new(false));
    let next = Arc::new(AtomicU64::new(0));
    let acknowledged = Acknowledged::default();
    let reporters: Vec<_> = (0..REPORTERS)
        .map(|n| {
            let mut bases = vec![town.base.clone(), second.base.clone()];
            bases.rotate_left(n % 2);
            let reporter = Reporter {
                bases,
                stop: stop.clone(),
                next: next.clone(),
                acknowledged: acknowledged.clone(),
                payer: town.accounts[0].number.clone(),
                town_now: town.now().ms(),
                ledgers: ["999100000002", "999100000001"].map(|code| town.ledger_address(code).unwrap()),
            };
            std::thread::spawn(move || reporter.run(u64::from(payees())))
        })
        .collect();
    let mut rng = rand::rngs::StdRng::seed_from_u64(5);
    let members: Vec<String> = town.parts().into_iter().skip(1).map(|part| part.name).collect();
    let mut killed = std::collections::BTreeMap::<&str, u32>::new();
    for _ in 0..kills() {
        std::thread::sleep(Duration::from_millis(rng.random_range(50..700)));
        let what = kill(&town, &mut second, rng.random_range(0..100), &members);
        *killed.entry(what).or_default() += 1;
    }
    stop.store(true, Ordering::SeqCst);
    for reporter in reporters {
        reporter.join().expect("a reporter got an answer it should not get");
    }
    come_to_rest(&town);
    let data = second.stop();
    town.close().unwrap();
    let acknowledged = acknowledged.lock().unwrap().clone();
    let started = usize::try_from(next.load(Ordering::SeqCst)).unwrap();
    assert!(acknowledged.len() > 5, "the storm let nothing through: {}", acknowledged.len());
    judge::judge(&town.centre_folder(), &acknowledged, started);
    judge::verify(town.exe(), &[town.centre_folder(), data]);
    assert_eq!(killed.len(), 3, "something was never killed: {killed:?}");
    println!("killed {killed:?}; {} reports acknowledged, none lost, none doubled", acknowledged.len());
}
