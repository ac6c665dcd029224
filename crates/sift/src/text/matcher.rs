//! Finds the lexicon's phrases in one clause, as written and by ear.
//!
//! A phrase is one or more pieces with gaps (`把…验证码…{告诉|报给}`). Pieces are found by what they end with
//! (`ends`), and phrases are followed over their gaps from piece to piece. `plain` is the same read slowly.
//!
//! Not here: what a hit means in its clause (`clause`).

mod build;
mod ends;
mod phrase;
#[cfg(test)]
mod plain;

pub use build::Builder;
pub use phrase::PhraseError;

use ends::{Bits, Ends, key};

/// Symbols that a gap may hold, Han characters and words alike.
const GAP_MAX: usize = 10;
/// A piece this long is found by ear as well. Shorter ones sound like too much else.
const BY_EAR_MIN: usize = 3;
/// Places that stand in one word of bits.
const WORD: usize = 64;
/// Hits of one clause; more are let go.
pub const HITS_MAX: usize = 48;

/// Where a phrase was found: symbols of the clause, half open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    pub code: u8,
    pub from: u8,
    pub to: u8,
    /// Found by sound only.
    pub by_ear: bool,
}

/// One more than the number of a place, so that none costs no room.
type Place = std::num::NonZeroU16;

/// Neighbours in one of the matcher's lists, half open.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    from: u32,
    to: u32,
}

/// A piece, as it is looked at for every sign of every text: all in one line of the cache.
#[derive(Clone, Copy, Debug)]
struct Piece {
    signs: Run,
    /// By sound; empty when it is too short to be found so.
    heard: Run,
    /// The phrases that it begins, and those that it is by itself.
    begins: Run,
    /// Those that it continues, by the places that they wait for, and a bit for each word of those.
    waits: Run,
    words: u64,
}

/// Parts whose places before stand in one word of bits: most pieces continue many phrases, of which hardly one
/// has begun, and a word tells that at once.
#[derive(Clone, Copy, Debug)]
struct Group {
    mask: u64,
    word: u32,
    parts: Run,
}

/// What a piece is in a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    /// Where the piece before it is noted; the first has none.
    after: Option<Place>,
    /// Where it is noted itself; the last one completes the phrase instead.
    at: Option<Place>,
    code: u8,
}

pub struct Matcher {
    phrases: usize,
    /// Places for pieces that wait for the next one of their phrase.
    places: usize,
    pieces: Vec<Piece>,
    /// What the runs are of: signs as written and by sound, parts, groups.
    signs: Vec<char>,
    parts: Vec<Part>,
    groups: Vec<Group>,
    /// Pieces of one sign, those that are longer, and those that are found by ear.
    /// What any piece of two signs or more ends with, by its last two sounds.
    ends: Bits,
    single: Ends<1>,
    longer: Ends<2>,
    heard: Ends<BY_EAR_MIN>,
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
    /// Which places of `open` belong to this clause, and which words of them are not empty.
    begun: Vec<u64>,
    words: u64,
}

impl Default for Hits {
    fn default() -> Self {
        Self { hits: [Hit::default(); HITS_MAX], len: 0, open: Vec::new(), begun: Vec::new(), words: 0 }
    }
}

impl Hits {
    /// A new clause; room is made once for each lexicon.
    fn begin(&mut self, places: usize) {
        self.len = 0;
        self.begun.fill(0);
        self.words = 0;
        if self.open.len() < places {
            self.open.resize(places, Open::default());
            self.begun.resize(places.div_ceil(WORD), 0);
        }
    }

    /// The phrase goes on if the piece before stands near, and before.
    fn continued(&self, before: Place, from: u8, to: u8, by_ear: bool) -> Option<Open> {
        let open = self.open.get(place(before))?;
        let gap = from.checked_sub(open.to)?;
        (usize::from(gap) <= GAP_MAX).then_some(Open { to, by_ear: by_ear || open.by_ear, ..*open })
    }

    fn keep(&mut self, at: Place, open: Open) {
        let at = place(at);
        if let (Some(place), Some(word)) = (self.open.get_mut(at), self.begun.get_mut(at / WORD)) {
            *place = open;
            *word |= 1 << (at % WORD);
            self.words |= summary(at / WORD);
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
    pub fn building() -> Builder {
        Builder::default()
    }

    /// Finds what ends after the first `seen` symbols; what ends before was found when they came. Of a piece that
    /// stands twice the later one counts.
    pub fn find(&self, written: &[char], heard: &[char], seen: usize, hits: &mut Hits) {
        hits.begin(self.places);
        for end in 1..=written.len() {
            let (written, heard) = (written.get(..end).unwrap_or_default(), heard.get(..end).unwrap_or_default());
            let new = end > seen;
            // What is written sounds so too: one look by sound, and mostly there is nothing to find.
            let may_end = key::<2>(heard).is_some_and(|key| self.ends.may_have(key));
            if may_end {
                for number in self.longer.found(written, |number| self.stands(written, number, false)) {
                    self.follow(number, end, false, new, hits);
                }
            }
            for number in self.single.found(written, |_| false) {
                self.follow(number, end, false, new, hits);
            }
            if may_end {
                for number in self.heard.found(heard, |number| self.stands(heard, number, true)) {
                    // What is written out the eye has found.
                    if !self.stands(written, number, false) {
                        self.follow(number, end, true, new, hits);
                    }
                }
            }
        }
    }

    /// Whether the piece is what the text ends with.
    fn stands(&self, text: &[char], number: u32, by_ear: bool) -> bool {
        let Some(piece) = self.pieces.get(number as usize) else { return false };
        let signs = run(&self.signs, if by_ear { piece.heard } else { piece.signs });
        let from = text.len().checked_sub(signs.len());
        // Few signs: a call that compares memory would cost more than the comparison.
        from.and_then(|from| text.get(from..))
            .is_some_and(|text| text.iter().zip(signs).all(|(one, other)| one == other))
    }

    fn follow(&self, number: u32, end: usize, by_ear: bool, new: bool, hits: &mut Hits) {
        let Some(piece) = self.pieces.get(number as usize) else { return };
        let len = run(&self.signs, piece.signs).len();
        let to = u8::try_from(end).unwrap_or(u8::MAX);
        let from = u8::try_from(end.saturating_sub(len)).unwrap_or(u8::MAX);
        let begin = Open { from, to, by_ear };
        for part in run(&self.parts, piece.begins) {
            hits.follow(part, begin, new);
        }
        if hits.words & piece.words == 0 {
            return;
        }
        for group in run(&self.groups, piece.waits) {
            let live = hits.begun.get(group.word as usize).map_or(0, |word| word & group.mask);
            if live == 0 {
                continue;
            }
            for part in run(&self.parts, group.parts) {
                let Some(before) = part.after.filter(|before| live >> (place(*before) % WORD) & 1 == 1) else {
                    continue;
                };
                if let Some(open) = hits.continued(before, from, to, by_ear) {
                    hits.follow(part, open, new);
                }
            }
        }
    }
}

/// A word's bit among the words.
fn summary(word: usize) -> u64 {
    1 << (word % WORD)
}

fn place(place: Place) -> usize {
    usize::from(place.get()).saturating_sub(1)
}

fn run<T>(list: &[T], run: Run) -> &[T] {
    list.get(run.from as usize..run.to as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normal::{sound, symbols};

    fn found(phrases: &[&str], text: &str) -> Vec<(u8, u8, u8)> {
        let mut matcher = Matcher::building();
        for (code, phrase) in phrases.iter().enumerate() {
            matcher.add(code, phrase).unwrap();
        }
        let matcher = matcher.build();
        let signs: Vec<char> = symbols(text).iter().map(|symbol| symbol.what).collect();
        let heard: Vec<char> = signs.iter().copied().map(sound).collect();
        let mut hits = Hits::default();
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
