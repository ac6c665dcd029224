//! A city in a box, small: one centre, three banks, a payment firm and a carrier, each a process of its
//! own, and one story told through their real interfaces. Every claim is checked; nothing is shown
//! that did not happen.
//!
//! The last act takes place two days later: all processes are stopped and started again with the
//! clock moved on, so the story also shows that nothing is lost by stopping.

mod checks;
pub mod client;
mod looks;
mod processes;
mod stage;
mod story;
pub mod stream;
pub mod town;
mod trail;

pub use checks::Outcome;

use std::path::PathBuf;

/// Where the centre of a demo that stays open listens, if nobody else does.
const USUAL_PORT: u16 = 8096;

/// Where the processes keep their data: never where a demo was before.
pub fn folder(data: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    let folder = match data {
        Some(folder) => folder,
        None => std::env::temp_dir().join(format!("cordon-demo-{}", std::process::id())),
    };
    anyhow::ensure!(!folder.join("centre").exists(), "`{}` already holds a demo; choose another", folder.display());
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Runs the story; with `once` false the centre stays open afterwards until it is interrupted.
pub fn run(store: town::DemoStore, seed: u64, data: Option<PathBuf>, once: bool) -> anyhow::Result<Outcome> {
    let folder = folder(data)?;
    let trail = trail::Trail::of(seed);
    let port = (!once).then_some(USUAL_PORT);
    let town = town::Town::build_on(store, std::env::current_exe()?, &folder, seed, trail.accounts(), port)?;
    let outcome = story::tell(&town, &trail)?;
    outcome.print();
    if !once {
        town.stay_open()?;
    }
    Ok(outcome)
}
