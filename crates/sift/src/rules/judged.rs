//! An event as it was judged: all that rules need to judge it once more, by whatever set.
//!
//! Numbers' grades are among the facts, so they are those of the rules of then.

use super::{Room, Rules};
use crate::facts::{Fact, Facts};
use crate::judge::{Kind, Ruled, follows};
use crate::verdict::{Action, Verdict};

/// How the code of a rule's reason begins; a phrase's does not.
const RULE: &str = "rule.";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub kind: Kind,
    pub facts: Facts,
    /// What the script detector's sum was; 0 where nothing was read.
    pub said: i32,
    /// Whether what was said gave a reason of its own.
    pub worded: bool,
}

impl Judged {
    /// Of reasons those that are shown are known: where rules alone fill their places, they disturb by themselves.
    pub fn of(kind: Kind, facts: Facts, verdict: &Verdict) -> Self {
        Self::told(kind, facts, verdict.reasons.iter().any(|reason| !reason.code.starts_with(RULE)))
    }

    /// From facts that were kept.
    pub fn told(kind: Kind, facts: Facts, worded: bool) -> Self {
        let said = facts.get(Fact::TextLogit).unwrap_or(0);
        let said = i32::try_from(said).unwrap_or(if said < 0 { i32::MIN } else { i32::MAX });
        Self { kind, facts, said, worded }
    }

    /// What these rules say of it, and what follows.
    pub fn by<'r>(&self, rules: &'r Rules, room: &mut Room) -> (Action, Ruled<'r>) {
        let ruled = rules.run(self.kind, &self.facts, room);
        (follows(self.kind, &self.facts, self.said, self.worded, &ruled), ruled)
    }
}
