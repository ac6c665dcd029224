//! A centre of a few lines on a real socket: it leases, takes answers, and can be away or refuse.
//! It remembers every byte that was sent to it, taken or not.

use cordon_wire::police_bank::{PollAnswer, TransportCode, UploadAnswer, decode, mapping};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mood {
    Open,
    /// Connections are dropped without a word.
    Away,
    /// Polls work, answers get HTTP 500.
    Failing,
}

pub struct State {
    pub mood: Mood,
    /// Given at every poll until taken out: a centre whose leases end at once.
    pub messages: Vec<Vec<u8>>,
    pub orders: Vec<serde_json::Value>,
    /// Transport code for an ApplicationID; others get 100000.
    pub codes: HashMap<String, &'static str>,
    /// HTTP status for receipts.
    pub receipt_status: u16,
    pub receipt_problem: &'static str,
    pub uploads: Vec<Vec<u8>>,
    /// (order id in the path, idempotency key, body)
    pub receipts: Vec<(String, String, Vec<u8>)>,
    /// Reports of the bank's own holds: (idempotency key, body)
    pub holds: Vec<(String, Vec<u8>)>,
    pub polls: usize,
    pub strangers: usize,
}

pub struct Stub {
    pub address: SocketAddr,
    pub state: Arc<Mutex<State>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Stub {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State {
            mood: Mood::Open,
            messages: Vec::new(),
            orders: Vec::new(),
            codes: HashMap::new(),
            receipt_status: 201,
            receipt_problem: "not_yours",
            uploads: Vec::new(),
            receipts: Vec::new(),
            holds: Vec::new(),
            polls: 0,
            strangers: 0,
        }));
        let stop = Arc::new(AtomicBool::new(false));
        let (shared, flag) = (Arc::clone(&state), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if flag.load(Ordering::Relaxed) {
                    return;
                }
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream.unwrap(), &shared));
            }
        });
        Self { address, state, stop, thread: Some(thread) }
    }

    pub fn set(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
    }

    pub fn get<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.lock().unwrap())
    }

    /// Waits until something is so; a test that waits in vain fails here.
    pub fn until(&self, what: &str, mut so: impl FnMut(&State) -> bool) {
        for _ in 0..2_000 {
            if so(&self.state.lock().unwrap()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("never came: {what}");
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

struct Request {
    path: String,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut part = [0; 65_536];
    loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let mut lines = head.split("\r\n");
            let path = lines.next()?.split(' ').nth(1)?.to_owned();
            let headers: HashMap<String, String> = lines
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
                .collect();
            let length: usize = headers.get("content-length").map_or(0, |l| l.parse().unwrap());
            while bytes.len() < end + 4 + length {
                let count = stream.read(&mut part).ok()?;
                bytes.extend_from_slice(&part[..count]);
            }
            return Some(Request { path, headers, body: bytes[end + 4..].to_vec() });
        }
        let count = stream.read(&mut part).ok()?;
        if count == 0 {
            return None;
        }
        bytes.extend_from_slice(&part[..count]);
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    while let Some(request) = read(&mut stream) {
        let answered = {
            let mut state = state.lock().unwrap();
            answer(&mut state, &request)
        };
        let Some((status, kind, body)) = answered else { return };
        let head = format!("HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).is_err() {
            return;
        }
    }
}

const XML: &str = "application/xml; charset=utf-8";
const JSON: &str = "application/json";

fn answer(state: &mut State, request: &Request) -> Option<(u16, &'static str, Vec<u8>)> {
    if state.mood == Mood::Away {
        return None;
    }
    if request.headers.get("authorization").map(String::as_str) != Some("Bearer test-key") {
        state.strangers += 1;
        return Some((401, JSON, b"{\"code\":\"unauthorized\"}".to_vec()));
    }
    match request.path.as_str() {
        "/wire/police-bank/poll" => {
            state.polls += 1;
            assert!(request.body.is_empty());
            Some((200, XML, PollAnswer::new(state.messages.clone()).encode().unwrap()))
        }
        "/wire/police-bank/upload" => {
            state.uploads.push(request.body.clone());
            if state.mood == Mood::Failing {
                return Some((500, XML, Vec::new()));
            }
            let message = decode(&request.body).unwrap();
            let id = mapping::application_id_of(&message).expect("no feedback").as_str();
            let code = state.codes.get(id).copied().unwrap_or("100000");
            if code == "500" {
                return Some((500, JSON, b"{\"code\":\"internal\"}".to_vec()));
            }
            if code != "200001" {
                state.messages.retain(|message| !String::from_utf8_lossy(message).contains(id));
            }
            let code = TransportCode::parse(code).unwrap();
            Some((200, XML, UploadAnswer::new(code, "x").encode().unwrap()))
        }
        "/api/v1/inbox/leases" => {
            state.polls += 1;
            let orders = serde_json::json!({"orders": state.orders, "lease_ms": 60_000});
            Some((200, JSON, orders.to_string().into_bytes()))
        }
        "/api/v1/inbox/holds" => {
            let key = request.headers.get("idempotency-key").cloned().unwrap_or_default();
            state.holds.push((key, request.body.clone()));
            if state.mood == Mood::Failing {
                return Some((500, JSON, Vec::new()));
            }
            Some((201, JSON, b"{\"measure\":\"mea_00000000000000000000000000000000\"}".to_vec()))
        }
        path => {
            let id = path.strip_prefix("/api/v1/inbox/orders/")?.strip_suffix("/receipts")?.to_owned();
            let key = request.headers.get("idempotency-key").cloned().unwrap_or_default();
            state.receipts.push((id.clone(), key, request.body.clone()));
            if state.mood == Mood::Failing {
                return Some((500, JSON, Vec::new()));
            }
            if state.receipt_status != 201 {
                let problem = format!("{{\"code\":\"{}\"}}", state.receipt_problem);
                return Some((state.receipt_status, JSON, problem.into_bytes()));
            }
            state.orders.retain(|order| order["id"] != id.as_str());
            Some((
                201,
                JSON,
                b"{\"receipt\":\"rcp_00000000000000000000000000000000\",\"weight\":\"deciding\"}".to_vec(),
            ))
        }
    }
}
