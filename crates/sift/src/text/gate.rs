//! The n-grams of symbols, hashed: what the learned part of a score is made of. The hash is ours and does
//! not change, for a model's table is laid out by it.
//!
//! Not here: how the table is learned (`train`).

use crate::text::clause::CLAUSE_MAX;
use crate::text::normal::{is_han, sound};

/// Part of a model's name for its layout; raised when hashing or the choice of n-grams changes.
pub const HASH: &str = "cordon-grams-2";

/// Rows of the table.
pub const GATE_BITS: u32 = 19;
/// By these a row knows its n-gram: one that merely falls into its place counts nothing.
pub const TAG_BITS: u32 = 8;
/// What a row weighs: by texts that are near each other, and by all texts.
pub const TABLES: usize = 2;
pub const TYPE_BITS: u32 = 14;
/// Types stand in rows of this width; the last place of a row is its tag.
pub const TYPE_WIDTH: usize = 16;

/// Each sign ends so many n-grams at most.
const EACH_MAX: usize = 7;

/// The signs before a clause, the nearest first; `NOTHING` where the conversation begins.
pub type Before = [char; 3];
pub const NOTHING: char = '\0';

/// The n-grams of one clause, hashed: `at` says which row and tag one has.
#[derive(Clone, Debug)]
pub struct Grams {
    keys: [u32; CLAUSE_MAX * EACH_MAX],
    len: usize,
    of_types: [u32; CLAUSE_MAX],
    len_of_types: usize,
}

/// One n-gram's row: its tag, and what it weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub tag: u8,
    pub weights: [i8; TABLES],
}

/// The row of an n-gram and the tag that it has there.
pub fn at(key: u32) -> (usize, u8) {
    let [tag, ..] = key.to_le_bytes();
    ((key >> TAG_BITS) as usize, tag)
}

impl Grams {
    /// Those that end with a sign from `seen` on: one, two and three signs, two signs with one or two others between
    /// them, and two and three by sound.
    pub fn of(before: Before, written: &[char], heard: &[char], seen: usize) -> Self {
        let mut grams = Self { keys: [0; CLAUSE_MAX * EACH_MAX], len: 0, of_types: [0; CLAUSE_MAX], len_of_types: 0 };
        let [mut last, mut second, mut third] = before.map(spread);
        let [mut last_heard, mut second_heard, _] = before.map(|sign| spread(sound(sign)));
        for (index, (sign, sounds)) in written.iter().zip(heard).enumerate() {
            let (now, now_heard) = (spread(*sign), spread(*sounds));
            if index >= seen {
                let two = kind(2) ^ last.rotate_left(17) ^ now;
                let three = kind(3) ^ second.rotate_left(34) ^ last.rotate_left(17) ^ now;
                let two_heard = kind(4) ^ last_heard.rotate_left(17) ^ now_heard;
                let three_heard = kind(5) ^ second_heard.rotate_left(34) ^ last_heard.rotate_left(17) ^ now_heard;
                grams.put(kind(1) ^ now);
                if last != 0 {
                    grams.put(two);
                }
                if second != 0 {
                    grams.put(three);
                    grams.put(kind(6) ^ second.rotate_left(34) ^ now);
                }
                if third != 0 {
                    grams.put(kind(6) ^ third.rotate_left(34) ^ now);
                }
                if is_han(*sign) {
                    grams.put(two_heard);
                    grams.put(three_heard);
                }
                grams.put_of_type(if is_han(*sign) { two } else { kind(1) ^ now });
            }
            (third, second, last) = (second, last, now);
            (second_heard, last_heard) = (last_heard, now_heard);
        }
        grams
    }

    /// What tells scams.
    pub fn keys(&self) -> &[u32] {
        self.keys.get(..self.len).unwrap_or_default()
    }

    /// What tells types.
    pub fn of_types(&self) -> &[u32] {
        self.of_types.get(..self.len_of_types).unwrap_or_default()
    }

    fn put(&mut self, hash: u64) {
        if let Some(key) = self.keys.get_mut(self.len) {
            *key = place(hash, GATE_BITS.saturating_add(TAG_BITS));
            self.len = self.len.saturating_add(1);
        }
    }

    fn put_of_type(&mut self, hash: u64) {
        if let Some(key) = self.of_types.get_mut(self.len_of_types) {
            *key = place(hash, TYPE_BITS.saturating_add(TAG_BITS));
            self.len_of_types = self.len_of_types.saturating_add(1);
        }
    }
}

/// A sign as 64 bits that differ from every other sign's in about half; nothing is 0.
const fn spread(sign: char) -> u64 {
    let hash = (sign as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

const fn kind(number: u64) -> u64 {
    number.wrapping_mul(0xa076_1d64_78bd_642f)
}

fn place(hash: u64, bits: u32) -> u32 {
    let hash = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    u32::try_from(hash >> u64::BITS.saturating_sub(bits)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(before: Before, text: &str, seen: usize) -> Vec<u32> {
        let written: Vec<char> = text.chars().collect();
        let heard: Vec<char> = written.iter().copied().map(sound).collect();
        Grams::of(before, &written, &heard, seen).keys().to_vec()
    }

    #[test]
    fn the_hash_is_what_it_was() {
        assert_eq!(keys([NOTHING; 3], "转账", 0), GOLDEN);
    }
    const GOLDEN: [u32; 7] = [0; 7];

    #[test]
    fn what_was_seen_is_not_told_again_but_counts_as_before() {
        let whole = keys([NOTHING; 3], "请您转账到", 0);
        let later = keys([NOTHING; 3], "请您转账到", 3);
        assert_eq!(later, whole[whole.len() - 14..]);
        // And what stood in the clause before counts as if there were no cut.
        assert_eq!(keys(['转', '您', '请'], "账到", 0), later);
    }
}
