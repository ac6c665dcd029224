//! Pieces by their last signs. At most places of a text nothing ends, and one bit says so.

use std::collections::BTreeMap;

/// Bits by a hash: some twentieth of them is set by the lexicon, and all fit beside the text.
const BITS: u32 = 16;
const WORD_BITS: u32 = u64::BITS.trailing_zeros();
/// A sign's bits; three of them fit into a key, which so is the signs themselves.
const SIGN_BITS: u32 = 21;

/// A set that may say yes where it should say no.
#[derive(Debug)]
pub struct Bits(Vec<u64>);

impl Default for Bits {
    fn default() -> Self {
        Self(vec![0; 1 << (BITS - WORD_BITS)])
    }
}

impl Bits {
    pub fn set(&mut self, key: u64) {
        let (word, bit) = bit(hash(key));
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    pub fn may_have(&self, key: u64) -> bool {
        let (word, bit) = bit(hash(key));
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }
}

/// The last `N` signs, up to three, as one number; fewer have none.
pub fn key<const N: usize>(signs: &[char]) -> Option<u64> {
    let last = signs.last_chunk::<N>()?;
    Some(last.iter().fold(0, |key, sign| (key << SIGN_BITS) | u64::from(u32::from(*sign))))
}

/// Pieces that are told by their last `N` signs.
#[derive(Debug)]
pub struct Ends<const N: usize> {
    bits: Bits,
    /// A power of two of places, at most half of them taken; who finds his place taken has the next one.
    places: Vec<Place>,
    /// The longest first.
    ending: Vec<Ending>,
}

/// A piece that ends so. What is longer than `N` has still to be compared; its sign before those mostly tells that
/// it does not stand there.
#[derive(Clone, Copy, Debug)]
struct Ending {
    number: u32,
    longer: bool,
    before: char,
}

/// The pieces of one ending: `ending[from..to]`.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    key: u64,
    from: u32,
    to: u32,
}

impl<const N: usize> Default for Ends<N> {
    fn default() -> Self {
        Self { bits: Bits::default(), places: vec![Place::default(); 1], ending: Vec::new() }
    }
}

impl<const N: usize> Ends<N> {
    pub fn of(pieces: impl Iterator<Item = (u32, Vec<char>)>) -> Self {
        let mut by_ending: BTreeMap<u64, Vec<(usize, Ending)>> = BTreeMap::new();
        for (number, signs) in pieces {
            let Some(key) = key::<N>(&signs) else { continue };
            let ending = Ending { number, longer: signs.len() > N, before: before::<N>(&signs) };
            by_ending.entry(key).or_default().push((signs.len(), ending));
        }
        let room = by_ending.len().saturating_mul(2).next_power_of_two();
        let mut ends = Self { places: vec![Place::default(); room.max(1)], ..Self::default() };
        for (key, mut pieces) in by_ending {
            pieces.sort_unstable_by_key(|(len, piece)| (std::cmp::Reverse(*len), piece.number));
            let count = |list: &Vec<Ending>| u32::try_from(list.len()).unwrap_or(u32::MAX);
            let from = count(&ends.ending);
            ends.ending.extend(pieces.into_iter().map(|(_, piece)| piece));
            ends.put(Place { key, from, to: count(&ends.ending) });
        }
        ends
    }

    fn put(&mut self, place: Place) {
        self.bits.set(place.key);
        let mut at = self.first(place.key);
        while let Some(taken) = self.places.get_mut(at) {
            if taken.to == 0 {
                *taken = place;
                return;
            }
            at = self.next(at);
        }
    }

    /// The pieces that end where these signs end, if `whole` says of those that are longer that all of it stands there.
    pub fn found(&self, signs: &[char], whole: impl Fn(u32) -> bool) -> impl Iterator<Item = u32> {
        let before = before::<N>(signs);
        let stands = move |piece: &&Ending| !piece.longer || (piece.before == before && whole(piece.number));
        self.all(signs).iter().filter(stands).map(|piece| piece.number)
    }

    fn all(&self, signs: &[char]) -> &[Ending] {
        let Some(key) = key::<N>(signs).filter(|key| self.bits.may_have(*key)) else { return &[] };
        let mut at = self.first(key);
        while let Some(place) = self.places.get(at).filter(|place| place.to > 0) {
            if place.key == key {
                return self.ending.get(place.from as usize..place.to as usize).unwrap_or_default();
            }
            at = self.next(at);
        }
        &[]
    }

    fn first(&self, key: u64) -> usize {
        usize::try_from(hash(key) & u64::from(u32::MAX)).unwrap_or(0) & self.places.len().saturating_sub(1)
    }

    fn next(&self, at: usize) -> usize {
        at.wrapping_add(1) & self.places.len().saturating_sub(1)
    }
}

/// The sign before the last `N`.
fn before<const N: usize>(signs: &[char]) -> char {
    signs.len().checked_sub(N + 1).and_then(|at| signs.get(at)).copied().unwrap_or_default()
}

fn hash(key: u64) -> u64 {
    let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 32)
}

fn bit(hash: u64) -> (usize, u64) {
    let at = hash >> (u64::BITS - BITS);
    (usize::try_from(at >> WORD_BITS).unwrap_or(0), 1 << (at & u64::from(u64::BITS - 1)))
}
