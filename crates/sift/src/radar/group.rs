//! Which texts belong together: those that share runs which several people's texts have and the background has
//! not. Average linkage, in whole numbers; of equals the earlier comes first.
//!
//! Not here: what a group says (`draft`).

use super::background::Background;
use super::reading::is_short;
use super::{Kept, ONE, Pool, REPORTERS_MIN, Seen};
use std::collections::BTreeMap;

/// How much more often a run has to stand here than in the background: twice.
const LIFT_MIN: i64 = ONE;
/// How surprising that has to be, in bits: 4.5, which chance does in one run of eighty.
const SURPRISE_MIN: i64 = ONE * 9 / 2;
/// Two groups join while their texts are, in the mean, this much alike, in thousandths.
const JOIN_MIN: i64 = 300;

/// Groups of two and more, as places in `kept`.
pub(super) fn group(kept: &[&Kept], pool: &Pool, background: &Background) -> Vec<Vec<usize>> {
    let telling = telling(pool, background);
    let vectors: Vec<Vector> = kept.iter().map(|text| Vector::of(text, &telling)).collect();
    let mut groups = Groups::of(&vectors);
    while groups.join() {}
    groups.members.into_iter().filter(|members| members.len() > 1).collect()
}

/// The runs that tell, with what each weighs.
fn telling(pool: &Pool, background: &Background) -> BTreeMap<u64, i64> {
    let enough = u32::try_from(REPORTERS_MIN).unwrap_or(u32::MAX);
    let many = pool.counts.iter().filter(|(gram, count)| is_short(**gram) && **count >= enough);
    let weighed = many.filter_map(|(gram, count)| {
        let there = u64::from(background.count(*gram));
        let seen = Seen { here: u64::from(*count), all_here: pool.people, there, all_there: background.texts() };
        let surprise = seen.surprise();
        (seen.lift() >= LIFT_MIN && surprise >= SURPRISE_MIN).then_some((*gram, surprise / (ONE / 1000)))
    });
    weighed.collect()
}

#[derive(Debug)]
struct Vector {
    weights: Vec<(u64, i64)>,
    norm: u128,
}

impl Vector {
    fn of(text: &Kept, telling: &BTreeMap<u64, i64>) -> Self {
        let own = text.reading.grams().filter_map(|gram| Some((gram, *telling.get(&gram)?)));
        let weights: Vec<(u64, i64)> = own.collect();
        let squares: u128 = weights.iter().map(|(_, weight)| u128::from(weight.unsigned_abs()).pow(2)).sum();
        Self { norm: squares.isqrt(), weights }
    }

    /// The cosine, in thousandths.
    fn alike(&self, other: &Self) -> i64 {
        let mut dot: u128 = 0;
        let mut theirs = other.weights.iter().peekable();
        for (gram, weight) in &self.weights {
            while theirs.next_if(|(next, _)| next < gram).is_some() {}
            if theirs.next_if(|(next, _)| next == gram).is_some() {
                dot = dot.saturating_add(u128::from(weight.unsigned_abs()).pow(2));
            }
        }
        let alike = dot.saturating_mul(1000).checked_div(self.norm.saturating_mul(other.norm)).unwrap_or(0);
        i64::try_from(alike).unwrap_or(0)
    }
}

/// Groups while they grow. What joined another is empty.
#[derive(Debug)]
struct Groups {
    members: Vec<Vec<usize>>,
    /// Sums over the pairs of two groups' texts.
    sums: Vec<Vec<i64>>,
    /// Of each group, the one that it is most alike, and how much.
    best: Vec<Option<(i64, usize)>>,
}

impl Groups {
    fn of(vectors: &[Vector]) -> Self {
        let alike = |one: &Vector| vectors.iter().map(|other| one.alike(other)).collect::<Vec<i64>>();
        let sums: Vec<Vec<i64>> = vectors.iter().map(alike).collect();
        let members: Vec<Vec<usize>> = (0..vectors.len()).map(|place| vec![place]).collect();
        let mut groups = Self { members, sums, best: Vec::new() };
        groups.best = (0..vectors.len()).map(|place| groups.find(place)).collect();
        groups
    }

    fn size(&self, group: usize) -> i64 {
        self.members.get(group).map_or(0, |members| i64::try_from(members.len()).unwrap_or(i64::MAX))
    }

    fn mean(&self, one: usize, other: usize) -> i64 {
        let sum = self.sums.get(one).and_then(|row| row.get(other)).copied().unwrap_or(0);
        sum.checked_div(self.size(one).saturating_mul(self.size(other))).unwrap_or(0)
    }

    fn find(&self, group: usize) -> Option<(i64, usize)> {
        let others = (0..self.members.len()).filter(|other| *other != group);
        let alike = others.map(|other| (self.mean(group, other), std::cmp::Reverse(other)));
        alike.max().map(|(mean, other)| (mean, other.0)).filter(|(mean, _)| *mean >= JOIN_MIN)
    }

    /// Joins the two that are most alike, if any are alike enough.
    fn join(&mut self) -> bool {
        let pairs =
            (0..).zip(&self.best).filter_map(|(one, best): (usize, _)| best.map(|(mean, other)| (mean, one, other)));
        let found = pairs.max_by_key(|(mean, one, other)| (*mean, std::cmp::Reverse((*one, *other))));
        let Some((_, one, other)) = found else { return false };
        let (into, from) = (one.min(other), one.max(other));
        let gone = self.members.get_mut(from).map(std::mem::take).unwrap_or_default();
        if let Some(members) = self.members.get_mut(into) {
            members.extend(gone);
            members.sort_unstable();
        }
        let moved = self.sums.get_mut(from).map(std::mem::take).unwrap_or_default();
        if let Some(row) = self.sums.get_mut(into) {
            row.iter_mut().zip(&moved).for_each(|(sum, more)| *sum = sum.saturating_add(*more));
        }
        for (row, more) in self.sums.iter_mut().zip(moved) {
            if let Some(sum) = row.get_mut(into) {
                *sum = sum.saturating_add(more);
            }
        }
        self.renew(into, from);
        true
    }

    /// Finds anew for whoever was nearest to one of the two, and lets the others see what came of it.
    fn renew(&mut self, into: usize, from: usize) {
        for group in 0..self.members.len() {
            let nearest = self.best.get(group).copied().flatten();
            let stale = group == into || nearest.is_some_and(|(_, other)| other == into || other == from);
            let now = if self.size(group) == 0 {
                None
            } else if stale {
                self.find(group)
            } else {
                let joined = self.mean(group, into);
                match nearest {
                    Some((mean, other)) if (mean, std::cmp::Reverse(other)) >= (joined, std::cmp::Reverse(into)) => {
                        nearest
                    }
                    _ if joined >= JOIN_MIN => Some((joined, into)),
                    _ => nearest,
                }
            };
            if let Some(best) = self.best.get_mut(group) {
                *best = now;
            }
        }
    }
}
