//! The tables of n-grams: a linear model with squared hinge loss, found example by example in the dual (Hsieh et
//! al., "A dual coordinate descent method for large-scale linear SVM", ICML 2008). What stands in few texts may
//! weigh more than what stands in many, and what stands in one only weighs nothing.
#![expect(clippy::float_arithmetic, reason = "learning is about probabilities; no money is moved by it")]

use super::vocabulary::TEXTS_MIN;
use super::{Dice, Example, Options};
use crate::text::gate::{GATE_BITS, Row, TABLES, at};

/// Weights beyond this share of all are cut, so that the others are told finely.
const CUT_SHARE: f32 = 0.0005;
/// Brings the sizes of texts near one.
const SIZE: f32 = 0.25;
/// In pairs and lawful sources alone a text counts alike, wherever it stands.
const NEAR_WEIGHT: f32 = 1.0;

/// Which texts a table learns from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Pairs, and sources that are lawful throughout: what tells a scam from what is nearest to it.
    Near,
    /// All.
    All,
}

impl Kind {
    pub const BOTH: [Self; TABLES] = [Self::Near, Self::All];

    fn takes(self, example: &Example) -> bool {
        self == Self::All || example.near
    }
}

/// A way in which texts are dealt into folds.
pub type Fold = fn(&Example) -> u64;

/// By n-gram's number, what it weighs in a text of one symbol.
pub struct Table {
    weights: Vec<f32>,
}

impl Table {
    /// Learns from all examples of a kind but those of one fold, dealt in one of two ways.
    pub fn learn(examples: &[Example], kind: Kind, out: Option<(Fold, u64)>, options: &Options) -> Self {
        let stays = |one: &Example| out.is_none_or(|(fold, out)| fold(one) != out);
        let own: Vec<&Example> = examples.iter().filter(|one| kind.takes(one) && stays(one)).collect();
        let mut learner = Learner::new(&own);
        let mut dice = Dice::new(options.seed);
        let mut texts = Vec::new();
        for example in own {
            let weight = if kind == Kind::Near { NEAR_WEIGHT } else { example.weight } * options.cost;
            texts.extend(learner.text(&example.observed.grams, example.symbols(usize::MAX), example.scam, weight));
            texts.extend(learner.text(
                &example.changed.grams,
                example.changed_symbols(),
                example.scam,
                weight * options.changed,
            ));
            let turns = example.observed.moments.len();
            // A twin begins as its sibling does, and says nothing before they part.
            if turns > 2 && !example.paired {
                let turn = dice.below(turns.saturating_sub(1));
                let beginning = example.beginning(turn);
                texts.extend(learner.text(beginning, example.symbols(turn), example.scam, weight * options.beginning));
            }
        }
        for _ in 0..options.epochs {
            dice.shuffle(&mut texts);
            for text in &mut texts {
                learner.take(text);
            }
        }
        Self { weights: learner.grams.iter().map(|gram| gram.weight).collect() }
    }

    /// The score after each turn.
    pub fn scores(&self, example: &Example) -> Vec<f32> {
        let mut sum = 0.0;
        let mut from = 0;
        let each = example.observed.moments.iter().map(|moment| {
            let new = example.observed.grams.get(from..moment.grams).unwrap_or_default();
            sum += new.iter().filter_map(|number| self.weights.get(*number as usize)).sum::<f32>();
            from = moment.grams;
            sum * per_root(moment.told.symbols)
        });
        each.collect()
    }
}

/// Rows for all n-grams that weigh anything, and what one step of each table is worth. Where two fall into one
/// place, the one stays that moves more texts further.
pub fn rows(tables: &[Table; TABLES], keys: &[u32], texts: &[u32]) -> (Vec<Row>, [f32; TABLES]) {
    let quantised = tables.each_ref().map(|table| quantise(&table.weights));
    let mut rows = vec![Row::default(); 1 << GATE_BITS];
    let mut moved = vec![0u64; 1 << GATE_BITS];
    for (number, (key, texts)) in keys.iter().zip(texts).enumerate() {
        let weights = quantised.each_ref().map(|(weights, _)| weights.get(number).copied().unwrap_or(0));
        let size: u64 = weights.iter().map(|weight| u64::from(weight.unsigned_abs())).sum();
        let (place, tag) = at(*key);
        let (Some(row), Some(most)) = (rows.get_mut(place), moved.get_mut(place)) else { continue };
        let moves = size.saturating_mul(u64::from(*texts));
        if moves > *most {
            *most = moves;
            *row = Row { tag, weights };
        }
    }
    (rows, quantised.map(|(_, scale)| scale))
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

/// One n-gram while it is learned: its weight, and the square of how large its weight may grow.
#[derive(Clone, Copy, Default)]
struct Gram {
    weight: f32,
    reach: f32,
}

/// A text with its share in the solution.
struct Text<'e> {
    grams: &'e [u32],
    value: f32,
    sign: f32,
    /// Half the inverse of what a mistake costs.
    slack: f32,
    size: f32,
    share: f32,
}

struct Learner {
    grams: Vec<Gram>,
    bias: f32,
    /// Occurrences within one text, while its size is counted.
    counts: Vec<f32>,
}

impl Learner {
    fn new(examples: &[&Example]) -> Self {
        let numbers = examples.iter().flat_map(|one| &one.observed.grams).copied().max().unwrap_or(0);
        let mut texts = vec![0u32; (numbers as usize).saturating_add(1)];
        let mut last = vec![usize::MAX; texts.len()];
        for (at, example) in examples.iter().enumerate() {
            for number in &example.observed.grams {
                let number = *number as usize;
                let (Some(texts), Some(last)) = (texts.get_mut(number), last.get_mut(number)) else { continue };
                if *last != at {
                    *last = at;
                    *texts = texts.saturating_add(1);
                }
            }
        }
        let all = examples.len();
        let grams = texts.iter().map(|texts| Gram { weight: 0.0, reach: reach(*texts, all) }).collect();
        Self { grams, bias: 0.0, counts: vec![0.0; texts.len()] }
    }

    fn text<'e>(&mut self, grams: &'e [u32], symbols: u32, scam: bool, weight: f32) -> Option<Text<'e>> {
        if weight <= 0.0 {
            return None;
        }
        let value = per_root(symbols);
        let mut size = 0.0;
        for number in grams {
            if let Some(count) = self.counts.get_mut(*number as usize) {
                *count += 1.0;
            }
        }
        for number in grams {
            let number = *number as usize;
            let (Some(count), Some(gram)) = (self.counts.get(number), self.grams.get(number)) else { continue };
            size += count * gram.reach;
        }
        for number in grams {
            if let Some(count) = self.counts.get_mut(*number as usize) {
                *count = 0.0;
            }
        }
        let sign = if scam { 1.0 } else { -1.0 };
        Some(Text { grams, value, sign, slack: 0.5 / weight, size: size * value * value + 1.0, share: 0.0 })
    }

    /// Gives one text the share that is best while all others stay.
    fn take(&mut self, text: &mut Text<'_>) {
        let sum: f32 =
            text.grams.iter().filter_map(|number| self.grams.get(*number as usize)).map(|gram| gram.weight).sum();
        let margin = text.sign * (sum * text.value + self.bias);
        let slope = margin - 1.0 + text.slack * text.share;
        let share = (text.share - slope / (text.size + text.slack)).max(0.0);
        let step = (share - text.share) * text.sign;
        if step == 0.0 {
            return;
        }
        text.share = share;
        self.bias += step;
        let step = step * text.value;
        for number in text.grams {
            if let Some(gram) = self.grams.get_mut(*number as usize) {
                gram.weight += step * gram.reach;
            }
        }
    }
}

/// What stands in few of all texts says more of those than what stands in many.
#[expect(clippy::cast_precision_loss, reason = "counts of texts are small")]
fn reach(texts: u32, all: usize) -> f32 {
    if texts < TEXTS_MIN {
        return 0.0;
    }
    let rarity = ((1.0 + all as f32) / (1.0 + texts as f32)).ln() + 1.0;
    (rarity * rarity * SIZE).powi(2)
}
