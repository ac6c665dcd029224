//! Where the row of a transfer is. Ids are handed out in the order of first sight, so they come in
//! a row; what does not is kept aside.

use super::log::NONE;
use crate::names::TxId;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// Ids that may be missing between one and the next before the rest is kept aside.
const GAP_MAX: u32 = 1 << 12;

#[derive(Debug, Default)]
pub struct Ids {
    first: u32,
    places: VecDeque<u32>,
    strays: FxHashMap<u32, u32>,
}

impl Ids {
    #[inline]
    pub fn find(&self, id: TxId) -> Option<u32> {
        let at = id.0.checked_sub(self.first).and_then(|at| self.places.get(at as usize));
        let place = at.copied().filter(|place| *place != NONE);
        place.or_else(|| if self.strays.is_empty() { None } else { self.strays.get(&id.0).copied() })
    }

    /// Whether it is the one after all that came.
    #[inline]
    pub fn is_next(&self, id: TxId) -> bool {
        self.strays.is_empty()
            && id.0.checked_sub(self.first).is_some_and(|at| at as usize == self.places.len())
            && !self.places.is_empty()
    }

    #[inline]
    pub fn add(&mut self, id: TxId, place: u32) {
        if self.places.is_empty() {
            self.first = id.0;
        }
        let Some(at) = id.0.checked_sub(self.first) else {
            self.strays.insert(id.0, place);
            return;
        };
        let len = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        if at == len {
            self.places.push_back(place);
        } else {
            self.add_apart(id, at, len, place);
        }
    }

    #[cold]
    fn add_apart(&mut self, id: TxId, at: u32, len: u32, place: u32) {
        if let Some(slot) = self.places.get_mut(at as usize) {
            *slot = place;
        } else if at - len <= GAP_MAX {
            self.places.resize(at as usize, NONE);
            self.places.push_back(place);
        } else {
            self.strays.insert(id.0, place);
        }
    }

    pub fn drop(&mut self, id: TxId) {
        if let Some(slot) = id.0.checked_sub(self.first).and_then(|at| self.places.get_mut(at as usize)) {
            *slot = NONE;
        }
        if !self.strays.is_empty() {
            self.strays.remove(&id.0);
        }
        while self.places.front() == Some(&NONE) {
            self.places.pop_front();
            self.first = self.first.saturating_add(1);
        }
    }

    pub fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<u32>() + self.strays.capacity() * size_of::<(u32, u32)>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_wherever_it_came_in_the_row() {
        let mut ids = Ids::default();
        let all = [7, 8, 10, 9, 3, 4_000_000_000, 11, 5000];
        for (place, id) in (0..).zip(all) {
            assert_eq!(ids.find(TxId(id)), None);
            ids.add(TxId(id), place);
        }
        for (place, id) in (0..).zip(all) {
            assert_eq!(ids.find(TxId(id)), Some(place), "{id}");
            ids.drop(TxId(id));
            assert_eq!(ids.find(TxId(id)), None);
        }
        assert_eq!(ids.places.len() + ids.strays.len(), 0);
    }
}
