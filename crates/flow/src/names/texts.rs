//! Texts by number, in blocks that change no more and one that is open: so whoever asks can have a look at
//! those that there are while more come in.

use super::NamesFull;
use hashbrown::HashTable;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

/// Blocks become one as long as that has at most so many texts.
const BLOCK_MAX: usize = 1 << 16;

#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// The blocks that change no more, each with the number of its first text.
    closed: Arc<Vec<(u32, Arc<Block>)>>,
    /// What came after them, and the number of its first.
    open: Block,
    open_from: u32,
    /// Looks share it, and pass over the numbers that came after them.
    numbers: Arc<RwLock<HashTable<u32>>>,
    /// The table is another's, who adds to it.
    is_look: bool,
    /// Keyed: some texts are chosen by those whose money is followed.
    hasher: RandomState,
}

/// Texts one behind the other, and where each ends.
#[derive(Clone, Debug, Default)]
struct Block {
    bytes: String,
    ends: Vec<u64>,
}

impl Block {
    fn begin(&self, at: usize) -> usize {
        // INVARIANT (texts): places lie within what is in memory.
        let end = at.checked_sub(1).and_then(|before| self.ends.get(before));
        end.map_or(0, |end| usize::try_from(*end).unwrap_or(usize::MAX))
    }

    fn text(&self, at: usize) -> &str {
        if at < self.ends.len() { self.bytes.get(self.begin(at)..self.begin(at + 1)).unwrap_or("") } else { "" }
    }

    fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u64);
    }

    fn append(&mut self, later: &Self) {
        let from = self.bytes.len() as u64;
        self.bytes.push_str(&later.bytes);
        self.ends.extend(later.ends.iter().map(|end| from + end));
    }

    /// Whether it becomes one with the block after it.
    const fn is_alike(&self, later: &Self) -> bool {
        let (own, more) = (self.ends.len(), later.ends.len());
        own <= more && own + more <= BLOCK_MAX
    }

    const fn memory(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<u64>()
    }
}

/// Whoever has a clone adds to it what he likes.
impl Clone for Texts {
    fn clone(&self) -> Self {
        let mut numbers = self.numbers.read().unwrap_or_else(PoisonError::into_inner).clone();
        if self.is_look {
            numbers.retain(|number| (*number as usize) < self.len());
        }
        Self {
            closed: Arc::clone(&self.closed),
            open: self.open.clone(),
            open_from: self.open_from,
            numbers: Arc::new(RwLock::new(numbers)),
            is_look: false,
            hasher: self.hasher.clone(),
        }
    }
}

impl Texts {
    pub(crate) fn number(&mut self, text: &str) -> Result<u32, NamesFull> {
        let hash = self.hasher.hash_one(text);
        match self.find_hashed(hash, text) {
            Some(number) => Ok(number),
            None => self.push_hashed(hash, text),
        }
    }

    /// Adds a text that is not there yet.
    pub(crate) fn push(&mut self, text: &str) -> Result<u32, NamesFull> {
        self.push_hashed(self.hasher.hash_one(text), text)
    }

    fn push_hashed(&mut self, hash: u64, text: &str) -> Result<u32, NamesFull> {
        if self.is_look {
            *self = self.clone();
        }
        let number = u32::try_from(self.len()).map_err(|_| NamesFull)?;
        self.open.push(text);
        let mut numbers = self.numbers.write().unwrap_or_else(PoisonError::into_inner);
        numbers.insert_unique(hash, number, |number| self.hasher.hash_one(self.text(*number)));
        drop(numbers);
        Ok(number)
    }

    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.find_hashed(self.hasher.hash_one(text), text)
    }

    fn find_hashed(&self, hash: u64, text: &str) -> Option<u32> {
        let is_it = |number: &u32| (*number as usize) < self.len() && self.text(*number) == text;
        self.numbers.read().unwrap_or_else(PoisonError::into_inner).find(hash, is_it).copied()
    }

    /// Empty for a number that was never handed out.
    pub(crate) fn text(&self, number: u32) -> &str {
        if let Some(at) = number.checked_sub(self.open_from) {
            return self.open.text(at as usize);
        }
        let at = self.closed.partition_point(|(first, _)| *first <= number).checked_sub(1);
        let found = at.and_then(|at| self.closed.get(at));
        found.map_or("", |(first, block)| block.text((number - first) as usize))
    }

    pub(crate) const fn len(&self) -> usize {
        self.open_from as usize + self.open.ends.len()
    }

    /// The same as far as it has come: what is added later is not seen.
    pub(crate) fn look(&mut self) -> Self {
        self.close();
        Self {
            closed: Arc::clone(&self.closed),
            open: Block::default(),
            open_from: self.open_from,
            numbers: Arc::clone(&self.numbers),
            is_look: true,
            hasher: self.hasher.clone(),
        }
    }

    /// What is open changes no more. Small blocks become one, so that there are few.
    fn close(&mut self) {
        let (mut from, mut newest) = (self.open_from, std::mem::take(&mut self.open));
        if newest.ends.is_empty() {
            return;
        }
        // INVARIANT (names): there are fewer than 2^32.
        self.open_from = from.saturating_add(u32::try_from(newest.ends.len()).unwrap_or(u32::MAX));
        let closed = Arc::make_mut(&mut self.closed);
        while let Some((first, before)) = closed.pop_if(|(_, before)| before.is_alike(&newest)) {
            let mut whole = Arc::unwrap_or_clone(before);
            whole.append(&newest);
            (from, newest) = (first, whole);
        }
        closed.push((from, Arc::new(newest)));
    }

    /// The texts of some numbers, one behind the other, and the length of each.
    pub(crate) fn part(&self, numbers: Range<usize>) -> (String, Vec<u32>) {
        let (mut bytes, mut lengths) = (String::new(), Vec::with_capacity(numbers.len()));
        for number in numbers {
            let text = self.text(u32::try_from(number).unwrap_or(u32::MAX));
            bytes.push_str(text);
            lengths.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        (bytes, lengths)
    }

    pub(crate) fn bytes(&self) -> usize {
        let closed: usize = self.closed.iter().map(|(_, block)| block.memory()).sum();
        let table = self.numbers.read().unwrap_or_else(PoisonError::into_inner).allocation_size();
        closed + self.open.memory() + table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: u32) -> String {
        "账".repeat(number as usize % 7) + &number.to_string()
    }

    #[test]
    fn texts_are_found_among_many_and_given_out_in_parts() {
        let mut texts = Texts::default();
        for number in 0..3_000 {
            assert_eq!(texts.number(&text(number)), Ok(number));
        }
        for number in 0..3_000 {
            assert_eq!((texts.find(&text(number)), texts.text(number)), (Some(number), text(number).as_str()));
        }
        let (part, lengths) = texts.part(10..12);
        assert_eq!((part, lengths), (format!("{}{}", text(10), text(11)), vec![11, 14]));
        assert_eq!(texts.part(0..0), (String::new(), vec![]));
        assert!(texts.bytes() < 3_000 * 40);
    }

    #[test]
    fn a_look_has_what_there_was_by_then_and_no_more() {
        let (mut texts, mut looks) = (Texts::default(), Vec::new());
        for number in 0..400 {
            if number % 3 == 0 || number % 7 == 0 {
                looks.push((number, texts.look()));
            }
            assert_eq!(texts.number(&text(number)), Ok(number));
        }
        for (count, look) in looks {
            for number in 0..400 {
                let known = number < count;
                assert_eq!(look.find(&text(number)), known.then_some(number), "{number} of {count}");
                assert_eq!(look.text(number), if known { text(number) } else { String::new() });
            }
            // Whoever adds to a look has his own.
            let mut own = look;
            assert_eq!((own.number("own"), own.number(&text(399))), (Ok(count), Ok(count + 1)));
            assert_eq!((own.find(&text(count.saturating_sub(1))), own.text(count)), (count.checked_sub(1), "own"));
        }
        assert_eq!((texts.find("own"), texts.len()), (None, 400));
        assert!(texts.closed.len() < 12, "few blocks: {}", texts.closed.len());
    }
}
