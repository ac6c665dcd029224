//! Officers who file reports at whichever centre answers, and send again what was not acknowledged.

use base64::Engine;
use cordon_server::demo::client::{Client, text};
use cordon_server::demo::town::PASSWORD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// So many amounts, then the same again so much earlier that a bank tells the transfers apart.
const AMOUNTS: u64 = 400;
const ROUND_MS: i64 = 700_000;
const PAUSE: Duration = Duration::from_millis(30);

/// What was acknowledged: the case of each payee, and whether its form was.
pub type Acknowledged = Arc<Mutex<BTreeMap<u64, (String, bool)>>>;

pub struct Reporter {
    /// The centres, the one first asked first.
    pub bases: Vec<String>,
    pub stop: Arc<AtomicBool>,
    pub next: Arc<AtomicU64>,
    pub acknowledged: Acknowledged,
    pub payer: String,
    pub town_now: i64,
    pub ledgers: [(String, String); 2],
}

pub fn payee(n: u64) -> String {
    format!("99999955{n:08}")
}

fn amount(n: u64) -> Value {
    let fen = 100 + n % AMOUNTS;
    json!({"amount": format!("{}.{:02}", fen / 100, fen % 100), "currency": "CNY"})
}

impl Reporter {
    pub fn run(mut self, payees: u64) {
        let mut officer = None;
        while !self.stop.load(Ordering::SeqCst) {
            let n = self.next.fetch_add(1, Ordering::SeqCst);
            assert!(n < payees, "the payees are used up; fewer kills, or more payees");
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

    /// The same act with the same key, at one centre and the other, until it is acknowledged.
    fn until_done(&mut self, officer: &mut Option<Client>, key: &str, path: &str, body: &Value) -> Option<Value> {
        loop {
            if officer.is_none() {
                *officer = Client::officer(&self.bases[0], "officer", PASSWORD).ok();
            }
            match officer.as_ref().map(|client| client.post_with(key, path, body)) {
                Some(Ok((status, answer))) if (200..300).contains(&status) => return Some(answer),
                Some(Ok((status, answer))) if status < 500 && status != 429 && status != 401 => {
                    panic!("{path}: {status} {answer}")
                }
                _ => {
                    *officer = None;
                    self.bases.rotate_left(1);
                }
            }
            if self.stop.load(Ordering::SeqCst) {
                return None;
            }
            std::thread::sleep(PAUSE);
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
                std::thread::sleep(PAUSE);
            }
        }
    }
}
