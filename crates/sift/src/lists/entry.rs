//! One line of a list: how the listed one stands, who says so, since and until when.

pub use cordon_model::listing::{Level, ListSource as Source};
use cordon_model::time::{SECOND_MS, Stamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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
