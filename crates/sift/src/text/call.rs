//! What is kept of a conversation while it goes on: half a kilobyte, whatever its length. Fed in any
//! pieces it comes to the same.
//!
//! Not here: what the sums mean (`model`), and texts themselves: none is kept beyond its clause.

use crate::kinds::ScamType;
use crate::text::clause::{Clause, Finding, Sense};
use crate::text::gate::{Grams, TABLES};
use crate::text::lexicon::{CODES_MAX, Lexicon, Reached, Side, bit, codes};
use crate::text::matcher::Hits;
use crate::text::normal::{Normaliser, Piece, is_word};

/// By which way a text came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    Call,
    Chat,
    Sms,
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::Call, Self::Chat, Self::Sms];
}

/// What n-grams see of the end of a clause.
const COMMA: char = ',';
const STOP: char = '.';

/// Who speaks: the suspected side, or the one called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    Caller,
    Other,
}

/// Running sums of the learned tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub gate: [i32; TABLES],
    pub types: [i32; ScamType::ALL.len()],
}

/// Who adds up n-grams, or collects them.
pub trait Listen {
    fn grams(&mut self, sums: &mut Sums, grams: &Grams<'_>);
    /// A phrase in its clause, with the number of its turn.
    fn finding(&mut self, _turn: u16, _finding: &Finding) {}
    /// A link's host.
    fn host(&mut self, _host: &str) {}
}

/// What has been said so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Codes that were meant, of either side.
    pub seen: u128,
    /// Wanted in this sentence, and in the one before: a warning takes these back.
    fresh: u128,
    stale: u128,
    /// The turn in which a code was first meant, up to 255.
    first: [u8; CODES_MAX],
    /// By type, the steps of its script that were reached.
    steps: [u8; ScamType::ALL.len()],
    pub turn: u16,
    pub veils: u16,
    /// The caller's symbols, and how many of them are words of Latin letters.
    pub symbols: u32,
    pub words: u32,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            seen: 0,
            fresh: 0,
            stale: 0,
            first: [0; CODES_MAX],
            steps: [0; ScamType::ALL.len()],
            turn: 0,
            veils: 0,
            symbols: 0,
            words: 0,
        }
    }
}

impl Told {
    pub fn first(&self, code: usize) -> u16 {
        self.first.get(code).copied().map_or(0, u16::from)
    }

    /// The steps of a type's script that were reached, as bits.
    pub fn steps(&self, kind: ScamType) -> u8 {
        self.steps.get(kind.place()).copied().unwrap_or(0)
    }

    /// How far the script that has come furthest has come.
    pub fn progress(&self) -> u32 {
        self.steps.iter().map(|steps| steps.count_ones()).max().unwrap_or(0)
    }

    pub fn is_chinese(&self) -> bool {
        self.words.saturating_mul(3) <= self.symbols
    }

    fn hear(&mut self, lexicon: &Lexicon, finding: &Finding) {
        let entry = lexicon.entry(finding.code);
        let code = match finding.sense {
            Sense::Meant => finding.code,
            Sense::Denied | Sense::OfOthers => match entry.and_then(|entry| entry.denied) {
                Some(denied) => denied,
                None => return,
            },
        };
        if self.seen & bit(code) != 0 {
            return;
        }
        self.seen |= bit(code);
        self.fresh |= bit(code) & lexicon.masks().wanted;
        if let Some(first) = self.first.get_mut(code) {
            *first = u8::try_from(self.turn).unwrap_or(u8::MAX);
        }
        self.walk(lexicon, code);
    }

    /// A step is reached when one of its codes is there; a later one only when the script has begun.
    fn walk(&mut self, lexicon: &Lexicon, code: usize) {
        for Reached { kind, step, before } in lexicon.reached(code) {
            let Some(steps) = self.steps.get_mut(kind.place()) else { continue };
            if *before == 0 || *steps & before != 0 {
                *steps |= step;
            }
        }
    }

    /// What was wanted in this sentence and the last was a warning: take it back.
    fn take_back(&mut self, lexicon: &Lexicon) {
        let gone = self.fresh | self.stale;
        if gone == 0 {
            return;
        }
        self.seen &= !gone;
        self.fresh = 0;
        self.stale = 0;
        for denied in codes(gone).filter_map(|code| lexicon.entry(code)?.denied) {
            self.seen |= bit(denied);
        }
        for script in lexicon.scripts() {
            let Some(reached) = self.steps.get_mut(script.kind.place()) else { continue };
            for (place, step) in (0..8u32).zip(&script.steps) {
                if step.codes & self.seen == 0 {
                    *reached &= !(1u8 << place);
                }
            }
        }
    }

    fn end_sentence(&mut self) {
        self.stale = self.fresh;
        self.fresh = 0;
    }
}

/// The state of one conversation.
#[derive(Clone, Debug, Default)]
pub struct Call {
    normaliser: Normaliser,
    clause: Clause,
    told: Told,
    sums: Sums,
}

impl Call {
    /// More of what somebody says; a turn may come in pieces.
    pub fn feed(&mut self, lexicon: &Lexicon, speaker: Speaker, text: &str, hits: &mut Hits, listen: &mut impl Listen) {
        let Self { normaliser, clause, told, sums } = self;
        let mut desk = Desk { lexicon, speaker, clause, told, sums, hits, listen };
        for c in text.chars() {
            normaliser.push(c, &mut |piece| desk.take(piece));
        }
    }

    /// The turn, or the message, has ended.
    pub fn end_turn(&mut self, lexicon: &Lexicon, speaker: Speaker, hits: &mut Hits, listen: &mut impl Listen) {
        let Self { normaliser, clause, told, sums } = self;
        let mut desk = Desk { lexicon, speaker, clause, told, sums, hits, listen };
        normaliser.finish(&mut |piece| desk.take(piece));
        self.told.turn = self.told.turn.saturating_add(1);
    }

    pub fn told(&self) -> &Told {
        &self.told
    }

    pub fn sums(&self) -> &Sums {
        &self.sums
    }
}

/// A call's parts while a text goes through them.
struct Desk<'a, L> {
    lexicon: &'a Lexicon,
    speaker: Speaker,
    clause: &'a mut Clause,
    told: &'a mut Told,
    sums: &'a mut Sums,
    hits: &'a mut Hits,
    listen: &'a mut L,
}

impl<L: Listen> Desk<'_, L> {
    fn take(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Symbol(symbol) => {
                if !self.clause.takes(&symbol) {
                    self.read();
                    self.clause.cut();
                    if !self.clause.takes(&symbol) {
                        self.clause.clear();
                    }
                }
                self.clause.push(symbol);
            }
            Piece::Comma => self.end_clause(COMMA),
            Piece::Stop => {
                self.end_clause(STOP);
                self.told.end_sentence();
            }
            Piece::Veil if self.speaker == Speaker::Caller => self.told.veils = self.told.veils.saturating_add(1),
            Piece::Veil => {}
            Piece::Host(host) => self.listen.host(host),
        }
    }

    fn end_clause(&mut self, mark: char) {
        self.read();
        if self.speaker == Speaker::Caller {
            self.clause.pass(mark);
        }
        self.clause.clear();
    }

    fn read(&mut self) {
        let Self { lexicon, clause, told, sums, hits, listen, .. } = self;
        let side = match self.speaker {
            Speaker::Caller => Side::Caller,
            Speaker::Other => Side::Other,
        };
        let signs = clause.signs();
        if side == Side::Caller {
            let new = signs.written().get(clause.seen()..).unwrap_or_default();
            let words = new.iter().map(|sign| u32::from(is_word(*sign))).fold(0, u32::wrapping_add);
            told.symbols = told.symbols.saturating_add(u32::try_from(new.len()).unwrap_or(u32::MAX));
            told.words = told.words.saturating_add(words);
            let (written, heard) = (signs.written(), signs.heard());
            listen.grams(sums, &Grams { before: clause.before(), written, heard, seen: clause.seen() });
        }
        let turn = told.turn;
        let warns = clause.read(&signs, lexicon, side, hits, |finding| {
            told.hear(lexicon, &finding);
            listen.finding(turn, &finding);
        });
        if warns && side == Side::Caller {
            told.take_back(lexicon);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_kept_in_half_a_kilobyte() {
        assert!(size_of::<Call>() <= 512, "{} bytes", size_of::<Call>());
    }
}
