//! What would have been, had other rules been in force: a history judged by both sets, side by side.
//!
//! Not here: what really followed (only facts and labels are known of the past), and whether anybody agrees.

use super::{Judged, Room, Rules};
use crate::judge::Ruled;
use crate::verdict::Action;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Changes that are told one by one.
pub const CHANGES_MAX: usize = 200;
/// Groups that are told apart; what comes after them is one group.
pub const GROUPS_MAX: usize = 100;
pub const OTHER_GROUPS: &str = "…";

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
    pub judged: &'a Judged,
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

/// Judges a history by the rules in force and by those proposed, one event after the other.
#[derive(Debug)]
pub struct Trial<'r> {
    now: &'r Rules,
    then: &'r Rules,
    rooms: [Room; 2],
    sum: Backtest,
}

impl<'r> Trial<'r> {
    pub fn new(now: &'r Rules, then: &'r Rules) -> Self {
        Self { now, then, rooms: Default::default(), sum: Backtest::default() }
    }

    pub fn see(&mut self, past: &Past<'_>) {
        let Self { now, then, rooms: [room, other], sum } = self;
        let ((old, before), (new, after)) = (past.judged.by(now, room), past.judged.by(then, other));
        let is_named = sum.groups.len() < GROUPS_MAX || sum.groups.contains_key(past.group);
        let group = if is_named { past.group } else { OTHER_GROUPS };
        let (in_group, proposed) = sum.groups.entry(group.to_owned()).or_default();
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
                sum.changes.push(change(past, old, new, &before, &after));
            }
        }
    }

    pub fn end(self) -> Backtest {
        self.sum
    }
}

pub fn backtest<'a>(now: &Rules, then: &Rules, history: impl Iterator<Item = Past<'a>>) -> Backtest {
    let mut trial = Trial::new(now, then);
    history.for_each(|past| trial.see(&past));
    trial.end()
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
