//! Learns a model from labelled texts: the table of n-grams, the weights of the evidence, the thresholds.
//! The same data, seed and lexicon give the same bytes.
//!
//! The evidence is weighed against n-gram scores of texts that the table has not seen (in folds), or it would
//! trust a table that knows its texts by heart. Thresholds are set on the worst moment of whole conversations.
#![expect(clippy::float_arithmetic, reason = "learning is about probabilities; no money is moved by it")]

pub mod augment;
mod combine;
mod gate;
pub mod observe;
mod types;
mod vocabulary;

use crate::digest::hex_digest;
use crate::text::gate::{HASH, Rows, TABLES};
use crate::text::lexicon::Lexicon;
use crate::text::model::file::{FORMAT, ModelError, write};
use crate::text::model::{Card, CardSource, Model};
use crate::text::normal;
use crate::text::record::Record;
use augment::Augment;
use combine::Combined;
use gate::{Kind, Table};
use observe::Observed;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::Vocabulary;

/// Texts are dealt into this many folds.
const FOLDS: u64 = 3;

#[derive(Clone, Debug)]
pub struct Options {
    pub seed: u64,
    pub epochs: u32,
    /// The share of characters that a changed copy has by ear.
    pub by_ear: f32,
    /// What a pair counts for, against a text of a source of its own.
    pub pair_weight: f32,
    /// How much more pairs count where the evidence is weighed: there they are what tells most.
    pub pair_evidence: f32,
    /// What a mistake costs, against large weights.
    pub cost: f32,
    /// What a changed copy and a beginning count for, against the whole text. Many beginnings say nothing yet.
    pub changed: f32,
    pub beginning: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            epochs: 20,
            by_ear: 0.08,
            pair_weight: 5.0,
            pair_evidence: 3.0,
            cost: 0.004,
            changed: 0.5,
            beginning: 0.4,
        }
    }
}

/// A text as it is learned from.
#[derive(Debug)]
pub(crate) struct Example {
    pub observed: Observed,
    pub changed: Observed,
    pub scam: bool,
    pub weight: f32,
    pub fold: u64,
    /// The fold of its source: what is learned from the others has seen none of it. A pair's is its own.
    pub source_fold: u64,
    pub source: u8,
    pub paired: bool,
    /// Of a pair, or of a source that is lawful throughout.
    pub near: bool,
}

impl Example {
    fn symbols(&self, turn: usize) -> u32 {
        let moments = &self.observed.moments;
        moments.get(turn).or(moments.last()).map_or(0, |moment| moment.told.symbols)
    }

    fn changed_symbols(&self) -> u32 {
        self.changed.moments.last().map_or(0, |moment| moment.told.symbols)
    }

    /// The n-grams up to a turn.
    fn beginning(&self, turn: usize) -> &[u32] {
        let end = self.observed.moments.get(turn).map_or(0, |moment| moment.grams);
        self.observed.grams.get(..end).unwrap_or_default()
    }
}

/// Chance from a seed: the same everywhere.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(1).max(1);
        usize::try_from(self.draw().checked_rem(bound).unwrap_or(0)).unwrap_or(0)
    }

    /// True in `share` of a million.
    pub fn chance(&mut self, share: f32) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "24 bits are exact")]
        let drawn = (self.draw() >> 40) as f32 / (1u32 << 24) as f32;
        drawn < share
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at.saturating_add(1)));
        }
    }
}

pub fn hash_text(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Learns from records; the model knows its own digest, which is that of its file.
pub fn train(records: &[Record], lexicon: &Lexicon, options: &Options) -> Result<Model, ModelError> {
    let mut examples = examples(records, lexicon, options);
    let vocabulary = Vocabulary::of(&mut examples, vocabulary::Kind::Scam);
    let of_types = Vocabulary::of(&mut examples, vocabulary::Kind::Type);
    let learn = |out| Kind::BOTH.map(|kind| Table::learn(&examples, kind, out, options));
    let scored = |fold: gate::Fold| {
        let mut scores: Vec<Scores> = vec![Scores::default(); examples.len()];
        for out in 0..FOLDS {
            let others = learn(Some((fold, out)));
            for (example, scores) in examples.iter().zip(&mut scores).filter(|(example, _)| fold(example) == out) {
                *scores = others.each_ref().map(|table| table.scores(example));
            }
        }
        scores
    };
    let (near, far) = (scored(|example| example.fold), scored(|example| example.source_fold));
    let Combined { mut weights } = combine::learn(&examples, &near, &far, lexicon, options);
    let (gate, scales) = gate::rows(&learn(None), &vocabulary.keys, &vocabulary.texts);
    for weights in &mut weights {
        for (slope, scale) in weights.gate.iter_mut().zip(scales) {
            *slope = combine::slope(*slope, scale);
        }
    }
    let (types, of_types) = types::learn(records, &examples, &of_types, lexicon, options);
    let card = card(records, lexicon, options);
    let mut model = Model { gate: Rows::of(&gate), types, weights, of_types, card, digest: String::new() };
    model.digest = hex_digest([write(&model)?.as_slice()]);
    Ok(model)
}

/// By table, the score after each turn.
pub(crate) type Scores = [Vec<f32>; TABLES];

fn examples(records: &[Record], lexicon: &Lexicon, options: &Options) -> Vec<Example> {
    let augment = Augment::new(records);
    let weights = weights(records, options);
    let sources: Vec<&str> = names(records);
    let pairs = records.iter().any(|record| record.pair.is_some());
    let scams: BTreeSet<&str> =
        records.iter().filter(|one| one.label.is_scam()).map(|one| one.source.as_str()).collect();
    let each = records.iter().zip(weights).map(|(record, weight)| {
        let mut dice = Dice::new(options.seed ^ hash_text(&record.id));
        let changed = augment.change(&record.turns, options.by_ear, &mut dice);
        Example {
            observed: Observed::of(lexicon, record.channel, &record.turns),
            changed: Observed::of(lexicon, record.channel, &changed),
            scam: record.label.is_scam(),
            weight,
            fold: hash_text(&record.group).wrapping_add(options.seed) % FOLDS,
            source_fold: match record.pair {
                Some(_) => hash_text(&record.group).wrapping_add(options.seed) % FOLDS,
                None => (0..FOLDS)
                    .cycle()
                    .zip(&sources)
                    .find(|(_, name)| **name == record.source)
                    .map_or(0, |(fold, _)| fold),
            },
            source: u8::try_from(sources.iter().position(|name| *name == record.source).unwrap_or(0)).unwrap_or(0),
            paired: record.pair.is_some(),
            near: record.pair.is_some() || (pairs && !scams.contains(record.source.as_str())),
        }
    });
    each.collect()
}

fn names(records: &[Record]) -> Vec<&str> {
    let mut names: Vec<&str> = records.iter().map(|record| record.source.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Sources count alike, whatever their size, within limits; pairs count for more.
#[expect(clippy::cast_precision_loss, reason = "counts of records are small")]
fn weights(records: &[Record], options: &Options) -> Vec<f32> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for record in records {
        let count = counts.entry(family(record)).or_default();
        *count = count.saturating_add(1);
    }
    let even = records.len() as f32 / counts.len().max(1) as f32;
    let each = records.iter().map(|record| {
        let count = counts.get(family(record)).copied().unwrap_or(1) as f32;
        let weight = (even / count).clamp(0.3, 4.0);
        if record.pair.is_some() { weight.max(1.0) * options.pair_weight.max(0.1) / 2.0 } else { weight }
    });
    each.collect()
}

/// Files of pairs are one source, however many there are.
fn family(record: &Record) -> &str {
    if record.pair.is_some() { "pairs" } else { &record.source }
}

fn card(records: &[Record], lexicon: &Lexicon, options: &Options) -> Card {
    let sources = names(records).into_iter().map(|name| {
        let own: Vec<&Record> = records.iter().filter(|record| record.source == name).collect();
        let texts = own.iter().flat_map(|record| {
            let turns = record.turns.iter().flat_map(|(_, text)| [text.as_bytes(), b"\n"]);
            [record.id.as_bytes(), b"\t"].into_iter().chain(turns)
        });
        CardSource {
            name: name.to_owned(),
            records: own.len(),
            scams: own.iter().filter(|record| record.label.is_scam()).count(),
            digest: hex_digest(texts),
        }
    });
    Card {
        format: FORMAT,
        normaliser: normal::VERSION,
        hash: HASH.to_owned(),
        lexicon_frame: lexicon.frame().to_owned(),
        lexicon_digest: lexicon.digest().to_owned(),
        seed: options.seed,
        sources: sources.collect(),
    }
}
