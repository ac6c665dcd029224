//! Somebody who looks at all cases the whole time: at every look each of them adds up to the fen, and no
//! more is claimed as held than is held.

use super::client::{Client, text};
use super::stage::money;
use anyhow::{Context, anyhow};
use cordon_model::Money;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Parts of a loss that are shown one by one.
const PARTS: [&str; 5] = ["held", "standing", "cashed_out", "returned", "unknown"];

/// What was seen.
#[derive(Debug, Default)]
pub struct Seen {
    pub looks: u32,
    pub bars: u32,
    /// Bars that did not add up.
    pub broken: u32,
    /// Looks at which all cases together claimed more than all measures held.
    pub over: u32,
}

#[derive(Debug)]
pub struct Looks {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<anyhow::Result<Seen>>,
}

impl Looks {
    pub fn begin(supervisor: Client) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut seen = Seen::default();
            while !flag.load(Ordering::Relaxed) {
                look(&supervisor, &mut seen)?;
                std::thread::sleep(LOOK_EVERY);
            }
            Ok(seen)
        });
        Self { stop, thread }
    }

    pub fn end(self) -> anyhow::Result<Seen> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| anyhow!("whoever looked at the cases fell over"))?
    }
}

fn look(supervisor: &Client, seen: &mut Seen) -> anyhow::Result<()> {
    let cases = supervisor.get("/api/v1/cases?limit=100")?;
    // Asked after the cases: what is held only grows while the money is followed.
    let held = held_now(supervisor)?;
    let mut claimed = Money::cny(0);
    for line in items(&cases)? {
        let mut sum = Money::cny(0);
        for part in PARTS {
            sum = sum.plus(money(line, &format!("/bar/{part}"))?)?;
        }
        claimed = claimed.plus(money(line, "/bar/held")?)?;
        seen.bars = seen.bars.saturating_add(1);
        seen.broken = seen.broken.saturating_add(u32::from(sum != money(line, "/bar/loss")?));
    }
    seen.looks = seen.looks.saturating_add(1);
    seen.over = seen.over.saturating_add(u32::from(claimed > held));
    Ok(())
}

pub fn items(page: &Value) -> anyhow::Result<&Vec<Value>> {
    page.get("items").and_then(Value::as_array).context("a page without items")
}

/// Measures that are in force.
pub fn in_force(supervisor: &Client) -> anyhow::Result<Vec<Value>> {
    let page = supervisor.get("/api/v1/measures?limit=200")?;
    let runs = |measure: &&Value| matches!(text(measure, "/state/name"), Some("in_force" | "renewed"));
    Ok(items(&page)?.iter().filter(runs).cloned().collect())
}

fn held_now(supervisor: &Client) -> anyhow::Result<Money> {
    let mut held = Money::cny(0);
    for measure in in_force(supervisor)? {
        if measure.pointer("/state/force/held").is_some_and(|held| !held.is_null()) {
            held = held.plus(money(&measure, "/state/force/held")?)?;
        }
    }
    Ok(held)
}
