//! A centre for tests of the API: founded on a temporary folder, served on the loopback, and run
//! through its own routes from then on. Every act is followed in the journal.

use cordon_desk::Refusal;
use cordon_desk::office::{NewHouse, found_house};
use cordon_journal::Entry;
use cordon_server::app::App;
use cordon_server::clock::Clock;
use cordon_server::http;
use cordon_store::{Doors, Read, audit, entries, records};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use tower::ServiceExt;

pub const PASSWORD: &str = "correct horse battery";
pub const PAYER_BANK: &str = "999100000002";
pub const PAYEE_BANK: &str = "999100000001";
pub const CARRIER: &str = "999300000001";
/// A JPG that shows nothing, in base64.
pub const SCAN: &str = "/9j/4AAQSkZJRgD/2Q==";

pub struct Hall {
    pub app: App,
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
    pub tokens: RefCell<BTreeMap<String, String>>,
    pub ids: RefCell<BTreeMap<String, String>>,
    keys: Cell<u32>,
    /// Operations that have succeeded, and with which entry.
    pub done: RefCell<BTreeSet<String>>,
    folder: tempfile::TempDir,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn is_problem(&self) -> bool {
        self.headers.get("content-type").is_some_and(|kind| kind == "application/problem+json")
            && self.json()["status"] == self.status
    }
}

/// One request, made up piece by piece.
pub struct Ask<'a> {
    hall: &'a Hall,
    method: String,
    path: String,
    token: Option<String>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Ask<'_> {
    pub fn by(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn keyed(self) -> Self {
        let key = self.hall.fresh_key();
        self.header("idempotency-key", &key)
    }

    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self
    }

    pub fn send(self) -> Answer {
        let mut request = axum::http::Request::builder().method(self.method.as_str()).uri(&self.path);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(axum::body::Body::from(self.body)).unwrap();
        let router = self.hall.router.clone();
        self.hall.runtime.block_on(async move {
            let response = router.oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = match parts.headers.get("content-type") {
                // A stream does not end; its head is the answer.
                Some(kind) if kind == "text/event-stream" => Vec::new(),
                _ => axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec(),
            };
            Answer { status: parts.status.as_u16(), headers: parts.headers, body }
        })
    }
}

impl Hall {
    /// Founded, with agencies, officers, a roster and nobody's case.
    pub fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(&folder.path().join("centre"), Clock::real(), "test.invalid/journal", None).unwrap();
        let house = NewHouse {
            code: "999000000000".into(),
            name: "样例市反诈中心".into(),
            public_phone: "96110".into(),
            login: "admin".into(),
            administrator: "管理甲".into(),
            administrator_phone: "000-0000-0000".into(),
            password: PASSWORD.into(),
        };
        let founded = found_house(&app.desk, &app.platform(), &house).unwrap();
        let hall = Self {
            router: http::router(app.clone()),
            app,
            runtime: tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap(),
            tokens: RefCell::default(),
            ids: RefCell::default(),
            keys: Cell::new(0),
            done: RefCell::default(),
            folder,
        };
        hall.keep("centre", &founded.centre.to_string());
        hall.people();
        hall
    }

    /// The same data, opened anew.
    #[must_use]
    pub fn restarted(self) -> Self {
        let Self { app, router, runtime, tokens, ids, keys, done, folder } = self;
        drop((router, app));
        let app = App::open(&folder.path().join("centre"), Clock::real(), "test.invalid/journal", None).unwrap();
        let router = http::router(app.clone());
        Self { app, router, runtime, tokens, ids, keys, done, folder }
    }

    pub fn runtime(&self) -> &tokio::runtime::Runtime {
        &self.runtime
    }

    pub fn router(&self) -> axum::Router {
        self.router.clone()
    }

    /// The centre's data.
    pub fn folder(&self) -> std::path::PathBuf {
        self.folder.path().join("centre")
    }

    pub fn fresh_key(&self) -> String {
        self.keys.set(self.keys.get() + 1);
        format!("test-{}", self.keys.get())
    }

    pub fn keep(&self, name: &str, id: &str) {
        self.ids.borrow_mut().insert(name.to_owned(), id.to_owned());
    }

    pub fn id(&self, name: &str) -> String {
        self.ids.borrow().get(name).unwrap_or_else(|| panic!("no id `{name}`")).clone()
    }

    pub fn token(&self, login: &str) -> String {
        self.tokens.borrow().get(login).unwrap_or_else(|| panic!("`{login}` has not signed in")).clone()
    }

    pub fn ask(&self, method: &str, path: &str) -> Ask<'_> {
        Ask {
            hall: self,
            method: method.to_owned(),
            path: path.to_owned(),
            token: None,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: Vec::new(),
        }
    }

    pub fn get(&self, login: &str, path: &str) -> Value {
        let answer = self.ask("GET", path).by(&self.token(login)).send();
        assert_eq!(answer.status, 200, "GET {path}: {}", String::from_utf8_lossy(&answer.body));
        answer.json()
    }

    pub fn entries(&self) -> u64 {
        self.view(|view| entries::count(view.sql()).unwrap())
    }

    pub fn entry(&self, seq: u64) -> Entry {
        self.view(|view| entries::one(view.sql(), seq).unwrap().unwrap().decode().unwrap())
    }

    pub fn view<T>(&self, mut look: impl FnMut(&mut cordon_store::View<'_>) -> T) -> T {
        self.app.desk.store().view::<_, Refusal>("test", |view| Ok(look(view))).unwrap()
    }

    /// An act that succeeds: it leaves exactly one entry, of its verb, with the result `ok`.
    pub fn act(&self, verb: &str, who: Option<&str>, method: &str, path: &str, body: &Value) -> Value {
        let before = self.entries();
        let mut ask = self.ask(method, path).keyed();
        if let Some(login) = who {
            ask = ask.by(&self.token(login));
        }
        let body = if body.is_null() { Vec::new() } else { serde_json::to_vec(body).unwrap() };
        let answer = ask.body(body).send();
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        assert!((200..300).contains(&answer.status), "{verb}: {method} {path}: {} {said}", answer.status);
        assert_eq!(self.entries(), before + 1, "{verb} leaves one entry");
        let entry = self.entry(before);
        assert_eq!((entry.verb.as_str(), entry.result.as_str()), (verb, "ok"));
        self.done.borrow_mut().insert(verb.to_owned());
        answer.json()
    }

    pub fn take_token(&self, name: &str, token: &str) {
        self.tokens.borrow_mut().insert(name.to_owned(), token.to_owned());
    }

    pub fn sign_in(&self, login: &str) {
        let body = json!({"login": login, "password": PASSWORD});
        let session = self.act("sign_in", None, "POST", "/api/v1/sessions", &body);
        self.tokens.borrow_mut().insert(login.to_owned(), text(&session, "token"));
    }

    fn people(&self) {
        self.sign_in("admin");
        for (login, roles, police) in [
            ("intake", vec!["intake"], None),
            ("officer", vec!["intake", "officer"], Some("999001")),
            ("second", vec!["officer"], Some("999002")),
            ("approver", vec!["approver"], None),
            ("supervisor", vec!["supervisor"], None),
        ] {
            self.enrol(login, &self.id("centre"), &roles, police);
        }
        for login in ["officer", "second"] {
            let path = format!("/api/v1/officers/{}/certificate", self.id(login));
            self.act("set_certificate", Some("admin"), "POST", &path, &json!({"content": SCAN}));
        }
        let now = self.app.clock.now();
        let duty = json!({"from": now.minus_ms(3_600_000).rfc3339(), "until": now.plus_ms(86_400_000).rfc3339(),
            "operator": self.id("officer"), "investigator": self.id("second")});
        self.act("set_duty", Some("admin"), "POST", "/api/v1/duties", &duty);
        for (name, code, kind) in
            [("payee_bank", PAYEE_BANK, "bank"), ("payer_bank", PAYER_BANK, "bank"), ("carrier", CARRIER, "carrier")]
        {
            self.register(name, code, kind);
        }
    }

    pub fn enrol(&self, login: &str, agency: &str, roles: &[&str], police: Option<&str>) {
        let seats: Vec<Value> = roles.iter().map(|role| json!({"agency": agency, "role": role})).collect();
        let new = json!({"login": login, "name": "测试甲", "seats": seats, "police_number": police,
            "phone": "000-0000-0002", "password": PASSWORD});
        let done = self.act("enrol_officer", Some("admin"), "POST", "/api/v1/officers", &new);
        self.keep(login, &text(&done, "officer"));
        self.sign_in(login);
    }

    /// An agency and its key; the key is kept as the token of that name.
    pub fn register(&self, name: &str, code: &str, kind: &str) {
        let new = json!({"code": code, "name": "合成机构", "kind": kind, "wires": ["json_form"],
            "limited_stop": false, "public_phone": "000-0000-0003"});
        let done = self.act("register_agency", Some("admin"), "POST", "/api/v1/agencies", &new);
        let id = text(&done, "agency");
        let issued = self.act("issue_key", Some("admin"), "POST", &format!("/api/v1/agencies/{id}/keys"), &Value::Null);
        self.tokens.borrow_mut().insert(name.to_owned(), text(&issued, "key"));
        self.keep(name, &id);
        self.keep(&format!("{name}_digest"), &text(&issued, "digest"));
    }

    pub fn report(&self, tail: &str, identified: bool) -> Value {
        let now = self.app.clock.now();
        let side = |code: &str, number: String| json!({"institution_code": code, "number": number, "holder": "测试丙", "class": "personal"});
        let transfer = json!({"from": side(PAYER_BANK, format!("999999000000{tail}")),
            "to": side(PAYEE_BANK, format!("999999888888{tail}")),
            "amount": {"amount": "1200.00", "currency": "CNY"},
            "at": now.minus_ms(60_000).rfc3339(), "channel": "mobile_bank"});
        let reporter = identified.then(reporter);
        json!({"transfers": [transfer], "reporter": reporter, "scam_type": "T04", "narrative": "测试"})
    }

    /// A case whose stop is in force, as `case`, `stop` and `measure`.
    pub fn stopped_case(&self, tail: &str) {
        let report = self.report(tail, false);
        let filed = self.act("file_report", Some("intake"), "POST", "/api/v1/reports", &report);
        let case = text(&filed, "case");
        self.keep("case", &case);
        let path = format!("/api/v1/cases/{case}");
        self.act("identify_reporter", Some("intake"), "POST", &format!("{path}/reporter"), &reporter());
        let attached =
            self.act("attach_paper", Some("officer"), "POST", &format!("{path}/papers"), &json!({"content": SCAN}));
        let stop = attached["sent"][0].as_str().unwrap_or_else(|| panic!("no stop was sent: {attached}")).to_owned();
        self.keep("stop", &stop);
        let found = self.get("officer", &format!("/api/v1/orders/{stop}"));
        self.keep("measure", found["order"]["measure"].as_str().unwrap());
        self.answer("payee_bank", &stop, json!({"held": money("1200.00"), "balance": money("1200.00")}));
    }

    /// What the case's first transfer went to turns out to be a top-up: its key. The bank's own delay there
    /// is over by then, and the stop was taken back.
    pub fn bought(&self, case: &str) -> String {
        let found: cordon_model::Case = self.view(|view| view.need(case).unwrap());
        let key = found.transfers[0].to.clone().unwrap().key;
        let account: cordon_model::KnownAccount = self.view(|view| view.need(&key).unwrap());
        let account = cordon_model::KnownAccount { exit: Some(cordon_model::Exit::TopUp), ..account };
        let measures: Vec<cordon_model::Measure> = self.view(|view| {
            view.select("where target_key = $1 order by id", &[cordon_store::Value::from(key.as_str())]).unwrap()
        });
        let kept = self.app.desk.store().act::<_, Refusal>("test", self.app.clock.now(), |unit| {
            unit.put(&account)?;
            for measure in &measures {
                let over = cordon_model::MeasureState::NotImposed { at: measure_at(measure), receipt: None };
                unit.put(&cordon_model::Measure { state: over, ..measure.clone() })?;
            }
            let system = cordon_journal::entry::Actor::system("test");
            Ok(cordon_store::Done::new((), cordon_journal::Draft::new("test", system)))
        });
        kept.unwrap();
        key
    }

    /// A list of stops that waits for a person, as a plan leaves it.
    pub fn listed(&self, case: &str) -> String {
        let found: cordon_model::Case = self.view(|view| view.need(case).unwrap());
        let id = cordon_model::StopListId::from_bytes([7; 16]);
        let list = cordon_model::StopList {
            id,
            case: found.id,
            trace: cordon_model::TraceId::from_bytes([7; 16]),
            drafted_at: self.app.clock.now(),
            items: Vec::new(),
            state: cordon_model::ListState::Open,
        };
        let kept = self.app.desk.store().act::<_, Refusal>("test", self.app.clock.now(), |unit| {
            unit.put(&list)?;
            let system = cordon_journal::entry::Actor::system("test");
            Ok(cordon_store::Done::new((), cordon_journal::Draft::new("test", system)))
        });
        kept.unwrap();
        id.to_string()
    }

    /// What an agency tells of a hold of its own, from now on.
    pub fn hold(&self, reference: &str, number: &str) -> Value {
        json!({"form": "cordon-hold/1", "reference": reference, "reason": "短时间内大额转入后试图取现",
            "account": {"number": number, "holder": "测试丙", "class": "personal"},
            "held": money("1200.00"), "balance": money("1200.00"), "from": self.app.clock.now().rfc3339()})
    }

    /// The agency takes what waits for it.
    pub fn lease(&self, agency: &str) -> Vec<Value> {
        let answer = self.ask("POST", "/api/v1/inbox/leases").by(&self.token(agency)).body("{\"max\":20}").send();
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()["orders"].as_array().unwrap().clone()
    }

    /// The agency fetches everything and answers this order as done.
    pub fn answer(&self, agency: &str, order: &str, more: Value) {
        let before = self.entries();
        let leased = self.lease(agency);
        assert_eq!(self.entries(), before + leased.len() as u64, "each order handed over leaves one entry");
        assert_eq!(self.entry(before).verb, "hand_over");
        self.done.borrow_mut().insert("hand_over".to_owned());
        let mut receipt = json!({"form": "cordon-receipt/1", "order": order, "result": "done", "code": "0000"});
        for (key, value) in more.as_object().unwrap() {
            receipt[key] = value.clone();
        }
        let path = format!("/api/v1/inbox/orders/{order}/receipts");
        let taken = self.act("receive_answer", Some(agency), "POST", &path, &receipt);
        assert_eq!(taken["weight"], "deciding", "{taken}");
    }

    pub fn approve(&self, order: &str) {
        let path = format!("/api/v1/orders/{order}/approve");
        let done = self.act("approve_order", Some("approver"), "POST", &path, &Value::Null);
        assert_eq!(done["state"], "dispatched", "{done}");
    }

    /// Every row stands in the journal as it is.
    pub fn verify(&self) {
        let store = &**self.app.desk.store();
        let report = audit::verify_rows(store, Some(self.app.desk.vault()), records::COVERED).unwrap();
        assert!(report.is_sound(), "{report}");
    }
}

fn measure_at(measure: &cordon_model::Measure) -> cordon_model::Stamp {
    measure.state.force().map_or(cordon_model::Stamp::from_ms(0), |force| force.from)
}

pub fn money(amount: &str) -> Value {
    json!({"amount": amount, "currency": "CNY"})
}

pub fn reporter() -> Value {
    json!({"name": "测试甲", "id_type": "身份证", "id_number": "99000019000101001X", "phone": "19900000001"})
}

pub fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no `{field}` in {value}")).to_owned()
}

/// The bytes of a secret as an authenticator is told it.
pub fn unbase32(text: &str) -> Vec<u8> {
    let value = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap() as u64;
    let digits: Vec<char> = text.chars().collect();
    let five = |eight: &[char]| eight.iter().fold(0, |all, c| (all << 5) | value(*c)).to_be_bytes()[3..].to_vec();
    digits.chunks(8).flat_map(five).collect()
}
