//! The n-grams of symbols, hashed: what the learned part of a score is made of. The hash is ours and does
//! not change, for a model's table is laid out by it.
//!
//! Not here: how the table is learned (`train`).

use crate::text::normal::{is_han, sound};

/// Part of a model's name for its layout; raised when hashing or the choice of n-grams changes.
pub const HASH: &str = "cordon-grams-3";

/// Rows of the table.
pub const GATE_BITS: u32 = 18;
/// By these a row knows its n-gram: one that merely falls into its place counts nothing.
pub const TAG_BITS: u32 = 8;
/// N-grams that end with one sign.
pub const GRAMS: usize = 5;
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

impl Row {
    /// Bytes of a row, in a model's file and here.
    pub const BYTES: usize = TABLES + 1;
}

/// All rows in one piece. A byte stands behind the last one, so that each can be read as a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows(Vec<u8>);

impl Rows {
    pub fn of(rows: &[Row]) -> Self {
        let bytes = rows.iter().flat_map(|row| std::iter::once(row.tag).chain(row.weights.map(i8::cast_unsigned)));
        Self(bytes.chain([0]).collect())
    }

    pub fn read(bytes: &[u8]) -> Self {
        Self(bytes.iter().copied().chain([0]).collect())
    }

    pub fn bytes(&self) -> &[u8] {
        self.0.split_last().map_or(&[], |(_, bytes)| bytes)
    }

    /// What the n-gram weighs, if the row in its place is its own: both weights in one word, the second in the upper
    /// half.
    #[inline]
    pub fn both(&self, key: u32) -> u32 {
        let (place, tag) = at(key);
        let row = self.0.get(place.wrapping_mul(Row::BYTES)..).and_then(|rest| rest.first_chunk());
        let [own, first, second, _] = row.copied().unwrap_or_default();
        // Whether it is this n-gram's row is as good as chance, so it is no branch.
        let known = u32::from(own == tag).wrapping_neg();
        let wide = |weight: u8| i32::from(weight.cast_signed()).cast_unsigned();
        (wide(second) << 16).wrapping_add(wide(first)) & known
    }
}

/// The two sums in one word: no clause is so long that one of them leaves its half.
pub fn apart(both: u32) -> [i32; TABLES] {
    let [first, ..] = [both as u16].map(u16::cast_signed);
    let first = i32::from(first);
    [first, both.wrapping_sub(first.cast_unsigned()).cast_signed() >> 16]
}

/// The row of an n-gram and the tag that it has there.
pub fn at(key: u32) -> (usize, u8) {
    let [tag, ..] = key.to_le_bytes();
    ((key >> TAG_BITS) as usize, tag)
}

impl Grams<'_> {
    /// Tells the keys of what speaks of scams (one sign, two, two with one or two others between them, whichever, and
    /// two by sound), and of what speaks of types; `at` says which row and tag a key has.
    #[inline]
    pub fn each(&self, mut key: impl FnMut(u32), mut of_type: impl FnMut(u32)) {
        let [mut last, mut second, mut third] = self.before.map(spread);
        let [nearest, ..] = self.before;
        let mut last_heard = spread(sound(nearest));
        for (index, (sign, sounds)) in self.written.iter().zip(self.heard).enumerate() {
            let (now, now_heard) = (spread(*sign), spread(*sounds));
            if index >= self.seen {
                let han = is_han(*sign);
                let mut tell = |hash| key(place(hash, GATE_BITS + TAG_BITS));
                let gap = |before: u64| kind(4) ^ before.rotate_left(34) ^ now;
                let one = kind(1) ^ now;
                let two = kind(2) ^ last.rotate_left(17) ^ now;
                tell(one);
                // Only where the conversation begins something is missing, the furthest first.
                if last != 0 {
                    tell(two);
                    if second != 0 {
                        tell(gap(second));
                        if third != 0 {
                            tell(gap(third));
                        }
                    }
                    if han {
                        tell(kind(3) ^ last_heard.rotate_left(17) ^ now_heard);
                    }
                }
                of_type(place(if han { two } else { one }, TYPE_BITS + TAG_BITS));
            }
            (third, second, last) = (second, last, now);
            last_heard = now_heard;
        }
    }
}

/// A sign as 64 bits that differ from every other sign's in about half; nothing is 0. So a few of them laid over each
/// other, each turned by its own angle, need no more mixing.
const fn spread(sign: char) -> u64 {
    let hash = (sign as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

const fn kind(number: u64) -> u64 {
    number.wrapping_mul(0xa076_1d64_78bd_642f)
}

fn place(hash: u64, bits: u32) -> u32 {
    (hash >> u64::BITS.wrapping_sub(bits)) as u32
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
    const GOLDEN: [u32; 4] = [10_003_342, 9_938_855, 14_813_883, 35_652_377];

    #[test]
    fn what_was_seen_is_not_told_again_but_counts_as_before() {
        let whole = keys([NOTHING; 3], "请您转账到", 0);
        let later = keys([NOTHING; 3], "请您转账到", 3);
        assert_eq!(later, whole[whole.len() - 10..]);
        // And what stood in the clause before counts as if there were no cut.
        assert_eq!(keys(['转', '您', '请'], "账到", 0), later);
    }

    #[test]
    fn what_is_added_in_one_word_is_what_is_added_apart() {
        let mut chance = 7u32;
        let mut draw = || {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            chance >> 6
        };
        let weight = |bits: u32| ((bits % 255) as i32 - 127) as i8;
        let rows: Vec<Row> = (0..1 << GATE_BITS)
            .map(|_| Row { tag: (draw() % 3) as u8, weights: [weight(draw()), weight(draw())] })
            .collect();
        let packed = Rows::of(&rows);
        assert_eq!(Rows::read(packed.bytes()), packed);
        // As many as a clause has at most, of a table in which every third one is known.
        for _ in 0..200 {
            let keys: Vec<u32> = (0..36 * 5).map(|_| ((draw() << TAG_BITS) | (draw() % 3)) & 0x3ff_ffff).collect();
            let mut plain = [0i32; TABLES];
            for key in &keys {
                let (place, tag) = at(*key);
                if rows[place].tag == tag {
                    plain.iter_mut().zip(rows[place].weights).for_each(|(sum, weight)| *sum += i32::from(weight));
                }
            }
            let both = keys.iter().fold(0u32, |both, key| both.wrapping_add(packed.both(*key)));
            assert_eq!(apart(both), plain);
        }
        let most = rows.len().min(36 * 5) as i32 * 127;
        assert!(most <= i32::from(i16::MAX) && crate::text::clause::CLAUSE_MAX == 36);
    }
}
