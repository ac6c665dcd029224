//! One clause: its symbols until it ends, and what its phrases mean there. A demand that is denied, told
//! of others or warned of is no demand.
//!
//! Not here: what is remembered of a whole call (`call`).

use crate::text::gate::Before;
use crate::text::lexicon::{Lexicon, Side, Tactic};
use crate::text::matcher::{Hit, Hits, SIGNS_MAX};
use crate::text::normal::{Symbol, sound};

/// A clause without an end is read in pieces of this length.
pub const CLAUSE_MAX: usize = 36;
const _: () = assert!(CLAUSE_MAX <= SIGNS_MAX);
/// What of a piece is kept so that phrases over the cut are found.
const KEPT: usize = 12;
/// How far a denial reaches, in symbols.
const DENIAL_MAX: u8 = 12;

const SIGN_BITS: u32 = 21;
const SIGN_MASK: u64 = (1 << SIGN_BITS) - 1;
const LEN_BITS: u32 = 6;
const LEN_MAX: u32 = (1 << LEN_BITS) - 1;
const GAP_MAX: u32 = (1 << (u32::BITS - SIGN_BITS - LEN_BITS)) - 1;

/// How a phrase is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// As it stands.
    Meant,
    /// Not wanted: 不需要, never ask.
    Denied,
    /// What others are said to want.
    OfOthers,
}

/// A phrase in a turn, with the sense that its clause gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    pub code: usize,
    pub sense: Sense,
    /// Characters of the turn, half open.
    pub from: u32,
    pub to: u32,
    pub by_ear: bool,
}

/// The symbols of a clause, packed: sign, length in the source, characters left out before it.
#[derive(Clone, Debug)]
pub struct Clause {
    packed: [u32; CLAUSE_MAX],
    len: u8,
    /// Symbols at the beginning that were read with the piece before.
    seen: u8,
    start: u32,
    end: u32,
    /// What the caller said before it: three signs of `SIGN_BITS`, the nearest lowest.
    before: [u32; 2],
}

/// The signs of a clause as written, and by sound.
#[derive(Debug)]
pub struct Signs {
    written: [char; CLAUSE_MAX],
    heard: [char; CLAUSE_MAX],
    len: usize,
}

impl Signs {
    pub fn written(&self) -> &[char] {
        self.written.get(..self.len).unwrap_or_default()
    }

    pub fn heard(&self) -> &[char] {
        self.heard.get(..self.len).unwrap_or_default()
    }
}

impl Default for Clause {
    fn default() -> Self {
        Self { packed: [0; CLAUSE_MAX], len: 0, seen: 0, start: 0, end: 0, before: [0; 2] }
    }
}

impl Clause {
    /// Whether the symbol fits; if not, the clause has to be read first.
    pub fn takes(&self, symbol: &Symbol) -> bool {
        let near = self.len == 0 || symbol.start.saturating_sub(self.end) <= GAP_MAX;
        near && usize::from(self.len) < CLAUSE_MAX
    }

    pub fn push(&mut self, symbol: Symbol) {
        if self.len == 0 {
            self.start = symbol.start;
            self.end = symbol.start;
        }
        let len = symbol.len.min(LEN_MAX);
        let gap = symbol.start.saturating_sub(self.end).min(GAP_MAX);
        if let Some(place) = self.packed.get_mut(usize::from(self.len)) {
            *place = symbol.what as u32 | (len << SIGN_BITS) | (gap << (SIGN_BITS + LEN_BITS));
            self.len = self.len.saturating_add(1);
            self.end = symbol.start.saturating_add(len);
        }
    }

    /// The clause's signs, unpacked once for all who read them.
    pub fn signs(&self) -> Signs {
        let mut signs = Signs { written: ['\0'; CLAUSE_MAX], heard: ['\0'; CLAUSE_MAX], len: usize::from(self.len) };
        let places = signs.written.iter_mut().zip(&mut signs.heard);
        for (packed, (written, heard)) in self.packed.iter().take(usize::from(self.len)).zip(places) {
            *written = sign(*packed);
            *heard = sound(*written);
        }
        signs
    }

    pub fn seen(&self) -> usize {
        usize::from(self.seen)
    }

    /// The signs before the clause, the nearest first.
    pub fn before(&self) -> Before {
        let [low, high] = self.before.map(u64::from);
        let packed = low | (high << u32::BITS);
        [0, SIGN_BITS, 2 * SIGN_BITS].map(|at| sign(u32::try_from(packed >> at & SIGN_MASK).unwrap_or(0)))
    }

    /// The clause has ended with a mark: its last signs stand before the next one. An empty one leaves no mark.
    pub fn pass(&mut self, mark: char) {
        if self.len == 0 {
            return;
        }
        let mut packed =
            self.before().iter().rev().fold(0u64, |all, sign| (all << SIGN_BITS) | u64::from(u32::from(*sign)));
        let ending = usize::from(self.len).saturating_sub(2);
        let last = self.packed.iter().take(usize::from(self.len)).skip(ending).map(|packed| sign(*packed));
        for sign in last.chain([mark]) {
            packed = ((packed << SIGN_BITS) | u64::from(u32::from(sign))) & ((1 << (3 * SIGN_BITS)) - 1);
        }
        let low = packed & u64::from(u32::MAX);
        self.before = [low, packed >> u32::BITS].map(|half| u32::try_from(half).unwrap_or(0));
    }

    /// The clause has been read and ended.
    pub fn clear(&mut self) {
        self.len = 0;
        self.seen = 0;
    }

    /// The clause has been read and goes on: its last symbols stay.
    pub fn cut(&mut self) {
        let gone = usize::from(self.len).saturating_sub(KEPT);
        let (from, _) = self.span(gone, gone.saturating_add(1));
        self.packed.copy_within(gone..usize::from(self.len), 0);
        if let Some(first) = self.packed.first_mut() {
            *first &= (1 << (SIGN_BITS + LEN_BITS)) - 1;
        }
        self.start = from;
        self.len = self.len.saturating_sub(u8::try_from(gone).unwrap_or(0));
        self.seen = self.len;
    }

    /// Where symbols `from..to` stood in the source; at least one.
    fn span(&self, from: usize, to: usize) -> (u32, u32) {
        let gap = |packed: &u32| packed >> (SIGN_BITS + LEN_BITS);
        // Of so few symbols that no sum leaves 32 bits.
        let width = |packed: &u32| gap(packed).wrapping_add(packed >> SIGN_BITS & LEN_MAX);
        let width_of = |packed: &[u32]| packed.iter().map(width).fold(0, u32::wrapping_add);
        let all = self.packed.get(..usize::from(self.len)).unwrap_or_default();
        let (before, rest) = all.split_at(from.min(all.len()));
        let inside = rest.get(..to.saturating_sub(from)).unwrap_or(rest);
        let begun = self.start.saturating_add(width_of(before));
        (begun.saturating_add(inside.first().map_or(0, gap)), begun.saturating_add(width_of(inside)))
    }

    /// What the clause says, phrase by phrase. Tells whether it warns of what was said before.
    pub fn read(
        &self,
        signs: &Signs,
        lexicon: &Lexicon,
        side: Side,
        hits: &mut Hits,
        mut tell: impl FnMut(Finding),
    ) -> bool {
        lexicon.matcher().find(signs.written(), signs.heard(), self.seen(), hits);
        let tactic = |hit: &Hit| lexicon.role(usize::from(hit.code)).map(|(tactic, _)| tactic);
        for hit in hits.iter() {
            let Some((own, of)) = lexicon.role(usize::from(hit.code)) else { continue };
            let speaks = of == side || of == Side::Both;
            if own.is_cue() || !speaks {
                continue;
            }
            let sense = if own.is_wanted() {
                sense(hit, hits.iter().filter_map(|cue| Some((tactic(cue)?, *cue))))
            } else {
                Sense::Meant
            };
            let (from, to) = self.span(usize::from(hit.from), usize::from(hit.to));
            tell(Finding { code: usize::from(hit.code), sense, from, to, by_ear: hit.by_ear });
        }
        hits.iter().any(|hit| tactic(hit) == Some(Tactic::Warn))
    }
}

fn sign(packed: u32) -> char {
    char::from_u32(packed & ((1 << SIGN_BITS) - 1)).unwrap_or('\u{fffd}')
}

/// A cue before the phrase, near, and not taken back; or inside a gap of it.
fn sense(hit: &Hit, cues: impl Iterator<Item = (Tactic, Hit)> + Clone) -> Sense {
    let before = |cue: &Hit| cue.to <= hit.from || (cue.from > hit.from && cue.to < hit.to);
    let turned = |from: u8| {
        let mut turns = cues.clone().filter(|(tactic, _)| *tactic == Tactic::Turn);
        turns.any(|(_, turn)| turn.from >= from && turn.to <= hit.from)
    };
    let holds = |tactic: Tactic, far: u8| {
        cues.clone()
            .filter(|(of, _)| *of == tactic)
            .any(|(_, cue)| before(&cue) && hit.from.saturating_sub(cue.to) <= far && !turned(cue.to))
    };
    if holds(Tactic::Deny, DENIAL_MAX) {
        Sense::Denied
    } else if holds(Tactic::Others, u8::MAX) {
        Sense::OfOthers
    } else {
        Sense::Meant
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lexicon::File;
    use crate::text::normal::symbols;

    const WORDS: &str = r#"
[[entry]]
code = "demand.code"
tactic = "demand"
name_zh = "索要验证码"
name_en = "asks for a code"
source = "test"
zh = ["{告诉|发给}…验证码", "把…验证码…{告诉|发给}"]
en = ["{tell|give} me…code"]
[[entry]]
code = "cue.deny"
tactic = "deny"
name_zh = "否定"
name_en = "denial"
source = "test"
zh = ["不会", "不要", "不用"]
en = ["do not", "never"]
[[entry]]
code = "cue.others"
tactic = "others"
name_zh = "他人"
name_en = "others"
source = "test"
zh = ["有人"]
en = ["someone"]
[[entry]]
code = "cue.turn"
tactic = "turn"
name_zh = "转折"
name_en = "turn"
source = "test"
zh = ["只要", "但是"]
en = ["just"]
"#;

    fn read(text: &str) -> Vec<(Sense, String)> {
        let lexicon = Lexicon::read(&[File { name: "a.toml", text: WORDS }]).unwrap();
        let mut clause = Clause::default();
        symbols(text).into_iter().for_each(|symbol| clause.push(symbol));
        let chars: Vec<char> = text.chars().collect();
        let mut said = Vec::new();
        clause.read(&clause.signs(), &lexicon, Side::Caller, &mut Hits::default(), |finding| {
            said.push((finding.sense, chars[finding.from as usize..finding.to as usize].iter().collect()));
        });
        said
    }

    #[test]
    fn a_demand_is_meant_denied_or_of_others_as_this_table_says() {
        for (text, sense, span) in [
            ("请告诉我验证码", Sense::Meant, "告诉我验证码"),
            ("我们不会让您告诉我们验证码", Sense::Denied, "告诉我们验证码"),
            ("把您的验★证码不要发给别人", Sense::Denied, "把您的验★证码不要发给"),
            ("不用去银行只要告诉我验证码", Sense::Meant, "告诉我验证码"),
            ("有没有人或者有人让您把验证码发给他", Sense::OfOthers, "把验证码发给"),
            ("never give me the code", Sense::Denied, "give me the code"),
            ("never mind just give me the code", Sense::Meant, "give me the code"),
        ] {
            assert_eq!(read(text), [(sense, span.to_owned())], "{text}");
        }
    }
}
