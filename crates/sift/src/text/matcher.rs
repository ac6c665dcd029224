//! Finds the lexicon's phrases in one clause, as written and by ear.
//!
//! A phrase is one or more pieces with gaps (`把…验证码…{告诉|报给}`); all pieces of all phrases are one tree, and the
//! same pieces by sound a second one. Gaps are followed on the pieces as they are found: by their ends, first by eye,
//! the longest first.
//!
//! `plain` is the same read slowly. Not here: what a hit means in its clause (`clause`).

mod hits;
mod phrase;
#[cfg(test)]
mod plain;
mod tree;

pub use hits::{HITS_MAX, Hit, Hits};
pub use phrase::PhraseError;
pub use tree::SIGNS_MAX;

use crate::text::normal::{is_han, sound};
use hits::Open;
use phrase::{error, part, weigh};
use std::collections::BTreeMap;
use tree::Tree;

/// Symbols that a gap may hold, Han characters and words alike.
const GAP_MAX: usize = 10;
/// A phrase has to be this long: two Han characters, or one word.
const WEIGHT_MIN: usize = 2;
/// A piece this long is found by ear as well. Shorter ones sound like too much else.
const BY_EAR_MIN: usize = 3;
/// Places that stand in one word of bits.
const WORD: usize = 64;
/// A piece while phrases are added.
#[derive(Clone, Debug)]
struct Piece {
    signs: Vec<char>,
    /// What it is in phrases.
    of: Vec<Part>,
}

/// Parts whose places before stand in one word of bits: most pieces continue many phrases, of which hardly one
/// has begun, and a word tells that at once.
#[derive(Clone, Debug)]
struct Group {
    mask: u64,
    parts: Span,
}

/// What a piece is in a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    code: u8,
    /// Where the piece before it is noted; the first has none.
    after: u16,
    /// Where it is noted itself; the last one completes the phrase instead.
    at: u16,
}

/// No place. There are as many as one word of words of bits has.
const NOWHERE: u16 = (WORD * WORD) as u16;

/// A stretch of a list that all pieces share: what is asked for one after another lies together.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    from: u32,
    to: u32,
}

impl Span {
    fn of<T>(self, all: &[T]) -> &[T] {
        all.get(self.from as usize..self.to as usize).unwrap_or_default()
    }

    /// The rest of a list, from here on.
    fn rest<T>(from: usize, all: &[T]) -> Self {
        let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { from: small(from), to: small(all.len()) }
    }
}

/// What a piece begins or is by itself, and what it continues. Most begin or are one thing, which stands here.
#[derive(Clone, Copy, Debug, Default)]
struct Own {
    first: Option<Part>,
    more: Span,
    /// The words in which it waits for a place, and where their groups begin, in the same order.
    words: u64,
    groups: u32,
}

pub struct Matcher {
    phrases: usize,
    /// Places for pieces that wait for the next one of their phrase.
    places: u16,
    pieces: Vec<Piece>,
    /// By piece; with the parts and groups of all.
    owns: Vec<Own>,
    parts: Vec<Part>,
    groups: Vec<Group>,
    numbers: BTreeMap<Vec<char>, u32>,
    /// By the place before and the pieces that may come next, the place of what is found so far: phrases that begin
    /// alike share it.
    shared: BTreeMap<(u16, Vec<Vec<char>>), u16>,
    written: Option<Tree>,
    heard: Option<Tree>,
    /// By sound, where in `alike` the pieces stand that sound so.
    sounds: Vec<Span>,
    alike: Vec<u32>,
}

impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Matcher").field("phrases", &self.phrases).field("pieces", &self.pieces.len()).finish()
    }
}

impl Matcher {
    pub fn building() -> Self {
        Self {
            phrases: 0,
            places: 0,
            pieces: Vec::new(),
            owns: Vec::new(),
            parts: Vec::new(),
            groups: Vec::new(),
            numbers: BTreeMap::new(),
            shared: BTreeMap::new(),
            written: None,
            heard: None,
            sounds: Vec::new(),
            alike: Vec::new(),
        }
    }

    pub fn add(&mut self, code: usize, phrase: &str) -> Result<(), PhraseError> {
        let code = u8::try_from(code).map_err(|_| error("is of a code that has no room", "use fewer codes"))?;
        let parts = phrase.split('…').map(part).collect::<Result<Vec<_>, _>>()?;
        let weight: usize = parts.iter().map(|part| part.iter().map(|one| weigh(one)).min().unwrap_or(0)).sum();
        if weight < WEIGHT_MIN {
            return Err(error("is one character, which stands in too much else", "write more of the phrase"));
        }
        self.phrases = self.phrases.saturating_add(1);
        let last = parts.len().saturating_sub(1);
        let mut after = NOWHERE;
        for (place, part) in parts.into_iter().enumerate() {
            let at = if place < last { self.place(after, &part)? } else { NOWHERE };
            for one in part {
                let of = &mut self.piece(one).of;
                let part = Part { code: if at == NOWHERE { code } else { 0 }, after, at };
                if !of.contains(&part) {
                    of.push(part);
                }
            }
            after = at;
        }
        Ok(())
    }

    fn place(&mut self, after: u16, part: &[Vec<char>]) -> Result<u16, PhraseError> {
        let mut part = part.to_vec();
        part.sort_unstable();
        let next = self.places;
        let place = *self.shared.entry((after, part)).or_insert(next);
        if place == NOWHERE {
            return Err(error("is one of too many phrases with gaps", "write fewer"));
        }
        self.places = self.places.max(place.saturating_add(1));
        Ok(place)
    }

    fn piece(&mut self, signs: Vec<char>) -> &mut Piece {
        let next = u32::try_from(self.pieces.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(signs.clone()).or_insert(next);
        if number == next {
            self.pieces.push(Piece { signs, of: Vec::new() });
        }
        let last = self.pieces.len().saturating_sub(1);
        let place = usize::try_from(number).unwrap_or(last).min(last);
        #[expect(clippy::indexing_slicing, reason = "INVARIANT (pieces): a number is of a piece that was pushed")]
        &mut self.pieces[place]
    }

    pub fn build(mut self) -> Result<Self, String> {
        if self.pieces.is_empty() {
            return Ok(self);
        }
        let written: Vec<&[char]> = self.pieces.iter().map(|piece| piece.signs.as_slice()).collect();
        self.written = Some(Tree::of(&written)?);
        let mut by_sound: BTreeMap<Vec<char>, Vec<u32>> = BTreeMap::new();
        for (number, piece) in (0..).zip(&self.pieces) {
            let long = piece.signs.len() >= BY_EAR_MIN;
            if long && piece.signs.iter().all(|sign| is_han(*sign)) {
                by_sound.entry(piece.signs.iter().copied().map(sound).collect()).or_default().push(number);
            }
        }
        if !by_sound.is_empty() {
            let heard: Vec<&[char]> = by_sound.keys().map(Vec::as_slice).collect();
            self.heard = Some(Tree::of(&heard)?);
        }
        for pieces in by_sound.into_values() {
            let from = self.alike.len();
            self.alike.extend(pieces);
            self.sounds.push(Span::rest(from, &self.alike));
        }
        let of: Vec<Vec<Part>> = self.pieces.iter_mut().map(|piece| std::mem::take(&mut piece.of)).collect();
        self.owns = of.iter().map(|of| self.own(of)).collect();
        self.shared.clear();
        Ok(self)
    }

    /// Finds what ends after the first `seen` symbols of a clause, of at most `SIGNS_MAX`; what ends before was found
    /// when they came. Of a piece that stands twice the later one counts.
    pub fn find(&self, signs: &[char], heard: &[char], seen: usize, hits: &mut Hits) {
        let Some(by_eye) = &self.written else { return };
        hits.begin(usize::from(self.places));
        let (mut written, mut sounding) = (std::mem::take(&mut hits.written), std::mem::take(&mut hits.sounding));
        let eye = by_eye.ends(signs);
        let ear = self.heard.as_ref().map_or(0, |by_ear| by_ear.ends(heard).longer);
        let (mut eye_starts, mut ear_starts) = ([0; SIGNS_MAX], [0; SIGNS_MAX]);
        by_eye.starts(signs, eye.longer, &mut eye_starts);
        self.heard.iter().for_each(|by_ear| by_ear.starts(heard, ear, &mut ear_starts));
        let mut places = eye.alone | eye.longer | ear;
        while places != 0 {
            let place = places.trailing_zeros();
            places &= places.wrapping_sub(1);
            let (at, to) = (place as usize, (place as usize).wrapping_add(1));
            let here = |ends: u64| ends >> place & 1 == 1;
            written.clear();
            if here(eye.alone) {
                let number = signs.get(at).and_then(|sign| by_eye.alone(*sign));
                written.extend(number.map(|number| (1, number)));
            }
            if here(eye.longer) {
                let start = eye_starts.get(at).copied().unwrap_or(0);
                by_eye.longer(signs.get(..to).unwrap_or_default(), start, |len, number| written.push((len, number)));
            }
            for (len, number) in written.iter().rev() {
                self.follow(*number, open(to, *len, false), seen, hits);
            }
            let Some(by_ear) = self.heard.as_ref().filter(|_| here(ear)) else { continue };
            sounding.clear();
            let start = ear_starts.get(at).copied().unwrap_or(0);
            by_ear.longer(heard.get(..to).unwrap_or_default(), start, |len, sound| sounding.push((len, sound)));
            for (len, sound) in sounding.iter().rev() {
                // What is written out the eye has found.
                let eye = written.iter().find(|(of, _)| of == len).map(|(_, number)| *number);
                let alike = self.sounds.get(*sound as usize).copied().unwrap_or_default().of(&self.alike);
                for number in alike.iter().filter(|number| Some(**number) != eye) {
                    self.follow(*number, open(to, *len, true), seen, hits);
                }
            }
        }
        (hits.written, hits.sounding) = (written, sounding);
    }

    fn follow(&self, number: u32, begin: Open, seen: usize, hits: &mut Hits) {
        let Open { from, to, by_ear } = begin;
        let new = usize::from(to) > seen;
        let own = self.owns.get(number as usize).copied().unwrap_or_default();
        if let Some(part) = &own.first {
            hits.follow(part, begin, new);
            for part in own.more.of(&self.parts) {
                hits.follow(part, begin, new);
            }
        }
        let mut words = own.words & hits.words;
        while words != 0 {
            let word = words.trailing_zeros();
            words &= words.wrapping_sub(1);
            let before = (own.words & (1u64 << word).wrapping_sub(1)).count_ones();
            let Some(group) = self.groups.get(own.groups.wrapping_add(before) as usize) else { continue };
            let live = hits.begun.get(word as usize).map_or(0, |begun| begun & group.mask);
            let waits = |part: &&Part| live >> (usize::from(part.after) % WORD) & 1 == 1;
            for part in group.parts.of(&self.parts).iter().filter(waits) {
                if let Some(open) = hits.continued(part.after, from, to, by_ear) {
                    hits.follow(part, open, new);
                }
            }
        }
    }

    /// Puts a piece's parts into the lists that all share: those that begin a phrase, then the others by what they
    /// wait for.
    fn own(&mut self, of: &[Part]) -> Own {
        let mut begins = of.iter().filter(|part| part.after == NOWHERE);
        let first = begins.next().copied();
        let from = self.parts.len();
        self.parts.extend(begins);
        let more = Span::rest(from, &self.parts);
        let mut by_word: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
        for part in of.iter().filter(|part| part.after != NOWHERE) {
            by_word.entry(usize::from(part.after) / WORD).or_default().push(*part);
        }
        let groups = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        let words = by_word.keys().fold(0, |words, word| words | 1 << word);
        for parts in by_word.into_values() {
            let mask = parts.iter().fold(0, |mask, part| mask | 1 << (usize::from(part.after) % WORD));
            let from = self.parts.len();
            self.parts.extend(parts);
            self.groups.push(Group { mask, parts: Span::rest(from, &self.parts) });
        }
        Own { first, more, words, groups }
    }
}

/// A piece of this length that ends before `to`.
fn open(to: usize, len: usize, by_ear: bool) -> Open {
    let small = |at: usize| u8::try_from(at).unwrap_or(u8::MAX);
    Open { from: small(to.saturating_sub(len)), to: small(to), by_ear }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normal::symbols;

    fn found(phrases: &[&str], text: &str) -> Vec<(u8, u8, u8)> {
        let mut matcher = Matcher::building();
        for (code, phrase) in phrases.iter().enumerate() {
            matcher.add(code, phrase).unwrap();
        }
        let matcher = matcher.build().unwrap();
        let signs: Vec<char> = symbols(text).iter().map(|symbol| symbol.what).collect();
        let mut hits = Hits::default();
        let heard: Vec<char> = signs.iter().copied().map(sound).collect();
        matcher.find(&signs, &heard, 0, &mut hits);
        hits.iter().map(|hit| (hit.code, hit.from, hit.to)).collect()
    }

    #[test]
    fn phrases_are_found_as_this_table_says() {
        for (phrases, text, hits) in [
            (&["验证码"][..], "您的验证码是", &[(0, 2, 5)][..]),
            (&["把…验证码…{告诉|报给}"], "请把短信验证码马上报给我", &[(0, 1, 11)]),
            (&["把…验证码…{告诉|报给}"], "验证码请把它告诉我", &[]),
            (&["share…screen"], "please share your screen", &[(0, 1, 4)]),
            (&["共享屏幕"], "请供享平幕", &[(0, 1, 5)]),
            (&["点击<链接>"], "请点击t.example/a", &[(0, 1, 4)]),
        ] {
            assert_eq!(found(phrases, text), hits, "{phrases:?} in {text}");
        }
    }

    #[test]
    fn a_gap_ends_somewhere() {
        let far = format!("把{}验证码", "的".repeat(GAP_MAX + 1));
        assert_eq!(found(&["把…验证码"], &far), []);
    }

    #[test]
    fn phrases_that_mean_nothing_are_refused() {
        for phrase in ["", "我", "…码", "{a|b", "a}b"] {
            assert!(Matcher::building().add(0, phrase).is_err(), "{phrase}");
        }
    }
}
