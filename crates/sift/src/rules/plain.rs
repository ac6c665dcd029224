//! One condition over facts, as plainly as can be said: the oracle of `program`.

use super::program::Truth;
use super::shape::{Number, Typed};
use crate::facts::Facts;

pub fn holds(typed: &Typed, facts: &Facts) -> Truth {
    match typed {
        Typed::Truth(value) => Truth::from(*value),
        Typed::Fact(fact) => facts.get(*fact).map_or(Truth::Unknown, |value| Truth::from(value != 0)),
        Typed::Has(fact) => Truth::from(facts.get(*fact).is_some()),
        Typed::Not(inner) => holds(inner, facts).not(),
        Typed::And(left, right) => holds(left, facts).and(holds(right, facts)),
        Typed::Or(left, right) => holds(left, facts).not().and(holds(right, facts).not()).not(),
        Typed::Compare(compare, left, right) => {
            both(number(left, facts), number(right, facts), |left, right| Truth::from(compare.of(left, right)))
        }
        Typed::In(item, list) => {
            number(item, facts).map_or_else(|truth| truth, |item| Truth::from(list.contains(&item)))
        }
    }
}

/// A number, or why there is none.
pub fn number(number: &Number, facts: &Facts) -> Result<i64, Truth> {
    match number {
        Number::Is(value) => Ok(*value),
        Number::Fact(fact) => facts.get(*fact).ok_or(Truth::Unknown),
        Number::Minus(inner) => self::number(inner, facts)?.checked_neg().ok_or(Truth::Failed),
        Number::Both(reckon, left, right) => match (self::number(left, facts), self::number(right, facts)) {
            (Ok(left), Ok(right)) => reckon.of(left, right).ok_or(Truth::Failed),
            (Err(Truth::Failed), _) | (_, Err(Truth::Failed)) => Err(Truth::Failed),
            _ => Err(Truth::Unknown),
        },
    }
}

/// A failure is a failure whatever the other side is.
fn both(left: Result<i64, Truth>, right: Result<i64, Truth>, of: impl Fn(i64, i64) -> Truth) -> Truth {
    match (left, right) {
        (Ok(left), Ok(right)) => of(left, right),
        (Err(Truth::Failed), _) | (_, Err(Truth::Failed)) => Truth::Failed,
        _ => Truth::Unknown,
    }
}
