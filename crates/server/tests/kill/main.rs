//! Killed at any moment, nothing that was accepted is lost or done twice.
//!
//! A whole town runs as processes; officers file reports and hand in signed forms while the centre and
//! the members are killed (SIGKILL) at random moments and started again. Then every acknowledged act
//! must be there, once. The second test runs the centre on a disk that forgets everything that was
//! not synced (`tests/power/lossy.c` of `cordon-store`), and shows that a sync stands before each 2xx.
//!
//! `KILLS=200 cargo test -p cordon-server --test kill` for the long form.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use base64::Engine;
use cordon_model::receipt::Weight;
use cordon_model::{Case, Order, OrderKind, Receipt};
use cordon_server::demo::client::{Client, text};
use cordon_server::demo::town::{Account, PASSWORD, Town};
use cordon_store::{Doors, Read, SqliteStore, audit, records};
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SHORT_KILLS: u32 = 20;
/// Reports that go through between two kills, at most; each has a payee of its own.
const REPORTS_PER_KILL_MAX: u32 = 60;
const REPORTERS: usize = 2;
/// How long after the last kill everything may take to come to rest.
const REST_WITHIN: Duration = Duration::from_secs(120);

fn kills() -> u32 {
    std::env::var("KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(SHORT_KILLS)
}

fn payees() -> u32 {
    500 + kills() * REPORTS_PER_KILL_MAX
}

fn payee(n: u64) -> String {
    format!("99999955{n:08}")
}

/// The same bytes on every disk: so many payees, and one payer who is rich enough.
fn accounts() -> Vec<Account> {
    let payee = |n| Account {
        code: "999100000001",
        number: payee(u64::from(n)),
        holder: "样例丁".into(),
        class: "personal",
        yuan: 0,
    };
    (0..payees()).map(payee).collect()
}

/// What was acknowledged: the case of each payee, and whether its form was.
type Acknowledged = Arc<Mutex<BTreeMap<u64, (String, bool)>>>;

struct Reporter {
    base: String,
    stop: Arc<AtomicBool>,
    next: Arc<AtomicU64>,
    acknowledged: Acknowledged,
    payer: String,
    town_now: i64,
    ledgers: [(String, String); 2],
}

impl Reporter {
    fn run(self) {
        let mut officer = None;
        while !self.stop.load(Ordering::SeqCst) {
            let n = self.next.fetch_add(1, Ordering::SeqCst);
            assert!(n < u64::from(payees()), "the payees are used up; fewer kills, or more payees");
            self.move_money(n);
            let report = self.report(n);
            let Some(filed) = self.until_done(&mut officer, &format!("report-{n}"), "/api/v1/reports", &report) else {
                return;
            };
            let case = text(&filed, "case").unwrap().to_owned();
            self.acknowledged.lock().unwrap().insert(n, (case.clone(), false));
            let form = json!({"content": base64::engine::general_purpose::STANDARD.encode(b"%PDF-1.4 signed")});
            let path = format!("/api/v1/cases/{case}/papers");
            if self.until_done(&mut officer, &format!("form-{n}"), &path, &form).is_some() {
                self.acknowledged.lock().unwrap().insert(n, (case, true));
            }
        }
    }

    /// Sends the same act with the same key until it is acknowledged, whatever is killed meanwhile.
    fn until_done(&self, officer: &mut Option<Client>, key: &str, path: &str, body: &Value) -> Option<Value> {
        loop {
            if officer.is_none() {
                *officer = Client::officer(&self.base, "officer", PASSWORD).ok();
            }
            if let Some(client) = officer {
                match client.post_with(key, path, body) {
                    Ok((status, answer)) if (200..300).contains(&status) => return Some(answer),
                    Ok((401, _)) => *officer = None,
                    Ok((status, answer)) if status < 500 && status != 429 => panic!("{path}: {status} {answer}"),
                    _ => {}
                }
            }
            if self.stop.load(Ordering::SeqCst) {
                return None;
            }
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    fn moment(&self, n: u64) -> String {
        let rounds = i64::try_from(n / AMOUNTS).unwrap();
        cordon_model::Stamp::from_ms(self.town_now - rounds * ROUND_MS).rfc3339()
    }

    fn report(&self, n: u64) -> Value {
        json!({
            "reporter": {"name": "测试赵", "id_type": "身份证", "id_number": "99000019000101001X", "phone": "19900000001"},
            "transfers": [{
                "from": {"institution_code": "999100000002", "number": self.payer, "holder": "测试赵"},
                "to": {"institution_code": "999100000001", "number": payee(n), "holder": "样例丁"},
                "amount": amount(n), "at": self.moment(n), "channel": "mobile_bank",
            }],
            "scam_type": "T04",
        })
    }

    /// The victim's transfer, booked at both banks; the same id again changes nothing.
    fn move_money(&self, n: u64) {
        let posting = json!({"postings": [{
            "id": format!("t{n}"), "at": self.moment(n), "amount": amount(n),
            "from": {"institution_code": "999100000002", "number": self.payer, "holder": "测试赵", "class": "personal"},
            "to": {"institution_code": "999100000001", "number": payee(n), "holder": "样例丁", "class": "personal"},
        }]});
        for (base, key) in &self.ledgers {
            let ledger = Client::new(base, Some(key));
            while ledger.post_with("posting", "/postings", &posting).is_err() {
                if self.stop.load(Ordering::SeqCst) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(30));
            }
        }
    }
}

/// So many amounts, then the same again so much earlier that a bank tells the transfers apart.
const AMOUNTS: u64 = 400;
const ROUND_MS: i64 = 700_000;

fn amount(n: u64) -> Value {
    let fen = 100 + n % AMOUNTS;
    json!({"amount": format!("{}.{:02}", fen / 100, fen % 100), "currency": "CNY"})
}

struct Lossy {
    library: PathBuf,
    restore: PathBuf,
    shadow: PathBuf,
    trace: PathBuf,
}

impl Lossy {
    fn build(folder: &Path) -> Self {
        let source = "../store/tests/power/lossy.c";
        let (library, restore) = (folder.join("lossy.so"), folder.join("lossy-restore"));
        let cc = |args: &[&str]| assert!(Command::new("cc").args(args).status().unwrap().success(), "cc {args:?}");
        cc(&["-shared", "-fPIC", "-o", library.to_str().unwrap(), source, "-ldl", "-lpthread"]);
        cc(&["-DLOSSY_RESTORE", "-o", restore.to_str().unwrap(), source]);
        let shadow = folder.join("shadow");
        std::fs::create_dir_all(&shadow).unwrap();
        Self { library, restore, shadow, trace: folder.join("trace") }
    }

    /// What stands in the folder before the shim watches it is on the disk for good.
    fn watch(&self, data: &Path) -> Vec<(String, String)> {
        for file in std::fs::read_dir(data).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), self.shadow.join(file.file_name())).unwrap();
        }
        self.env(data)
    }

    fn env(&self, data: &Path) -> Vec<(String, String)> {
        let pair = |name: &str, path: &Path| (name.to_owned(), path.display().to_string());
        vec![
            pair("LD_PRELOAD", &self.library),
            pair("LOSSY_DIR", data),
            pair("LOSSY_SHADOW", &self.shadow),
            pair("LOSSY_TRACE", &self.trace),
        ]
    }

    /// Puts every file back to what was synced last.
    fn power_fails(&self, data: &Path) {
        let status = Command::new(&self.restore).args([data, &self.shadow]).status().unwrap();
        assert!(status.success());
    }
}

/// One town at a time: two cores are one storm's worth.
static ONE_TOWN: Mutex<()> = Mutex::new(());

fn storm(lossy: bool) {
    let _alone = ONE_TOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let exe = PathBuf::from(env!("CARGO_BIN_EXE_cordon"));
    let town = Town::build(exe, folder.path(), 7, accounts(), None).unwrap();
    let shim = lossy.then(|| Lossy::build(folder.path()));
    if let Some(shim) = &shim {
        *town.centre_env.borrow_mut() = shim.watch(&town.centre_folder());
    }
    town.open().unwrap();
    shorten_leases(&town);
    let stop = Arc::new(AtomicBool::new(false));
    let next = Arc::new(AtomicU64::new(0));
    let acknowledged: Acknowledged = Arc::default();
    let reporters: Vec<_> = (0..REPORTERS)
        .map(|_| {
            let reporter = Reporter {
                base: town.base.clone(),
                stop: stop.clone(),
                next: next.clone(),
                acknowledged: acknowledged.clone(),
                payer: town.accounts[0].number.clone(),
                town_now: town.now().ms(),
                ledgers: ["999100000002", "999100000001"].map(|code| town.ledger_address(code).unwrap()),
            };
            std::thread::spawn(move || reporter.run())
        })
        .collect();
    let mut rng = rand::rngs::StdRng::seed_from_u64(11);
    let names: Vec<String> = town.parts().into_iter().map(|part| part.name).collect();
    for _ in 0..kills() {
        std::thread::sleep(Duration::from_millis(rng.random_range(50..700)));
        // The centre is killed as often as all others together.
        let name = if rng.random_bool(0.5) { &names[0] } else { &names[rng.random_range(1..names.len())] };
        let data = town.centre_folder();
        town.kill_and_restart(name, || {
            if let (Some(shim), "centre") = (&shim, name.as_str()) {
                shim.power_fails(&data);
            }
            Ok(())
        })
        .unwrap();
    }
    stop.store(true, Ordering::SeqCst);
    for reporter in reporters {
        reporter.join().expect("a reporter got an answer it should not get");
    }
    come_to_rest(&town);
    town.close().unwrap();
    let acknowledged = acknowledged.lock().unwrap().clone();
    let started = usize::try_from(next.load(Ordering::SeqCst)).unwrap();
    assert!(acknowledged.len() > 5, "the storm let nothing through: {}", acknowledged.len());
    judge(&town.centre_folder(), &acknowledged, started);
    println!("{} kills, {} reports acknowledged, none lost, none doubled", kills(), acknowledged.len());
}

/// A poll that was killed after its lease keeps its messages until the lease ends: here for 3 s, so
/// that coming to rest does not take minutes. Changed as any norm is, by two people.
fn shorten_leases(town: &Town) {
    let officer = |login| Client::officer(&town.base, login, PASSWORD).unwrap();
    let body = json!({
        "title_zh": "报文领取租约", "title_en": "lease of a fetched message", "value": {"duration": "3 s"},
        "basis": {"source": "试验", "article": "", "tag": "ours"}, "effective_from": town.now().plus_ms(200).rfc3339(),
    });
    let proposed = officer("supervisor").post("/api/v1/norms/wire.lease/proposals", &body).unwrap();
    let proposal = text(&proposed, "proposal").unwrap();
    officer("admin").post(&format!("/api/v1/norms/proposals/{proposal}/decide"), &json!({"adopt": true})).unwrap();
}

fn with_store<T>(data: &Path, look: impl Fn(&mut cordon_store::View<'_>) -> T) -> T {
    let store = SqliteStore::open(data, cordon_model::Stamp::from_ms(0)).unwrap();
    store.view::<_, cordon_store::StoreError>("judge", |view| Ok(look(view))).unwrap()
}

/// Waits until no order is on its way any more.
fn come_to_rest(town: &Town) {
    let supervisor = Client::officer(&town.base, "supervisor", PASSWORD).unwrap();
    let end = Instant::now() + REST_WITHIN;
    loop {
        let open = |state: &str| {
            let page = supervisor.get(&format!("/api/v1/orders?state={state}&limit=3")).unwrap();
            page["items"].as_array().unwrap().clone()
        };
        let waiting = [open("dispatched"), open("seen")].concat();
        if waiting.is_empty() {
            return;
        }
        assert!(Instant::now() < end, "still on their way after {REST_WITHIN:?}: {waiting:#?}");
        std::thread::sleep(Duration::from_millis(300));
    }
}

fn judge(data: &Path, acknowledged: &BTreeMap<u64, (String, bool)>, started: usize) {
    let (cases, orders, receipts) = with_store(data, |view| {
        let cases: Vec<Case> = view.select("order by id", &[]).unwrap();
        let orders: Vec<Order> = view.select("order by id", &[]).unwrap();
        let receipts: Vec<Receipt> = view.select("order by id", &[]).unwrap();
        (cases, orders, receipts)
    });
    assert!(cases.len() <= started, "{} cases from {started} reports: something was done twice", cases.len());
    for (n, (case, form)) in acknowledged {
        assert!(cases.iter().any(|c| c.id.to_string() == *case), "report {n} was acknowledged and lost");
        let stops: Vec<&Order> = orders
            .iter()
            .filter(|o| o.kind == OrderKind::Stop && o.case.is_some_and(|id| id.to_string() == *case))
            .collect();
        assert_eq!(stops.len(), 1, "report {n} has one stop");
        if *form {
            assert_eq!(stops[0].state.name(), "done", "report {n}: its form was acknowledged, its stop stands still");
        }
    }
    for order in &orders {
        let of = receipts.iter().filter(|r| r.order == order.id);
        let deciding = of.clone().filter(|r| r.weight == Weight::Deciding).count();
        assert!(deciding <= 1, "{} was decided twice", order.id);
        let contradicting = of.filter(|r| r.weight == Weight::Contradicting).count();
        assert_eq!(contradicting, 0, "{}: a member acted twice", order.id);
    }
    let store = SqliteStore::open(data, cordon_model::Stamp::from_ms(0)).unwrap();
    let report = audit::verify_rows(&store, None, records::COVERED).unwrap();
    assert!(report.is_sound(), "{report}");
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
    let folder = tempfile::tempdir().unwrap();
    let exe = PathBuf::from(env!("CARGO_BIN_EXE_cordon"));
    let town = Town::build(exe, folder.path(), 7, Vec::new(), None).unwrap();
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
                "from": {"institution_code": "999100000002", "number": payee(n)},
                "amount": amount(n), "at": town.now().rfc3339(), "channel": "atm",
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
