//! The grade of a number: low, medium, high, very high, as India's Financial Fraud Risk Indicator has them.
//! The rules of the group `number` weigh what the number has done; their sum on the scale of calls is a
//! probability, and the grade is the same step of it as in a verdict.
//!
//! A grade rises at once. It falls by one step for each `QUIET_STEP_DAYS` in which nothing confirmed it:
//! counters forget in a day, a swindler's number is used again next week.

use crate::facts::{Fact, Facts};
use crate::judge::{Kind, grade, probability};
use crate::pack::Pack;
use crate::rules::{Room, Rules};
use crate::verdict::Grade;
use crate::window::DAY;
use std::cell::RefCell;
use std::sync::Arc;

pub const QUIET_STEP_DAYS: u32 = 7;
/// Rules that are named beside a grade.
const REASONS_MAX: usize = 5;
/// The group of rules that grade.
const GROUP: &str = "number";

thread_local! {
    static ROOM: RefCell<Room> = RefCell::new(Room::default());
}

/// The rules by which numbers are graded.
#[derive(Clone, Debug)]
pub struct Grader {
    rules: Arc<Rules>,
}

impl Grader {
    pub fn new(rules: &Rules) -> Self {
        Self { rules: Arc::new(rules.of_group(GROUP)) }
    }

    /// A grader for which every number is low, until rules are in force.
    pub fn none() -> Result<Self, Vec<crate::rules::RuleError>> {
        Rules::read(&[]).map(|rules| Self { rules: Arc::new(rules) })
    }

    pub(super) fn grade(&self, facts: &Facts) -> (Grade, Vec<String>) {
        ROOM.with_borrow_mut(|room| {
            let ruled = self.rules.run(Kind::Call, facts, room);
            let sum = ruled.held.iter().fold(ruled.bias, |sum, held| sum.saturating_add(held.weight));
            let grade = if ruled.held.is_empty() { Grade::Low } else { grade(probability(sum)) };
            if grade == Grade::Low {
                return (grade, Vec::new());
            }
            let mut reasons: Vec<_> = ruled.held.iter().filter(|held| held.weight > 0).collect();
            reasons.sort_by_key(|held| (std::cmp::Reverse(held.weight), held.id));
            (grade, reasons.into_iter().take(REASONS_MAX).map(|held| held.id.to_owned()).collect())
        })
    }
}

/// How a number stands, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub grade: Grade,
    /// The minute it first came to this grade or a higher one.
    pub since: u32,
    /// The minute this was last confirmed.
    pub confirmed: u32,
    /// Ids of rules, heaviest first.
    pub reasons: Vec<String>,
}

impl Standing {
    pub(super) fn confirm(&mut self, grade: Grade, reasons: Vec<String>, minute: u32) {
        let now = self.at(minute);
        if grade < now {
            return;
        }
        if grade > now {
            self.since = minute;
        }
        (self.grade, self.confirmed, self.reasons) = (grade, self.confirmed.max(minute), reasons);
    }

    /// The grade as of a minute.
    pub fn at(&self, minute: u32) -> Grade {
        let steps = minute.saturating_sub(self.confirmed) / (QUIET_STEP_DAYS * DAY);
        (0..steps.min(3)).fold(self.grade, |grade, _| lower(grade))
    }
}

pub(super) const fn fresh(grade: Grade, minute: u32, reasons: Vec<String>) -> Standing {
    Standing { grade, since: minute, confirmed: minute, reasons }
}

const fn lower(grade: Grade) -> Grade {
    match grade {
        Grade::VeryHigh => Grade::High,
        Grade::High => Grade::Medium,
        Grade::Medium | Grade::Low => Grade::Low,
    }
}

/// The fact of a grade.
pub(crate) fn tell(fact: Fact, grade: Grade, facts: &mut Facts) {
    facts.set_word(
        fact,
        match grade {
            Grade::Low => "low",
            Grade::Medium => "medium",
            Grade::High => "high",
            Grade::VeryHigh => "very_high",
        },
    );
}

impl Pack for Standing {
    fn put(&self, out: &mut Vec<u8>) {
        (self.grade as u8).put(out);
        (self.since, self.confirmed).put(out);
        self.reasons.put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let grade = match u8::take(from)? {
            0 => Grade::Low,
            1 => Grade::Medium,
            2 => Grade::High,
            3 => Grade::VeryHigh,
            _ => return None,
        };
        let (since, confirmed) = Pack::take(from)?;
        Some(Self { grade, since, confirmed, reasons: Pack::take(from)? })
    }
}
