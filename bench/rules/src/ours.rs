//! Our side: the shipped rules, and events whose facts are drawn from a seed.

use crate::Problem;
use cordon_sift::facts::{Fact, Facts, Shape};
use cordon_sift::judge::Kind;
use cordon_sift::rules::{Room, Rules, shipped};

pub struct Asked {
    pub kind: Kind,
    pub facts: Facts,
}

pub fn rules() -> Result<Rules, Problem> {
    let read = Rules::read(shipped());
    read.map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n").into())
}

pub fn events(kind: Kind, count: usize, seed: u64) -> Vec<Asked> {
    let mut dice = seed;
    let mut next = |below: i64| {
        dice = Asked::mix(dice);
        i64::try_from(dice % below.unsigned_abs()).unwrap_or(0)
    };
    let mut event = || {
        let mut facts = Facts::default();
        for fact in Fact::ALL {
            let value = match fact.about().shape {
                Shape::Truth => next(5) / 4,
                Shape::Count => [next(4), next(40), next(400)][usize::try_from(next(3)).unwrap_or(0)],
                Shape::Permille => next(1_200),
                Shape::Logit => next(12_000) - 6_000,
                Shape::Money => next(20_000_000),
                Shape::Millis => next(90 * 86_400_000),
                Shape::Word(words) => next(i64::try_from(words.len()).unwrap_or(1)),
            };
            facts.set(*fact, value);
        }
        facts.set_word(Fact::Kind, kind.name());
        facts.set(Fact::Hour, next(24));
        Asked { kind, facts }
    };
    (0..count).map(|_| event()).collect()
}

/// Ids of the rules that hold, in the order of the rules.
pub fn held<'r>(rules: &'r Rules, asked: &Asked, room: &mut Room) -> Vec<&'r str> {
    rules.run(asked.kind, &asked.facts, room).held.iter().map(|held| held.id).collect()
}

pub fn count(rules: &Rules, asked: &Asked, room: &mut Room) -> usize {
    rules.run(asked.kind, &asked.facts, room).held.len()
}
