//! What came out of a race, in figures: for each cell, and for all of them together.

#![allow(clippy::float_arithmetic, reason = "sums become shares here, for people to read")]

use super::stats::{Estimate, quantile, ratio};
use super::{City, Played, Race};
use crate::script::{INSTITUTIONS, Role};
use crate::settings::{CITY_VERSION, Cell};
use crate::strategy::Entrant;
use crate::world::{CaseOutcome, LEVELS, Outcome};
use cordon_model::time::{MINUTE_MS, SECOND_MS};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub city_version: u32,
    pub nasty: bool,
    pub cities: Vec<City>,
    pub entrants: Vec<Entered>,
    pub cells: Vec<Part>,
    /// All cells together, where there are several: a city counts with all its cells.
    pub whole: Option<Part>,
}

/// Who took part.
#[derive(Clone, Debug, Serialize)]
pub struct Entered {
    pub name: String,
    pub strategy: &'static str,
    pub what_if: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Part {
    pub cell: Option<Cell>,
    /// In the order of the entrants.
    pub scores: Vec<Score>,
    pub differences: Vec<Difference>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Score {
    pub entrant: String,
    pub cases: usize,
    pub lost_fen: i64,
    /// What still lay on cards when the report came: more could not be saved.
    pub there_at_report_fen: i64,
    pub saved_fen: i64,
    pub not_saved_fen: i64,
    pub saved_share: Option<Estimate>,
    /// From the first account on; the last stands for itself and all deeper ones.
    pub saved_by_level_fen: [i64; LEVELS],
    pub saved_by_bank: Vec<AtBank>,
    pub first_stop: Times,
    pub last_stop: Times,
    pub held_fen_hours: i64,
    pub wrong_fen_hours: i64,
    /// Of all money that was held, times its time.
    pub wrong_share: Option<Estimate>,
    /// Hours for which a yuan was wrongly held, for each yuan lost.
    pub wrong_hours: Option<Estimate>,
    pub wrong_by_role_fen_hours: BTreeMap<Role, i64>,
    pub held_people: u64,
    pub held_no_mules: u64,
    pub orders: u64,
    pub orders_by_kind: BTreeMap<String, u64>,
    pub officer_acts: u64,
    pub officer_minutes: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct AtBank {
    pub code: &'static str,
    pub name: &'static str,
    pub saved_fen: i64,
}

/// From the report on; of the cases in which anything was held.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Times {
    pub cases: usize,
    pub median_s: Option<i64>,
    pub p90_s: Option<i64>,
}

/// Of one entrant to another, in the same cities.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    pub of: String,
    pub than: String,
    /// In parts of the loss: 0.05 are five points.
    pub saved_share: Option<Estimate>,
    /// How many times as much was saved.
    pub saved_times: Option<Estimate>,
    pub wrong_hours: Option<Estimate>,
}

/// One entrant's outcomes, by city.
type Cities<'p> = Vec<Vec<&'p Outcome>>;

impl Report {
    pub fn of(race: &Race, played: &Played) -> Self {
        let entered = |entrant: &Entrant| Entered {
            name: entrant.to_string(),
            strategy: entrant.way.key(),
            what_if: entrant.changes.iter().map(ToString::to_string).collect(),
        };
        let cells: Vec<usize> = (0..race.cells.len()).collect();
        let whole = (cells.len() > 1).then(|| part(race, played, None, &cells));
        Self {
            city_version: CITY_VERSION,
            nasty: race.nasty,
            cities: race.cities.clone(),
            entrants: race.entrants.iter().map(entered).collect(),
            cells: race.cells.iter().enumerate().map(|(at, cell)| part(race, played, Some(*cell), &[at])).collect(),
            whole,
        }
    }

    /// The whole where there are several cells, else the one cell.
    pub fn overall(&self) -> Option<&Part> {
        self.whole.as_ref().or(self.cells.first())
    }
}

fn part(race: &Race, played: &Played, cell: Option<Cell>, cells: &[usize]) -> Part {
    let of = |entrant: usize| -> Cities<'_> {
        let city = |city: usize| cells.iter().filter_map(|cell| played.of(race, *cell, entrant).get(city)).collect();
        (0..race.cities.len()).map(city).collect()
    };
    let entrants: Vec<(String, Cities<'_>)> =
        race.entrants.iter().enumerate().map(|(number, entrant)| (entrant.to_string(), of(number))).collect();
    let pair = |(one, other): (usize, usize)| Some(difference(entrants.get(one)?, entrants.get(other)?));
    Part {
        cell,
        scores: entrants.iter().map(|(name, cities)| score(name, cities)).collect(),
        differences: race.pairs().into_iter().filter_map(pair).collect(),
    }
}

fn score(name: &str, cities: &Cities<'_>) -> Score {
    let outcomes: Vec<&Outcome> = cities.iter().flatten().copied().collect();
    let cases: Vec<&CaseOutcome> = outcomes.iter().flat_map(|outcome| &outcome.cases).collect();
    let of_cases = |of: fn(&CaseOutcome) -> i64| cases.iter().map(|case| of(case)).sum::<i64>();
    let of_all = |of: fn(&Outcome) -> i64| outcomes.iter().map(|outcome| of(outcome)).sum::<i64>();
    let (lost, saved) = (of_cases(|case| case.loss), of_cases(|case| case.saved));
    let orders_by_kind = summed(outcomes.iter().flat_map(|outcome| &outcome.letters), 0_u64, u64::saturating_add);
    Score {
        entrant: name.to_owned(),
        cases: cases.len(),
        lost_fen: lost,
        there_at_report_fen: of_cases(|case| case.there_at_report),
        saved_fen: saved,
        not_saved_fen: lost.saturating_sub(saved),
        saved_share: ratio(&by_city(cities, |city| (saved_in(city), lost_in(city)))),
        saved_by_level_fen: std::array::from_fn(|level| {
            cases.iter().filter_map(|case| case.saved_by_level.get(level)).sum()
        }),
        saved_by_bank: by_bank(&cases),
        first_stop: times(&cases, |case| case.first_hold_ms),
        last_stop: times(&cases, |case| case.last_hold_ms),
        held_fen_hours: of_all(|outcome| outcome.held_fen_hours),
        wrong_fen_hours: of_all(|outcome| outcome.wrong_fen_hours),
        wrong_share: ratio(&by_city(cities, |city| {
            (wrong_in(city), city.iter().map(|outcome| outcome.held_fen_hours).sum::<i64>())
        })),
        wrong_hours: ratio(&by_city(cities, |city| (wrong_in(city), lost_in(city)))),
        wrong_by_role_fen_hours: summed(
            outcomes.iter().flat_map(|outcome| &outcome.wrong_by_role),
            0_i64,
            i64::saturating_add,
        ),
        held_people: outcomes.iter().map(|outcome| u64::from(outcome.held_people)).sum(),
        held_no_mules: outcomes.iter().map(|outcome| u64::from(outcome.wronged_people)).sum(),
        orders: orders_by_kind.values().sum(),
        orders_by_kind,
        officer_acts: outcomes.iter().map(|outcome| outcome.work.acts).sum(),
        officer_minutes: of_all(|outcome| outcome.work.officer_ms).div_euclid(MINUTE_MS),
    }
}

fn difference(one: &(String, Cities<'_>), other: &(String, Cities<'_>)) -> Difference {
    let cities = || one.1.iter().zip(&other.1);
    let less = |of: fn(&[&Outcome]) -> i64| {
        let pairs = cities().map(|(one, other)| floats((of(one).saturating_sub(of(other)), lost_in(other))));
        ratio(&pairs.collect::<Vec<_>>())
    };
    let times = cities().map(|(one, other)| floats((saved_in(one), saved_in(other))));
    Difference {
        of: one.0.clone(),
        than: other.0.clone(),
        saved_share: less(saved_in),
        saved_times: ratio(&times.collect::<Vec<_>>()),
        wrong_hours: less(wrong_in),
    }
}

fn saved_in(city: &[&Outcome]) -> i64 {
    city.iter().flat_map(|outcome| &outcome.cases).map(|case| case.saved).sum()
}

fn lost_in(city: &[&Outcome]) -> i64 {
    city.iter().flat_map(|outcome| &outcome.cases).map(|case| case.loss).sum()
}

fn wrong_in(city: &[&Outcome]) -> i64 {
    city.iter().map(|outcome| outcome.wrong_fen_hours).sum()
}

fn by_city(cities: &Cities<'_>, of: impl Fn(&[&Outcome]) -> (i64, i64)) -> Vec<(f64, f64)> {
    cities.iter().map(|city| floats(of(city))).collect()
}

const fn floats(pair: (i64, i64)) -> (f64, f64) {
    (pair.0 as f64, pair.1 as f64)
}

fn summed<'o, K: Ord + Clone + 'o, N: Copy + 'o>(
    all: impl Iterator<Item = (&'o K, &'o N)>,
    zero: N,
    plus: fn(N, N) -> N,
) -> BTreeMap<K, N> {
    let mut sums = BTreeMap::new();
    for (key, value) in all {
        let sum = sums.entry(key.clone()).or_insert(zero);
        *sum = plus(*sum, *value);
    }
    sums
}

fn by_bank(cases: &[&CaseOutcome]) -> Vec<AtBank> {
    let houses = INSTITUTIONS.iter().enumerate();
    let at = |(house, institution): (usize, &crate::script::Institution)| AtBank {
        code: institution.code,
        name: institution.name,
        saved_fen: cases.iter().filter_map(|case| case.saved_by_house.get(house)).sum(),
    };
    houses.map(at).collect()
}

fn times(cases: &[&CaseOutcome], of: fn(&CaseOutcome) -> Option<i64>) -> Times {
    let mut after: Vec<i64> = cases.iter().filter_map(|case| of(case)).map(|ms| ms.div_euclid(SECOND_MS)).collect();
    after.sort_unstable();
    Times { cases: after.len(), median_s: quantile(&after, 500), p90_s: quantile(&after, 900) }
}
