//! Every run of a race, several side by side: a run has a city of its own in a folder of its own, so
//! none knows of another, and what comes out does not depend on which ends first.

use super::Race;
use crate::settings::{Cell, Settings};
use crate::strategy::{Entrant, play};
use crate::world::Outcome;
use anyhow::Context;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A run that has ended.
#[derive(Clone, Copy, Debug)]
pub struct Ended<'r> {
    pub done: usize,
    pub of: usize,
    pub cell: Cell,
    pub seed: u64,
    pub entrant: &'r Entrant,
}

/// What came out, by cell, entrant and city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played(Vec<Outcome>);

impl Played {
    /// The outcomes of one entrant in one cell, a city each.
    pub fn of(&self, race: &Race, cell: usize, entrant: usize) -> &[Outcome] {
        let cities = race.cities.len();
        let from = cell.saturating_mul(race.entrants.len()).saturating_add(entrant).saturating_mul(cities);
        self.0.get(from..from.saturating_add(cities)).unwrap_or_default()
    }
}

type Slot = Mutex<Option<anyhow::Result<Outcome>>>;

impl Race {
    /// Plays everything with so many threads; folders are made in `folder` and removed again.
    pub fn play(&self, jobs: usize, folder: &Path, ended: &(dyn Fn(Ended<'_>) + Sync)) -> anyhow::Result<Played> {
        let of = self.cells.len().saturating_mul(self.entrants.len()).saturating_mul(self.cities.len());
        let slots: Vec<Slot> = (0..of).map(|_| Mutex::new(None)).collect();
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..jobs.clamp(1, of.max(1)) {
                scope.spawn(|| {
                    while let Some((run, slot)) = take(&slots, &next) {
                        let outcome = self.run(run, folder);
                        if outcome.is_err() {
                            // Nobody begins another one.
                            next.store(of, Ordering::Relaxed);
                        }
                        let told = self.part(run);
                        if let Ok(mut slot) = slot.lock() {
                            *slot = Some(outcome);
                        }
                        let done = done.fetch_add(1, Ordering::Relaxed).saturating_add(1);
                        if let Some((cell, entrant, settings)) = told {
                            ended(Ended { done, of, cell, seed: settings.seed, entrant });
                        }
                    }
                });
            }
        });
        let outcomes = slots.into_iter().filter_map(|slot| slot.into_inner().ok().flatten());
        let outcomes: Vec<Outcome> = outcomes.collect::<anyhow::Result<_>>()?;
        anyhow::ensure!(outcomes.len() == of, "{} of {of} runs did not end", of.saturating_sub(outcomes.len()));
        Ok(Played(outcomes))
    }

    /// Which cell, entrant and city a run is of.
    fn part(&self, run: usize) -> Option<(Cell, &Entrant, Settings)> {
        let cities = self.cities.len();
        let city = self.cities.get(run.checked_rem(cities)?)?;
        let rest = run.checked_div(cities)?;
        let entrant = self.entrants.get(rest.checked_rem(self.entrants.len())?)?;
        let cell = *self.cells.get(rest.checked_div(self.entrants.len())?)?;
        Some((cell, entrant, Settings { seed: city.seed, cases: city.cases, cell, nasty: self.nasty }))
    }

    fn run(&self, run: usize, folder: &Path) -> anyhow::Result<Outcome> {
        let (_, entrant, settings) = self.part(run).context("no such run")?;
        let folder = folder.join(format!("{run:06}"));
        std::fs::create_dir_all(&folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
        let outcome =
            play(entrant, settings, &folder).with_context(|| format!("{entrant} with seed {}", settings.seed));
        std::fs::remove_dir_all(&folder).with_context(|| format!("`{}` cannot be removed", folder.display()))?;
        outcome
    }
}

fn take<'s>(slots: &'s [Slot], next: &AtomicUsize) -> Option<(usize, &'s Slot)> {
    let run = next.fetch_add(1, Ordering::Relaxed);
    Some((run, slots.get(run)?))
}
