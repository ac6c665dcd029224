//! What an officer knows about scams, as data: phrases by tactic, in Chinese and English, and the order in
//! which a scam of each type goes. Read from files that a person extends (`lexicon/` at the top), strictly.
//!
//! Not here: how phrases are found in text (`matcher`), and how much each tells (the model).

mod read;
mod ships;

pub use read::{File, LexiconError};
pub use ships::shipped;

use crate::kinds::ScamType;
use crate::text::matcher::Matcher;
use serde::Deserialize;

/// More codes than this do not fit into what is kept of a call.
pub const CODES_MAX: usize = 128;
/// Files of this folder were added since a model was trained: what they say is weighed by their own word.
pub const ADDED: &str = "added/";
/// Steps of one script; they are kept as bits.
pub const STEPS_MAX: usize = 8;

/// What a phrase does in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tactic {
    /// Says who one is: police, bank, courier, boss, platform, lover.
    Claim,
    /// What lures or alarms: parcel lost, high yield, easy task, loan approved.
    Hook,
    /// Threat, hurry.
    Pressure,
    /// Away from others: secrecy, private chats, the line kept open.
    Isolation,
    /// What is wanted: a code, a transfer, the screen, a fee first.
    Demand,
    /// What the other side lets be known: a code read out, money sent, doubt.
    Victim,
    /// What lawful callers do and scammers avoid.
    Lawful,
    /// How a text is written: a link in it, words hidden.
    Form,
    /// A cue: what follows in the clause is not wanted.
    Deny,
    /// A cue: what was just said is told as a scam's doing.
    Warn,
    /// A cue: somebody else is said to want what follows.
    Others,
    /// A cue: a denial ends here (but, only).
    Turn,
}

impl Tactic {
    /// Cues change how evidence is read; they are none themselves.
    pub fn is_cue(self) -> bool {
        matches!(self, Self::Deny | Self::Warn | Self::Others | Self::Turn)
    }

    /// What can be denied, warned of, or said of others.
    pub fn is_wanted(self) -> bool {
        matches!(self, Self::Demand | Self::Isolation)
    }

    /// An alarm has to name one of these.
    pub fn is_evidence(self) -> bool {
        matches!(self, Self::Claim | Self::Hook | Self::Pressure | Self::Isolation | Self::Demand | Self::Victim)
    }
}

/// Whose words count for an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    #[default]
    Caller,
    Other,
    Both,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Both {
    pub zh: String,
    pub en: String,
}

/// The phrases of a code by language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrases {
    pub zh: Vec<String>,
    pub en: Vec<String>,
}

/// One code: what its phrases mean.
#[derive(Clone, Debug)]
pub struct Entry {
    pub code: String,
    pub tactic: Tactic,
    pub side: Side,
    pub name: Both,
    /// What to say to the person concerned.
    pub advice: Both,
    pub source: String,
    /// Where this is only said in one type of scam.
    pub of: Option<ScamType>,
    /// The code that counts instead when this is denied.
    pub denied: Option<usize>,
    /// What it would weigh if nothing were learned, in thousandths of a logit.
    pub prior: i32,
    /// As they are written in the files: only people read these, the matcher has its own.
    pub phrases: Phrases,
}

/// A step of a script: reached when one of its codes is there, and the steps before it have begun.
#[derive(Clone, Debug)]
pub struct Step {
    /// P1 to P8 as in the taxonomy: contact, trust, bait or threat, isolation, money raised, transfer, more, gone.
    pub phase: u8,
    pub name: Both,
    pub codes: u128,
}

/// How a scam of one type goes.
#[derive(Clone, Debug)]
pub struct Script {
    pub kind: ScamType,
    pub name: Both,
    /// The first question to ask the person concerned.
    pub ask: Both,
    pub steps: Vec<Step>,
}

/// A step of a script, as bits: itself, and those before it of which one must have been reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    pub kind: ScamType,
    pub step: u8,
    pub before: u8,
}

/// The first step begins a script, and so does what only comes late: money, isolation.
const BEGINS_FROM: u8 = 4;

/// By code, the steps that it reaches, in order.
fn reached(entries: &[Entry], scripts: &[Script]) -> Vec<Vec<Reached>> {
    let of = |code: usize| {
        let steps = scripts.iter().flat_map(|script| (0..8u32).zip(&script.steps).map(move |step| (script.kind, step)));
        let own = steps.filter(|(_, (_, step))| step.codes & bit(code) != 0);
        let each = own.map(|(kind, (place, step))| {
            let bit = 1u8 << place;
            let begins = place == 0 || step.phase >= BEGINS_FROM;
            Reached { kind, step: bit, before: if begins { 0 } else { bit.wrapping_sub(1) } }
        });
        each.collect()
    };
    (0..entries.len()).map(of).collect()
}

/// The whole, checked, with its matcher.
#[derive(Debug)]
pub struct Lexicon {
    entries: Vec<Entry>,
    /// Entries that are not of `ADDED` files; those come after them.
    own: usize,
    scripts: Vec<Script>,
    /// By code, the steps that it reaches.
    reached: Vec<Vec<Reached>>,
    /// By code, what is asked of it at every hit.
    roles: Vec<(Tactic, Side)>,
    matcher: Matcher,
    /// Of own codes, tactics and scripts: what a model's weights belong to.
    frame: String,
    /// Of everything: which words counted.
    digest: String,
    masks: Masks,
}

/// Codes by what is asked of them often.
#[derive(Clone, Copy, Debug, Default)]
pub struct Masks {
    pub wanted: u128,
    pub demands: u128,
    pub evidence: u128,
    pub lawful: u128,
    pub claims: u128,
    pub hooks: u128,
    pub pressure: u128,
    pub isolation: u128,
}

impl Lexicon {
    pub fn read(files: &[File<'_>]) -> Result<Self, LexiconError> {
        read::read(files)
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn entry(&self, code: usize) -> Option<&Entry> {
        self.entries.get(code)
    }

    /// Codes that were added since a model was trained.
    pub fn added(&self) -> impl Iterator<Item = (usize, &Entry)> {
        self.entries.iter().enumerate().skip(self.own)
    }

    pub fn code(&self, name: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.code == name)
    }

    pub fn scripts(&self) -> &[Script] {
        &self.scripts
    }

    pub fn role(&self, code: usize) -> Option<(Tactic, Side)> {
        self.roles.get(code).copied()
    }

    /// The steps that a code reaches.
    pub fn reached(&self, code: usize) -> &[Reached] {
        self.reached.get(code).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    pub fn frame(&self) -> &str {
        &self.frame
    }

    pub fn digest(&self) -> &str {
        &self.digest
    }

    pub fn masks(&self) -> &Masks {
        &self.masks
    }
}

pub fn bit(code: usize) -> u128 {
    u32::try_from(code).ok().and_then(|code| 1u128.checked_shl(code)).unwrap_or(0)
}

/// The codes of a set, lowest first.
pub fn codes(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let code = set.trailing_zeros();
        set &= set.wrapping_sub(1);
        (code < u128::BITS).then_some(code as usize)
    })
}
