//! A city in a box, small: one centre, two banks, a payment firm and a carrier, each a process of its
//! own, and one story told through their real interfaces. Every claim is checked; nothing is shown
//! that did not happen.
//!
//! The second act takes place two days later: all processes are stopped and started again with the
//! clock moved on, so the story also shows that nothing is lost by stopping.

mod checks;
pub mod client;
mod processes;
mod story;
pub mod stream;
pub mod town;

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
pub fn run(seed: u64, data: Option<PathBuf>, once: bool) -> anyhow::Result<Outcome> {
    let folder = folder(data)?;
    let town = town::Town::build(std::env::current_exe()?, &folder, seed, Vec::new(), (!once).then_some(USUAL_PORT))?;
    let outcome = story::tell(&town)?;
    outcome.print();
    if !once {
        town.stay_open()?;
    }
    Ok(outcome)
}
