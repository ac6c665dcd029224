//! Finds the lexicon's phrases in one clause, as written and by ear.
//!
//! A phrase is one or more pieces with gaps (`把…验证码…{告诉|报给}`); all pieces of all phrases are one automaton, and
//! the same pieces by sound a second one. Gaps are followed on the automaton's hits.
//!
//! `plain` is the same read slowly. Not here: what a hit means in its clause (`clause`).

#[cfg(test)]
mod plain;

use crate::text::normal::{ACCOUNT, LINK, LONG, MIDDLE, PHONE, SHORT, is_han, is_word, sound, symbols};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use std::collections::BTreeMap;

/// Symbols that a gap may hold, Han characters and words alike.
const GAP_MAX: usize = 10;
/// What alternatives between two gaps may grow to.
const ALTERNATIVES_MAX: usize = 256;
/// A phrase has to be this long: two Han characters, or one word.
const WEIGHT_MIN: usize = 2;
/// A piece this long is found by ear as well. Shorter ones sound like too much else.
const BY_EAR_MIN: usize = 3;
/// Places that stand in one word of bits.
const WORD: usize = 64;
/// Hits of one clause; more are let go.
pub const HITS_MAX: usize = 48;

/// What phrases may name: classes of numbers, and links.
const CLASSES: &[(&str, char)] = &[
    ("<链接>", LINK),
    ("<link>", LINK),
    ("<手机号>", PHONE),
    ("<phone>", PHONE),
    ("<短数>", SHORT),
    ("<small>", SHORT),
    ("<数>", MIDDLE),
    ("<number>", MIDDLE),
    ("<长数>", LONG),
    ("<long>", LONG),
    ("<账号>", ACCOUNT),
    ("<account>", ACCOUNT),
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseError {
    pub what: &'static str,
    pub next: &'static str,
}

/// Where a phrase was found: symbols of the clause, half open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    pub code: u8,
    pub from: u8,
    pub to: u8,
    /// Found by sound only.
    pub by_ear: bool,
}

#[derive(Clone, Debug)]
struct Piece {
    signs: Vec<char>,
    /// The phrases that it is part of.
    of: Vec<Part>,
    /// Those parts that continue a phrase, by the places that they wait for.
    groups: Vec<Group>,
}

/// Parts whose places before stand in one word of bits: most pieces continue many phrases, of which hardly one
/// has begun, and a word tells that at once.
#[derive(Clone, Debug)]
struct Group {
    word: usize,
    mask: u64,
    parts: Vec<Part>,
}

/// What a piece is in a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    code: u8,
    /// Where the piece before it is noted; the first has none.
    after: Option<u32>,
    /// Where it is noted itself; the last one completes the phrase instead.
    at: Option<u32>,
}

type Automaton = CharwiseDoubleArrayAhoCorasick<u32>;

pub struct Matcher {
    phrases: usize,
    /// Places for pieces that wait for the next one of their phrase.
    places: u32,
    pieces: Vec<Piece>,
    numbers: BTreeMap<Vec<char>, u32>,
    written: Option<Automaton>,
    heard: Option<Automaton>,
    /// By sound, the pieces that sound so.
    alike: Vec<Vec<u32>>,
}

impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Matcher").field("phrases", &self.phrases).field("pieces", &self.pieces.len()).finish()
    }
}

/// The pieces of a phrase that were found, up to one of them.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    from: u8,
    to: u8,
    by_ear: bool,
}

/// The hits of one clause, in a place that is used again and again.
#[derive(Clone, Debug)]
pub struct Hits {
    hits: [Hit; HITS_MAX],
    len: usize,
    open: Vec<Open>,
    /// Which places of `open` belong to this clause.
    begun: Vec<u64>,
}

impl Default for Hits {
    fn default() -> Self {
        Self { hits: [Hit::default(); HITS_MAX], len: 0, open: Vec::new(), begun: Vec::new() }
    }
}

impl Hits {
    /// A new clause; room is made once for each lexicon.
    fn begin(&mut self, places: usize) {
        self.len = 0;
        self.begun.fill(0);
        if self.open.len() < places {
            self.open.resize(places, Open::default());
            self.begun.resize(places.div_ceil(WORD), 0);
        }
    }

    /// The phrase goes on if the piece before stands near, and before.
    fn continued(&self, before: u32, from: u8, to: u8, by_ear: bool) -> Option<Open> {
        let open = self.open.get(before as usize)?;
        let gap = from.checked_sub(open.to)?;
        (usize::from(gap) <= GAP_MAX).then_some(Open { to, by_ear: by_ear || open.by_ear, ..*open })
    }

    fn keep(&mut self, at: u32, open: Open) {
        let at = at as usize;
        if let (Some(place), Some(word)) = (self.open.get_mut(at), self.begun.get_mut(at / WORD)) {
            *place = open;
            *word |= 1 << (at % WORD);
        }
    }

    /// A part was found: the phrase waits for its next one, or is complete.
    fn follow(&mut self, part: &Part, open: Open, new: bool) {
        match part.at {
            Some(at) => self.keep(at, open),
            None if new => self.add(Hit { code: part.code, from: open.from, to: open.to, by_ear: open.by_ear }),
            None => {}
        }
    }

    fn add(&mut self, hit: Hit) {
        if self.iter().any(|known| known.code == hit.code && known.to == hit.to && known.from <= hit.from) {
            return;
        }
        if let Some(place) = self.hits.get_mut(self.len) {
            *place = hit;
            self.len = self.len.saturating_add(1);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Hit> + Clone {
        self.hits.iter().take(self.len)
    }
}

impl Matcher {
    pub fn building() -> Self {
        Self {
            phrases: 0,
            places: 0,
            pieces: Vec::new(),
            numbers: BTreeMap::new(),
            written: None,
            heard: None,
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
        let mut after = None;
        for (place, part) in parts.into_iter().enumerate() {
            let at = (place < last).then(|| self.place());
            for one in part {
                let of = &mut self.piece(one).of;
                let part = Part { code, after, at };
                if !of.contains(&part) {
                    of.push(part);
                }
            }
            after = at;
        }
        Ok(())
    }

    fn place(&mut self) -> u32 {
        let place = self.places;
        self.places = self.places.saturating_add(1);
        place
    }

    fn piece(&mut self, signs: Vec<char>) -> &mut Piece {
        let next = u32::try_from(self.pieces.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(signs.clone()).or_insert(next);
        if number == next {
            self.pieces.push(Piece { signs, of: Vec::new(), groups: Vec::new() });
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
        let written = (0..).zip(&self.pieces).map(|(number, piece)| (text(&piece.signs), number));
        self.written = Some(automaton(written.collect())?);
        let mut by_sound: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (number, piece) in (0..).zip(&self.pieces) {
            let long = piece.signs.len() >= BY_EAR_MIN;
            if long && piece.signs.iter().all(|sign| is_han(*sign)) {
                by_sound.entry(piece.signs.iter().copied().map(sound).collect()).or_default().push(number);
            }
        }
        if !by_sound.is_empty() {
            let heard = (0..).zip(by_sound.keys()).map(|(number, sound)| (sound.clone(), number));
            self.heard = Some(automaton(heard.collect())?);
        }
        self.alike = by_sound.into_values().collect();
        self.pieces.iter_mut().for_each(Piece::group);
        Ok(self)
    }

    /// Finds what ends after the first `seen` symbols; what ends before was found when they came. Of a piece that
    /// stands twice the later one counts.
    pub fn find(&self, clause: impl Iterator<Item = char> + Clone, seen: usize, hits: &mut Hits) {
        let Some(written) = &self.written else { return };
        hits.begin(self.places as usize);
        let mut by_eye = written.find_overlapping_stepper();
        let mut by_ear = self.heard.as_ref().map(Automaton::find_overlapping_stepper);
        for (end, sign) in (1..).zip(clause.clone()) {
            by_eye.consume(sign);
            for found in by_eye.matches() {
                self.follow(found.value(), end, false, seen, hits);
            }
            let Some(by_ear) = &mut by_ear else { continue };
            by_ear.consume(sound(sign));
            for found in by_ear.matches() {
                let Some(alike) = self.alike.get(found.value() as usize) else { continue };
                for number in alike.iter().filter(|number| !self.stands(**number, end, clause.clone())) {
                    self.follow(*number, end, true, seen, hits);
                }
            }
        }
    }

    /// Whether the piece is written out just before `end`: then the eye has found it.
    fn stands(&self, number: u32, end: usize, clause: impl Iterator<Item = char>) -> bool {
        let Some(piece) = self.pieces.get(number as usize) else { return false };
        let from = end.saturating_sub(piece.signs.len());
        clause.skip(from).take(piece.signs.len()).eq(piece.signs.iter().copied())
    }

    fn follow(&self, number: u32, end: usize, by_ear: bool, seen: usize, hits: &mut Hits) {
        let Some(piece) = self.pieces.get(number as usize) else { return };
        let to = u8::try_from(end).unwrap_or(u8::MAX);
        let from = u8::try_from(end.saturating_sub(piece.signs.len())).unwrap_or(u8::MAX);
        let begin = Open { from, to, by_ear };
        for part in &piece.of {
            hits.follow(part, begin, end > seen);
        }
        for group in &piece.groups {
            let live = hits.begun.get(group.word).map_or(0, |word| word & group.mask);
            if live == 0 {
                continue;
            }
            for part in &group.parts {
                let Some(before) = part.after.filter(|before| live >> (*before as usize % WORD) & 1 == 1) else {
                    continue;
                };
                if let Some(open) = hits.continued(before, from, to, by_ear) {
                    hits.follow(part, open, end > seen);
                }
            }
        }
    }
}

impl Piece {
    /// Parts that continue a phrase move into their groups.
    fn group(&mut self) {
        let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
        self.of.retain(|part| {
            let Some(before) = part.after.map(|before| before as usize) else { return true };
            let word = before / WORD;
            let group = groups.entry(word).or_insert(Group { word, mask: 0, parts: Vec::new() });
            group.mask |= 1 << (before % WORD);
            group.parts.push(*part);
            false
        });
        self.groups = groups.into_values().collect();
    }
}

fn automaton(patterns: Vec<(String, u32)>) -> Result<Automaton, String> {
    CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(patterns).map_err(|error| error.to_string())
}

fn text(signs: &[char]) -> String {
    signs.iter().collect()
}

/// A Latin word or a class says more than one Han character does.
fn weigh(signs: &[char]) -> usize {
    let one = |sign: &char| if is_word(*sign) || [LINK, PHONE, ACCOUNT].contains(sign) { 2 } else { 1 };
    signs.iter().map(one).sum()
}

/// What may stand between two gaps: one of these.
fn part(text: &str) -> Result<Vec<Vec<char>>, PhraseError> {
    let all: Vec<Vec<char>> = alternatives(text)?.iter().map(|one| signs(one)).collect();
    if all.iter().any(Vec::is_empty) {
        return Err(error("has a part without a word", "remove the `…`, or write something beside it"));
    }
    Ok(all)
}

fn error(what: &'static str, next: &'static str) -> PhraseError {
    PhraseError { what, next }
}

fn signs(part: &str) -> Vec<char> {
    let mut part = part.to_owned();
    for (name, class) in CLASSES {
        part = part.replace(name, &class.to_string());
    }
    symbols(&part).iter().map(|symbol| symbol.what).collect()
}

/// `{a|b}` written out.
fn alternatives(phrase: &str) -> Result<Vec<String>, PhraseError> {
    let mut plain = vec![String::new()];
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        let (choices, after) =
            after.split_once('}').ok_or(error("opens `{` and does not close it before the gap", "write the `}`"))?;
        if choices.contains('{') {
            return Err(error("has alternatives within alternatives, or a gap within them", "write two phrases"));
        }
        let choices: Vec<&str> = choices.split('|').collect();
        plain = plain.iter().flat_map(|start| choices.iter().map(move |one| format!("{start}{before}{one}"))).collect();
        if plain.len() > ALTERNATIVES_MAX {
            return Err(error("has too many alternatives", "write it as several phrases"));
        }
        rest = after;
    }
    if rest.contains('}') {
        return Err(error("closes `}` that it did not open", "remove it"));
    }
    Ok(plain.into_iter().map(|start| start + rest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrases: &[&str], text: &str) -> Vec<(u8, u8, u8)> {
        let mut matcher = Matcher::building();
        for (code, phrase) in phrases.iter().enumerate() {
            matcher.add(code, phrase).unwrap();
        }
        let matcher = matcher.build().unwrap();
        let signs: Vec<char> = symbols(text).iter().map(|symbol| symbol.what).collect();
        let mut hits = Hits::default();
        matcher.find(signs.into_iter(), 0, &mut hits);
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
