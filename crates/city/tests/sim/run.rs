//! A list is played to its end: with looks on the way, then until everything is at rest, and for days after.

use super::found::{Head, look};
use super::judge::{Broken, judge};
use super::op::Op;
use super::town::{Sabotage, Town};
use cordon_city::script::INSTITUTIONS;
use cordon_model::time::{HOUR_MS, MINUTE_MS};
use cordon_store::{Doors, Read, entries};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Operations between two looks.
const LOOK_EVERY: usize = 10;
/// Rounds without news after which everything is at rest; together longer than a lease.
const QUIET_ROUNDS: usize = 3;
const ROUNDS_MAX: usize = 120;
/// Acts told where it does not come to rest.
const LAST: u64 = 8;
/// Longer than any stop with its extension.
const DAYS_AFTER: i64 = 5;

/// What came of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub digest: String,
    pub entries: usize,
    pub cases: usize,
    pub orders: usize,
    pub measures: usize,
    pub levels: u32,
    pub lapsed: usize,
}

/// Plays a list in a town of its own.
pub fn run(ops: &[Op], sabotage: Sabotage) -> Result<Outcome, Broken> {
    let folder = ground();
    let played = catch_unwind(AssertUnwindSafe(|| play(ops, sabotage, folder.path())));
    played.unwrap_or_else(|panic| Err(Broken { law: "panics", what: said(panic.as_ref()) }))
}

/// Where nothing has to be synced to a disk: what a disk forgets has its own tests.
fn ground() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

fn bug(error: anyhow::Error) -> Broken {
    Broken { law: "errors", what: format!("{error:#}") }
}

fn play(ops: &[Op], sabotage: Sabotage, folder: &Path) -> Result<Outcome, Broken> {
    let mut town = Town::found(folder, sabotage).map_err(bug)?;
    let mut head = None;
    for (at, op) in ops.iter().enumerate() {
        town.step(*op).map_err(bug)?;
        if at % LOOK_EVERY == LOOK_EVERY - 1 {
            head = Some(seen(&town, head, false)?.head());
        }
    }
    head = Some(rest(&mut town, head)?.head());
    town.days_pass().map_err(bug)?;
    let found = rest(&mut town, head)?;
    let levels = found.traces.values().flat_map(|trace| &trace.places).map(|place| place.level).max();
    let lapsed = found.measures.iter().filter(|m| matches!(m.state, cordon_model::MeasureState::Lapsed { .. }));
    Ok(Outcome {
        digest: found.digest(),
        entries: found.entries.len(),
        cases: found.cases.len(),
        orders: found.orders.len(),
        measures: found.measures.len(),
        levels: levels.unwrap_or(0),
        lapsed: lapsed.count(),
    })
}

/// Everything comes to rest; where it does not, a law may say why.
fn rest(town: &mut Town, earlier: Option<Head>) -> Result<super::found::Found, Broken> {
    let rests = town.settle().map_err(bug)?;
    let found = seen(town, earlier, true)?;
    if rests { Ok(found) } else { Err(Broken { law: "rest", what: town.last_acts().map_err(bug)? }) }
}

fn seen(town: &Town, earlier: Option<Head>, at_rest: bool) -> Result<super::found::Found, Broken> {
    let ticked = town.ticked_at == Some(town.now);
    let found = look(town, ticked, at_rest, earlier).map_err(bug)?;
    judge(&found)?;
    Ok(found)
}

impl Town {
    /// The storm is over: the store is sound, clocks are right, and letters arrive. Until nothing is left to do;
    /// whether it came to that.
    pub fn settle(&mut self) -> anyhow::Result<bool> {
        self.store.heal();
        self.reopen_if_crashed()?;
        self.skew = [0; INSTITUTIONS.len()];
        let mut quiet = 0;
        for _ in 0..ROUNDS_MAX {
            let before = self.entries()?;
            self.pass(MINUTE_MS)?;
            self.ask_again()?;
            self.all_work()?;
            quiet = if self.entries()? == before && self.letters.is_empty() { quiet + 1 } else { 0 };
            if quiet >= QUIET_ROUNDS {
                self.tick()?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn last_acts(&self) -> anyhow::Result<String> {
        let last = self.desk.store().view("last", |view| {
            let count = entries::count(view.sql())?;
            entries::range(view.sql(), count.saturating_sub(LAST), 20)
        })?;
        let told = last.iter().map(|kept| kept.decode().map(|entry| format!("{} {}", entry.verb, entry.result)));
        Ok(told.collect::<Result<Vec<_>, _>>()?.join(", "))
    }

    fn days_pass(&mut self) -> anyhow::Result<()> {
        for _ in 0..DAYS_AFTER * 4 {
            self.pass(6 * HOUR_MS)?;
            self.all_work()?;
        }
        Ok(())
    }

    fn entries(&self) -> anyhow::Result<u64> {
        let count = self.desk.store().view("count", |view| entries::count(view.sql()))?;
        Ok(count)
    }
}
