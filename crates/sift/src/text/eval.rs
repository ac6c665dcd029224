//! How well a model does on labelled texts: the table that a model's card shows.
//!
//! Not here: reading files, and what is good enough.
#![expect(clippy::float_arithmetic, reason = "shares and areas are told to people; nothing is decided by them")]

mod table;

pub use table::table;

use crate::kinds::ScamType;
use crate::text::call::Channel;
use crate::text::lexicon::Lexicon;
use crate::text::matcher::Hits;
use crate::text::model::Model;
use crate::text::model::file::ModelError;
use crate::text::record::Record;
use crate::text::train::augment::{Augment, Change};
use crate::text::train::{Dice, Options, hash_text, train};
use crate::text::verdict::{Judge, Level};

/// Han characters spoken in a second.
pub const CHARS_PER_SECOND: f64 = 4.5;

/// One text, judged.
#[derive(Clone, Debug)]
pub struct Judged {
    pub id: String,
    pub source: String,
    pub channel: Channel,
    pub chinese: bool,
    pub scam: bool,
    pub paired: bool,
    pub pair: Option<String>,
    pub kind: Option<ScamType>,
    pub found: Option<ScamType>,
    /// When all was said, in thousandths of a logit.
    pub logit: i32,
    /// At its worst.
    pub worst: i32,
    pub level: Level,
    /// The level at the worst moment.
    pub live: Level,
    /// The first reason is evidence, not the learned part.
    pub evident: bool,
    /// Characters so far and the sum, after each turn.
    pub course: Vec<(usize, i32)>,
}

pub fn judge(lexicon: &Lexicon, model: &Model, record: &Record) -> Judged {
    let judge = Judge::new(lexicon, model);
    let mut hits = Hits::default();
    let turns = || record.turns.iter().map(|(speaker, text)| (*speaker, text.as_str()));
    let verdict = judge.verdict(record.channel, turns(), &mut hits, |_, _| {});
    let mut call = crate::text::call::Call::default();
    let mut course = Vec::new();
    let mut chars = 0usize;
    for (speaker, text) in turns() {
        judge.feed(&mut call, speaker, text, &mut hits, |_, _| {});
        judge.end_turn(&mut call, speaker, &mut hits, |_, _| {});
        chars = chars.saturating_add(text.chars().count());
        course.push((chars, judge.score(record.channel, &call).logit));
    }
    let (found, _) = judge.kind(call.told(), call.sums());
    Judged {
        id: record.id.clone(),
        source: record.source.clone(),
        channel: record.channel,
        chinese: verdict.told.is_chinese(),
        scam: record.label.is_scam(),
        paired: record.pair.is_some(),
        pair: record.pair.clone(),
        kind: record.kind,
        found,
        logit: verdict.score.logit,
        worst: verdict.worst.logit,
        level: verdict.level,
        live: verdict.worst.level,
        evident: verdict.told.seen & lexicon.masks().evidence != 0,
        course,
    }
}

/// Every text judged by a model that has not seen its group.
pub fn cross(
    records: &[Record],
    lexicon: &Lexicon,
    options: &Options,
    folds: u64,
    change: Option<(Change, f32)>,
) -> Result<Vec<Judged>, ModelError> {
    let augment = Augment::new(records);
    let mut judged = Vec::new();
    for fold in 0..folds {
        let own = |record: &Record| hash_text(&record.group).wrapping_mul(31) % folds == fold;
        let others: Vec<Record> = records.iter().filter(|record| !own(record)).cloned().collect();
        let model = train(&others, lexicon, options)?;
        for record in records.iter().filter(|record| own(record)) {
            judged.push(judge(lexicon, &model, &changed(record, change, &augment)));
        }
    }
    Ok(judged)
}

/// The text as a recogniser or an evader would write it.
pub fn changed(record: &Record, change: Option<(Change, f32)>, augment: &Augment) -> Record {
    let mut record = record.clone();
    if let Some((change, share)) = change {
        let mut dice = Dice::new(hash_text(&record.id) ^ 0x5eed);
        record.turns = augment.changed(&record.turns, change, share, &mut dice);
    }
    record
}

/// Each source judged by a model that never saw it, beside the fifth of all others that was kept back.
pub fn leave_out(
    records: &[Record],
    source: &str,
    lexicon: &Lexicon,
    options: &Options,
) -> Result<Vec<Judged>, ModelError> {
    let kept = |record: &Record| hash_text(&record.group).wrapping_mul(37).is_multiple_of(5);
    let seen: Vec<Record> = records.iter().filter(|record| record.source != source && !kept(record)).cloned().collect();
    let model = train(&seen, lexicon, options)?;
    let judged = records.iter().filter(|record| record.source == source || kept(record));
    Ok(judged.map(|record| judge(lexicon, &model, record)).collect())
}

/// The chance that a scam is ranked above another text; ties count half.
pub fn area(scams: &[i32], others: &[i32]) -> f64 {
    let mut others = others.to_vec();
    others.sort_unstable();
    let below: f64 = scams
        .iter()
        .map(|scam| {
            let less = others.partition_point(|other| other < scam);
            let up_to = others.partition_point(|other| other <= scam);
            #[expect(clippy::cast_precision_loss, reason = "counts of texts are small")]
            let sum = less.saturating_add(up_to) as f64 / 2.0;
            sum
        })
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "counts of texts are small")]
    let pairs = scams.len().saturating_mul(others.len()).max(1) as f64;
    below / pairs
}

/// The share of scams above the threshold that `share` of the others exceed.
pub fn caught_at(scams: &[i32], others: &[i32], share: f64) -> f64 {
    let threshold = over(others, share);
    ratio(scams.iter().filter(|scam| **scam >= threshold).count(), scams.len())
}

/// The least threshold that at most `share` of these reach.
pub fn over(logits: &[i32], share: f64) -> i32 {
    let mut sorted = logits.to_vec();
    sorted.sort_unstable_by(|one, other| other.cmp(one));
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of texts are small"
    )]
    let at = (sorted.len() as f64 * share) as usize;
    sorted.get(at).map_or(i32::MIN, |logit| logit.saturating_add(1))
}

#[expect(clippy::cast_precision_loss, reason = "counts of texts are small")]
pub fn ratio(some: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { some as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_and_shares_are_what_a_hand_counts() {
        assert!((area(&[3, 1], &[0, 2]) - 0.75).abs() < 1e-9);
        assert!((area(&[1], &[1]) - 0.5).abs() < 1e-9);
        assert!((caught_at(&[5, 1], &[0, 1, 2, 3], 0.25) - 0.5).abs() < 1e-9);
        assert_eq!(over(&[1, 2, 3, 4], 0.25), 4);
    }
}
