//! Pieces by their last signs. At most places of a text nothing ends, and one bit says so.
//!
//! Not here: whether the whole piece stands there; whoever asks compares.

use std::collections::BTreeMap;

/// Bits by a hash of the last signs: an eighth of them is set by a full lexicon, and all fit beside the text.
const BITS: u32 = 16;
const WORD_BITS: u32 = u64::BITS.trailing_zeros();

/// Pieces that are told by their last `N` signs.
#[derive(Debug)]
pub struct Ends<const N: usize> {
    bits: Vec<u64>,
    /// A power of two of places, at most half of them taken; who finds his place taken has the next one.
    places: Vec<Place>,
    /// The longest first.
    ending: Vec<Ending>,
}

/// A piece that ends so: its number, its length, and its sign before the last `N`, which mostly tells that it does
/// not stand there.
#[derive(Clone, Copy, Debug)]
pub struct Ending {
    pub number: u32,
    pub len: u32,
    before: char,
}

/// The pieces of one ending: `ending[from..to]`.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    hash: u64,
    from: u32,
    to: u32,
}

impl<const N: usize> Default for Ends<N> {
    fn default() -> Self {
        Self { bits: vec![0; 1 << (BITS - WORD_BITS)], places: vec![Place::default(); 1], ending: Vec::new() }
    }
}

impl<const N: usize> Ends<N> {
    pub fn of(pieces: impl Iterator<Item = (u32, Vec<char>)>) -> Self {
        let mut by_ending: BTreeMap<u64, Vec<Ending>> = BTreeMap::new();
        for (number, signs) in pieces {
            if let (Some(hash), Ok(len)) = (hash::<N>(&signs), u32::try_from(signs.len())) {
                let before = signs.len().checked_sub(N + 1).and_then(|at| signs.get(at)).copied().unwrap_or_default();
                by_ending.entry(hash).or_default().push(Ending { number, len, before });
            }
        }
        let room = by_ending.len().saturating_mul(2).next_power_of_two();
        let mut ends = Self { places: vec![Place::default(); room.max(1)], ..Self::default() };
        for (hash, mut pieces) in by_ending {
            pieces.sort_unstable_by_key(|piece| (std::cmp::Reverse(piece.len), piece.number));
            let count = |list: &Vec<Ending>| u32::try_from(list.len()).unwrap_or(u32::MAX);
            let from = count(&ends.ending);
            ends.ending.extend(pieces);
            ends.put(Place { hash, from, to: count(&ends.ending) });
        }
        ends
    }

    fn put(&mut self, place: Place) {
        let (word, bit) = bit(place.hash);
        if let Some(word) = self.bits.get_mut(word) {
            *word |= bit;
        }
        let mut at = self.first(place.hash);
        while let Some(taken) = self.places.get_mut(at) {
            if taken.to == 0 {
                *taken = place;
                return;
            }
            at = self.next(at);
        }
    }

    /// The pieces that may end where these signs end.
    pub fn found(&self, signs: &[char]) -> impl Iterator<Item = &Ending> {
        let before = signs.len().checked_sub(N + 1).and_then(|at| signs.get(at)).copied().unwrap_or_default();
        let short = N as u32;
        self.all(signs).iter().filter(move |piece| piece.len == short || piece.before == before)
    }

    fn all(&self, signs: &[char]) -> &[Ending] {
        let Some(hash) = hash::<N>(signs) else { return &[] };
        let (word, bit) = bit(hash);
        if self.bits.get(word).is_none_or(|word| word & bit == 0) {
            return &[];
        }
        let mut at = self.first(hash);
        while let Some(place) = self.places.get(at).filter(|place| place.to > 0) {
            if place.hash == hash {
                return self.ending.get(place.from as usize..place.to as usize).unwrap_or_default();
            }
            at = self.next(at);
        }
        &[]
    }

    fn first(&self, hash: u64) -> usize {
        usize::try_from(hash & u64::from(u32::MAX)).unwrap_or(0) & self.places.len().saturating_sub(1)
    }

    fn next(&self, at: usize) -> usize {
        at.wrapping_add(1) & self.places.len().saturating_sub(1)
    }
}

/// Of the last `N` signs; fewer have none.
fn hash<const N: usize>(signs: &[char]) -> Option<u64> {
    let mut hash = 0u64;
    for sign in signs.last_chunk::<N>()? {
        hash = (hash.rotate_left(23) ^ u64::from(u32::from(*sign))).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    Some(hash ^ (hash >> 32))
}

fn bit(hash: u64) -> (usize, u64) {
    let at = hash >> (u64::BITS - BITS);
    (usize::try_from(at >> WORD_BITS).unwrap_or(0), 1 << (at & u64::from(u64::BITS - 1)))
}
