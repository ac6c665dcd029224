//! The n-grams of symbols, hashed: what the learned part of a score is made of. The hash is ours and does
//! not change, for a model's table is laid out by it.
//!
//! Not here: how the table is learned (`train`).

use crate::text::normal::{is_han, sound};

/// Part of a model's name for its layout; raised when hashing or the choice of n-grams changes.
pub const HASH: &str = "cordon-grams-2";

/// Rows of the table.
pub const GATE_BITS: u32 = 18;
/// By these a row knows its n-gram: one that merely falls into its place counts nothing.
pub const TAG_BITS: u32 = 8;
/// What a row weighs: by texts that are near each other, and by all texts.
pub const TABLES: usize = 2;
pub const TYPE_BITS: u32 = 14;
/// Types stand in rows of this width; the last place of a row is its tag.
pub const TYPE_WIDTH: usize = 16;

/// The signs before a clause, the nearest first; `NOTHING` where the conversation begins.
pub type Before = [char; 3];
pub const NOTHING: char = '\0';

/// A clause whose n-grams are asked for: those that end with a sign from `seen` on.
#[derive(Clone, Copy, Debug)]
pub struct Grams<'a> {
    pub before: Before,
    pub written: &'a [char],
    pub heard: &'a [char],
    pub seen: usize,
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

impl Grams<'_> {
    /// Tells the keys of what speaks of scams (one sign, two, two with one or two others between them, whichever, and
    /// two by sound), and of what speaks of types; `at` says which row and tag a key has.
    pub fn each(&self, mut key: impl FnMut(u32), mut of_type: impl FnMut(u32)) {
        let [mut last, mut second, mut third] = self.before.map(spread);
        let [nearest, ..] = self.before;
        let mut last_heard = spread(sound(nearest));
        for (index, (sign, sounds)) in self.written.iter().zip(self.heard).enumerate() {
            let (now, now_heard) = (spread(*sign), spread(*sounds));
            if index >= self.seen {
                let mut put = |hash| key(place(hash, GATE_BITS.saturating_add(TAG_BITS)));
                let one = kind(1) ^ now;
                let two = kind(2) ^ last.rotate_left(17) ^ now;
                put(one);
                if last != 0 {
                    put(two);
                }
                if second != 0 {
                    put(kind(4) ^ second.rotate_left(34) ^ now);
                }
                if third != 0 {
                    put(kind(4) ^ third.rotate_left(34) ^ now);
                }
                if last != 0 && is_han(*sign) {
                    put(kind(3) ^ last_heard.rotate_left(17) ^ now_heard);
                }
                of_type(place(if is_han(*sign) { two } else { one }, TYPE_BITS.saturating_add(TAG_BITS)));
            }
            (third, second, last) = (second, last, now);
            last_heard = now_heard;
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
        let mut keys = Vec::new();
        Grams { before, written: &written, heard: &heard, seen }.each(|key| keys.push(key), |_| {});
        keys
    }

    #[test]
    fn the_hash_is_what_it_was() {
        assert_eq!(keys([NOTHING; 3], "转账", 0), GOLDEN);
    }
    const GOLDEN: [u32; 4] = [45_014_265, 54_616_832, 38_444_616, 66_723_001];

    #[test]
    fn what_was_seen_is_not_told_again_but_counts_as_before() {
        let whole = keys([NOTHING; 3], "请您转账到", 0);
        let later = keys([NOTHING; 3], "请您转账到", 3);
        assert_eq!(later, whole[whole.len() - 10..]);
        // And what stood in the clause before counts as if there were no cut.
        assert_eq!(keys(['转', '您', '请'], "账到", 0), later);
    }
}
