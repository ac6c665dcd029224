//! Makes a matcher: takes phrases one by one, then lays their pieces out side by side.

use super::ends::{Bits, Ends, key};
use super::phrase::{self, PhraseError, error};
use super::{BY_EAR_MIN, Group, Matcher, Part, Piece, Place, Run, WORD, place, summary};
use crate::text::normal::{is_han, sound};
use std::collections::BTreeMap;

/// Phrases so far: by the signs of a piece, what it is in them.
#[derive(Debug, Default)]
pub struct Builder {
    phrases: usize,
    places: u16,
    /// In the order in which they were first named.
    pieces: Vec<(Vec<char>, Vec<Part>)>,
    numbers: BTreeMap<Vec<char>, usize>,
}

impl Builder {
    pub fn add(&mut self, code: usize, phrase: &str) -> Result<(), PhraseError> {
        let code = u8::try_from(code).map_err(|_| error("is of a code that has no room", "use fewer codes"))?;
        let parts = phrase::parts(phrase)?;
        self.phrases = self.phrases.saturating_add(1);
        let last = parts.len().saturating_sub(1);
        let mut after = None;
        for (place, part) in parts.into_iter().enumerate() {
            let at = if place < last { Some(self.next_place()?) } else { None };
            for signs in part {
                self.be(signs, Part { after, at, code });
            }
            after = at;
        }
        Ok(())
    }

    fn next_place(&mut self) -> Result<Place, PhraseError> {
        let next = self.places.checked_add(1).and_then(Place::new);
        let place = next.ok_or(error("is one gap too many", "write fewer phrases with gaps"))?;
        self.places = place.get();
        Ok(place)
    }

    fn be(&mut self, signs: Vec<char>, part: Part) {
        let next = self.pieces.len();
        let number = *self.numbers.entry(signs.clone()).or_insert(next);
        if number == next {
            self.pieces.push((signs, Vec::new()));
        }
        if let Some((_, parts)) = self.pieces.get_mut(number).filter(|(_, parts)| !parts.contains(&part)) {
            parts.push(part);
        }
    }

    pub fn build(self) -> Matcher {
        let mut matcher = Matcher {
            phrases: self.phrases,
            places: usize::from(self.places),
            pieces: Vec::new(),
            signs: Vec::new(),
            parts: Vec::new(),
            groups: Vec::new(),
            ends: Bits::default(),
            single: Ends::default(),
            longer: Ends::default(),
            heard: Ends::default(),
        };
        let heard = |signs: &[char]| -> Vec<char> {
            let by_ear = signs.len() >= BY_EAR_MIN && signs.iter().all(|sign| is_han(*sign));
            if by_ear { signs.iter().copied().map(sound).collect() } else { Vec::new() }
        };
        let pieces = || (0..).zip(&self.pieces).map(|(number, (signs, _))| (number, signs.clone()));
        for (signs, _) in &self.pieces {
            let sounds: Vec<char> = signs.iter().copied().map(sound).collect();
            if let Some(key) = key::<2>(&sounds) {
                matcher.ends.set(key);
            }
        }
        matcher.single = Ends::of(pieces().filter(|(_, signs)| signs.len() == 1));
        matcher.longer = Ends::of(pieces().filter(|(_, signs)| signs.len() > 1));
        matcher.heard = Ends::of(pieces().map(|(number, signs)| (number, heard(&signs))));
        for (signs, parts) in self.pieces {
            let (begins, waits): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.after.is_none());
            let heard = append(&mut matcher.signs, heard(&signs));
            let signs = append(&mut matcher.signs, signs);
            let begins = append(&mut matcher.parts, begins);
            let groups = groups(waits, &mut matcher.parts);
            let words = groups.iter().fold(0, |all, group| all | summary(group.word as usize));
            let waits = append(&mut matcher.groups, groups);
            matcher.pieces.push(Piece { signs, heard, begins, waits, words });
        }
        matcher
    }
}

/// Parts by the word in which the place stands that they wait for.
fn groups(waits: Vec<Part>, parts: &mut Vec<Part>) -> Vec<Group> {
    let mut by_word: BTreeMap<u32, (u64, Vec<Part>)> = BTreeMap::new();
    for part in waits {
        let Some(before) = part.after.map(place) else { continue };
        let (mask, own) = by_word.entry(u32::try_from(before / WORD).unwrap_or(u32::MAX)).or_default();
        *mask |= 1 << (before % WORD);
        own.push(part);
    }
    by_word.into_iter().map(|(word, (mask, own))| Group { mask, word, parts: append(parts, own) }).collect()
}

fn append<T>(list: &mut Vec<T>, more: Vec<T>) -> Run {
    let count = |list: &Vec<T>| u32::try_from(list.len()).unwrap_or(u32::MAX);
    let from = count(list);
    list.extend(more);
    Run { from, to: count(list) }
}
