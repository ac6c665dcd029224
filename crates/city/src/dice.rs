//! Chance. Each draw has a name of its own, so that what one strategy makes happen never shifts what
//! chance has in store elsewhere: two strategies meet the same city.

#![allow(clippy::float_arithmetic, reason = "times and sums of a made-up city follow distributions")]

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sha2::{Digest, Sha256};
use std::f64::consts::TAU;

/// Where draws come from.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    seed: u64,
}

impl Chance {
    pub const fn of(seed: u64) -> Self {
        Self { seed }
    }

    /// The dice of one thing: named, and numbered by whatever tells it from others of its kind.
    pub fn dice(self, name: &str, numbers: &[u64]) -> Dice {
        Dice(StdRng::from_seed(self.bytes(name, numbers)))
    }

    /// Thirty-two bytes of chance for one act at the desk.
    pub fn bytes(self, name: &str, numbers: &[u64]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed.to_be_bytes());
        hash.update(name.as_bytes());
        for number in numbers {
            hash.update(number.to_be_bytes());
        }
        hash.finalize().into()
    }
}

#[derive(Debug)]
pub struct Dice(StdRng);

impl Dice {
    /// From 0 to `most - 1`; 0 where there is nothing to choose from.
    pub fn below(&mut self, most: usize) -> usize {
        if most == 0 { 0 } else { self.0.random_range(0..most) }
    }

    /// From `least` to `most`, both possible.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most.max(least))
    }

    /// True in so many of a thousand cases.
    pub fn in_thousand(&mut self, times: i64) -> bool {
        self.between(1, 1000) <= times
    }

    pub fn number(&mut self) -> u64 {
        self.0.random()
    }

    /// One of these, by their weights.
    pub fn by_weight<'a, T>(&mut self, choices: &'a [(i64, T)]) -> Option<&'a T> {
        let sum: i64 = choices.iter().map(|(weight, _)| weight).sum();
        let mut left = self.between(1, sum.max(1));
        choices.iter().find_map(|(weight, choice)| {
            left = left.saturating_sub(*weight);
            (left <= 0).then_some(choice)
        })
    }

    /// Log-normal around a median: half of all are below it; two thirds lie within the factor
    /// e^(spread / 1000) of it.
    pub fn around(&mut self, median: i64, spread: i64) -> i64 {
        let factor = (self.normal() * (spread as f64) / 1000.0).exp();
        (median as f64 * factor).round() as i64
    }

    /// Standard normal, by Box and Muller.
    fn normal(&mut self) -> f64 {
        let (a, b): (f64, f64) = (self.0.random(), self.0.random());
        (-2.0 * (1.0 - a).ln()).sqrt() * (TAU * b).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_has_the_same_chance_whatever_else_was_drawn() {
        let chance = Chance::of(7);
        let first = chance.dice("dwell", &[1, 2]).number();
        let _ = chance.dice("dwell", &[1, 3]).number();
        assert_eq!(chance.dice("dwell", &[1, 2]).number(), first);
        assert_ne!(chance.dice("dwell", &[2, 1]).number(), first);
        assert_ne!(Chance::of(8).dice("dwell", &[1, 2]).number(), first);
    }

    #[test]
    fn half_of_all_are_below_the_median() {
        let mut dice = Chance::of(1).dice("median", &[]);
        let below = (0..4_000).filter(|_| dice.around(1_000, 800) < 1_000).count();
        assert!((1_850..2_150).contains(&below), "{below}");
    }
}
