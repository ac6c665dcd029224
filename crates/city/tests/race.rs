//! A small race: it ends, its sums add up, it is the same again, and what is changed shows.

#![allow(clippy::indexing_slicing, reason = "a test fails by panicking")]

use cordon_city::change::Change;
use cordon_city::race::{Axes, Grid, Race, Report, Score, cities};
use cordon_city::script::INSTITUTIONS;
use cordon_city::settings::Cell;
use cordon_city::strategy::{Entrant, Way};

fn run(race: &Race, jobs: usize) -> anyhow::Result<Report> {
    let folder = tempfile::tempdir()?;
    let played = race.play(jobs, folder.path(), &|_| {})?;
    assert_eq!(folder.path().read_dir()?.count(), 0, "a race leaves nothing behind");
    Ok(Report::of(race, &played))
}

fn adds_up(score: &Score) {
    assert!(score.lost_fen > 0 && score.there_at_report_fen <= score.lost_fen);
    assert_eq!(score.saved_fen + score.not_saved_fen, score.lost_fen);
    assert_eq!(score.saved_by_level_fen.iter().sum::<i64>(), score.saved_fen);
    assert_eq!(score.saved_by_bank.iter().map(|at| at.saved_fen).sum::<i64>(), score.saved_fen);
    assert_eq!(score.wrong_by_role_fen_hours.values().sum::<i64>(), score.wrong_fen_hours);
    assert_eq!(score.orders_by_kind.values().sum::<u64>(), score.orders);
}

#[test]
fn a_race_over_two_cells_adds_up_and_is_the_same_again() -> anyhow::Result<()> {
    let axes = Axes { dwell_s: vec![900, 2_700], report_min: vec![30], bank_s: vec![60], silent_permille: vec![100] };
    let race = Race {
        cells: axes.cells(Grid::Star)?,
        cities: cities(3, 2, 5)?,
        nasty: false,
        entrants: Way::ALL.into_iter().map(Entrant::of).collect(),
    };
    let report = run(&race, 2)?;
    assert_eq!((report.cells.len(), report.entrants.len()), (2, 3));
    let whole = report.whole.as_ref().unwrap();
    for (number, score) in whole.scores.iter().enumerate() {
        adds_up(score);
        let cells: Vec<&Score> = report.cells.iter().map(|cell| &cell.scores[number]).collect();
        cells.iter().for_each(|score| adds_up(score));
        assert_eq!(cells.iter().map(|score| score.saved_fen).sum::<i64>(), score.saved_fen);
        assert!(cells.iter().all(|score| score.cases == 5 && score.lost_fen == cells[0].lost_fen));
    }
    // Paired: Cordon to both others, and the difference of shares is the share of the difference.
    assert_eq!(whole.differences.len(), 2);
    for (difference, other) in whole.differences.iter().zip(&whole.scores) {
        let saved = |score: &Score| score.saved_share.unwrap().value;
        assert!((difference.saved_share.unwrap().value - (saved(&whole.scores[2]) - saved(other))).abs() < 2e-6);
        assert!(difference.saved_share.unwrap().low.is_some());
    }
    // One after the other is the same as side by side, and a cell does not depend on its neighbours.
    let race = Race { cells: race.cells[..1].to_vec(), ..race };
    let again = run(&race, 1)?;
    assert_eq!(serde_json::to_string(&report.cells[0])?, serde_json::to_string(&again.cells[0])?);
    assert!(again.whole.is_none() && report.picture().len() > again.picture().len());
    Ok(())
}

#[test]
fn what_is_changed_shows_and_nothing_changed_is_no_difference() -> anyhow::Result<()> {
    let silent = (0..INSTITUTIONS.len()).map(|house| Change::Silent { house, permille: 1_000 }).collect();
    let same = vec![Change::parse("norms.stop.times_max=2")?];
    // Less than this is not planned: nothing beyond the first account is stopped.
    let fewer = vec![Change::parse("norms.plan.stop_min=90000000.00")?];
    let changed = [silent, same, fewer].map(|changes| Entrant { way: Way::Cordon, changes });
    let entrants = std::iter::once(Entrant::of(Way::Cordon)).chain(changed).collect();
    let race = Race { cells: vec![Cell::CENTRE], cities: cities(5, 1, 8)?, nasty: false, entrants };
    let report = run(&race, 2)?;
    let saved: Vec<i64> = report.cells[0].scores.iter().map(|score| score.saved_fen).collect();
    assert!(saved[1] < saved[0] / 2, "no house answers: {saved:?}");
    assert_eq!(saved[2], saved[0], "the norm as it is: {saved:?}");
    assert!(saved[3] < saved[0], "nothing further on is stopped: {saved:?}");
    let shares: Vec<f64> =
        report.cells[0].differences.iter().filter_map(|one| one.saved_share).map(|s| s.value).collect();
    assert!(shares[0] < 0.0 && shares[1] == 0.0 && shares[2] < 0.0, "{shares:?}");
    Ok(())
}
