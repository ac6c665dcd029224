//! Rules that officers write: conditions over named facts, each with its part of the sum and its reason. A
//! scorecard is nothing else than rules.
//!
//! The language is a part of CEL (Common Expression Language): what it means here it means there. A condition
//! over facts that nobody knows is unknown: it does not hold, and that is no failure. One that cannot be
//! reckoned (division by nothing, a number too large) is a failure, which is told and never lowers a verdict.
//!
//! `read` takes files strictly; `parse` knows the language, `shape` what each word may be compared with,
//! `program` runs all rules over one event's facts, `plain` does the same one rule at a time (the oracle).
//! What another set would do is counted over the past by `backtest`, over what comes in by `shadow`.
//!
//! Not here: what follows from the sum (`judge`), and who may put rules in force (the desk).

mod backtest;
mod check;
mod judged;
mod parse;
mod plain;
mod program;
mod read;
mod shadow;
mod shape;
mod ships;

pub use backtest::{Backtest, CHANGES_MAX, Change, GROUPS_MAX, Label, OTHER_GROUPS, Past, Side, Trial, backtest};
pub use check::{Doubt, check, unscaled};
pub use judged::Judged;
pub use parse::Fault;
pub use program::Truth;
pub use read::{File, RuleError};
pub use shadow::{Figures, Move, Shadow, Tally};
pub use ships::shipped;

use crate::facts::Facts;
use crate::judge::{Held, Kind, Ruled, Thresholds};
use crate::verdict::Action;
use program::{Board, Program};
use shape::Typed;

/// Rules of one set.
pub const RULES_MAX: usize = 4_096;

#[derive(Clone, Debug)]
pub struct Rule {
    pub id: String,
    /// Kinds of events it is about.
    pub kinds: Vec<Kind>,
    /// As it is written.
    pub when: String,
    /// Thousandths of a logit.
    pub weight: i32,
    /// At least this follows.
    pub then: Option<Action>,
    pub zh: String,
    pub en: String,
    /// The law, guidance or measurement that it comes from.
    pub source: String,
    /// Rules that speak of one thing.
    pub group: String,
    /// The file it stands in.
    pub file: String,
    condition: Typed,
}

/// Where a kind of event begins, and from which sum on something follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scale {
    pub bias: i32,
    pub thresholds: Thresholds,
}

/// A set of rules, ready to run.
#[derive(Clone, Debug)]
pub struct Rules {
    rules: Vec<Rule>,
    scales: [Scale; Kind::ALL.len()],
    program: Program,
    /// For each kind of event its rules.
    of_kind: [Vec<u32>; Kind::ALL.len()],
    digest: String,
}

/// Room for a run, kept between events.
#[derive(Clone, Debug, Default)]
pub struct Room {
    board: Board,
}

impl Rules {
    /// Reads files strictly: one fault, and nothing of them counts.
    pub fn read(files: &[File<'_>]) -> Result<Self, Vec<RuleError>> {
        read::read(files)
    }

    fn new(rules: Vec<Rule>, scales: [Scale; Kind::ALL.len()], digest: String) -> Self {
        let program = Program::of(rules.iter().map(|rule| &rule.condition));
        let of = |kind: Kind| {
            let all = (0u32..).zip(&rules).filter(|(_, rule)| rule.kinds.contains(&kind));
            all.map(|(place, _)| place).collect()
        };
        let of_kind = Kind::ALL.map(of);
        Self { rules, scales, program, of_kind, digest }
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Only the rules of one group, on the same scales.
    pub fn of_group(&self, group: &str) -> Self {
        let rules = self.rules.iter().filter(|rule| rule.group == group).cloned().collect();
        Self::new(rules, self.scales, self.digest.clone())
    }

    pub fn digest(&self) -> &str {
        &self.digest
    }

    pub fn scale(&self, kind: Kind) -> Scale {
        self.scales.get(kind as usize).copied().unwrap_or_default()
    }

    /// What all rules for this kind of event say of these facts.
    pub fn run(&self, kind: Kind, facts: &Facts, room: &mut Room) -> Ruled<'_> {
        room.board.begin(&self.program);
        self.gather(kind, |place, _| self.program.run(place, facts, &mut room.board))
    }

    /// The same, one rule after the other with nothing shared: the oracle of `run`.
    pub fn run_plainly(&self, kind: Kind, facts: &Facts) -> Ruled<'_> {
        self.gather(kind, |_, rule| plain::holds(&rule.condition, facts))
    }

    fn gather(&self, kind: Kind, mut truth: impl FnMut(usize, &Rule) -> Truth) -> Ruled<'_> {
        let Scale { bias, thresholds } = self.scale(kind);
        let mut ruled = Ruled { bias, thresholds, ..Ruled::default() };
        for place in self.of_kind.get(kind as usize).into_iter().flatten() {
            let place = usize::try_from(*place).unwrap_or(usize::MAX);
            let Some(rule) = self.rules.get(place) else { continue };
            match truth(place, rule) {
                Truth::True => ruled.held.push(rule.held()),
                Truth::Failed => ruled.failed.push(&rule.id),
                Truth::False | Truth::Unknown => {}
            }
        }
        ruled
    }
}

impl Rule {
    fn held(&self) -> Held<'_> {
        Held { id: &self.id, zh: &self.zh, en: &self.en, weight: self.weight, then: self.then }
    }

    /// The facts it asks for.
    pub fn facts(&self) -> Vec<crate::facts::Fact> {
        let mut facts = Vec::new();
        self.condition.facts(&mut facts);
        facts.sort_unstable();
        facts.dedup();
        facts
    }
}
