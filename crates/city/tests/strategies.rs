//! Each strategy in a small city: the same again is the same, and nobody saves what was not lost.

#![allow(clippy::indexing_slicing, reason = "a test fails by panicking")]

use cordon_city::settings::{Cell, Settings};
use cordon_city::strategy::{Entrant, Way, play};
use cordon_city::world::Outcome;

const SETTINGS: Settings = Settings { seed: 5, cases: 8, cell: Cell::CENTRE, nasty: false };

fn run(way: Way, settings: Settings) -> anyhow::Result<Outcome> {
    let folder = tempfile::tempdir()?;
    play(&Entrant::of(way), settings, folder.path())
}

#[test]
fn the_same_city_ends_the_same_way_again() -> anyhow::Result<()> {
    for way in Way::ALL {
        assert_eq!(run(way, SETTINGS)?, run(way, SETTINGS)?, "{way:?}");
    }
    Ok(())
}

#[test]
fn nobody_saves_what_was_not_lost_and_every_strategy_meets_the_same_victims() -> anyhow::Result<()> {
    let outcomes = [run(Way::ByHand, SETTINGS)?, run(Way::Levels, SETTINGS)?, run(Way::Cordon, SETTINGS)?];
    for outcome in &outcomes {
        for (case, first) in outcome.cases.iter().zip(&outcomes[0].cases) {
            assert_eq!(case.loss, first.loss);
            assert!(case.there_at_report <= case.loss && case.saved <= case.loss && case.saved >= 0);
            assert_eq!(case.saved, case.saved_by_level.iter().sum::<i64>());
            assert_eq!(case.saved, case.saved_by_house.iter().sum::<i64>());
        }
        assert!(outcome.wrong_fen_hours <= outcome.held_fen_hours && outcome.held_fen_hours > 0);
        assert_eq!(outcome.wrong_fen_hours, outcome.wrong_by_role.values().sum::<i64>());
        assert!(outcome.wronged_people <= outcome.held_people);
        let work = outcome.work;
        assert_eq!(work.acts == 0, work.officer_ms == 0);
    }
    assert!(outcomes.iter().all(|outcome| outcome.cases.iter().any(|case| case.saved > 0)));
    // Whoever writes by hand writes and reads every letter.
    assert!(outcomes[0].work.acts > 2 * 8);
    Ok(())
}

#[test]
fn a_nasty_gang_hurries_when_it_meets_a_hold() -> anyhow::Result<()> {
    let nasty = Settings { nasty: true, ..SETTINGS };
    let outcome = run(Way::Cordon, nasty)?;
    assert_eq!(outcome, run(Way::Cordon, nasty)?);
    assert!(outcome.cases.iter().all(|case| case.saved <= case.loss));
    Ok(())
}
