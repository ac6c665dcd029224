//! What goes round: near copies of one text, and scripts that no type explains yet.
//!
//! `Radar` keeps what nothing explains and finds groups in it: which words stand in the reports of several people
//! and hardly anywhere else, which texts share such words, and what an officer gets as a draft. What it says
//! depends on the texts it keeps, not on the order in which they came. All in whole numbers.
//!
//! Not here: which script a text follows (`text`), and who decides on a draft (the desk).

pub mod background;
pub mod copies;
pub mod draft;
mod group;
pub mod lines;
mod phrases;
pub mod reading;

use crate::kinds::ScamType;
use crate::text::call::Told;
use crate::text::lexicon::{Lexicon, codes};
use background::Background;
use cordon_model::time::Stamp;
use draft::Draft;
use group::group;
use reading::Reading;
use std::collections::{BTreeMap, BTreeSet};

/// Texts that are kept; the oldest goes.
pub const TEXTS_MAX: usize = 2_000;
/// A draft is backed by so many people, and so is each phrase in it: what one person said is nobody's script, and
/// may be that person's name.
pub const REPORTERS_MIN: usize = 3;
/// Steps of a type's script that have to be there before the type explains a text.
const EXPLAINED_STEPS: u32 = 2;
/// From this phase on a script is more than an opening that many share.
const EXPLAINED_PHASE: u8 = 4;

/// Something that was reported, or that sounds like a scam.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub id: String,
    pub at: Stamp,
    /// Who told of it. Those who are not known count one by one.
    pub reporter: Option<String>,
    /// What the suspected side said, turn by turn; or how somebody tells it.
    pub said: Vec<String>,
}

/// A text that is kept.
#[derive(Clone, Debug)]
struct Kept {
    id: String,
    at: Stamp,
    reporter: String,
    reading: Reading,
}

/// What nothing explains, as far as it is kept.
#[derive(Debug, Default)]
pub struct Radar {
    texts: BTreeMap<(Stamp, String), Kept>,
    ids: BTreeMap<String, Stamp>,
}

impl Radar {
    /// A text that is heard again is not counted again.
    pub fn hear(&mut self, heard: Heard, lexicon: &Lexicon) {
        if self.ids.contains_key(&heard.id) {
            return;
        }
        let reading = Reading::of(&heard.said, lexicon);
        let Heard { id, at, reporter, .. } = heard;
        // What nobody put a name to is told apart by its id, which no reporter is named like.
        let reporter = reporter.unwrap_or_else(|| format!("\0{id}"));
        self.ids.insert(id.clone(), at);
        self.texts.insert((at, id.clone()), Kept { id, at, reporter, reading });
        while self.texts.len() > TEXTS_MAX {
            self.drop_first();
        }
    }

    /// What came before is no longer looked at.
    pub fn forget(&mut self, before: Stamp) {
        while self.texts.keys().next().is_some_and(|(at, _)| *at < before) {
            self.drop_first();
        }
    }

    fn drop_first(&mut self) {
        if let Some(((_, id), _)) = self.texts.pop_first() {
            self.ids.remove(&id);
        }
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Groups of texts that several people told of, the largest first.
    pub fn drafts(&self, background: &Background, lexicon: &Lexicon) -> Vec<Draft> {
        let kept: Vec<&Kept> = self.texts.values().collect();
        let pool = Pool::of(&kept);
        let mut drafts: Vec<Draft> = group(&kept, &pool, background)
            .into_iter()
            .filter(|members| people(members, &kept) >= REPORTERS_MIN)
            .filter_map(|members| draft::draft(&members, &kept, &pool, background, lexicon))
            .collect();
        drafts.sort_by(|one, other| (other.reporters, &one.key).cmp(&(one.reporters, &other.key)));
        drafts
    }
}

fn people(members: &[usize], kept: &[&Kept]) -> usize {
    let names = members.iter().filter_map(|place| kept.get(*place)).map(|text| text.reporter.as_str());
    names.collect::<BTreeSet<_>>().len()
}

/// In how many people's texts each word stands.
#[derive(Debug)]
struct Pool {
    counts: BTreeMap<u64, u32>,
    people: u64,
}

impl Pool {
    fn of(kept: &[&Kept]) -> Self {
        let mut by_person: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
        for text in kept {
            by_person.entry(&text.reporter).or_default().extend(text.reading.grams());
        }
        let mut counts = BTreeMap::new();
        for gram in by_person.values().flatten() {
            let count: &mut u32 = counts.entry(*gram).or_default();
            *count = count.saturating_add(1);
        }
        let people = u64::try_from(by_person.len()).unwrap_or(u64::MAX);
        Self { counts, people }
    }

    fn count(&self, gram: u64) -> u32 {
        self.counts.get(&gram).copied().unwrap_or(0)
    }
}

/// The type whose script has come further than every other's. Where several have come as far, what was said is what
/// scams of many types share, and names none.
pub fn stands_out(told: &Told) -> Option<ScamType> {
    let far = |kind: &ScamType| told.steps(*kind).count_ones();
    let kind = ScamType::ALL.into_iter().max_by_key(far)?;
    ScamType::ALL.iter().all(|other| *other == kind || far(other) < far(&kind)).then_some(kind)
}

/// Whether a type accounts for what was said: it was named, and its script has come further than an opening.
pub fn is_explained(lexicon: &Lexicon, told: &Told, kind: Option<ScamType>) -> bool {
    let kind = kind.filter(|kind| stands_out(told) == Some(*kind));
    let Some(script) = lexicon.scripts().iter().find(|script| Some(script.kind) == kind) else { return false };
    let steps = told.steps(script.kind);
    let late = (0..8u32).zip(&script.steps).any(|(place, step)| {
        steps & (1u8 << place) != 0 && step.phase >= EXPLAINED_PHASE && codes(step.codes & told.seen).next().is_some()
    });
    late && steps.count_ones() >= EXPLAINED_STEPS
}

/// Fixed point of logarithms.
const ONE: i64 = 1 << LOG_BITS;
const LOG_BITS: u32 = 20;

/// The binary logarithm, in `ONE`; of nothing it is that of one.
fn log2(of: u64) -> i64 {
    let of = of.max(1);
    let whole = of.ilog2();
    let mut mantissa = u128::from(of) << (63u32.saturating_sub(whole));
    let mut fraction: i64 = 0;
    for _ in 0..LOG_BITS {
        mantissa = mantissa.saturating_mul(mantissa) >> 63;
        let over = mantissa >> 64 != 0;
        mantissa >>= u32::from(over);
        fraction = (fraction << 1) | i64::from(over);
    }
    (i64::from(whole) << LOG_BITS) | fraction
}

/// How often something was seen here, of how many; and elsewhere.
#[derive(Clone, Copy, Debug)]
struct Seen {
    here: u64,
    all_here: u64,
    there: u64,
    all_there: u64,
}

impl Seen {
    /// How much more often here: the binary logarithm of the ratio of rates, with half a count for what was not seen.
    fn lift(self) -> i64 {
        let odd = |count: u64| log2(count.saturating_mul(2).saturating_add(1));
        let more = odd(self.here).saturating_sub(log2(self.all_here.saturating_add(1)));
        more.saturating_sub(odd(self.there)).saturating_add(log2(self.all_there.saturating_add(1)))
    }

    /// How surprising it would be, were it as usual here as there, in bits: the likelihood ratio of both tables.
    fn surprise(self) -> i64 {
        let Self { here, all_here, there, all_there } = self;
        let (seen, all) = (here.saturating_add(there), all_here.saturating_add(all_there));
        let cells = [(here, all_here, seen), (there, all_there, seen)].into_iter();
        let others = cells.clone().map(|(some, of, _)| (of.saturating_sub(some), of, all.saturating_sub(seen)));
        let bits = cells.chain(others).map(|(some, of, seen)| {
            let ratio = log2(some).saturating_add(log2(all)).saturating_sub(log2(of)).saturating_sub(log2(seen));
            i64::try_from(some).unwrap_or(i64::MAX).saturating_mul(ratio)
        });
        bits.sum::<i64>().max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_and_lifts_are_what_a_hand_finds() {
        for (of, thousandths) in [(0, 0), (1, 0), (2, 1000), (3, 1584), (1000, 9965), (u64::MAX, 63_999)] {
            let found = log2(of) * 1000 / ONE;
            assert!((found - thousandths).abs() <= 1, "{of}: {found}");
        }
        let seen = |here, all_here, there, all_there| Seen { here, all_here, there, all_there };
        // 10 of 20 against 5 of 1000: a hundred times, a little less for the halves.
        let lift = seen(10, 20, 5, 1000).lift() * 1000 / ONE;
        assert!((lift - 6508).abs() <= 3, "{lift}");
        assert!(seen(3, 100, 30, 1000).lift().abs() < ONE / 4);
        // By hand: 2 ln 2 times the bits is G² = 9.71.
        let bits = seen(3, 140, 0, 560).surprise() * 1000 / ONE;
        assert!((bits - 7003).abs() <= 1, "{bits}");
        assert!(seen(10, 100, 100, 1000).surprise() < ONE / 100);
    }
}
