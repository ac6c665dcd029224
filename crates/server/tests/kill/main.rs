//! Killed at any moment, nothing that was accepted is lost or done twice.
//!
//! A whole town runs as processes; officers file reports and hand in signed forms, and mules move the money
//! on over several levels, institutions, a payment firm and cash, while the centre and the members are killed
//! (SIGKILL) at random moments and started again. The centre asks bank after bank, is told by statements and
//! watches, and stops what it finds. At the end the centre's folder is judged by what was acknowledged and by
//! the members' own books (`judge`). The second test runs the centre on a disk that forgets everything that
//! was not synced, and the third shows that a sync stands before each 2xx.
//!
//! `KILLS=200 cargo test -p cordon-server --test kill` for the long form; `SEED=n` for another storm.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod books;
mod judge;
mod looks;
mod lossy;
mod moving;
mod people;

use cordon_server::demo::client::{Client, text};
use cordon_server::demo::town::{Account, PASSWORD, Town};
use looks::{Heads, Looks};
use lossy::Lossy;
use moving::Story;
use people::People;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SHORT_KILLS: u64 = 16;
const SEED: u64 = 11;
/// Stories under way before the first kill; each kill lets one more begin.
const STORIES_FIRST: u64 = 8;
/// Who act side by side.
const ACTORS: usize = 8;

/// Nothing is written for so long: longer than a round of tracing and the longest rest after it. The more
/// cases, the longer a round.
fn quiet_for(kills: u64) -> Duration {
    Duration::from_millis(6_000 + kills * 50)
}

/// How long after the last kill everything may take to come to rest.
fn rest_within(kills: u64) -> Duration {
    Duration::from_secs(120 + kills * 3)
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// One town at a time: two cores are one storm's worth.
static ONE_TOWN: Mutex<()> = Mutex::new(());

fn build(folder: &Path, accounts: Vec<Account>) -> Town {
    Town::build(PathBuf::from(env!("CARGO_BIN_EXE_cordon")), folder, 7, accounts, None).unwrap()
}

/// Where a town lies: away when all is well, kept when something failed.
struct Ground(Option<tempfile::TempDir>);

impl Ground {
    fn new() -> Self {
        Self(Some(tempfile::tempdir().unwrap()))
    }

    fn path(&self) -> &Path {
        self.0.as_ref().unwrap().path()
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some(folder) = self.0.take().filter(|_| std::thread::panicking()) {
            println!("the town is kept in {}", folder.keep().display());
        }
    }
}

fn storm(lossy: bool) {
    let _alone = ONE_TOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (kills, seed) = (number("KILLS", SHORT_KILLS), number("SEED", SEED));
    println!("KILLS={kills} SEED={seed}");
    let folder = Ground::new();
    let stories = STORIES_FIRST + kills;
    let town = build(folder.path(), (0..stories).flat_map(|n| Story::of(seed, n).accounts).collect());
    let shim = lossy.then(|| Lossy::build(folder.path()));
    if let Some(shim) = &shim {
        *town.centre_env.borrow_mut() = shim.watch(&town.centre_folder());
    }
    town.open().unwrap();
    shorten_leases(&town);
    let begun = Instant::now();
    let mut heads = Heads::new(&town.base, folder.path());
    let looks = Looks::begin(&town.base);
    let people = Arc::new(People::new(&town, seed, stories));
    people.allowed.store(STORIES_FIRST, Ordering::SeqCst);
    let actors: Vec<_> = (0..ACTORS).map(|_| people.act()).collect();
    let mut rng = StdRng::seed_from_u64(seed);
    for _ in 0..kills {
        std::thread::sleep(Duration::from_millis(rng.random_range(50..600)));
        heads.keep();
        kill(&town, &mut rng, shim.as_ref());
        people.allowed.fetch_add(1, Ordering::SeqCst);
    }
    for actor in actors {
        actor.join().expect("somebody got an answer that he should not get");
    }
    let stormed = begun.elapsed();
    come_to_rest(&town, &heads, kills);
    let (rested, bars, now) = (begun.elapsed().saturating_sub(stormed), looks.end(), town.now());
    heads.keep();
    town.close().unwrap();
    judge::verify(town.exe(), &town.centre_folder(), &heads.kept);
    let told = people.told.lock().unwrap();
    let found = judge::judge(&town.centre_folder(), now, &told, &books::of(&town));
    println!(
        "{kills} kills in {stormed:?}, at rest after {rested:?}: {found}; {bars} bars added up, {} heads of the journal \
         agree; none lost, none doubled",
        heads.kept.len()
    );
}

/// Kills one process, now and then two at once. The centre is killed as often as all others together.
fn kill(town: &Town, rng: &mut StdRng, shim: Option<&Lossy>) {
    let names: Vec<String> = town.parts().into_iter().map(|part| part.name).collect();
    let member = &names[rng.random_range(1..names.len())];
    let centre = || {
        town.kill_and_restart("centre", || {
            if let Some(shim) = shim {
                shim.power_fails(&town.centre_folder());
            }
            Ok(())
        })
    };
    match rng.random_range(0..10) {
        0 => town.kill_and_restart(member, centre),
        1..=5 => centre(),
        _ => town.kill_and_restart(member, || Ok(())),
    }
    .unwrap();
}

/// A poll that was killed after its lease keeps its messages until the lease ends: here for 3 s, so
/// that coming to rest does not take minutes. Changed as any norm is, by two people.
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

/// Waits until no order is on its way, no gateway has anything to do, and the journal does not grow.
fn come_to_rest(town: &Town, heads: &Heads, kills: u64) {
    let supervisor = Client::officer(&town.base, "supervisor", PASSWORD).unwrap();
    let (begun, mut quiet_since, mut last) = (Instant::now(), Instant::now(), None);
    while quiet_since.elapsed() < quiet_for(kills) {
        std::thread::sleep(Duration::from_millis(300));
        let waiting =
            |state| supervisor.get(&format!("/api/v1/orders?state={state}&limit=3")).unwrap()["items"].clone();
        let waiting = [waiting("dispatched"), waiting("seen")];
        let busy = town.members.iter().find(|member| !books::is_at_rest(&town.folder.join(member.name)));
        let head = heads.newest();
        if head != last || busy.is_some() || waiting.iter().any(|page| *page != json!([])) {
            (last, quiet_since) = (head, Instant::now());
            let busy = busy.map(|member| member.name);
            assert!(begun.elapsed() < rest_within(kills), "it does not come to rest: {busy:?}, {waiting:#?}");
        }
    }
}

#[test]
fn killed_at_random_nothing_accepted_is_lost_or_doubled() {
    storm(false);
}

#[test]
fn on_a_disk_that_forgets_what_was_not_synced_nothing_accepted_is_lost() {
    storm(true);
}

/// One act at a time: between the reply before and each 2xx of an act there is a sync of the log.
#[test]
fn a_sync_stands_before_each_2xx() {
    let _alone = ONE_TOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = Ground::new();
    let town = build(folder.path(), Vec::new());
    let shim = Lossy::build(folder.path());
    *town.centre_env.borrow_mut() = shim.watch(&town.centre_folder());
    town.open().unwrap();
    // No member asks anything meanwhile: every reply in the trace is one of ours.
    for member in &town.members {
        town.stop_one(member.name).unwrap();
    }
    let officer = Client::officer(&town.base, "officer", PASSWORD).unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    let before = std::fs::read_to_string(&shim.trace).unwrap().lines().count();
    const ACTS: u64 = 20;
    for n in 0..ACTS {
        let body = json!({
            "transfers": [{
                "from": {"institution_code": "999100000002", "number": format!("99995500{n:08}")},
                "amount": {"amount": "100.00", "currency": "CNY"}, "at": town.now().rfc3339(), "channel": "atm",
            }],
        });
        officer.post("/api/v1/reports", &body).unwrap();
    }
    town.close().unwrap();
    let trace = std::fs::read_to_string(&shim.trace).unwrap();
    let mut synced = false;
    let mut replies = 0;
    for line in trace.lines().skip(before) {
        if line.starts_with("sync") {
            synced = true;
        } else if line.starts_with("reply") {
            replies += 1;
            assert!(synced, "reply {replies} went out with nothing synced since the one before");
            synced = false;
        }
    }
    assert!(replies >= ACTS, "{replies} replies traced for {ACTS} acts");
}
