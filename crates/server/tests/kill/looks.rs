//! Somebody who looks at all cases while everything is killed: at each look each of them adds up to the fen.
//! And somebody who keeps the journal's signed heads from before the kills.

use cordon_model::{Currency, Money};
use cordon_server::demo::client::{Client, text};
use cordon_server::demo::town::PASSWORD;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(150);
/// Between two looks so many times what the last one took: the storm does not measure how fast one can look.
const REST_TIMES: u32 = 4;
const PARTS: [&str; 5] = ["held", "standing", "cashed_out", "returned", "unknown"];

pub struct Looks {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<u64>,
}

impl Looks {
    pub fn begin(base: &str) -> Self {
        let supervisor = Client::officer(base, "supervisor", PASSWORD).unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut bars = 0;
            while !flag.load(Ordering::SeqCst) {
                let began = Instant::now();
                bars += look(&supervisor).unwrap_or(0);
                std::thread::sleep(LOOK_EVERY.max(began.elapsed() * REST_TIMES));
            }
            bars
        });
        Self { stop, thread }
    }

    /// How many bars were added up.
    pub fn end(self) -> u64 {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().expect("a look at the cases found what must not be")
    }
}

/// None when the centre went away meanwhile.
fn look(supervisor: &Client) -> Option<u64> {
    let lines = all(supervisor, "/api/v1/cases?limit=100")?;
    for line in &lines {
        let bar = &line["bar"];
        let sum = PARTS.iter().map(|part| fen(&bar[part])).sum::<i64>();
        assert_eq!(sum, fen(&bar["loss"]), "{} does not add up: {bar}", line["case"]["id"]);
    }
    Some(u64::try_from(lines.len()).unwrap())
}

/// Every page of a list.
pub fn all(client: &Client, path: &str) -> Option<Vec<Value>> {
    let mut found = Vec::new();
    let mut page = client.get(path).ok()?;
    loop {
        found.extend(page["items"].as_array()?.iter().cloned());
        let Some(next) = text(&page, "next") else { return Some(found) };
        page = client.get(&format!("{path}&cursor={next}")).ok()?;
    }
}

fn fen(amount: &Value) -> i64 {
    Money::parse(amount["amount"].as_str().unwrap(), Currency::CNY).unwrap().minor()
}

/// Signed heads of the journal, as an outsider keeps them.
pub struct Heads {
    folder: PathBuf,
    anybody: Client,
    pub kept: Vec<PathBuf>,
    last: String,
}

impl Heads {
    pub fn new(base: &str, folder: &Path) -> Self {
        Self { folder: folder.to_owned(), anybody: Client::new(base, None), kept: Vec::new(), last: String::new() }
    }

    /// Keeps the newest head, if it is another than the last.
    pub fn keep(&mut self) {
        let Some(head) = self.newest().filter(|head| *head != self.last) else { return };
        let file = self.folder.join(format!("head-{}", self.kept.len()));
        std::fs::write(&file, &head).unwrap();
        self.kept.push(file);
        self.last = head;
    }

    pub fn newest(&self) -> Option<String> {
        self.anybody.bytes("/log/checkpoint").ok().map(|bytes| String::from_utf8(bytes).unwrap())
    }
}
