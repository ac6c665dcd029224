//! All that the log's records come to, read from its beginning: what a start needs before the first event.
//!
//! Not here: how it is saved, so that a start need not read everything (`saved`).

use super::batches::Run;
use super::ids::{Ids, REMEMBERED_MAX};
use super::log::{LogError, Place, name_of};
use super::record::{self, Close, Record, Seals};
use super::state::State;
use cordon_sift::key::Keyer;
use cordon_sift::rules::Rules;
use cordon_sift::verdict::Action;
use serde::{Deserialize, Serialize};

#[derive(Debug)]
pub struct Past {
    pub state: State,
    pub ids: Ids,
    pub rest: Rest,
}

/// What is small of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    pub run: Run,
    /// Runs that ended and are not in the journal, as far as the log knows.
    pub open: Vec<Close>,
    pub verdicts: u64,
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
        Self { state: State::new(rules), ids: Ids::new(REMEMBERED_MAX), rest: Rest::default() }
    }

    /// The next record.
    pub fn see(&mut self, eyes: Eyes<'_>, number: u64, place: Place, bytes: &[u8]) -> Result<(), LogError> {
        let Rest { run, open, verdicts } = &mut self.rest;
        run.see(number, bytes);
        match record::read(bytes) {
            Some(Record::Verdict(known, bytes)) => {
                let what = || LogError::Damaged {
                    file: name_of(place.file),
                    what: format!("record {number} does not open; was `vault.key` changed?"),
                };
                let (kept, _) = eyes.seals.open(bytes).ok_or_else(what)?;
                self.state.apply(&kept.event, eyes.keyer);
                if known.action >= Action::Warn {
                    self.state.follow(&kept.event, known.learned_at, eyes.keyer);
                }
                self.ids.settle(known.key, known.body, place);
                *verdicts = verdicts.saturating_add(1);
            }
            Some(Record::Close(close)) => open.push(close),
            Some(Record::Noted(first)) => open.retain(|close| close.first != first),
            None => {}
        }
        Ok(())
    }
}
