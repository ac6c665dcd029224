//! Which events were judged, by the key of agency and id, and where their verdicts lie. The oldest are
//! forgotten when there are too many; their verdicts stay in the log.

use super::log::Place;
use std::collections::{HashMap, VecDeque};

/// Events that are known by their id: the same again gets the same verdict.
pub const REMEMBERED_MAX: usize = 4_000_000;

/// Key, body, file, place in it, length.
const ROW: usize = 8 + 8 + 8 + 4 + 4;

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

    /// All that have a place, oldest first.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.order.len().saturating_mul(ROW));
        for key in &self.order {
            let seen = self.seen.get(key);
            let place = seen.and_then(|seen| seen.place).unwrap_or(Place { file: 0, at: 0, len: 0 });
            bytes.extend_from_slice(&key.to_le_bytes());
            bytes.extend_from_slice(&seen.map_or(0, |seen| seen.body).to_le_bytes());
            bytes.extend_from_slice(&place.file.to_le_bytes());
            bytes.extend_from_slice(&place.at.to_le_bytes());
            bytes.extend_from_slice(&place.len.to_le_bytes());
        }
        bytes
    }

    pub fn of_bytes(max: usize, bytes: &[u8]) -> Option<Self> {
        let mut ids = Self::new(max);
        let (rows, rest) = bytes.as_chunks::<ROW>();
        ids.seen.reserve(rows.len());
        for row in rows {
            let number = |at: usize| Some(u64::from_le_bytes(row.get(at..at.checked_add(8)?)?.try_into().ok()?));
            let half = |at: usize| Some(u32::from_le_bytes(row.get(at..at.checked_add(4)?)?.try_into().ok()?));
            let place = Place { file: number(16)?, at: half(24)?, len: half(28)? };
            ids.order.push_back(number(0)?);
            // No record is empty: this one was forgotten.
            if place.len > 0 {
                ids.seen.insert(number(0)?, Seen { body: number(8)?, place: Some(place) });
            }
        }
        rest.is_empty().then_some(ids)
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
