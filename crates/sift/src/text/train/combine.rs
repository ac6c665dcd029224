//! Weighs the evidence beside the n-gram score: what is demanded can only speak for a scam, lawful signs only
//! against it. Then each channel and language gets its own slope and base, and thresholds on the worst moment
//! of whole conversations.
#![expect(clippy::float_arithmetic, reason = "learning is about probabilities; no money is moved by it")]

use super::observe::{Moment, Observed};
use super::{Dice, Example, Options, Scores};
use crate::text::gate::TABLES;
use crate::text::lexicon::{CODES_MAX, Lexicon, Tactic, codes};
use crate::text::model::{CONTEXTS, Context, GATE_MAX, PROGRESS_MAX, SLOPE_ONE, Thresholds, Weights};

const EPOCHS: u32 = 14;
const RATE: f64 = 0.08;
/// Draws weights towards what the lexicon says they would be.
const PRIOR_PULL: f64 = 4e-4;
/// Of lawful conversations, these shares are warned of and watched, at most.
const ORDINARY: Shares = Shares { warn: 0.01, watch: 0.04 };
/// Of lawful twins as well: written to be as near to a scam as a lawful text can be, and rare in real traffic.
const TWINS: Shares = Shares { warn: 0.05, watch: 0.2 };
/// Of ordinary lawful texts from a source that was never seen.
const UNSEEN: Shares = Shares { warn: 0.03, watch: 0.1 };
/// With fewer texts of a kind a context does without it; with neither kind it takes the texts of all.
const NORMALS_MIN: usize = 60;
/// Moments of one conversation that are learned from.
const MOMENTS_MAX: usize = 4;
/// N-gram scores are cut here before they are weighed.
const GATE_CUT: f64 = 8.0;

struct Shares {
    warn: f64,
    watch: f64,
}

pub struct Combined {
    pub weights: Vec<Weights>,
}

/// From a slope on the score as it was learned to one on eight bit sums: `scale` is what one of them is worth.
pub fn slope(slope_milli: i64, scale: f32) -> i64 {
    #[expect(clippy::cast_precision_loss, reason = "a slope is small")]
    whole(slope_milli as f64 * f64::from(scale) / SLOPE_SCALE * SLOPE_ONE as f64)
}

/// Slopes are kept in millionths between the two steps.
const SLOPE_SCALE: f64 = 1000.0;

#[derive(Clone)]
struct Fit {
    base: [f64; CONTEXTS],
    gate: [[f64; TABLES]; CONTEXTS],
    progress: f64,
    codes: [f64; CODES_MAX],
}

/// A moment as the fit sees it.
struct Seen {
    context: Context,
    gate: [f64; TABLES],
    set: u128,
    progress: f64,
    scam: bool,
    weight: f64,
}

/// `near` are scores of texts by tables that have seen others of their source, `far` by tables that have seen none.
pub fn learn(examples: &[Example], near: &[Scores], far: &[Scores], lexicon: &Lexicon, options: &Options) -> Combined {
    let mut seen: Vec<Seen> = Vec::new();
    for (example, scores) in examples.iter().zip(near) {
        let moments = example.observed.moments.len();
        let step = moments.div_ceil(MOMENTS_MAX).max(1);
        let chosen = |at: &usize| (moments.saturating_sub(1).saturating_sub(*at)).is_multiple_of(step);
        for at in (0..moments).filter(chosen) {
            let last = at.saturating_add(1) == moments;
            let paired = if example.paired { options.pair_evidence } else { 1.0 };
            let weight = f64::from(example.weight * paired) * if last { 1.0 } else { 0.25 };
            seen.extend(moment(&example.observed, at, scores, example.scam, weight));
        }
    }
    let mut fit = Fit::prior(lexicon);
    let floors = floors(lexicon);
    let mut dice = Dice::new(options.seed);
    let mut order: Vec<usize> = (0..seen.len()).collect();
    let mut rates = Fit::zero();
    let prior = Fit::prior(lexicon);
    for _ in 0..EPOCHS {
        dice.shuffle(&mut order);
        for one in order.iter().filter_map(|at| seen.get(*at)) {
            fit.step(one, &mut rates, &prior, &floors);
        }
    }
    Combined { weights: finished(examples, [near, far], &fit) }
}

fn moment(observed: &Observed, at: usize, scores: &Scores, scam: bool, weight: f64) -> Option<Seen> {
    let moment = observed.moments.get(at)?;
    let gate = scores.each_ref().map(|scores| f64::from(scores.get(at).copied().unwrap_or(0.0)));
    Some(Seen {
        context: observed.context(moment),
        gate: gate.map(|gate| gate.clamp(-GATE_CUT, GATE_CUT)),
        set: moment.told.seen,
        progress: progress(moment),
        scam,
        weight,
    })
}

fn progress(moment: &Moment) -> f64 {
    f64::from(moment.told.progress().min(PROGRESS_MAX))
}

/// By code, the least and the most that its weight may be.
fn floors(lexicon: &Lexicon) -> Vec<(f64, f64)> {
    let bounds = lexicon.entries().iter().map(|entry| match entry.tactic {
        Tactic::Lawful => (-4.0, 0.0),
        Tactic::Demand | Tactic::Isolation => (0.05, 4.0),
        // Never nothing: what is found is a reason that can be shown.
        Tactic::Hook | Tactic::Pressure | Tactic::Victim | Tactic::Claim => (0.02, 3.0),
        Tactic::Form => (-1.0, 1.0),
        _ => (0.0, 0.0),
    });
    bounds.collect()
}

impl Fit {
    fn zero() -> Self {
        Self { base: [0.0; CONTEXTS], gate: [[0.0; TABLES]; CONTEXTS], progress: 0.0, codes: [0.0; CODES_MAX] }
    }

    fn prior(lexicon: &Lexicon) -> Self {
        let mut fit =
            Self { base: [-1.0; CONTEXTS], gate: [[0.6; TABLES]; CONTEXTS], progress: 0.1, codes: [0.0; CODES_MAX] };
        for (entry, weight) in lexicon.entries().iter().zip(&mut fit.codes) {
            let prior = f64::from(entry.prior) / 1000.0;
            *weight = match entry.tactic {
                Tactic::Lawful => -0.6,
                Tactic::Hook | Tactic::Pressure => 0.2,
                _ => prior * 0.6,
            };
        }
        fit
    }

    fn logit(&self, one: &Seen) -> f64 {
        let place = one.context.place();
        let base = self.base.get(place).copied().unwrap_or(0.0);
        let slopes = self.gate.get(place).copied().unwrap_or_default();
        let gate: f64 = slopes.iter().zip(one.gate).map(|(slope, gate)| slope * gate).sum();
        let gate = gate.clamp(-LEARNED_MAX, LEARNED_MAX);
        let evidence: f64 = codes(one.set).filter_map(|code| self.codes.get(code)).sum();
        base + gate + self.progress * one.progress + evidence
    }

    fn step(&mut self, one: &Seen, rates: &mut Self, prior: &Self, bounds: &[(f64, f64)]) {
        let guess = 1.0 / (1.0 + (-self.logit(one)).exp());
        let error = (guess - f64::from(u8::from(one.scam))) * one.weight;
        let place = one.context.place();
        if let (Some(own), Some(rate)) = (self.base.get_mut(place), rates.base.get_mut(place)) {
            *own = moved(*own, error, rate, (-8.0, 8.0));
        }
        if let (Some(own), Some(rate)) = (self.gate.get_mut(place), rates.gate.get_mut(place)) {
            for ((own, rate), gate) in own.iter_mut().zip(rate).zip(one.gate) {
                *own = moved(*own, error * gate, rate, (0.0, 4.0));
            }
        }
        self.progress = moved(self.progress, error * one.progress, &mut rates.progress, (0.0, 1.0));
        for code in codes(one.set) {
            let (Some(own), Some(rate)) = (self.codes.get_mut(code), rates.codes.get_mut(code)) else { continue };
            let pull = PRIOR_PULL * (*own - prior.codes.get(code).copied().unwrap_or(0.0));
            *own = moved(*own, error + pull, rate, bounds.get(code).copied().unwrap_or((0.0, 0.0)));
        }
    }
}

/// `GATE_MAX` in logits.
#[expect(clippy::cast_precision_loss, reason = "a small constant")]
const LEARNED_MAX: f64 = GATE_MAX as f64 / 1000.0;

fn moved(own: f64, slope: f64, rate: &mut f64, (least, most): (f64, f64)) -> f64 {
    *rate += slope * slope;
    (own - RATE * slope / (rate.sqrt() + 1e-6)).clamp(least, most)
}

/// A normal conversation as the fit sees it: its sum at the worst moment, and at the end.
struct Normal {
    place: usize,
    paired: bool,
    worst: f64,
    end: f64,
}

fn normals(examples: &[Example], scores: &[Scores], fit: &Fit) -> Vec<Normal> {
    let each = examples.iter().zip(scores).filter(|(example, _)| !example.scam).filter_map(|(example, scores)| {
        let all =
            (0..example.observed.moments.len()).filter_map(|at| moment(&example.observed, at, scores, false, 1.0));
        let sums: Vec<(usize, f64)> = all.map(|one| (one.context.place(), fit.logit(&one))).collect();
        let (place, end) = sums.last().copied()?;
        let worst = sums.iter().map(|(_, sum)| *sum).fold(f64::MIN, f64::max);
        Some(Normal { place, paired: example.paired, worst, end })
    });
    each.collect()
}

/// Whole numbers, and the thresholds that follow from them.
fn finished(examples: &[Example], scores: [&[Scores]; 2], fit: &Fit) -> Vec<Weights> {
    let [near, far] = scores.map(|scores| normals(examples, scores, fit));
    let all: Vec<&Normal> = near.iter().collect();
    let each = (0..CONTEXTS).map(|place| {
        let (ordinary, twins) = (of_context(&near, place, false), of_context(&near, place, true));
        let unseen = of_context(&far, place, false);
        let thresholds = |sum: fn(&Normal) -> f64| match (ordinary.as_slice(), twins.as_slice()) {
            ([], []) => thresholds(&[(all.as_slice(), &ORDINARY)], sum),
            (ordinary, twins) => thresholds(&[(ordinary, &ORDINARY), (twins, &TWINS), (&unseen, &UNSEEN)], sum),
        };
        Weights {
            base: small(fit.base.get(place).copied().unwrap_or(0.0) * 1000.0),
            gate: fit.gate.get(place).copied().unwrap_or_default().map(|slope| whole(slope * 1000.0 * SLOPE_SCALE)),
            progress: small(fit.progress * 1000.0),
            codes: fit.codes.iter().map(|weight| small(weight * 1000.0)).collect(),
            live: thresholds(|one| one.worst),
            whole: thresholds(|one| one.end),
        }
    });
    each.collect()
}

/// Normal conversations of a context, or none when it has too few to tell.
fn of_context(normals: &[Normal], place: usize, paired: bool) -> Vec<&Normal> {
    let own: Vec<&Normal> = normals.iter().filter(|one| one.paired == paired && one.place == place).collect();
    if own.len() < NORMALS_MIN { Vec::new() } else { own }
}

/// The least that keep every kind of lawful text within its shares.
fn thresholds(kinds: &[(&[&Normal], &Shares)], sum: fn(&Normal) -> f64) -> Thresholds {
    let least = |share: fn(&Shares) -> f64| {
        let each = kinds.iter().filter_map(|(normals, shares)| threshold(normals, share(shares), sum));
        each.max_by(f64::total_cmp).unwrap_or(0.0)
    };
    let (warn, watch) = (least(|shares| shares.warn), least(|shares| shares.watch));
    Thresholds { watch: small(watch.min(warn) * 1000.0), warn: small(warn * 1000.0) }
}

/// The least sum that no more than `share` of these exceed.
fn threshold(normals: &[&Normal], share: f64, sum: fn(&Normal) -> f64) -> Option<f64> {
    let mut sums: Vec<f64> = normals.iter().map(|one| sum(one)).collect();
    sums.sort_by(|one, other| other.total_cmp(one));
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of texts are small"
    )]
    let at = (sums.len() as f64 * share) as usize;
    sums.get(at).map(|logit| logit + 0.001)
}

#[expect(clippy::cast_possible_truncation, reason = "logits in thousandths are small; casts saturate")]
fn small(value: f64) -> i32 {
    value.round() as i32
}

#[expect(clippy::cast_possible_truncation, reason = "slopes are small; casts saturate")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normals(paired: bool, sums: std::ops::Range<u32>) -> impl Iterator<Item = Normal> {
        sums.map(move |sum| Normal { place: 0, paired, worst: f64::from(sum) + 0.5, end: f64::from(sum) })
    }

    #[test]
    fn ordinary_texts_and_twins_have_shares_of_their_own() {
        let all: Vec<Normal> = normals(false, 0..100).chain(normals(true, 0..200)).collect();
        let (ordinary, twins) = (of_context(&all, 0, false), of_context(&all, 0, true));
        let both = thresholds(&[(ordinary.as_slice(), &ORDINARY), (twins.as_slice(), &TWINS)], |one| one.end);
        // 5 % of 200 twins stand above 189, one ordinary text in a hundred above 98.
        assert_eq!(both, Thresholds { warn: 189_001, watch: 159_001 });
        let alone = thresholds(&[(ordinary.as_slice(), &ORDINARY)], |one| one.worst);
        assert_eq!(alone, Thresholds { warn: 98_501, watch: 95_501 });
        assert!(of_context(&all, 1, false).is_empty());
    }
}
