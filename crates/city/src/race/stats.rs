//! The few figures of statistics that a race needs: a ratio of sums over cities with its 95 % interval,
//! and quantiles.
//!
//! Cities are what is drawn independently; the cases in one city are not, they share officers, houses and
//! cards. So an interval goes by the spread between cities, with Student's t, which is honest for few of
//! them, and needs no chance of its own.

#![allow(clippy::float_arithmetic, reason = "shares and intervals are told to people; no money is moved by them")]

use serde::Serialize;
use std::f64::consts::PI;

/// So often is the interval halved in which a quantile is searched: to the last bit.
const STEPS: usize = 64;

/// A figure, and between what it lies with 95 % confidence. One city alone has no interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// The sum of all tops over the sum of all bottoms; a pair a city. The spread is that of the residuals
/// from the common ratio (the classical ratio estimator), so large cities weigh as much as they should.
pub fn ratio(pairs: &[(f64, f64)]) -> Option<Estimate> {
    let (top, bottom) = pairs.iter().fold((0.0, 0.0), |(top, bottom), pair| (top + pair.0, bottom + pair.1));
    if bottom == 0.0 {
        return None;
    }
    let value = top / bottom;
    let cities = pairs.len() as f64;
    let squares: f64 = pairs.iter().map(|(top, bottom)| (top - value * bottom).powi(2)).sum();
    let freedom = pairs.len().saturating_sub(1);
    let half = t_quantile(freedom).map(|t| t * (squares * cities / (cities - 1.0)).sqrt() / bottom.abs());
    Some(Estimate {
        value: rounded(value),
        low: half.map(|half| rounded(value - half)),
        high: half.map(|half| rounded(value + half)),
    })
}

/// What is told and written has six decimals: beyond them stands only how a machine adds up.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// Between minus this and this lie 95 % of Student's distribution.
fn t_quantile(freedom: usize) -> Option<f64> {
    if freedom == 0 {
        return None;
    }
    let (mut low, mut high) = (0.0, 20.0);
    for _ in 0..STEPS {
        let middle = (low + high) / 2.0;
        if t_within(middle, freedom) < 0.95 { low = middle } else { high = middle }
    }
    Some(high)
}

/// How much of Student's distribution lies between minus t and t: the finite sums for whole degrees of
/// freedom (Abramowitz and Stegun, 26.7.3 and 26.7.4).
fn t_within(t: f64, freedom: usize) -> f64 {
    let angle = (t / (freedom as f64).sqrt()).atan();
    let (sine, cosine) = (angle.sin(), angle.cos());
    let odd = freedom % 2 == 1;
    // The first power of the cosine in the sum, and the term that stands there.
    let (mut power, mut term) = if odd { (1_usize, cosine) } else { (0, 1.0) };
    let mut sum = 0.0;
    while power.saturating_add(2) <= freedom {
        sum += term;
        power = power.saturating_add(2);
        term *= cosine * cosine * (power as f64 - 1.0) / power as f64;
    }
    if odd { (angle + sine * sum) * 2.0 / PI } else { sine * sum }
}

/// The value below which so many of a thousand lie; of sorted values one that is there.
pub fn quantile(sorted: &[i64], permille: usize) -> Option<i64> {
    let rank = sorted.len().saturating_mul(permille).div_ceil(1_000).max(1);
    sorted.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_t_is_that_of_the_tables() {
        for (freedom, table) in [
            (1, 12.706),
            (2, 4.303),
            (3, 3.182),
            (4, 2.776),
            (5, 2.571),
            (9, 2.262),
            (10, 2.228),
            (19, 2.093),
            (29, 2.045),
            (100, 1.984),
        ] {
            let t = t_quantile(freedom).unwrap();
            assert!((t - table).abs() < 0.000_6, "{freedom}: {t}");
        }
        assert_eq!(t_quantile(0), None);
    }

    #[test]
    fn with_equal_cities_the_interval_is_that_of_a_mean() {
        // 1, 2, 3, 4, 5: mean 3, standard error 0.70711, t 2.776.
        let found = ratio(&[(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0), (5.0, 1.0)]).unwrap();
        assert!((found.value - 3.0).abs() < 1e-9);
        assert!((found.low.unwrap() - 1.0368).abs() < 1e-3 && (found.high.unwrap() - 4.9632).abs() < 1e-3, "{found:?}");
    }

    #[test]
    fn a_share_that_is_the_same_everywhere_has_no_spread() {
        let found = ratio(&[(10.0, 100.0), (20.0, 200.0), (1.0, 10.0)]).unwrap();
        assert_eq!(found, Estimate { value: 0.1, low: Some(0.1), high: Some(0.1) });
        assert_eq!(ratio(&[(10.0, 100.0)]), Some(Estimate { value: 0.1, low: None, high: None }));
        assert_eq!(ratio(&[(1.0, 0.0)]), None);
        assert_eq!(ratio(&[]), None);
    }

    #[test]
    fn of_ten_the_fifth_is_the_median_and_the_ninth_ends_nine_tenths() {
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!((quantile(&ten, 500), quantile(&ten, 900), quantile(&ten, 1_000)), (Some(5), Some(9), Some(10)));
        assert_eq!((quantile(&[7], 500), quantile(&[], 500)), (Some(7), None));
    }
}
