//! Tells types apart: a softmax over n-grams, evidence and steps, learned from scams whose type is known.
#![expect(clippy::float_arithmetic, reason = "learning is about probabilities; no money is moved by it")]

use super::gate::{per_root, quantise};
use super::observe::Observed;
use super::vocabulary::Vocabulary;
use super::{Dice, Example, Options};
use crate::kinds::ScamType;
use crate::text::gate::{TYPE_BITS, TYPE_WIDTH, at};
use crate::text::lexicon::{CODES_MAX, Lexicon, codes};
use crate::text::model::{SLOPE_ONE, TypeWeights};
use crate::text::record::Record;
use std::collections::BTreeMap;

const TYPES: usize = ScamType::ALL.len();
const EPOCHS: u32 = 6;
const RATE: f32 = 0.8;
const CODE_RATE: f32 = 0.1;
/// What a lawful twin counts for.
const TWIN: f32 = 0.3;
/// What a step of a type's own script says for it, before anything is learned.
const STEP: f32 = 0.5;

struct Softmax {
    rows: Vec<[f32; TYPE_WIDTH]>,
    squares: Vec<f32>,
    codes: Vec<[f32; TYPE_WIDTH]>,
    code_squares: Vec<f32>,
    base: [f32; TYPE_WIDTH],
}

pub fn learn(
    records: &[Record],
    examples: &[Example],
    vocabulary: &Vocabulary,
    lexicon: &Lexicon,
    options: &Options,
) -> (Vec<[i8; TYPE_WIDTH]>, TypeWeights) {
    let kinds = of_pairs(records);
    let kind = |record: &Record| match &record.pair {
        Some(pair) => kinds.get(pair.as_str()).copied(),
        None => record.kind.filter(|_| record.label.is_scam()),
    };
    let known: Vec<(&Example, ScamType)> =
        records.iter().zip(examples).filter_map(|(record, example)| Some((example, kind(record)?))).collect();
    let weights = evened(&known);
    let mut softmax = Softmax {
        rows: vec![[0.0; TYPE_WIDTH]; vocabulary.keys.len()],
        squares: vec![1e-3; vocabulary.keys.len()],
        codes: vec![[0.0; TYPE_WIDTH]; CODES_MAX],
        code_squares: vec![1e-1; CODES_MAX],
        base: [0.0; TYPE_WIDTH],
    };
    for (row, entry) in softmax.codes.iter_mut().zip(lexicon.entries()) {
        if let Some(place) = entry.of.and_then(|kind| row.get_mut(kind.place())) {
            *place = 0.5;
        }
    }
    let mut order: Vec<usize> = (0..known.len()).collect();
    let mut dice = Dice::new(options.seed);
    for _ in 0..EPOCHS {
        dice.shuffle(&mut order);
        for at in &order {
            let (Some((example, kind)), Some(weight)) = (known.get(*at), weights.get(*at)) else { continue };
            softmax.take(&example.observed, *kind, *weight);
        }
    }
    softmax.quantised(vocabulary)
}

/// The type of each pair: its lawful twin is on the same topic, and teaches it as well.
fn of_pairs(records: &[Record]) -> BTreeMap<&str, ScamType> {
    let scams = records.iter().filter(|record| record.label.is_scam());
    scams.filter_map(|record| Some((record.pair.as_deref()?, record.kind?))).collect()
}

/// Types count alike, and within a type its sources.
#[expect(clippy::cast_precision_loss, reason = "counts of records are small")]
fn evened(known: &[(&Example, ScamType)]) -> Vec<f32> {
    let key = |example: &Example, kind| (kind, if example.paired { u8::MAX } else { example.source });
    let mut counts: BTreeMap<(ScamType, u8), usize> = BTreeMap::new();
    for (example, kind) in known {
        let count = counts.entry(key(example, *kind)).or_default();
        *count = count.saturating_add(1);
    }
    let even = known.len() as f32 / counts.len().max(1) as f32;
    let weight = |(example, kind): &(&Example, ScamType)| {
        let count = counts.get(&key(example, *kind)).copied().unwrap_or(1) as f32;
        (even / count).clamp(0.25, 8.0) * if example.scam { 1.0 } else { TWIN }
    };
    known.iter().map(weight).collect()
}

impl Softmax {
    fn take(&mut self, observed: &Observed, kind: ScamType, weight: f32) {
        let Some(moment) = observed.moments.last() else { return };
        let value = per_root(moment.told.symbols);
        let mut sums = [0.0; TYPE_WIDTH];
        for row in observed.of_types.iter().filter_map(|place| self.rows.get(*place as usize)) {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight * value);
        }
        for row in codes(moment.told.seen).filter_map(|code| self.codes.get(code)) {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
        }
        for (kind, sum) in ScamType::ALL.into_iter().zip(&mut sums) {
            #[expect(clippy::cast_precision_loss, reason = "at most eight steps")]
            let steps = moment.told.steps(kind).count_ones() as f32;
            *sum += STEP * steps;
        }
        sums.iter_mut().zip(&self.base).for_each(|(sum, base)| *sum += base);
        let errors = errors(&sums, kind, weight);
        let size: f32 = errors.iter().map(|error| error * error).sum();
        for place in &observed.of_types {
            let place = *place as usize;
            let (Some(row), Some(square)) = (self.rows.get_mut(place), self.squares.get_mut(place)) else { continue };
            *square += size * value * value;
            let rate = RATE * value / square.sqrt();
            row.iter_mut().zip(&errors).for_each(|(weight, error)| *weight -= rate * error);
        }
        for code in codes(moment.told.seen) {
            let (Some(row), Some(square)) = (self.codes.get_mut(code), self.code_squares.get_mut(code)) else {
                continue;
            };
            *square += size;
            let rate = CODE_RATE / square.sqrt();
            row.iter_mut().zip(&errors).for_each(|(weight, error)| *weight -= rate * error);
        }
        self.base.iter_mut().zip(&errors).for_each(|(weight, error)| *weight -= 0.01 * error);
    }

    fn quantised(self, vocabulary: &Vocabulary) -> (Vec<[i8; TYPE_WIDTH]>, TypeWeights) {
        let flat: Vec<f32> = self.rows.iter().flatten().copied().collect();
        let (small, scale) = quantise(&flat);
        let (all, _) = small.as_chunks::<TYPE_WIDTH>();
        let rows = placed(all, vocabulary);
        let milli = |weight: &f32| whole(*weight * 1000.0);
        let by_type = |kind: usize| {
            let of = |row: &[f32; TYPE_WIDTH]| row.get(kind).map_or(0, milli);
            self.codes.iter().map(of).collect()
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "a small slope; casts saturate"
        )]
        let slope = (f64::from(scale) * 1000.0 * SLOPE_ONE as f64).round() as i64;
        let weights = TypeWeights {
            slope,
            progress: whole(STEP * 1000.0),
            codes: (0..TYPES).map(by_type).collect(),
            base: self.base.iter().take(TYPES).map(milli).collect(),
        };
        (rows, weights)
    }
}

/// Each n-gram's row in its place; where two fall into one, the one stays that moves more texts further.
fn placed(all: &[[i8; TYPE_WIDTH]], vocabulary: &Vocabulary) -> Vec<[i8; TYPE_WIDTH]> {
    let mut rows = vec![[0; TYPE_WIDTH]; 1 << TYPE_BITS];
    let mut moved = vec![0u64; 1 << TYPE_BITS];
    for ((own, key), texts) in all.iter().zip(&vocabulary.keys).zip(&vocabulary.texts) {
        let (place, tag) = at(*key);
        let (Some(row), Some(most)) = (rows.get_mut(place), moved.get_mut(place)) else { continue };
        let size: u64 = own.iter().map(|weight| u64::from(weight.unsigned_abs())).sum();
        let moves = size.saturating_mul(u64::from(*texts));
        if moves > *most {
            *most = moves;
            *row = *own;
            if let Some(last) = row.last_mut() {
                *last = tag.cast_signed();
            }
        }
    }
    rows
}

#[expect(clippy::cast_possible_truncation, reason = "logits in thousandths are small; casts saturate")]
fn whole(value: f32) -> i32 {
    value.round() as i32
}

fn errors(sums: &[f32; TYPE_WIDTH], kind: ScamType, weight: f32) -> [f32; TYPE_WIDTH] {
    let most = sums.iter().take(TYPES).copied().fold(f32::MIN, f32::max);
    let mut guesses = [0.0; TYPE_WIDTH];
    for (guess, sum) in guesses.iter_mut().zip(sums).take(TYPES) {
        *guess = (sum - most).exp();
    }
    let all: f32 = guesses.iter().sum();
    for (place, guess) in guesses.iter_mut().enumerate().take(TYPES) {
        *guess = (*guess / all - f32::from(u8::from(place == kind.place()))) * weight;
    }
    guesses
}
