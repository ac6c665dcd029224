//! From a conversation to what a person is told: level, type, stage, reasons. Never more than a warning: to
//! hold money takes traced money.
//!
//! Not here: who may have it read, and who is told.

use crate::kinds::ScamType;
use crate::text::call::{Call, Channel, Speaker, Sums, Told};
use crate::text::clause::{Finding, Sense};
use crate::text::lexicon::{Lexicon, Tactic, bit, codes};
use crate::text::matcher::Hits;
use crate::text::model::{Adder, Context, Model, Score, Thresholds};

/// Reasons that are shown.
pub const REASONS_MAX: usize = 5;
/// A type is named when it is this much likelier than the next, in thousandths of a logit.
const TYPE_MARGIN: i32 = 40;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Allow,
    Watch,
    Warn,
}

/// One conversation under judgement; `Call` is what is kept of it.
#[derive(Debug)]
pub struct Judge<'a> {
    lexicon: &'a Lexicon,
    model: &'a Model,
}

/// What a conversation comes to when all has been said, and what it came to on the way.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub level: Level,
    pub score: Score,
    pub told: Told,
    pub sums: Sums,
    pub worst: Worst,
}

/// The worst moment of a conversation: what a person listening in would have been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worst {
    pub level: Level,
    pub logit: i32,
    /// The turn, from 0.
    pub turn: u16,
}

/// Why: a code with the place where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub code: usize,
    /// Thousandths of a logit.
    pub contribution: i32,
    pub turn: u16,
    /// Characters of the turn, half open.
    pub from: u32,
    pub to: u32,
}

impl<'a> Judge<'a> {
    pub fn new(lexicon: &'a Lexicon, model: &'a Model) -> Self {
        Self { lexicon, model }
    }

    /// A turn, or more of one.
    pub fn feed(
        &self,
        call: &mut Call,
        speaker: Speaker,
        text: &str,
        hits: &mut Hits,
        findings: impl FnMut(u16, &Finding),
    ) {
        call.feed(self.lexicon, speaker, text, hits, &mut Adder { model: self.model, findings });
    }

    pub fn end_turn(&self, call: &mut Call, speaker: Speaker, hits: &mut Hits, findings: impl FnMut(u16, &Finding)) {
        call.end_turn(self.lexicon, speaker, hits, &mut Adder { model: self.model, findings });
    }

    /// What has been said so far comes to this.
    pub fn score(&self, channel: Channel, call: &Call) -> Score {
        self.model.score(channel, call.told(), call.sums())
    }

    /// While it goes on, after each turn.
    pub fn level_live(&self, score: &Score, told: &Told) -> Level {
        self.model.weights(score.context).map_or(Level::Allow, |weights| self.level(weights.live, score, told))
    }

    /// When all has been said.
    pub fn level_whole(&self, score: &Score, told: &Told) -> Level {
        self.model.weights(score.context).map_or(Level::Allow, |weights| self.level(weights.whole, score, told))
    }

    /// A warning needs evidence that can be named; the learned part alone asks for watching.
    fn level(&self, thresholds: Thresholds, score: &Score, told: &Told) -> Level {
        let evident = told.seen & self.lexicon.masks().evidence != 0;
        if score.logit >= thresholds.warn && evident {
            Level::Warn
        } else if score.logit >= thresholds.watch {
            Level::Watch
        } else {
            Level::Allow
        }
    }

    /// A whole conversation.
    pub fn verdict<'t>(
        &self,
        channel: Channel,
        turns: impl Iterator<Item = (Speaker, &'t str)>,
        hits: &mut Hits,
        mut findings: impl FnMut(u16, &Finding),
    ) -> Verdict {
        let mut call = Call::default();
        let mut score = self.score(channel, &call);
        let mut worst = Worst { level: Level::Allow, logit: i32::MIN, turn: 0 };
        for (turn, (speaker, text)) in (0..).zip(turns) {
            self.feed(&mut call, speaker, text, hits, &mut findings);
            self.end_turn(&mut call, speaker, hits, &mut findings);
            score = self.score(channel, &call);
            let level = self.level_live(&score, call.told());
            if (level, score.logit) > (worst.level, worst.logit) {
                worst = Worst { level, logit: score.logit, turn };
            }
        }
        let level = self.level_whole(&score, call.told());
        Verdict { level, score, told: call.told().clone(), sums: *call.sums(), worst }
    }

    /// The likeliest type, if one stands out, and the one after it.
    pub fn kind(&self, told: &Told, sums: &Sums) -> (Option<ScamType>, ScamType) {
        let scores = self.model.type_scores(told, sums);
        let mut ranked: Vec<(i32, ScamType)> = scores.into_iter().zip(ScamType::ALL).collect();
        ranked.sort_by_key(|(score, kind)| (-score, *kind));
        match ranked.as_slice() {
            [(first, kind), (second, next), ..] if first.saturating_sub(*second) >= TYPE_MARGIN => (Some(*kind), *next),
            [(_, kind), ..] => (None, *kind),
            [] => (None, ScamType::T14),
        }
    }

    /// How far it has come: P1 to P8 of its type's script, or of what was said if the type is open.
    pub fn phase(&self, told: &Told, kind: Option<ScamType>) -> Option<u8> {
        let reached = |kind: ScamType| {
            let script = self.lexicon.scripts().iter().find(|script| script.kind == kind)?;
            let steps = told.steps(kind);
            let phases = (0..8u32).zip(&script.steps).filter(|(place, _)| steps & (1u8 << place) != 0);
            phases.map(|(_, step)| step.phase).max()
        };
        let tactic = |tactic| codes(told.seen).any(|code| self.lexicon.entry(code).is_some_and(|e| e.tactic == tactic));
        kind.and_then(reached).or_else(|| {
            let phases = [(Tactic::Demand, 6), (Tactic::Isolation, 4), (Tactic::Pressure, 3), (Tactic::Hook, 3)];
            let found = phases.into_iter().find(|(of, _)| tactic(*of)).map(|(_, phase)| phase);
            found.or_else(|| tactic(Tactic::Claim).then_some(2))
        })
    }

    /// What spoke for it, strongest first, and what spoke most against it.
    pub fn reasons(&self, verdict: &Verdict, places: &Places) -> (Vec<Reason>, Option<Reason>) {
        let context = verdict.score.context;
        let all = codes(verdict.told.seen).filter(|code| *code < self.lexicon.entries().len());
        let mut reasons: Vec<Reason> = all.map(|code| self.reason(context, code, places)).collect();
        reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.contribution), reason.code));
        let against = reasons.last().filter(|reason| reason.contribution < 0).cloned();
        reasons.retain(|reason| reason.contribution > 0);
        reasons.truncate(REASONS_MAX);
        (reasons, against)
    }

    fn reason(&self, context: Context, code: usize, places: &Places) -> Reason {
        let (turn, from, to) = places.get(code);
        Reason { code, contribution: self.model.weight(context, code), turn, from, to }
    }
}

/// Where each code was first found; for whoever shows reasons.
#[derive(Clone, Debug, Default)]
pub struct Places {
    seen: u128,
    places: Vec<(usize, u16, u32, u32)>,
}

impl Places {
    pub fn note(&mut self, lexicon: &Lexicon, turn: u16, finding: &Finding) {
        let code = match finding.sense {
            Sense::Meant => Some(finding.code),
            _ => lexicon.entry(finding.code).and_then(|entry| entry.denied),
        };
        let Some(code) = code.filter(|code| self.seen & bit(*code) == 0) else { return };
        self.seen |= bit(code);
        self.places.push((code, turn, finding.from, finding.to));
    }

    fn get(&self, code: usize) -> (u16, u32, u32) {
        let place = self.places.iter().find(|(of, ..)| *of == code);
        place.map_or((0, 0, 0), |(_, turn, from, to)| (*turn, *from, *to))
    }
}

/// The probability of a sum in thousandths of a logit, if scams and others were equally many.
#[expect(clippy::float_arithmetic, reason = "a probability is told to people; nothing is decided by it")]
pub fn probability(logit: i32) -> f64 {
    1.0 / (1.0 + (-f64::from(logit) / 1000.0).exp())
}
