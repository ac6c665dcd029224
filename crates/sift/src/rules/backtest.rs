//! What would have been, had other rules been in force: a history judged by both sets, side by side.
//!
//! Not here: what really followed (only facts and labels are known of the past), and whether anybody agrees.

use super::{Room, Rules};
use crate::facts::Facts;
use crate::judge::{Kind, Ruled, ceiling};
use crate::verdict::Action;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Changes that are told one by one.
pub const CHANGES_MAX: usize = 200;

/// What an event turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    Scam,
    Lawful,
    Unknown,
}

/// One event of the past, as it was known then.
#[derive(Clone, Debug)]
pub struct Past<'a> {
    pub id: &'a str,
    pub kind: Kind,
    pub facts: &'a Facts,
    /// What the script detector's sum was.
    pub said: i32,
    pub label: Label,
    /// Those who should not be treated worse than others: age, district, kind of account.
    pub group: &'a str,
}

/// What one set comes to over a history, or over a group of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Side {
    pub events: u64,
    /// Warned of, held or blocked.
    pub alerts: u64,
    /// Alerts on scams.
    pub caught: u64,
    /// Alerts on what was lawful.
    pub wrong: u64,
    /// Rules that could not be reckoned.
    pub failed: u64,
}

/// An event that would be treated otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub id: String,
    pub label: Label,
    pub group: String,
    pub now: Action,
    pub then: Action,
    /// Rules that hold in one set only.
    pub rules: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Backtest {
    pub now: Side,
    pub then: Side,
    /// By group: in force, proposed.
    pub groups: BTreeMap<String, (Side, Side)>,
    /// The first `CHANGES_MAX`.
    pub changes: Vec<Change>,
    /// All of them.
    pub changed: u64,
}

/// Judges a history by the rules in force and by those proposed.
pub fn backtest<'a>(now: &Rules, then: &Rules, history: impl Iterator<Item = Past<'a>>) -> Backtest {
    let (mut sum, mut room, mut other) = (Backtest::default(), Room::default(), Room::default());
    for past in history {
        let (before, after) = (now.run(past.kind, past.facts, &mut room), then.run(past.kind, past.facts, &mut other));
        let (old, new) = (action(&past, &before), action(&past, &after));
        let (in_group, proposed) = sum.groups.entry(past.group.to_owned()).or_default();
        for (side, action, ruled) in [
            (&mut sum.now, old, &before),
            (&mut sum.then, new, &after),
            (in_group, old, &before),
            (proposed, new, &after),
        ] {
            side.count(past.label, action, ruled);
        }
        if old != new {
            sum.changed += 1;
            if sum.changes.len() < CHANGES_MAX {
                sum.changes.push(change(&past, old, new, &before, &after));
            }
        }
    }
    sum
}

fn action(past: &Past<'_>, ruled: &Ruled<'_>) -> Action {
    ceiling(past.kind, past.facts, ruled.wanted(past.kind, past.said))
}

fn change(past: &Past<'_>, now: Action, then: Action, before: &Ruled<'_>, after: &Ruled<'_>) -> Change {
    let only = |one: &Ruled<'_>, other: &Ruled<'_>| -> Vec<String> {
        let alone = one.held.iter().filter(|held| !other.held.iter().any(|of| of.id == held.id));
        alone.map(|held| held.id.to_owned()).collect()
    };
    let rules = only(before, after).into_iter().chain(only(after, before)).collect();
    Change { id: past.id.to_owned(), label: past.label, group: past.group.to_owned(), now, then, rules }
}

impl Side {
    fn count(&mut self, label: Label, action: Action, ruled: &Ruled<'_>) {
        let alert = u64::from(action >= Action::Warn);
        self.events += 1;
        self.alerts += alert;
        self.failed += u64::from(!ruled.failed.is_empty());
        match label {
            Label::Scam => self.caught += alert,
            Label::Lawful => self.wrong += alert,
            Label::Unknown => {}
        }
    }
}
