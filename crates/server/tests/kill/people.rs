//! Who acts in the storm: victims whose reports officers take, and mules who move the money. Each act is
//! sent again under the same key until it is acknowledged, whatever is killed meanwhile.

use super::moving::{Move, Story, To, When, Who, id};
use base64::Engine;
use cordon_model::{Money, Stamp};
use cordon_server::demo::client::{Client, text};
use cordon_server::demo::town::{BANK_A, BANK_B, BANK_E, PASSWORD, PAY_C, Town};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long one act may wait for processes that are killed and started again.
const DONE_WITHIN: Duration = Duration::from_secs(60);
const RETRY: Duration = Duration::from_millis(30);
/// A mule needs a moment between two transfers. One wire tells whole seconds and the other milliseconds: what
/// comes by the one and leaves by the other within a second cannot be put in its order by what is told.
const TYPING: Duration = Duration::from_millis(1_100);
/// How long before now the first payment of a story was made, and the steps from there.
const BEGUN_MS: i64 = 600_000;
const STEP_MS: i64 = 10_000;
const COLLECTING: &str = "9999999999990000";

/// What was acknowledged.
#[derive(Default)]
pub struct Told {
    /// The two cases of each story.
    pub cases: BTreeMap<u64, Vec<String>>,
    /// By ledger and id: whether the posting was made or refused.
    pub booked: BTreeMap<(&'static str, String), bool>,
}

pub struct People {
    seed: u64,
    officer: Client,
    ledgers: BTreeMap<&'static str, (String, String)>,
    /// The town's time when the storm began, and the moment of it.
    begun: (Stamp, Instant),
    next: AtomicU64,
    /// Stories that may begin: so many follow each kill.
    pub allowed: AtomicU64,
    pub stories: u64,
    pub told: Mutex<Told>,
}

impl People {
    pub fn new(town: &Town, seed: u64, stories: u64) -> Self {
        let ledger = |code| (code, town.ledger_address(code).unwrap());
        Self {
            seed,
            officer: Client::officer(&town.base, "officer", PASSWORD).unwrap(),
            ledgers: [BANK_A, BANK_B, PAY_C, BANK_E].into_iter().map(ledger).collect(),
            begun: (town.now(), Instant::now()),
            next: AtomicU64::new(0),
            allowed: AtomicU64::new(0),
            stories,
            told: Mutex::default(),
        }
    }

    /// One of several who take the stories in turn, until the last.
    pub fn act(self: &Arc<Self>) -> std::thread::JoinHandle<()> {
        let people = Arc::clone(self);
        std::thread::spawn(move || {
            loop {
                let n = people.next.fetch_add(1, Ordering::SeqCst);
                if n >= people.stories {
                    return;
                }
                while n >= people.allowed.load(Ordering::SeqCst) {
                    std::thread::sleep(RETRY);
                }
                people.play(&Story::of(people.seed, n));
            }
        })
    }

    fn now(&self) -> Stamp {
        self.begun.0.plus_ms(i64::try_from(self.begun.1.elapsed().as_millis()).unwrap())
    }

    fn play(&self, story: &Story) {
        let begun = Stamp::from_ms((self.now().ms() - BEGUN_MS) / 1_000 * 1_000);
        let paid = |step: usize| begun.plus_ms(i64::try_from(step).unwrap() * STEP_MS);
        for (at, one) in story.moves.iter().enumerate().filter(|(_, one)| one.when == When::Before) {
            self.book(story, at, one, Some(paid(at)));
        }
        for (at, when) in [(0, When::AfterOne), (1, When::AfterTwo)] {
            let case = self.report(story, at, paid(at));
            if !story.sign_late {
                self.sign(&case);
            }
            for (at, one) in story.moves.iter().enumerate().filter(|(_, one)| one.when == when) {
                std::thread::sleep(TYPING);
                self.book(story, at, one, None);
            }
            if story.sign_late {
                self.sign(&case);
            }
        }
    }

    /// Books a movement wherever one of its ends is; what the payer's bank refuses comes nowhere.
    fn book(&self, story: &Story, at: usize, one: &Move, dated: Option<Stamp>) {
        let (from, id) = (story.account(one.from), id(story.n, at));
        let side = |who: Who| {
            let account = story.account(who);
            party(account.code, &account.number, &account.holder, account.class)
        };
        let firm = || party(PAY_C, COLLECTING, "样例支付备付金", "company");
        let (here, there, payee) = match one.to {
            To::Cash => {
                (json!({"institution_code": from.code, "number": "ATM-0001", "class": "sink"}), Value::Null, None)
            }
            // A bank knows only that it paid the firm.
            To::Order(to) if story.account(to).code == PAY_C => (firm(), side(to), Some(story.account(to).code)),
            To::Order(to) | To::Transfer(to) => (side(to), side(to), Some(story.account(to).code)),
        };
        let posting = |to: &Value| {
            let mut body = json!({
                "id": id, "amount": yuan(one.fen), "from": side(one.from), "to": to,
                "at": dated.unwrap_or_else(|| self.now()).rfc3339(),
            });
            match one.to {
                To::Transfer(_) => {}
                To::Order(_) => body["order_number"] = json!(format!("PO-{id}")),
                To::Cash => body["exit"] = json!("cash"),
            }
            json!({"postings": [body]})
        };
        let went = self.post(from.code, &id, || posting(&here));
        if let Some(code) = payee.filter(|code| went && *code != from.code) {
            assert!(self.post(code, &id, || posting(&there)), "{id}: the payee's institution refuses what was paid");
        }
    }

    /// Whether it was made. A ledger makes a posting of one id once, however often it is sent.
    fn post(&self, code: &'static str, id: &str, posting: impl Fn() -> Value) -> bool {
        let (base, key) = &self.ledgers[code];
        let ledger = Client::new(base, Some(key));
        let made = until_done(id, || match ledger.post_with("posting", "/postings", &posting()) {
            Ok((200, answer)) => Ok(answer["results"][0]["posted"] == true),
            Ok((status, answer)) if status < 500 => panic!("{code} to {id}: {status} {answer}"),
            Ok((status, answer)) => Err(format!("{status} {answer}")),
            Err(away) => Err(away.to_string()),
        });
        self.told.lock().unwrap().booked.insert((code, id.to_owned()), made);
        made
    }

    /// A victim reports; the case is written down when that was acknowledged.
    fn report(&self, story: &Story, victim: usize, paid: Stamp) -> String {
        let one = story.moves[victim];
        let To::Transfer(payee) = one.to else { unreachable!("a victim pays an account") };
        let side = |who| {
            let account = story.account(who);
            json!({"institution_code": account.code, "number": account.number, "holder": account.holder})
        };
        let report = json!({
            "reporter": {"name": story.account(one.from).holder, "id_type": "身份证", "id_number": "99000019000101001X", "phone": "19900000001"},
            "transfers": [{
                "from": side(one.from), "to": side(payee), "amount": yuan(one.fen), "at": paid.rfc3339(),
                "channel": "mobile_bank",
            }],
            "scam_type": "T04",
        });
        let key = format!("report-{}-{victim}", story.n);
        let filed = self.accepted(&key, "/api/v1/reports", &report);
        let case = text(&filed, "case").unwrap().to_owned();
        self.told.lock().unwrap().cases.entry(story.n).or_default().push(case.clone());
        case
    }

    fn sign(&self, case: &str) {
        let form = json!({"content": base64::engine::general_purpose::STANDARD.encode(b"%PDF-1.4 signed")});
        self.accepted(&format!("form-{case}"), &format!("/api/v1/cases/{case}/papers"), &form);
    }

    /// Any refusal is a fault, also of the session: that it was opened was acknowledged.
    fn accepted(&self, key: &str, path: &str, body: &Value) -> Value {
        until_done(key, || match self.officer.post_with(key, path, body) {
            Ok((200..300, answer)) => Ok(answer),
            Ok((status @ 400..500, answer)) if status != 429 => panic!("{path}: {status} {answer}"),
            Ok((status, answer)) => Err(format!("{status} {answer}")),
            Err(away) => Err(away.to_string()),
        })
    }
}

fn until_done<T>(what: &str, mut act: impl FnMut() -> Result<T, String>) -> T {
    let end = Instant::now() + DONE_WITHIN;
    loop {
        match act() {
            Ok(done) => return done,
            Err(why) => assert!(Instant::now() < end, "{what} was not acknowledged within {DONE_WITHIN:?}: {why}"),
        }
        std::thread::sleep(RETRY);
    }
}

fn party(code: &str, number: &str, holder: &str, class: &str) -> Value {
    json!({"institution_code": code, "number": number, "holder": holder, "class": class})
}

fn yuan(fen: i64) -> Value {
    json!({"amount": Money::cny(fen).decimal(), "currency": "CNY"})
}
