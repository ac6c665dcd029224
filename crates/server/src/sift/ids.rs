//! Which events were judged, by the key of agency and id, and where their verdicts lie. The oldest are
//! forgotten when there are too many; their verdicts stay in the log.

use super::log::Place;
use std::collections::{HashMap, VecDeque};

/// Events that are known by their id: the same again gets the same verdict.
pub const REMEMBERED_MAX: usize = 4_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub body: u64,
    /// None while its record is not durable.
    pub place: Option<Place>,
}

#[derive(Debug)]
pub struct Ids {
    seen: HashMap<u64, Seen>,
    order: VecDeque<u64>,
    max: usize,
}

impl Ids {
    pub fn new(max: usize) -> Self {
        Self { seen: HashMap::new(), order: VecDeque::new(), max }
    }

    pub fn get(&self, key: u64) -> Option<Seen> {
        self.seen.get(&key).copied()
    }

    pub fn begin(&mut self, key: u64, body: u64) {
        self.seen.insert(key, Seen { body, place: None });
    }

    pub fn settle(&mut self, key: u64, body: u64, place: Place) {
        self.seen.insert(key, Seen { body, place: Some(place) });
        self.order.push_back(key);
        while self.order.len() > self.max {
            if let Some(oldest) = self.order.pop_front() {
                self.seen.remove(&oldest);
            }
        }
    }

    pub fn forget(&mut self, key: u64) {
        self.seen.remove(&key);
    }

    /// Nothing of files before this one is there any more.
    pub fn forget_before(&mut self, file: u64) {
        let gone = |seen: &Seen| seen.place.is_some_and(|place| place.file < file);
        while let Some(oldest) = self.order.front() {
            if !self.seen.get(oldest).is_none_or(gone) {
                return;
            }
            self.seen.remove(oldest);
            self.order.pop_front();
        }
    }

    /// How many are remembered.
    pub fn count(&self) -> usize {
        self.seen.len()
    }
}
