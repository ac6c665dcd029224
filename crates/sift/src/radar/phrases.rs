//! What a group of texts says that others do not: runs that several people's texts share, and pairs of runs in one
//! clause; as long as they can be, few of them, so that each text has some.
//!
//! Not here: how they stand in a file (`lines`).

use super::background::Background;
use super::reading::{RUN_MAX, Reading, Sign, Stretch, gram, runs, spelled, weigh};
use super::{Kept, ONE, Pool, REPORTERS_MIN, Seen};
use crate::text::lexicon::{Lexicon, Tactic};
use crate::text::normal::{ACCOUNT, LINK, LONG, MIDDLE, PHONE, SHORT, is_han, symbols};
use std::collections::{BTreeMap, BTreeSet};

/// Phrases of one draft.
pub const PHRASES_MAX: usize = 16;
/// Phrases that each person's texts should have.
const COVER: usize = 3;
/// How much more often a phrase has to stand in the group than elsewhere: four times.
const LIFT_MIN: i64 = ONE * 2;
/// In so many of a thousand other texts a phrase may stand; one of two Han characters in fewer.
const COMMON_MAX: u64 = 5;
const COMMON_SHORT_MAX: u64 = 1;
/// A shorter run is dropped when a longer one around it has this share of its people, in tenths.
const SHARE_OF_SHORTER: usize = 7;
/// Parts of a pair, and what may stand between them; a lexicon's gap holds ten.
const PART_MAX: usize = 4;
const GAP_MAX: usize = 8;
/// Pairs are looked for in so many texts.
const PAIRED_MAX: usize = 300;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    pub text: String,
    pub tactic: Tactic,
    pub chinese: bool,
    /// Who said it or was told it.
    pub people: usize,
    /// Other texts that have it, or both its parts.
    pub elsewhere: u64,
}

/// What is chosen, and how many people's texts have some of it.
#[derive(Debug)]
pub(super) struct Chosen {
    pub phrases: Vec<Phrase>,
    pub covered: usize,
}

#[derive(Debug)]
struct Candidate<'k> {
    /// One run, or two of one clause.
    parts: Vec<&'k [Sign]>,
    people: BTreeSet<&'k str>,
    elsewhere: u64,
    tactics: BTreeMap<Tactic, usize>,
}

type Candidates<'k> = BTreeMap<u64, Candidate<'k>>;

/// A group among all texts.
pub(super) struct Group<'k, 'p> {
    texts: &'p [&'k Kept],
    pool: &'p Pool,
    background: &'p Background,
    all: u64,
    /// By run, who of the group has it.
    people: BTreeMap<u64, BTreeSet<&'k str>>,
}

impl<'k, 'p> Group<'k, 'p> {
    pub fn new(texts: &'p [&'k Kept], pool: &'p Pool, background: &'p Background) -> Self {
        let mut people: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::new();
        for text in texts {
            for gram in text.reading.grams() {
                people.entry(gram).or_default().insert(&text.reporter);
            }
        }
        people.retain(|_, people| people.len() >= REPORTERS_MIN);
        let all = texts.iter().map(|text| text.reporter.as_str()).collect::<BTreeSet<_>>().len() as u64;
        Self { texts, pool, background, all, people }
    }

    /// Texts that do not belong to the group.
    pub fn others(&self) -> u64 {
        self.background.texts().saturating_add(self.pool.people.saturating_sub(self.all))
    }

    fn elsewhere(&self, gram: u64) -> u64 {
        let own = self.people.get(&gram).map_or(0, |people| people.len() as u64);
        u64::from(self.background.count(gram)).saturating_add(u64::from(self.pool.count(gram)).saturating_sub(own))
    }

    fn lift(&self, people: usize, there: u64) -> i64 {
        Seen { here: people as u64, all_here: self.all, there, all_there: self.others() }.lift()
    }

    pub fn phrases(&self, lexicon: &Lexicon) -> Chosen {
        let mut candidates = self.runs();
        drop_shorter(&mut candidates);
        candidates.extend(self.pairs());
        candidates.retain(|_, one| self.is_telling(one) && is_read_back(one) && is_new(one, lexicon));
        self.chosen(candidates)
    }

    fn runs(&self) -> Candidates<'k> {
        let mut found = Candidates::new();
        for (reading, place, stretch) in self.stretches() {
            runs(stretch, |run| {
                let gram = gram(run);
                let Some(people) = self.people.get(&gram) else { return };
                let fresh = || Candidate {
                    parts: vec![run],
                    people: people.clone(),
                    elsewhere: self.elsewhere(gram),
                    tactics: BTreeMap::new(),
                };
                note(found.entry(gram).or_insert_with(fresh), reading, place);
            });
        }
        found
    }

    /// Two runs of one clause, in their order. How often both stand elsewhere is not counted: it is at most how often
    /// the rarer one does.
    fn pairs(&self) -> Candidates<'k> {
        let mut found = Candidates::new();
        let texts = self.texts.iter().take(PAIRED_MAX);
        for (text, place, stretch) in texts.flat_map(stretches) {
            let parts: Vec<(usize, &[Sign])> = self.parts(stretch);
            for (at, first) in &parts {
                let end = at.saturating_add(first.len());
                let near = end.saturating_add(1)..=end.saturating_add(GAP_MAX);
                for (_, second) in parts.iter().filter(|(from, _)| near.contains(from)) {
                    let (one, other) = (gram(first), gram(second));
                    let fresh = || Candidate {
                        parts: vec![first, second],
                        people: BTreeSet::new(),
                        elsewhere: self.elsewhere(one).min(self.elsewhere(other)),
                        tactics: BTreeMap::new(),
                    };
                    let pair = found.entry(one.rotate_left(17) ^ other.wrapping_mul(3)).or_insert_with(fresh);
                    pair.people.insert(&text.reporter);
                    note(pair, &text.reading, place);
                }
            }
        }
        found.retain(|_, pair| pair.people.len() >= REPORTERS_MIN);
        found
    }

    fn parts(&self, stretch: &'k Stretch) -> Vec<(usize, &'k [Sign])> {
        let mut parts = Vec::new();
        for at in 0..stretch.signs.len() {
            for len in 1..=PART_MAX.min(RUN_MAX) {
                let run = stretch.signs.get(at..at.saturating_add(len));
                parts.extend(run.filter(|run| self.people.contains_key(&gram(run))).map(|run| (at, run)));
            }
        }
        parts
    }

    fn stretches(&self) -> impl Iterator<Item = (&'k Reading, usize, &'k Stretch)> {
        let all = self.texts.iter().flat_map(stretches);
        all.map(|(text, place, stretch)| (&text.reading, place, stretch))
    }

    /// Often enough here, seldom enough elsewhere, and no daily speech.
    fn is_telling(&self, one: &Candidate<'_>) -> bool {
        let signs = one.parts.iter().flat_map(|part| part.iter());
        let plain = signs.clone().all(|sign| weigh(sign.what) > 0 || is_class(sign.what));
        let single_word = one.parts.len() == 1 && signs.count() == 1;
        let most = if one.is_short() { COMMON_SHORT_MAX } else { COMMON_MAX };
        plain
            && !single_word
            && self.lift(one.people.len(), one.elsewhere) >= LIFT_MIN
            && one.elsewhere.saturating_mul(1000) <= self.others().saturating_mul(most)
    }

    /// Whichever adds most to what people's texts have of phrases so far; of equals the more telling, the longer.
    fn chosen(&self, candidates: Candidates<'k>) -> Chosen {
        let mut left: Vec<(u64, Candidate<'_>)> = candidates.into_iter().collect();
        let mut covered: BTreeMap<&str, usize> = BTreeMap::new();
        let mut phrases: Vec<Phrase> = Vec::new();
        while phrases.len() < PHRASES_MAX {
            let gain = |one: &Candidate<'_>| {
                // Two characters are little to go by: they serve those who have nothing else.
                let enough = if one.is_short() { 1 } else { COVER };
                one.people.iter().filter(|who| covered.get(*who).is_none_or(|had| *had < enough)).count()
            };
            let best = left.iter().enumerate().max_by_key(|(_, (gram, one))| {
                let lift = self.lift(one.people.len(), one.elsewhere);
                (gain(one), one.people.len(), lift, one.parts.len() == 1, one.len(), std::cmp::Reverse(*gram))
            });
            let Some(place) = best.filter(|(_, (_, one))| gain(one) > 0).map(|(place, _)| place) else { break };
            let (_, one) = left.swap_remove(place);
            for who in &one.people {
                let had = covered.entry(who).or_default();
                *had = had.saturating_add(1);
            }
            left.retain(|(_, other)| !other.is_in(&one) && !one.is_in(other));
            phrases.push(one.phrase());
        }
        Chosen { phrases, covered: covered.len() }
    }
}

fn stretches<'k>(text: &&'k Kept) -> impl Iterator<Item = (&'k Kept, usize, &'k Stretch)> + use<'k> {
    let text: &'k Kept = text;
    text.reading.stretches.iter().enumerate().map(move |(place, stretch)| (text, place, stretch))
}

/// Known phrases in a clause count for what else it says, and a little those beside it.
fn note(candidate: &mut Candidate<'_>, reading: &Reading, place: usize) {
    for (at, weight) in [(place.checked_sub(1), 1), (Some(place), 3), (place.checked_add(1), 1)] {
        let Some(stretch) = at.and_then(|at| reading.stretches.get(at)) else { continue };
        let here = |turn: u16, from: u32, to: u32| turn == stretch.turn && from < stretch.to && to > stretch.from;
        for (_, _, tactic) in reading.found.iter().filter(|(turn, found, _)| here(*turn, found.from, found.to)) {
            let sum: &mut usize = candidate.tactics.entry(*tactic).or_default();
            *sum = sum.saturating_add(weight);
        }
    }
}

/// What a longer run says as well need not be said twice.
fn drop_shorter(candidates: &mut Candidates<'_>) {
    let mut within = BTreeSet::new();
    for one in candidates.values() {
        let Some(run) = one.parts.first() else { continue };
        let (last, first) = (run.len().saturating_sub(1), 1.min(run.len()));
        for part in [run.get(..last), run.get(first..)].into_iter().flatten() {
            let shorter = gram(part);
            let people = candidates.get(&shorter).map_or(0, |shorter| shorter.people.len());
            if one.people.len().saturating_mul(10) >= people.saturating_mul(SHARE_OF_SHORTER) {
                within.insert(shorter);
            }
        }
    }
    candidates.retain(|gram, _| !within.contains(gram));
}

fn is_class(sign: char) -> bool {
    matches!(sign, SHORT | MIDDLE | LONG | PHONE | ACCOUNT | LINK)
}

/// Spelled out it is the same signs again.
fn is_read_back(one: &Candidate<'_>) -> bool {
    one.parts.iter().all(|run| {
        let signs = run.iter().filter(|sign| !is_class(sign.what)).map(|sign| sign.what);
        let parts = run.split(|sign| is_class(sign.what));
        parts.flat_map(|part| symbols(&spelled(part))).map(|symbol| symbol.what).eq(signs)
    })
}

/// The lexicon does not know it: no known phrase is two thirds of it.
fn is_new(one: &Candidate<'_>, lexicon: &Lexicon) -> bool {
    let spelled: Vec<String> = one.parts.iter().map(|part| spelled(part)).collect();
    let text = spelled.join(" ");
    let len = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let reading = Reading::of(&[text], lexicon);
    let mut known = reading.found.iter().map(|(_, found, _)| found.to.saturating_sub(found.from));
    !known.any(|known| known.saturating_mul(3) >= len.saturating_mul(2))
}

impl Candidate<'_> {
    fn is_short(&self) -> bool {
        self.parts.iter().flat_map(|part| part.iter()).map(|sign| weigh(sign.what)).sum::<usize>() <= 2
    }

    fn len(&self) -> usize {
        self.parts.iter().map(|part| part.len()).sum()
    }

    /// Each of its parts stands in one of the other's.
    fn is_in(&self, other: &Self) -> bool {
        self.parts.iter().all(|short| other.parts.iter().any(|long| holds(long, short)))
    }

    fn phrase(&self) -> Phrase {
        let spelled: Vec<String> = self.parts.iter().map(|part| spelled(part)).collect();
        let text = spelled.join("…");
        Phrase {
            chinese: text.chars().any(is_han),
            text,
            tactic: tactic(&self.tactics),
            people: self.people.len(),
            elsewhere: self.elsewhere,
        }
    }
}

fn holds(long: &[Sign], short: &[Sign]) -> bool {
    short.len() <= long.len() && long.windows(short.len().max(1)).any(|part| part == short)
}

/// What the known phrases around it mostly do; a lure, if there are none.
fn tactic(points: &BTreeMap<Tactic, usize>) -> Tactic {
    let ours = points.iter().filter(|(tactic, _)| **tactic != Tactic::Victim);
    ours.max_by_key(|(tactic, points)| (**points, **tactic)).map_or(Tactic::Hook, |(tactic, _)| *tactic)
}
