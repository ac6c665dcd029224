//! From an event and what is known about it to its verdict. Pure: the same event, facts, words, model and
//! rules give the same verdict, so an appeal can be judged again.
//!
//! Three steps, because a server does the first beside others and the second one event after the other:
//! `read` (what was said), the facts of whoever `Knows` something, `decide`. `judge` is all three.
//!
//! Not here: where counters and lists come from, what rules there are (`rules`), and who is told.

mod chance;
mod reasons;

pub use chance::probability;

use crate::event::{Event, TextEvent};
use crate::facts::{Fact, Facts};
use crate::key::Keyer;
use crate::kinds::ScamType;
use crate::text::call::{Call, Channel, Speaker};
use crate::text::lexicon::Lexicon;
use crate::text::matcher::Hits;
use crate::text::model::Model;
use crate::text::verdict::{self as text, Level, Places};
use crate::verdict::{Action, Grade, Reason, Verdict, Versions};
use cordon_model::time::{HOUR_MS, SHANGHAI_OFFSET_MS, Stamp};
use reasons::Reasons;
use std::sync::Arc;

/// Whoever knows something about an event says it as facts: lists, counters, the payer's situation.
pub trait Knows {
    fn tell(&self, event: &Event, keyer: &Keyer, now: Stamp, facts: &mut Facts);
}

/// What an event is, as rules are `for` it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    Call,
    Payment,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Text, Self::Call, Self::Payment];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Call => "call",
            Self::Payment => "payment",
        }
    }

    pub const fn of(event: &Event) -> Self {
        match event {
            Event::Text(_) => Self::Text,
            Event::Call(_) => Self::Call,
            Event::Payment(_) => Self::Payment,
        }
    }
}

/// A rule that held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held<'a> {
    pub id: &'a str,
    pub zh: &'a str,
    pub en: &'a str,
    pub weight: i32,
    /// At least this follows.
    pub then: Option<Action>,
}

impl Held<'_> {
    /// It speaks for doing something.
    pub fn is_reason(&self) -> bool {
        self.weight > 0 || self.then.is_some_and(|then| then > Action::Allow)
    }
}

/// What the rules say of an event's facts.
#[derive(Clone, Debug, Default)]
pub struct Ruled<'a> {
    /// The sum that an event of this kind begins with.
    pub bias: i32,
    pub held: Vec<Held<'a>>,
    pub failed: Vec<&'a str>,
    pub thresholds: Thresholds,
}

/// From which sum on, in thousandths of a logit, what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    pub watch: i32,
    pub warn: i32,
    /// Of payments only.
    pub hold: i32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { watch: i32::MAX, warn: i32::MAX, hold: i32::MAX }
    }
}

/// What was said, once it was read.
#[derive(Clone, Debug)]
pub struct Said {
    logit: i32,
    kind: Option<ScamType>,
    stage: Option<u8>,
    reasons: Vec<Reason>,
    against: Option<Reason>,
}

/// Words and model: they can be replaced while judging goes on.
#[derive(Clone, Debug)]
pub struct Reading {
    pub lexicon: Arc<Lexicon>,
    pub model: Arc<Model>,
}

#[derive(Clone, Debug)]
pub struct Judge {
    pub reading: Reading,
    /// What a person names who objects; the same for all of an installation.
    pub redress: String,
    pub versions: Versions,
}

impl Judge {
    pub fn new(reading: Reading, redress: &str) -> Self {
        let versions = Versions {
            model: reading.model.digest().to_owned(),
            lexicon: reading.lexicon.digest().to_owned(),
            ..Versions::default()
        };
        Self { reading, redress: redress.to_owned(), versions }
    }

    /// Fills in what the event itself says, and reads its text if there is a basis to read it.
    pub fn read(&self, event: &Event, facts: &mut Facts, hits: &mut Hits) -> Option<Said> {
        facts.set_word(Fact::Kind, Kind::of(event).name());
        facts.set(Fact::Hour, hour(event.at()));
        let Event::Text(told) = event else { return None };
        facts.set_word(Fact::TextChannel, channel_name(told.channel));
        let readable = told.readable();
        facts.set_truth(Fact::TextRead, readable.is_some());
        Some(self.read_text(told, readable?, facts, hits))
    }

    fn read_text(&self, told: &TextEvent, words: &str, facts: &mut Facts, hits: &mut Hits) -> Said {
        let Reading { lexicon, model } = &self.reading;
        let judge = text::Judge::new(lexicon, model);
        let mut places = Places::default();
        let turns = std::iter::once((Speaker::Caller, words));
        let verdict = judge.verdict(told.channel, turns, hits, |turn, finding| places.note(lexicon, turn, finding));
        self.said(&judge, &verdict, verdict.level, &places, facts)
    }

    /// What a live call comes to so far.
    pub fn read_call(&self, call: &Call, places: &Places, facts: &mut Facts) -> Said {
        let judge = text::Judge::new(&self.reading.lexicon, &self.reading.model);
        let score = judge.score(Channel::Call, call);
        let level = judge.level_live(&score, call.told());
        let worst = text::Worst { level, logit: score.logit, turn: call.told().turn };
        let verdict = text::Verdict { level, score, told: call.told().clone(), sums: *call.sums(), worst };
        facts.set_word(Fact::Kind, Kind::Text.name());
        facts.set_word(Fact::TextChannel, channel_name(Channel::Call));
        facts.set_truth(Fact::TextRead, true);
        self.said(&judge, &verdict, level, places, facts)
    }

    fn said(
        &self,
        judge: &text::Judge<'_>,
        verdict: &text::Verdict,
        level: Level,
        places: &Places,
        facts: &mut Facts,
    ) -> Said {
        let lexicon = &self.reading.lexicon;
        let (kind, _) = judge.kind(&verdict.told, &verdict.sums);
        let stage = judge.phase(&verdict.told, kind);
        facts.set(Fact::TextLogit, i64::from(verdict.score.logit));
        facts.set_word(Fact::TextLevel, level_name(level));
        if let Some(kind) = kind {
            facts.set(Fact::TextType, i64::try_from(kind.place()).unwrap_or(0));
        }
        facts.set_known(Fact::TextPhase, stage.map(i64::from));
        facts.set_truth(Fact::TextDemand, demands(lexicon, verdict.told.seen));
        facts.set(Fact::TextTurns, i64::from(verdict.told.turn));
        let (reasons, against) = judge.reasons(verdict, places);
        let shown = |reason: &text::Reason| reasons::of_phrase(lexicon, reason);
        Said {
            logit: verdict.score.logit,
            kind,
            stage,
            reasons: reasons.iter().filter_map(shown).collect(),
            against: against.as_ref().and_then(shown),
        }
    }

    /// The verdict on facts that are all there.
    pub fn decide(&self, kind: Kind, facts: &Facts, said: Option<&Said>, ruled: &Ruled<'_>) -> Verdict {
        let words = said.map_or(0, |said| said.logit);
        let Reasons { shown, against } = reasons::strongest(said, &ruled.held);
        let action = follows(kind, facts, words, said.is_some_and(|said| !said.reasons.is_empty()), ruled);
        let probability = probability(ruled.logit(words));
        let told = said.filter(|_| action > Action::Allow);
        Verdict {
            action,
            probability,
            grade: grade(probability),
            kind: told.and_then(|said| said.kind),
            stage: told.and_then(|said| said.stage),
            reasons: shown,
            against,
            failed: ruled.failed.iter().map(|id| (*id).to_owned()).collect(),
            versions: self.versions.clone(),
            redress: self.redress.clone(),
        }
    }
}

impl Ruled<'_> {
    /// What follows from the sum and from what single rules ask for, before any ceiling.
    pub fn wanted(&self, kind: Kind, said: i32) -> Action {
        let asked = self.held.iter().filter_map(|held| held.then).max().unwrap_or_default();
        self.thresholds.action(kind, self.logit(said)).max(asked)
    }

    fn logit(&self, said: i32) -> i32 {
        self.held.iter().map(|held| held.weight).fold(self.bias.saturating_add(said), i32::saturating_add)
    }
}

impl Thresholds {
    fn action(&self, kind: Kind, logit: i32) -> Action {
        if kind == Kind::Payment && logit >= self.hold {
            Action::Hold
        } else if logit >= self.warn {
            Action::Warn
        } else if logit >= self.watch {
            Action::Watch
        } else {
            Action::Allow
        }
    }
}

/// What follows in the end. `worded`: what was said gives a reason of its own.
pub fn follows(kind: Kind, facts: &Facts, said: i32, worded: bool, ruled: &Ruled<'_>) -> Action {
    let action = ceiling(kind, facts, ruled.wanted(kind, said));
    with_reason(action, worded || ruled.held.iter().any(Held::is_reason)).max(failing(&ruled.failed))
}

/// What may follow at most, whatever rules say: a bank delays payments and nobody else delays anything
/// (Art. 18); to refuse takes traced money or a measure that was executed.
pub fn ceiling(kind: Kind, facts: &Facts, wanted: Action) -> Action {
    let ground = [Fact::PayeeTainted, Fact::PayeeMeasure, Fact::ListMeasure];
    let grounded = ground.into_iter().any(|fact| facts.is_true(fact));
    let most = match kind {
        _ if grounded => Action::Block,
        Kind::Payment => Action::Hold,
        Kind::Text | Kind::Call => Action::Warn,
    };
    match wanted.min(most) {
        Action::Hold if kind != Kind::Payment => Action::Warn,
        action => action,
    }
}

/// Nobody is disturbed without a reason that can be named.
fn with_reason(wanted: Action, has_reason: bool) -> Action {
    if has_reason { wanted } else { wanted.min(Action::Watch) }
}

/// A rule that failed never lowers a verdict: a person looks at the event.
fn failing(failed: &[&str]) -> Action {
    if failed.is_empty() { Action::Allow } else { Action::Watch }
}

pub(crate) fn grade(probability: u16) -> Grade {
    match probability {
        0..500 => Grade::Low,
        500..800 => Grade::Medium,
        800..950 => Grade::High,
        950.. => Grade::VeryHigh,
    }
}

fn hour(at: Stamp) -> i64 {
    at.ms().saturating_add(SHANGHAI_OFFSET_MS).div_euclid(HOUR_MS).rem_euclid(24)
}

fn demands(lexicon: &Lexicon, seen: u128) -> bool {
    use crate::text::lexicon::{Tactic, codes};
    codes(seen).any(|code| lexicon.entry(code).is_some_and(|entry| entry.tactic == Tactic::Demand))
}

const fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::Call => "call",
        Channel::Chat => "chat",
        Channel::Sms => "sms",
    }
}

const fn level_name(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Watch => "watch",
        Level::Warn => "warn",
    }
}
