//! A model: two learned tables, and the weights that make one sum of them and of the evidence. All whole
//! numbers; the sum is in thousandths of a logit, and its parts add up to it exactly.
//!
//! Not here: how it is learned (`train`), its file (`file`), what a sum means to a person (`verdict`).

pub mod file;

use crate::kinds::ScamType;
use crate::text::call::{Channel, Listen, Sums, Told};
use crate::text::clause::{CLAUSE_MAX, Finding};
use crate::text::gate::{GATE_BITS, GRAMS, Grams, Row, Rows, TABLES, TYPE_BITS, TYPE_WIDTH, apart, at};
use crate::text::lexicon::{CODES_MAX, codes};
use serde::{Deserialize, Serialize};

/// Channel and language; each has its own base, slope and thresholds.
pub const CONTEXTS: usize = 6;

/// Fixed point of slopes.
pub const SLOPE_ONE: i64 = 1 << 16;
/// The learned part of a sum stays within this: it must not outshout evidence.
pub const GATE_MAX: i64 = 6_000;
/// Steps of a script beyond this count as this.
pub const PROGRESS_MAX: u32 = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context(usize);

impl Context {
    pub fn new(channel: Channel, chinese: bool) -> Self {
        Self((channel as usize).saturating_mul(2).saturating_add(usize::from(!chinese)))
    }

    pub fn place(self) -> usize {
        self.0
    }
}

/// What the parts of a sum weigh in one context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    pub base: i32,
    /// From the sums of the two tables to thousandths of a logit, in `SLOPE_ONE`.
    pub gate: [i64; TABLES],
    /// By the number of script steps reached.
    pub progress: i32,
    pub codes: Vec<i32>,
    /// While it goes on, judged after each turn.
    pub live: Thresholds,
    /// When all has been said.
    pub whole: Thresholds,
}

/// From here on a person is told to watch, and warned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    pub watch: i32,
    pub warn: i32,
}

/// How the types are told apart, beside their table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeWeights {
    pub slope: i64,
    pub progress: i32,
    /// By type, by code.
    pub codes: Vec<Vec<i32>>,
    pub base: Vec<i32>,
}

/// What a model says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub format: u32,
    pub normaliser: u32,
    pub hash: String,
    pub lexicon_frame: String,
    pub lexicon_digest: String,
    pub seed: u64,
    /// By source: records, and the digest of what was read.
    pub sources: Vec<CardSource>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardSource {
    pub name: String,
    pub records: usize,
    pub scams: usize,
    pub digest: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    pub(crate) gate: Rows,
    pub(crate) types: Vec<[i8; TYPE_WIDTH]>,
    pub(crate) weights: Vec<Weights>,
    pub(crate) of_types: TypeWeights,
    pub(crate) card: Card,
    pub(crate) digest: String,
}

/// A sum and its parts; codes add what `Model::weight` says of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    pub logit: i32,
    pub base: i32,
    pub gate: i32,
    pub script: i32,
    pub context: Context,
}

impl Model {
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// The digest of the model's file: a verdict names it.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    pub fn weights(&self, context: Context) -> Option<&Weights> {
        self.weights.get(context.place())
    }

    pub fn weight(&self, context: Context, code: usize) -> i32 {
        self.weights(context).and_then(|weights| weights.codes.get(code)).copied().unwrap_or(0)
    }

    /// The sum over what has been said so far.
    pub fn score(&self, channel: Channel, told: &Told, sums: &Sums) -> Score {
        let context = Context::new(channel, told.is_chinese());
        let Some(weights) = self.weights(context) else {
            return Score { logit: 0, base: 0, gate: 0, script: 0, context };
        };
        let tables = sums.gate.into_iter().zip(weights.gate);
        let gate: i64 = tables.map(|(sum, slope)| scaled(sum, slope, told.symbols)).sum();
        let gate = gate.clamp(-GATE_MAX, GATE_MAX);
        let gate = i32::try_from(gate).unwrap_or(0);
        let steps = i32::try_from(told.progress().min(PROGRESS_MAX)).unwrap_or(0);
        let script = weights.progress.saturating_mul(steps);
        let evidence: i32 = codes(told.seen).filter_map(|code| weights.codes.get(code)).sum();
        let base = weights.base;
        Score {
            logit: base.saturating_add(gate).saturating_add(script).saturating_add(evidence),
            base,
            gate,
            script,
            context,
        }
    }

    /// What speaks for each type, in thousandths.
    pub fn type_scores(&self, told: &Told, sums: &Sums) -> [i32; ScamType::ALL.len()] {
        let weights = &self.of_types;
        let mut scores = [0; ScamType::ALL.len()];
        for (kind, score) in ScamType::ALL.into_iter().zip(&mut scores) {
            let place = kind.place();
            let sum = sums.types.get(place).copied().unwrap_or(0);
            let learned = i32::try_from(scaled(sum, weights.slope, told.symbols)).unwrap_or(0);
            let own = weights.codes.get(place);
            let evidence: i32 = codes(told.seen).filter_map(|code| own?.get(code)).sum();
            let steps = i32::try_from(told.steps(kind).count_ones()).unwrap_or(0);
            let base = weights.base.get(place).copied().unwrap_or(0);
            *score = base.saturating_add(learned).saturating_add(evidence);
            *score = score.saturating_add(weights.progress.saturating_mul(steps));
        }
        scores
    }
}

/// A sum over n-grams, by the root of how many symbols it is over.
fn scaled(sum: i32, slope: i64, symbols: u32) -> i64 {
    const ROOT_BITS: u32 = 8;
    let root = (u64::from(symbols.max(1)) << (2 * ROOT_BITS)).isqrt();
    let scaled = i64::from(sum).saturating_mul(slope).saturating_mul(1 << ROOT_BITS);
    scaled.checked_div(i64::try_from(root).unwrap_or(1).saturating_mul(SLOPE_ONE)).unwrap_or(0)
}

/// The n-grams of a clause.
const GRAMS_MAX: usize = CLAUSE_MAX * GRAMS;

/// Keys of one clause.
struct Keys<const MAX: usize> {
    keys: [u32; MAX],
    count: usize,
}

impl<const MAX: usize> Default for Keys<MAX> {
    fn default() -> Self {
        Self { keys: [0; MAX], count: 0 }
    }
}

impl<const MAX: usize> Keys<MAX> {
    #[inline]
    fn add(&mut self, key: u32) {
        if let Some(place) = self.keys.get_mut(self.count) {
            *place = key;
            self.count = self.count.wrapping_add(1);
        }
    }

    fn all(&self) -> &[u32] {
        self.keys.get(..self.count).unwrap_or_default()
    }
}

/// Adds up a model's tables, and tells findings on to whoever wants them.
pub(crate) struct Adder<'a, F> {
    pub model: &'a Model,
    pub findings: F,
}

impl<F: FnMut(u16, &Finding)> Listen for Adder<'_, F> {
    fn grams(&mut self, sums: &mut Sums, grams: &Grams<'_>) {
        let model = self.model;
        // First which rows, then what they say: so memory is asked for many at once.
        let (mut keys, mut of_types) = (Keys::<GRAMS_MAX>::default(), Keys::<CLAUSE_MAX>::default());
        grams.each(|key| keys.add(key), |key| of_types.add(key));
        // A clause has so few signs that its sums stay within sixteen bits.
        let both = keys.all().iter().fold(0u32, |both, key| both.wrapping_add(model.gate.both(*key)));
        let mut types = [0i16; TYPE_WIDTH];
        for key in of_types.all() {
            let (place, tag) = at(*key);
            let Some(row) = model.types.get(place) else { continue };
            let known = i16::from(type_tag(row) == tag).wrapping_neg();
            for (sum, weight) in types.iter_mut().zip(row) {
                *sum = sum.wrapping_add(i16::from(*weight) & known);
            }
        }
        // Wraps after sixteen million symbols; a sum that saturates is no better there.
        for (sum, more) in sums.gate.iter_mut().zip(apart(both)) {
            *sum = sum.wrapping_add(more);
        }
        for (sum, more) in sums.types.iter_mut().zip(types) {
            *sum = sum.wrapping_add(i32::from(more));
        }
    }

    fn finding(&mut self, turn: u16, finding: &Finding) {
        (self.findings)(turn, finding);
    }
}

/// By which a row of the table of types knows its n-gram.
fn type_tag([.., tag]: &[i8; TYPE_WIDTH]) -> u8 {
    tag.cast_unsigned()
}

/// The sizes that a model of this build has.
pub(crate) fn fits(gate: usize, types: usize, weights: &[Weights], of_types: &TypeWeights) -> bool {
    gate == (1 << GATE_BITS) * Row::BYTES
        && types == 1 << TYPE_BITS
        && weights.len() == CONTEXTS
        && weights.iter().all(|weights| weights.codes.len() == CODES_MAX)
        && of_types.codes.len() == ScamType::ALL.len()
        && of_types.base.len() == ScamType::ALL.len()
}
