//! One line of a list: how the listed one stands, who says so, since and until when.

use cordon_model::time::{SECOND_MS, Stamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Mildest first; as the facts' words have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    White,
    Grey,
    Black,
}

impl Level {
    pub const ALL: [Self; 3] = [Self::White, Self::Grey, Self::Black];

    pub const fn name(self) -> &'static str {
        match self {
            Self::White => "white",
            Self::Grey => "grey",
            Self::Black => "black",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// Of what class the one is who says so. A look-up tells the class, never who reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A measure that was executed. Only this may lead to a refusal.
    Measure,
    Police,
    /// A bank or payment firm.
    Institution,
    Carrier,
    /// Came with the list exchange (200501).
    Exchange,
    /// Distinct people who complained.
    Complaints,
    Published,
}

impl Source {
    pub const ALL: [Self; 7] = [
        Self::Measure,
        Self::Police,
        Self::Institution,
        Self::Carrier,
        Self::Exchange,
        Self::Complaints,
        Self::Published,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Measure => "measure",
            Self::Police => "police",
            Self::Institution => "institution",
            Self::Carrier => "carrier",
            Self::Exchange => "exchange",
            Self::Complaints => "complaints",
            Self::Published => "published",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// What the entries of one list, or of one level of it, have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Note {
    /// The listing or the imported list.
    pub list: String,
    pub level: Level,
    pub source: Source,
    pub reason: String,
    /// What a person names who objects.
    pub redress: String,
}

impl Note {
    /// Whether a refusal may rest on it.
    pub fn may_block(&self) -> bool {
        self.level == Level::Black && self.source == Source::Measure
    }
}

/// When an entry holds: from `since` until before `until`, in whole seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    pub since: u32,
    /// 0: without end.
    pub until: u32,
}

impl Entry {
    pub fn new(since: Stamp, until: Option<Stamp>) -> Self {
        // An end before 1970 is an end all the same.
        Self { since: seconds(since), until: until.map_or(0, |until| seconds(until).max(1)) }
    }

    pub fn holds(&self, now: Stamp) -> bool {
        let now = seconds(now);
        self.since <= now && (self.until == 0 || now < self.until)
    }

    pub fn since(&self) -> Stamp {
        stamp(self.since)
    }

    pub fn until(&self) -> Option<Stamp> {
        (self.until != 0).then(|| stamp(self.until))
    }
}

fn seconds(at: Stamp) -> u32 {
    u32::try_from(at.ms().div_euclid(SECOND_MS).max(0)).unwrap_or(u32::MAX)
}

fn stamp(seconds: u32) -> Stamp {
    Stamp::from_ms(i64::from(seconds).saturating_mul(SECOND_MS))
}

/// An entry with what it has in common with others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    pub note: Arc<Note>,
    pub entry: Entry,
}
