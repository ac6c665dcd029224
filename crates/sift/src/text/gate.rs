//! The n-grams of symbols, hashed: what the learned part of a score is made of. The hash is ours and does
//! not change, for a model's table is laid out by it.
//!
//! Not here: how the table is learned (`train`).

use crate::text::normal::{is_han, sound};

/// Part of a model's name for its layout; raised when hashing or the choice of n-grams changes.
pub const HASH: &str = "cordon-grams-1";

pub const GATE_BITS: u32 = 18;
pub const TYPE_BITS: u32 = 14;
/// Types stand in rows of this width.
pub const TYPE_WIDTH: usize = 16;

/// What stands before the first symbol of a clause.
const BEGIN: u32 = ',' as u32;

/// A hashed n-gram: its place in the table, and in that of types if it counts there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gram {
    pub gate: u32,
    pub of_type: Option<u32>,
}

/// Tells every n-gram of the signs from `seen` on: one, two and three signs, and two and three by sound.
pub fn grams(signs: impl Iterator<Item = char>, seen: usize, mut tell: impl FnMut(Gram)) {
    let mut before = (BEGIN, BEGIN);
    let mut heard = (BEGIN, BEGIN);
    for (index, sign) in signs.enumerate() {
        let now = sign as u32;
        let now_heard = sound(sign) as u32;
        if index >= seen {
            let two = mix(mix(2, before.1), now);
            let one = mix(1, now);
            let of_type = if is_han(sign) { two } else { one };
            tell(Gram { gate: place(one, GATE_BITS), of_type: None });
            tell(Gram { gate: place(two, GATE_BITS), of_type: Some(place(of_type, TYPE_BITS)) });
            tell(Gram { gate: place(mix(mix(mix(3, before.0), before.1), now), GATE_BITS), of_type: None });
            if is_han(sign) {
                tell(Gram { gate: place(mix(mix(4, heard.1), now_heard), GATE_BITS), of_type: None });
                let three = mix(mix(mix(5, heard.0), heard.1), now_heard);
                tell(Gram { gate: place(three, GATE_BITS), of_type: None });
            }
        }
        before = (before.1, now);
        heard = (heard.1, now_heard);
    }
}

fn mix(hash: u64, sign: u32) -> u64 {
    (hash.rotate_left(23) ^ u64::from(sign)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn place(hash: u64, bits: u32) -> u32 {
    let hash = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    u32::try_from(hash >> (u64::BITS - bits)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str, seen: usize) -> Vec<u32> {
        let mut places = Vec::new();
        grams(text.chars(), seen, |gram| places.push(gram.gate));
        places
    }

    #[test]
    fn the_hash_is_what_it_was() {
        assert_eq!(places("转账", 0), GOLDEN);
    }
    const GOLDEN: [u32; 10] = [57285, 124_324, 115_272, 204_768, 156_556, 218_668, 14924, 127_159, 148_483, 169_985];

    #[test]
    fn what_was_seen_is_not_told_again_but_counts_as_before() {
        assert_eq!(places("请转账", 1), places("请转账", 0)[5..]);
        assert_eq!(places("请转账", 0).len(), 15);
    }
}
