//! A table that forgets: what was not touched for one to two lives is gone. Two halves, of which the older is
//! dropped as a whole when a life has passed, so that forgetting costs nothing by the row.

use crate::pack::Pack;
use rustc_hash::FxHashMap;

#[derive(Clone, Debug)]
pub struct Recent<T> {
    life: u32,
    turn: u32,
    young: FxHashMap<u64, T>,
    old: FxHashMap<u64, T>,
}

impl<T: Clone> Recent<T> {
    /// `life` is in minutes.
    pub fn new(life: u32) -> Self {
        Self { life, turn: 0, young: FxHashMap::default(), old: FxHashMap::default() }
    }

    /// Time has come to `minute`; going back does nothing.
    pub fn advance(&mut self, minute: u32) {
        let turn = minute / self.life.max(1);
        if turn <= self.turn {
            return;
        }
        let next = std::mem::take(&mut self.young);
        self.old = if turn - self.turn == 1 { next } else { FxHashMap::default() };
        self.turn = turn;
    }

    pub fn get(&self, key: u64) -> Option<&T> {
        self.young.get(&key).or_else(|| self.old.get(&key))
    }

    /// The row of a key among the young, as it was or new.
    pub fn touch(&mut self, key: u64) -> &mut T
    where
        T: Default,
    {
        let before = self.old.remove(&key);
        let row = self.young.entry(key);
        row.or_insert_with(|| before.unwrap_or_default())
    }

    pub fn remove(&mut self, key: u64) -> Option<T> {
        let young = self.young.remove(&key);
        let old = self.old.remove(&key);
        young.or(old)
    }

    pub fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

impl<T: Pack + Clone> Pack for Recent<T> {
    fn put(&self, out: &mut Vec<u8>) {
        (self.life, self.turn).put(out);
        self.young.put(out);
        self.old.put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let (life, turn) = Pack::take(from)?;
        Some(Self { life, turn, young: Pack::take(from)?, old: Pack::take(from)? })
    }
}
