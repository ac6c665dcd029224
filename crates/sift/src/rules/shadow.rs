//! A set that judges beside the one in force: counted is what it would change, and nothing else. No event is kept,
//! so memory is bounded by kinds, actions and rules.
//!
//! Not here: where the events come from and who is told (the server).

use super::{Judged, Room, Rules};
use crate::judge::Kind;
use crate::verdict::Action;
use serde::Serialize;
use std::collections::BTreeMap;

const KINDS: usize = Kind::ALL.len();
const ACTIONS: usize = Action::ALL.len();

/// A set in shadow, with its figures so far.
#[derive(Debug)]
pub struct Shadow {
    rules: Rules,
    room: Room,
    figures: Figures,
}

/// What it came to by kind of event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// By kind: from the action in force to the one that would be.
    moves: [[[u64; ACTIONS]; ACTIONS]; KINDS],
    /// By kind: events of which a rule could not be reckoned.
    failed: [u64; KINDS],
    /// How often each rule could not be reckoned.
    failures: BTreeMap<String, u64>,
}

/// Figures of one kind of event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub events: u64,
    /// Warned of, held or blocked.
    pub alerts: u64,
    pub would_alert: u64,
    pub stricter: u64,
    pub milder: u64,
    pub failed: u64,
}

/// So many events would go from one action to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    pub kind: Kind,
    pub now: Action,
    pub would_be: Action,
    pub events: u64,
}

impl Shadow {
    pub fn new(rules: Rules) -> Self {
        Self { rules, room: Room::default(), figures: Figures::default() }
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// An event that was judged, and what was answered.
    pub fn see(&mut self, judged: &Judged, now: Action) {
        let Self { rules, room, figures } = self;
        let (would_be, ruled) = judged.by(rules, room);
        figures.count(judged.kind, now, would_be, &ruled.failed);
    }
}

impl Figures {
    fn count(&mut self, kind: Kind, now: Action, would_be: Action, failed: &[&str]) {
        let row = self.moves.get_mut(kind as usize).and_then(|kind| kind.get_mut(now as usize));
        add(row.and_then(|row| row.get_mut(would_be as usize)));
        if !failed.is_empty() {
            add(self.failed.get_mut(kind as usize));
        }
        for id in failed {
            add(Some(self.failures.entry((*id).to_owned()).or_default()));
        }
    }

    pub fn tally(&self, kind: Kind) -> Tally {
        let mut tally = Tally { failed: self.failed.get(kind as usize).copied().unwrap_or(0), ..Tally::default() };
        for Move { now, would_be, events, .. } in self.all_moves().filter(|one| one.kind == kind) {
            let count = |to: &mut u64, counts: bool| *to = to.saturating_add(if counts { events } else { 0 });
            count(&mut tally.events, true);
            count(&mut tally.alerts, now >= Action::Warn);
            count(&mut tally.would_alert, would_be >= Action::Warn);
            count(&mut tally.stricter, would_be > now);
            count(&mut tally.milder, would_be < now);
        }
        tally
    }

    /// Where something would change.
    pub fn moves(&self) -> impl Iterator<Item = Move> + '_ {
        self.all_moves().filter(|one| one.now != one.would_be && one.events > 0)
    }

    pub fn failures(&self) -> impl Iterator<Item = (&str, u64)> {
        self.failures.iter().map(|(id, count)| (id.as_str(), *count))
    }

    /// Events in all, and those that would be treated otherwise.
    pub fn sum(&self) -> (u64, u64) {
        let all = self.all_moves().map(|one| one.events).fold(0, u64::saturating_add);
        (all, self.moves().map(|one| one.events).fold(0, u64::saturating_add))
    }

    fn all_moves(&self) -> impl Iterator<Item = Move> + '_ {
        Kind::ALL.into_iter().zip(&self.moves).flat_map(|(kind, rows)| {
            Action::ALL.into_iter().zip(rows).flat_map(move |(now, row)| {
                let of = Action::ALL.into_iter().zip(row);
                of.map(move |(would_be, events)| Move { kind, now, would_be, events: *events })
            })
        })
    }
}

fn add(to: Option<&mut u64>) {
    if let Some(to) = to {
        *to = to.saturating_add(1);
    }
}
