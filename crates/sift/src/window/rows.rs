//! Rows that are large and many. Each step of work looks at a few and lets go what has been quiet for long,
//! so that no moment has to look at all.

use crate::pack::Pack;
use rustc_hash::FxHashMap;

#[derive(Clone, Debug)]
pub struct Rows<T> {
    place: FxHashMap<u64, u32>,
    rows: Vec<(u64, T)>,
    cursor: usize,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { place: FxHashMap::default(), rows: Vec::new(), cursor: 0 }
    }
}

impl<T: Default> Rows<T> {
    pub fn get(&self, key: u64) -> Option<&T> {
        let place = *self.place.get(&key)?;
        self.rows.get(place as usize).map(|(_, row)| row)
    }

    /// The row of a key, as it was or new. None at four thousand million rows.
    pub fn touch(&mut self, key: u64) -> Option<&mut T> {
        let next = u32::try_from(self.rows.len()).ok()?;
        let place = *self.place.entry(key).or_insert(next);
        if place == next {
            self.rows.push((key, T::default()));
        }
        self.rows.get_mut(place as usize).map(|(_, row)| row)
    }

    /// Looks at `count` rows and lets those go that are no more needed.
    pub fn sweep(&mut self, count: usize, is_over: impl Fn(&T) -> bool) {
        for _ in 0..count {
            match self.rows.get(self.cursor) {
                None => self.cursor = 0,
                Some((_, row)) if is_over(row) => self.let_go(),
                Some(_) => self.cursor += 1,
            }
        }
    }

    fn let_go(&mut self) {
        let (gone, _) = self.rows.swap_remove(self.cursor);
        self.place.remove(&gone);
        if let (Some((moved, _)), Ok(place)) = (self.rows.get(self.cursor), u32::try_from(self.cursor)) {
            self.place.insert(*moved, place);
        }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }
}

impl<T: Pack> Pack for Rows<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.rows.put(out);
        u64::try_from(self.cursor).unwrap_or(0).put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let rows = Vec::<(u64, T)>::take(from)?;
        let cursor = usize::try_from(u64::take(from)?).ok()?;
        let place = (0..).zip(&rows).map(|(place, (key, _))| (*key, place)).collect();
        Some(Self { place, rows, cursor })
    }
}
