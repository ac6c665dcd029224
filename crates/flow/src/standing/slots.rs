//! The accounts that victims' money reached, and what they were like before.

use super::account::State;
use crate::transfer::Stamp;

/// What an account was like after everything up to `since`, and until it was touched again.
#[derive(Clone, Debug)]
pub struct Version {
    pub since: Stamp,
    pub state: State,
}

#[derive(Clone, Debug)]
pub struct Slot {
    /// When victims' money first came.
    pub born: Stamp,
    pub state: State,
    /// Oldest first.
    versions: Vec<Version>,
    /// When the last version was put aside, or it was born.
    kept_at: i64,
}

impl Slot {
    pub const fn new(born: Stamp) -> Self {
        Self { born, state: State::new(), versions: Vec::new(), kept_at: born.t }
    }

    /// Before a posting is booked: every `every` ms what there was is put aside, and what is so old that
    /// nothing can come from before it is dropped.
    #[inline]
    pub fn touch(&mut self, stamp: Stamp, every: i64) {
        if stamp.t.saturating_sub(self.kept_at) > every && stamp > self.state.touched {
            self.keep(stamp.t, every);
        }
        self.state.touched = self.state.touched.max(stamp);
    }

    fn keep(&mut self, t: i64, every: i64) {
        let oldest = t - every;
        let needed = self.versions.iter().rposition(|version| version.since.t < oldest).unwrap_or(0);
        self.versions.drain(..needed);
        self.versions.push(Version { since: self.state.touched, state: self.state.clone() });
        self.kept_at = t;
    }

    /// The latest version in which nothing at or after `stamp` is booked.
    pub fn before(&self, stamp: Stamp) -> Option<&Version> {
        self.versions.iter().rfind(|version| version.since < stamp)
    }

    /// Takes everything back to what it was before `stamp`.
    pub fn set_back(&mut self, state: State, stamp: Stamp) {
        self.versions.retain(|version| version.since < stamp);
        self.kept_at = self.versions.last().map_or(self.born.t, |version| version.since.t);
        self.state = state;
    }
}

/// Slots by number; free ones are given again.
#[derive(Debug, Default)]
pub struct Slots {
    all: Vec<Option<Slot>>,
    free: Vec<u32>,
}

impl Slots {
    #[inline]
    pub fn get(&self, at: u32) -> Option<&Slot> {
        self.all.get(at as usize)?.as_ref()
    }

    #[inline]
    pub fn get_mut(&mut self, at: u32) -> Option<&mut Slot> {
        self.all.get_mut(at as usize)?.as_mut()
    }

    /// None: there is no number left.
    pub fn add(&mut self, slot: Slot, most: u32) -> Option<u32> {
        if let Some(at) = self.free.pop() {
            *self.all.get_mut(at as usize)? = Some(slot);
            return Some(at);
        }
        let at = u32::try_from(self.all.len()).ok().filter(|at| *at < most)?;
        self.all.push(Some(slot));
        Some(at)
    }

    pub fn remove(&mut self, at: u32) {
        if self.all.get_mut(at as usize).and_then(Option::take).is_some() {
            self.free.push(at);
        }
    }

    pub const fn len(&self) -> usize {
        self.all.len() - self.free.len()
    }
}
