//! Three centres in the same city, one after the other: `cargo run --release -p cordon-city --example
//! race [CASES] [SEED]`. A first look; the race over a grid, with intervals, is a command to come.

use cordon_city::settings::{Cell, Settings};
use cordon_city::strategy::{Way, play};
use cordon_city::world::Outcome;
use std::time::Instant;

fn main() -> anyhow::Result<()> {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let cases = numbers.next().transpose()?.unwrap_or(40);
    let seed = numbers.next().transpose()?.unwrap_or(1);
    let settings = Settings { seed, cases: u32::try_from(cases)?, cell: Cell::CENTRE, nasty: false };
    println!("seed {seed}, {cases} cases; sums in yuan, a day after each report");
    for way in Way::ALL {
        let (began, folder) = (Instant::now(), tempfile::tempdir()?);
        let outcome = play(way, settings, folder.path())?;
        show(way.name(), &outcome, began.elapsed().as_secs());
    }
    Ok(())
}

fn show(name: &str, outcome: &Outcome, seconds: u64) {
    let sum = |of: fn(&cordon_city::world::CaseOutcome) -> i64| outcome.cases.iter().map(of).sum::<i64>();
    let (loss, saved) = (sum(|case| case.loss), sum(|case| case.saved));
    println!(
        "{name:<16} lost {} saved {} ({} %) held and not stolen {} yuan-hours; {} people held, {} of them no mules; {seconds} s",
        loss / 100,
        saved / 100,
        saved * 100 / loss.max(1),
        outcome.wrong_fen_hours / 100,
        outcome.held_people,
        outcome.wronged_people,
    );
}
