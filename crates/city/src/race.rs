//! The race: several ways of running a centre in the same cities, cell by cell of a grid, and what each
//! of them saved, how late, and at whose cost.
//!
//! Every entrant plays every (cell, city) pair, so that differences are taken between runs that met the
//! same people and the same chance. Cities are numbered by seeds; the same race is the same report.

mod grid;
mod picture;
mod play;
mod report;
mod stats;
mod text;

pub use grid::{Axes, Grid};
pub use play::{Ended, Played};
pub use report::{Difference, Part, Report, Score};
pub use stats::Estimate;

use crate::settings::Cell;
use crate::strategy::{Entrant, Way};
use anyhow::ensure;
use serde::Serialize;

/// Cases in one race at most: beyond it somebody has mistyped.
const CASES_MAX: u32 = 1_000_000;

/// One city, the same for every entrant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct City {
    pub seed: u64,
    pub cases: u32,
}

#[derive(Clone, Debug)]
pub struct Race {
    pub cells: Vec<Cell>,
    pub cities: Vec<City>,
    pub nasty: bool,
    pub entrants: Vec<Entrant>,
}

/// So many cases of each cell over so many cities; what does not divide goes to the first ones.
pub fn cities(seed: u64, seeds: u32, cases: u32) -> anyhow::Result<Vec<City>> {
    ensure!(seeds > 0, "a race needs a city: `--seeds 1` or more");
    ensure!(cases >= seeds, "{cases} cases cannot be spread over {seeds} cities; ask for more cases or fewer seeds");
    ensure!(cases <= CASES_MAX, "{cases} cases are more than {CASES_MAX}");
    let (each, more) = (cases.div_euclid(seeds), cases.rem_euclid(seeds));
    let city = |number: u32| City {
        seed: seed.saturating_add(u64::from(number)),
        cases: each.saturating_add(u32::from(number < more)),
    };
    Ok((0..seeds).map(city).collect())
}

impl Race {
    /// Whose difference to whom is told: what is changed to the same unchanged, Cordon to the others.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let at = |way: Way| self.entrants.iter().position(|other| other.way == way && other.changes.is_empty());
        let entrants = self.entrants.iter().enumerate();
        let pair = |(number, entrant): (usize, &Entrant)| match entrant.way {
            way if !entrant.changes.is_empty() => Some((number, at(way)?)),
            Way::Cordon => None,
            Way::ByHand | Way::Levels => Some((at(Way::Cordon)?, number)),
        };
        entrants.filter_map(pair).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Change;

    #[test]
    fn cases_are_spread_over_cities_and_none_is_lost() {
        let spread = cities(7, 3, 10).unwrap();
        assert_eq!(spread.iter().map(|city| (city.seed, city.cases)).collect::<Vec<_>>(), [(7, 4), (8, 3), (9, 3)]);
        assert!(cities(1, 5, 4).is_err() && cities(1, 0, 4).is_err());
    }

    #[test]
    fn cordon_is_compared_with_the_others_and_a_change_with_what_it_changes() {
        let changed = Entrant { way: Way::Cordon, changes: vec![Change::Silent { house: 1, permille: 0 }] };
        let entrants =
            vec![Entrant::of(Way::Levels), Entrant::of(Way::Cordon), changed.clone(), Entrant::of(Way::ByHand)];
        let race = Race { cells: vec![], cities: vec![], nasty: false, entrants };
        assert_eq!(race.pairs(), [(1, 0), (2, 1), (1, 3)]);
        let alone = Race { entrants: vec![Entrant::of(Way::Levels), changed], ..race };
        assert_eq!(alone.pairs(), []);
    }
}
