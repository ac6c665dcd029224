//! A text as the radar reads it: clauses of signs with how each sign is written in a lexicon, its runs of signs as
//! numbers, and where known phrases stand.
//!
//! Not here: which runs tell something.

use crate::text::call::{Call, Listen, Speaker, Sums};
use crate::text::clause::Finding;
use crate::text::gate::Grams;
use crate::text::lexicon::{Lexicon, Tactic};
use crate::text::matcher::Hits;
use crate::text::normal::{ACCOUNT, LINK, LONG, MIDDLE, Normaliser, PHONE, Piece, SHORT, Symbol, is_han, is_word};

/// Signs of a text that are read; the rest of a long call is not needed to know it again.
const SIGNS_MAX: usize = 1_500;
/// The longest run that becomes a phrase.
pub const RUN_MAX: usize = 8;
/// The longest run that texts are compared by.
pub const SHORT_RUN: usize = 3;

/// One sign, and how a lexicon's line writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    pub what: char,
    pub written: String,
}

/// What stands between two marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    pub signs: Vec<Sign>,
    pub turn: u16,
    /// Characters of the turn, half open.
    pub from: u32,
    pub to: u32,
}

#[derive(Clone, Debug)]
pub struct Reading {
    pub stretches: Vec<Stretch>,
    /// Known phrases, in the order in which they were found.
    pub found: Vec<(u16, Finding, Tactic)>,
    grams: Vec<u64>,
}

impl Reading {
    pub fn of(said: &[String], lexicon: &Lexicon) -> Self {
        let mut notes = Notes { lexicon, found: Vec::new() };
        let (mut call, mut hits) = (Call::default(), Hits::default());
        for text in said {
            call.feed(lexicon, Speaker::Caller, text, &mut hits, &mut notes);
            call.end_turn(lexicon, Speaker::Caller, &mut hits, &mut notes);
        }
        let stretches = stretches(said);
        let grams = grams(&stretches);
        Self { stretches, found: notes.found, grams }
    }

    /// Its runs of up to `RUN_MAX` signs, each once.
    pub fn grams(&self) -> impl Iterator<Item = u64> + '_ {
        self.grams.iter().copied()
    }
}

struct Notes<'a> {
    lexicon: &'a Lexicon,
    found: Vec<(u16, Finding, Tactic)>,
}

impl Listen for Notes<'_> {
    fn grams(&mut self, _: &mut Sums, _: &Grams<'_>) {}

    fn finding(&mut self, turn: u16, finding: &Finding) {
        if let Some(entry) = self.lexicon.entry(finding.code).filter(|entry| entry.tactic.is_evidence()) {
            self.found.push((turn, *finding, entry.tactic));
        }
    }
}

/// The runs of a text's clauses, each once, in order.
pub fn grams(stretches: &[Stretch]) -> Vec<u64> {
    let mut grams: Vec<u64> = Vec::new();
    for stretch in stretches {
        runs(stretch, |run| grams.push(gram(run)));
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Tells every run that may mean something by itself.
pub fn runs<'s>(stretch: &'s Stretch, mut tell: impl FnMut(&'s [Sign])) {
    for from in 0..stretch.signs.len() {
        for len in 1..=RUN_MAX {
            match stretch.signs.get(from..from.saturating_add(len)) {
                Some(run) if is_telling(run) => tell(run),
                Some(_) => {}
                None => break,
            }
        }
    }
}

/// Two Han characters or one word, and no number at its ends: numbers are everywhere.
fn is_telling(run: &[Sign]) -> bool {
    let weight: usize = run.iter().map(|sign| weigh(sign.what)).sum();
    let bare = |sign: Option<&Sign>| sign.is_none_or(|sign| weigh(sign.what) == 0);
    weight >= 2 && !bare(run.first()) && !bare(run.last())
}

/// What a sign counts towards a run: a word as much as two characters, a number nothing.
pub fn weigh(sign: char) -> usize {
    if is_word(sign) { 2 } else { usize::from(is_han(sign)) }
}

/// A run as a number. Nobody gains by making two of them equal: what a draft shows is read from the texts.
pub fn gram(run: &[Sign]) -> u64 {
    let long = if run.len() > SHORT_RUN { 1 } else { 0 };
    let hash = run.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, sign| {
        (hash.rotate_left(23) ^ u64::from(sign.what as u32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    ((hash ^ (hash >> 31)) << 1) | long
}

/// Whether texts are compared by it.
pub fn is_short(gram: u64) -> bool {
    gram & 1 == 0
}

pub fn stretches(said: &[String]) -> Vec<Stretch> {
    let mut all = Vec::new();
    let mut left = SIGNS_MAX;
    for (turn, text) in (0u16..).zip(said) {
        let source: Vec<char> = text.chars().collect();
        let mut open = Stretch { turn, ..Stretch::default() };
        let mut take = |piece: Piece<'_>| match piece {
            Piece::Symbol(symbol) if left > 0 => {
                left = left.saturating_sub(1);
                if open.signs.is_empty() {
                    open.from = symbol.start;
                }
                open.to = symbol.start.saturating_add(symbol.len);
                open.signs.push(Sign { what: symbol.what, written: written(symbol, &source) });
            }
            Piece::Comma | Piece::Stop if !open.signs.is_empty() => {
                all.push(std::mem::replace(&mut open, Stretch { turn, ..Stretch::default() }));
            }
            _ => {}
        };
        let mut normaliser = Normaliser::default();
        text.chars().for_each(|c| normaliser.push(c, &mut take));
        normaliser.finish(&mut take);
    }
    all
}

fn written(symbol: Symbol, source: &[char]) -> String {
    match symbol.what {
        SHORT => "<短数>".to_owned(),
        MIDDLE => "<数>".to_owned(),
        LONG => "<长数>".to_owned(),
        PHONE => "<手机号>".to_owned(),
        ACCOUNT => "<账号>".to_owned(),
        LINK => "<链接>".to_owned(),
        c if is_word(c) && !is_han(c) => {
            let own = source.iter().skip(symbol.start as usize).take(symbol.len as usize);
            own.filter(|c| c.is_alphanumeric()).flat_map(|c| c.to_lowercase()).collect()
        }
        c => c.to_string(),
    }
}

/// A run as a line of a lexicon has it: words stand apart, characters do not.
pub fn spelled(run: &[Sign]) -> String {
    let mut text = String::new();
    let mut after_word = false;
    for sign in run {
        let word = is_word(sign.what) && !is_han(sign.what);
        if word && after_word {
            text.push(' ');
        }
        text.push_str(&sign.written);
        after_word = word;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_spelled_so_that_they_are_found_again() {
        let said = ["請您點 http://a.example 领取，Read me the code 123456，转★账50元".to_owned()];
        let read = stretches(&said);
        let spelled: Vec<String> = read.iter().map(|stretch| spelled(&stretch.signs)).collect();
        assert_eq!(spelled, ["请您点<链接>领取", "read me the code<数>", "转账<短数>元"]);
        assert_eq!((read[1].from, read[1].to), (24, 47));
    }

    #[test]
    fn numbers_alone_tell_nothing() {
        let read = stretches(&["转账50元 5000 6200000000000000".to_owned()]);
        let mut told = Vec::new();
        read.iter().for_each(|stretch| runs(stretch, |run| told.push(super::spelled(run))));
        assert_eq!(told, ["转账", "转账<短数>元", "账<短数>元"]);
    }
}
