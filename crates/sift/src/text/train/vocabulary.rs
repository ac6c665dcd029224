//! Numbers the n-grams that are worth learning: those that stand in several texts. A place in the model's table
//! would not do, for many n-grams fall into one.

use super::Example;
use super::observe::{Moment, Observed};
use rustc_hash::FxHashMap;

/// What stands in fewer texts is nobody's habit.
pub const TEXTS_MIN: u32 = 2;

/// Which n-grams are numbered: those that tell scams, or those that tell types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Scam,
    Type,
}

impl Kind {
    fn keys(self, observed: &Observed) -> &[u32] {
        match self {
            Self::Scam => &observed.grams,
            Self::Type => &observed.of_types,
        }
    }

    fn keys_mut(self, observed: &mut Observed) -> &mut Vec<u32> {
        match self {
            Self::Scam => &mut observed.grams,
            Self::Type => &mut observed.of_types,
        }
    }

    fn end(self, moment: &mut Moment) -> &mut usize {
        match self {
            Self::Scam => &mut moment.grams,
            Self::Type => &mut moment.of_types,
        }
    }
}

/// By number, the n-gram's key and how many texts hold it.
#[derive(Debug, Default)]
pub struct Vocabulary {
    pub keys: Vec<u32>,
    pub texts: Vec<u32>,
}

impl Vocabulary {
    /// Puts numbers in the place of keys, of one kind of n-grams; what is in too few texts is left out.
    pub fn of(examples: &mut [Example], kind: Kind) -> Self {
        let mut counts: FxHashMap<u32, (u32, usize)> = FxHashMap::default();
        for (at, example) in examples.iter().enumerate() {
            for key in kind.keys(&example.observed) {
                let (texts, last) = counts.entry(*key).or_insert((0, usize::MAX));
                if *last != at {
                    *last = at;
                    *texts = texts.saturating_add(1);
                }
            }
        }
        let mut kept: Vec<(u32, u32)> =
            counts.into_iter().map(|(key, (texts, _))| (key, texts)).filter(|(_, texts)| *texts >= TEXTS_MIN).collect();
        kept.sort_unstable();
        let numbers: FxHashMap<u32, u32> = (0..).zip(&kept).map(|(number, (key, _))| (*key, number)).collect();
        for example in examples {
            number(&mut example.observed, kind, &numbers);
            number(&mut example.changed, kind, &numbers);
        }
        let (keys, texts) = kept.into_iter().unzip();
        Self { keys, texts }
    }
}

fn number(observed: &mut Observed, kind: Kind, numbers: &FxHashMap<u32, u32>) {
    let mut from = 0;
    let mut kept = Vec::new();
    let mut moments = std::mem::take(&mut observed.moments);
    for moment in &mut moments {
        let end = kind.end(moment);
        let keys = kind.keys(observed).get(from..*end).unwrap_or_default();
        from = *end;
        kept.extend(keys.iter().filter_map(|key| numbers.get(key)));
        *end = kept.len();
    }
    observed.moments = moments;
    *kind.keys_mut(observed) = kept;
}
