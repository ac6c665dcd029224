//! A centre that is killed at random while events come in: every event that was acknowledged has its verdict
//! afterwards, the one that was told. `CORDON_KILL_ROUNDS` makes it longer.

use crate::events::{call, text};
use cordon_desk::office::{NewAgency, NewHouse, found_house, issue_key, register_agency};
use cordon_desk::{Actor, Call};
use cordon_model::{AgencyKind, Officer, Wire};
use cordon_server::app::App;
use cordon_server::clock::Clock;
use cordon_server::random;
use cordon_store::{Doors, Read};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read as _, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ROUNDS: u32 = 4;
const SENDERS: u64 = 4;

pub fn found(folder: &Path) -> String {
    let app = App::open(folder, Clock::real(), "test.invalid/journal", None).unwrap();
    let house = NewHouse {
        code: "999000000000".into(),
        name: "样例市反诈中心".into(),
        public_phone: "96110".into(),
        login: "admin".into(),
        administrator: "管理甲".into(),
        administrator_phone: "000-0000-0000".into(),
        password: "correct horse battery".into(),
    };
    let founded = found_house(&app.desk, &app.platform(), &house).unwrap();
    let load =
        |view: &mut cordon_store::View<'_>| Ok::<Officer, cordon_desk::Refusal>(view.need(founded.administrator)?);
    let admin = app.desk.store().view("test", load).unwrap();
    let act = || Call::new(Actor::Officer(admin.clone()), app.clock.now(), random::seed());
    let new = NewAgency {
        code: "999300000001".into(),
        name: "合成运营商".into(),
        kind: AgencyKind::Carrier,
        wires: vec![Wire::JsonForm],
        limited_stop: false,
        public_phone: "000-0000-0002".into(),
    };
    let agency = register_agency(&app.desk, &act(), &new).unwrap().agency;
    issue_key(&app.desk, &act(), agency).unwrap().key.unwrap().0
}

pub fn serve(folder: &Path, port: u16) -> Child {
    Command::new(env!("CARGO_BIN_EXE_cordon"))
        .args(["serve", "--data", folder.to_str().unwrap(), "--listen", &format!("127.0.0.1:{port}")])
        .env("CORDON_LOG", "error")
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

pub fn wait_open(port: u16) {
    for _ in 0..600 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the centre does not open");
}

pub fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Status and body; none when the centre went away.
pub fn ask(line: &mut BufReader<TcpStream>, method: &str, path: &str, key: &str, body: &str) -> Option<(u16, Vec<u8>)> {
    ask_with(line, (method, path), key, ("application/json", body))
}

/// Many events at once.
pub fn ask_lines(line: &mut BufReader<TcpStream>, key: &str, lines: &str) -> Option<(u16, Vec<u8>)> {
    ask_with(line, ("POST", "/api/v1/verdicts"), key, ("application/x-ndjson", lines))
}

fn ask_with(
    line: &mut BufReader<TcpStream>,
    (method, path): (&str, &str),
    key: &str,
    (kind, body): (&str, &str),
) -> Option<(u16, Vec<u8>)> {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: cordon\r\nauthorization: Bearer {key}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    line.get_mut().write_all(format!("{head}{body}").as_bytes()).ok()?;
    let mut status = String::new();
    line.read_line(&mut status).ok()?;
    let status = status.split(' ').nth(1)?.parse().ok()?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        line.read_line(&mut header).ok()?;
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if header.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    line.read_exact(&mut body).ok()?;
    Some((status, body))
}

pub fn connect(port: u16) -> Option<BufReader<TcpStream>> {
    let socket = TcpStream::connect(("127.0.0.1", port)).ok()?;
    socket.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    Some(BufReader::new(socket))
}

type Told = Arc<Mutex<BTreeMap<String, (String, Vec<u8>)>>>;

/// Sends one event after the other, and remembers what was acknowledged.
fn send(port: u16, key: &str, next: &AtomicU64, told: &Told, stop: &AtomicBool) {
    let Some(mut line) = connect(port) else { return };
    while !stop.load(Ordering::SeqCst) {
        let id = next.fetch_add(1, Ordering::SeqCst);
        let now = Clock::real().now();
        let event = if id.is_multiple_of(3) {
            text(&format!("c-{id}"), "您好，请查收", Some("reported"), now)
        } else {
            call(id, now)
        };
        let body = event.to_string();
        let Some((status, answer)) = ask(&mut line, "POST", "/api/v1/verdicts", key, &body) else { return };
        if status == 200 {
            told.lock().unwrap().insert(format!("c-{id}"), (body, answer));
        }
    }
}

#[test]
fn every_event_that_was_acknowledged_has_its_verdict_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("centre");
    let key = found(&folder);
    let port = port();
    let rounds = std::env::var("CORDON_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let (told, next): (Told, _) = (Arc::default(), Arc::new(AtomicU64::new(0)));
    for round in 0..rounds {
        let mut centre = serve(&folder, port);
        wait_open(port);
        let stop = Arc::new(AtomicBool::new(false));
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| {
                let (key, next, told, stop) = (key.clone(), Arc::clone(&next), Arc::clone(&told), Arc::clone(&stop));
                std::thread::spawn(move || send(port, &key, &next, &told, &stop))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(300 + u64::from(random::seed()[0]) * 4));
        centre.kill().unwrap();
        centre.wait().unwrap();
        stop.store(true, Ordering::SeqCst);
        senders.into_iter().for_each(|sender| sender.join().unwrap());
        println!("round {round}: {} acknowledged so far", told.lock().unwrap().len());
    }
    let mut centre = serve(&folder, port);
    wait_open(port);
    let told = told.lock().unwrap();
    assert!(told.len() > 20, "{} acknowledged", told.len());
    let mut line = connect(port).unwrap();
    for (id, (body, answer)) in told.iter() {
        let found = ask(&mut line, "GET", &format!("/api/v1/verdicts/{id}"), &key, "").unwrap();
        assert_eq!((found.0, &found.1), (200, answer), "{id}");
        let again = ask(&mut line, "POST", "/api/v1/verdicts", &key, body).unwrap();
        assert_eq!((again.0, &again.1), (200, answer), "{id} sent again");
    }
    centre.kill().unwrap();
    centre.wait().unwrap();
}
