//! All that the log's records come to, read from its beginning, and complaints between them from when they were
//! filed: what a start needs before the first event.
//!
//! Not here: how it is saved, so that a start need not read everything (`saved`).

use super::batches::Run;
use super::complaints::Complained;
use super::ids::{Ids, REMEMBERED_MAX};
use super::log::{LogError, Place, name_of};
use super::record::{self, Close, Record, Seals};
use super::state::State;
use cordon_model::Stamp;
use cordon_sift::key::Keyer;
use cordon_sift::rules::Rules;
use cordon_sift::verdict::Action;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

#[derive(Debug)]
pub struct Past {
    pub state: State,
    pub ids: Ids,
    pub rest: Rest,
    /// Complaints that are not in the state yet, oldest first.
    waiting: VecDeque<Complained>,
}

/// What is small of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    pub run: Run,
    /// Runs that ended and are not in the journal, as far as the log knows.
    pub open: Vec<Close>,
    pub verdicts: u64,
    pub heard: Heard,
}

/// Which complaints are in the state: those up to a place of the feed that were filed by a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    place: i64,
    until: Stamp,
}

/// With what records are opened and known.
#[derive(Clone, Copy, Debug)]
pub struct Eyes<'a> {
    pub seals: &'a Seals,
    pub keyer: &'a Keyer,
}

impl Past {
    /// Before the first record.
    pub fn new(rules: &Rules) -> Self {
        Self::of(State::new(rules), Ids::new(REMEMBERED_MAX), Rest::default())
    }

    pub const fn of(state: State, ids: Ids, rest: Rest) -> Self {
        Self { state, ids, rest, waiting: VecDeque::new() }
    }

    /// These complaints, oldest first, come between the records from here on, each once. One that was filed earlier
    /// than what was read, and was not known then, comes next.
    pub fn wait_for(&mut self, complaints: &[Complained]) {
        let Heard { place, until } = self.rest.heard;
        let is_new = |complained: &&Complained| complained.place > place || complained.at > until;
        self.waiting = complaints.iter().filter(is_new).copied().collect();
        let last = complaints.iter().map(|complained| complained.place).max();
        self.rest.heard.place = last.map_or(place, |last| last.max(place));
    }

    fn hear_until(&mut self, at: Stamp) {
        self.rest.heard.until = self.rest.heard.until.max(at);
        while let Some(due) = self.waiting.pop_front_if(|complained| complained.at <= at) {
            self.state.complain(&due);
        }
    }

    /// Those that were filed by the last record.
    pub fn hear_due(&mut self) {
        self.hear_until(self.rest.heard.until);
    }

    /// All that wait.
    pub fn hear_rest(&mut self) {
        self.waiting.drain(..).for_each(|complained| self.state.complain(&complained));
    }

    /// The next record.
    pub fn see(&mut self, eyes: Eyes<'_>, number: u64, place: Place, bytes: &[u8]) -> Result<(), LogError> {
        self.rest.run.see(number, bytes);
        match record::read(bytes) {
            Some(Record::Verdict(known, bytes)) => {
                let what = || LogError::Damaged {
                    file: name_of(place.file),
                    what: format!("record {number} does not open; was `vault.key` changed?"),
                };
                let (kept, _) = eyes.seals.open(bytes).ok_or_else(what)?;
                self.hear_until(known.learned_at);
                self.state.apply(&kept.event, eyes.keyer);
                if known.action >= Action::Warn {
                    self.state.follow(&kept.event, known.learned_at, eyes.keyer);
                }
                self.ids.settle(known.key, known.body, place);
                self.rest.verdicts = self.rest.verdicts.saturating_add(1);
            }
            Some(Record::Close(close)) => self.rest.open.push(close),
            Some(Record::Noted(first)) => self.rest.open.retain(|close| close.first != first),
            None => {}
        }
        Ok(())
    }
}
