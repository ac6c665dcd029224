//! A centre with an identity provider, and browsers at it that keep to the rules of cookies: what comes from another
//! site brings only what is lax, and each cookie goes only below its path.

use crate::browser::{Form, Page};
use crate::provider::{CLIENT, Provider, SECRET};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use cordon_desk::office::{self, NewHouse, NewOfficer};
use cordon_desk::{Actor, Call, Refusal};
use cordon_journal::Entry;
use cordon_model::{AgencyId, Officer, OfficerId, Role, Seat};
use cordon_server::app::App;
use cordon_server::clock::Clock;
use cordon_server::config::Config;
use cordon_server::{http, random};
use cordon_store::{Doors, Read, Record, entries};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use tower::ServiceExt;

pub const PASSWORD: &str = "correct horse battery";
pub const BACK: &str = "/sign-in/outside";

pub struct Site {
    pub app: App,
    pub administrator: OfficerId,
    centre: AgencyId,
    folder: tempfile::TempDir,
}

impl Site {
    pub fn open(provider: &Provider, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("centre");
        let app = App::open(&data, Clock::real(), "test.invalid/journal", None).unwrap();
        let house = NewHouse {
            code: "999000000000".into(),
            name: "样例市反诈中心".into(),
            public_phone: "96110".into(),
            login: "admin".into(),
            administrator: "管理甲".into(),
            administrator_phone: "000-0000-0000".into(),
            password: PASSWORD.into(),
        };
        let founded = office::found_house(&app.desk, &app.platform(), &house).unwrap();
        drop(app);
        std::fs::write(folder.path().join("secret"), format!("{SECRET}\n")).unwrap();
        let text = format!(
            "data = {data:?}\norigin = \"test.invalid/journal\"\n[sign_in]\norigin = \"https://centre.city.example\"\n\
             [sign_in.oidc]\nissuer = \"{}\"\nclient_id = \"{CLIENT}\"\nclient_secret_file = {:?}\n{more}\n",
            provider.issuer(),
            folder.path().join("secret"),
        );
        let file = folder.path().join("cordon.toml");
        std::fs::write(&file, text).unwrap();
        let app = App::of(&Config::read(Some(&file)).unwrap()).unwrap();
        Self { app, administrator: founded.administrator, centre: founded.centre, folder }
    }

    pub fn call(&self, by: OfficerId) -> Call {
        Call::new(Actor::Officer(self.record(by)), self.app.clock.now(), random::seed())
    }

    pub fn enrol(&self, login: &str, role: Role) -> OfficerId {
        let new = NewOfficer {
            login: login.into(),
            name: "接警甲".into(),
            seats: vec![Seat { agency: self.centre, role }],
            police_number: None,
            phone: "000-0000-0001".into(),
            password: Some(PASSWORD.into()),
        };
        office::enrol_officer(&self.app.desk, &self.call(self.administrator), &new).unwrap().officer
    }

    pub fn officer(&self, login: &str) -> OfficerId {
        let found: Result<Vec<Officer>, Refusal> = self
            .app
            .desk
            .store()
            .view("test", |view| Ok(view.select("where login = $1", &[cordon_store::Value::from(login)])?));
        found.unwrap()[0].id
    }

    pub fn record<R: Record>(&self, id: impl ToString) -> R {
        let id = id.to_string();
        let found: Result<Option<R>, Refusal> = self.app.desk.store().view("test", |view| Ok(view.load(&id)?));
        found.unwrap().unwrap()
    }

    pub fn sessions(&self, of: OfficerId) -> Vec<office::Session> {
        let officer: Officer = self.record(of);
        office::sessions_of(&self.app.desk, &officer, self.app.clock.now()).unwrap()
    }

    pub fn last_entry(&self) -> Entry {
        let found: Result<Entry, Refusal> = self.app.desk.store().view("test", |view| {
            let last = entries::count(view.sql())? - 1;
            Ok(entries::one(view.sql(), last)?.unwrap().decode().unwrap())
        });
        found.unwrap()
    }

    /// Every byte that lies in the data folder.
    pub fn bytes(&self) -> Vec<u8> {
        fn all(folder: PathBuf, into: &mut Vec<u8>) {
            for one in std::fs::read_dir(folder).unwrap().flatten() {
                if one.path().is_dir() {
                    all(one.path(), into);
                } else {
                    into.extend(std::fs::read(one.path()).unwrap());
                }
            }
        }
        let mut bytes = Vec::new();
        all(self.folder.path().join("centre"), &mut bytes);
        bytes
    }

    pub fn browser(&self) -> Browser {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Browser { router: http::router(self.app.clone()), runtime, cookies: RefCell::default() }
    }
}

#[derive(Clone, Debug)]
pub struct Cookie {
    pub value: String,
    /// With all that stands beside it.
    pub whole: String,
    path: String,
    strict: bool,
}

pub struct Browser {
    router: Router,
    runtime: tokio::runtime::Runtime,
    pub cookies: RefCell<BTreeMap<String, Cookie>>,
}

/// From where a page is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Whence {
    Here,
    Elsewhere,
}

impl Browser {
    pub fn get(&self, path: &str, from: Whence) -> Page {
        self.send(Request::get(path).body(Body::empty()).unwrap(), from)
    }

    pub fn post(&self, form: &Form) -> Page {
        let encode = |text: &str| -> String { text.bytes().map(|b| format!("%{b:02X}")).collect() };
        let body: Vec<String> = form.fields.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
        let request = Request::post(&form.action).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.join("&"))).unwrap(), Whence::Here)
    }

    /// As a script of the workbench asks.
    pub fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let key = cordon_model::Digest(random::seed()).hex();
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = request.header("idempotency-key", key).body(Body::from(body.to_string())).unwrap();
        let page = self.send(request, Whence::Here);
        (page.status.as_u16(), serde_json::from_slice(&page.bytes).unwrap_or(Value::Null))
    }

    fn send(&self, mut request: Request<Body>, from: Whence) -> Page {
        let path = request.uri().path().to_owned();
        let sent: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .filter(|(_, it)| path.starts_with(&it.path) && (from == Whence::Here || !it.strict))
            .map(|(name, it)| format!("{name}={}", it.value))
            .collect();
        if !sent.is_empty() {
            request.headers_mut().insert(header::COOKIE, sent.join("; ").parse().unwrap());
        }
        let page = self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            Page { status, headers, bytes: to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec() }
        });
        for whole in page.headers.get_all(header::SET_COOKIE) {
            self.keep(whole.to_str().unwrap());
        }
        page
    }

    fn keep(&self, whole: &str) {
        assert!(whole.contains("HttpOnly"), "{whole}");
        let (name, value) = whole.split(';').next().unwrap().split_once('=').unwrap();
        let part = |name: &str| whole.split("; ").find_map(|part| part.strip_prefix(name)).map(str::to_owned);
        if part("Max-Age=").as_deref() == Some("0") {
            self.cookies.borrow_mut().remove(name);
            return;
        }
        let (path, strict) = (part("Path=").unwrap(), part("SameSite=").unwrap() == "Strict");
        let cookie = Cookie { value: value.to_owned(), whole: whole.to_owned(), path, strict };
        self.cookies.borrow_mut().insert(name.to_owned(), cookie);
    }

    pub fn cookie(&self, name: &str) -> Option<Cookie> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Where the button of the workbench leads.
    pub fn goes(&self, then: &str) -> String {
        let (status, said) = self.ask("POST", "/api/v1/sessions/outside/ask", &serde_json::json!({"then": then}));
        assert_eq!(status, 200, "{said}");
        said["address"].as_str().unwrap().to_owned()
    }

    /// Back from the provider, with what it gave.
    pub fn comes_back(&self, with: &BTreeMap<String, String>) -> Page {
        let encode = |text: &str| -> String { text.bytes().map(|b| format!("%{b:02X}")).collect() };
        let query: Vec<String> = with.iter().map(|(k, v)| format!("{k}={}", encode(v))).collect();
        self.get(&format!("{BACK}?{}", query.join("&")), Whence::Elsewhere)
    }

    /// Who is signed in here.
    pub fn who(&self) -> Option<String> {
        let (status, said) = self.ask("GET", "/api/v1/sessions/me", &Value::Null);
        (status == 200).then(|| said["login"].as_str().unwrap().to_owned())
    }
}
