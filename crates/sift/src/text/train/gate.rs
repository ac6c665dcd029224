//! The table of n-grams: a logistic model by AdaGrad over whole texts, their beginnings, and changed copies.
#![expect(clippy::float_arithmetic, reason = "learning is about probabilities; no money is moved by it")]

use super::observe::Observed;
use super::{Dice, Example, Options};
use crate::text::gate::GATE_BITS;

/// An n-gram counts in full when it stands in this many sources: what one source says may be its style.
const SOURCES_MIN: u32 = 2;
const DECAY: f32 = 2e-6;
/// Beginnings count for less: many say nothing yet.
const BEGINNING: f32 = 0.4;
const CHANGED: f32 = 0.5;
/// Weights beyond this share of all are cut, so that the others are told finely.
const CUT_SHARE: f32 = 0.0005;

pub struct Table {
    weights: Vec<f32>,
}

impl Table {
    /// Learns from all examples but those of one fold.
    pub fn learn(examples: &[Example], without: Option<u64>, options: &Options) -> Self {
        let mut order: Vec<usize> =
            (0..).zip(examples).filter(|(_, one)| Some(one.fold) != without).map(|(at, _)| at).collect();
        let mut learner = Learner::new(order.iter().filter_map(|at| examples.get(*at)), options);
        let mut dice = Dice::new(options.seed);
        for _ in 0..options.epochs {
            dice.shuffle(&mut order);
            for example in order.iter().filter_map(|at| examples.get(*at)) {
                learner.take(&example.observed, usize::MAX, example.scam, example.weight);
                let turns = example.observed.moments.len();
                if turns > 2 {
                    let turn = dice.below(turns.saturating_sub(1));
                    learner.take(&example.observed, turn, example.scam, example.weight * BEGINNING);
                }
                learner.take(&example.changed, usize::MAX, example.scam, example.weight * CHANGED);
            }
        }
        Self { weights: learner.weights }
    }

    /// The score after each turn.
    pub fn scores(&self, observed: &Observed) -> Vec<f32> {
        let mut sum = 0.0;
        let mut from = 0;
        let each = observed.moments.iter().map(|moment| {
            let new = observed.grams.get(from..moment.grams).unwrap_or_default();
            sum += new.iter().filter_map(|place| self.weights.get(*place as usize)).sum::<f32>();
            from = moment.grams;
            sum * per_root(moment.told.symbols)
        });
        each.collect()
    }

    /// Whole numbers of eight bits, and what one of them is worth.
    pub fn quantised(&self) -> (Vec<i8>, f32) {
        quantise(&self.weights)
    }
}

pub fn quantise(weights: &[f32]) -> (Vec<i8>, f32) {
    let mut sizes: Vec<f32> = weights.iter().map(|weight| weight.abs()).filter(|size| *size > 0.0).collect();
    sizes.sort_by(f32::total_cmp);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list that is shorter than 2^24"
    )]
    let last = (sizes.len() as f32 * (1.0 - CUT_SHARE)) as usize;
    let largest = sizes.get(last.min(sizes.len().saturating_sub(1))).copied().unwrap_or(1.0);
    let scale = largest / f32::from(i8::MAX);
    #[expect(clippy::cast_possible_truncation, reason = "clamped to eight bits")]
    let small = |weight: &f32| (weight / scale).round().clamp(-127.0, 127.0) as i8;
    (weights.iter().map(small).collect(), scale)
}

pub fn per_root(symbols: u32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "texts are shorter than 2^24")]
    let symbols = symbols.max(1) as f32;
    1.0 / symbols.sqrt()
}

struct Learner {
    weights: Vec<f32>,
    squares: Vec<f32>,
    /// How fast an n-gram is learned, by how many sources it stands in.
    rates: Vec<f32>,
    bias: f32,
}

impl Learner {
    fn new<'e>(examples: impl Iterator<Item = &'e Example>, options: &Options) -> Self {
        let size = 1usize << GATE_BITS;
        let mut sources = vec![0u64; size];
        for example in examples {
            let source = 1u64.checked_shl(u32::from(example.source)).unwrap_or(1 << 63);
            for place in &example.observed.grams {
                if let Some(set) = sources.get_mut(*place as usize) {
                    *set |= source;
                }
            }
        }
        let several = sources.iter().fold(0, |all, set| all | set).count_ones() >= SOURCES_MIN;
        let supported = |set: &u64| !several || set.count_ones() >= SOURCES_MIN;
        let rate = |set| if supported(set) { options.rate } else { options.rate * options.one_source };
        let rates = sources.iter().map(rate).collect();
        Self { weights: vec![0.0; size], squares: vec![1e-3; size], rates, bias: 0.0 }
    }

    fn take(&mut self, observed: &Observed, turn: usize, scam: bool, weight: f32) {
        let Some(moment) = observed.moments.get(turn).or(observed.moments.last()) else { return };
        let grams = observed.grams.get(..moment.grams).unwrap_or_default();
        let value = per_root(moment.told.symbols);
        let guess = 1.0 / (1.0 + (-(self.sum(grams) * value + self.bias)).exp());
        let error = (guess - f32::from(u8::from(scam))) * weight;
        self.bias -= 0.005 * error;
        self.move_by(grams, error * value);
    }

    fn sum(&self, grams: &[u32]) -> f32 {
        grams.iter().filter_map(|place| self.weights.get(*place as usize)).sum()
    }

    fn move_by(&mut self, grams: &[u32], slope: f32) {
        for place in grams {
            let place = *place as usize;
            let (Some(own), Some(square)) = (self.weights.get_mut(place), self.squares.get_mut(place)) else {
                continue;
            };
            let slope = slope + DECAY * *own;
            *square += slope * slope;
            *own -= self.rates.get(place).copied().unwrap_or(0.0) * slope / square.sqrt();
        }
    }
}
