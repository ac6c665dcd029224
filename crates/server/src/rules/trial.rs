//! What a set would have made of the past, beside the one in force: the log's events under both, with how they
//! turned out where that is known.

use super::history::{self, Seen, Span};
use super::labels::{self, Labels};
use crate::sift::log::Reader;
use crate::sift::record::Seals;
use crate::sift::service::{FOLDER, keyer, sealer};
use anyhow::Context;
use cordon_desk::Desk;
use cordon_desk::read::{Outcomes, outcomes};
use cordon_flow::disk::Directory;
use cordon_model::Stamp;
use cordon_sift::event::Event;
use cordon_sift::key::Keyer;
use cordon_sift::rules::{Backtest, Judged, Label, Past, Rules, Trial};
use std::path::Path;

/// Events of one backtest through the API: some seconds of work.
pub const EVENTS_MAX: u64 = 200_000;

/// The log of a data folder, read beside whoever writes it, and how its events turned out.
#[derive(Debug)]
pub struct Archive {
    reader: Reader,
    seals: Seals,
    keyer: Keyer,
    outcomes: Outcomes,
}

/// Both sides, and over what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    pub backtest: Backtest,
    pub seen: Seen,
    /// Events of which it is known how they turned out.
    pub labelled: u64,
    /// When the first and the last of them came.
    pub first_at: Option<Stamp>,
    pub last_at: Option<Stamp>,
}

impl Archive {
    pub fn open(data: &Path, desk: &Desk) -> anyhow::Result<Self> {
        let folder = data.join(FOLDER);
        let volume = Directory::at(&folder).with_context(|| format!("cannot open `{}`", folder.display()))?;
        let outcomes = outcomes(desk).map_err(|why| anyhow::anyhow!("the lists cannot be read: {}", why.code))?;
        let vault = desk.vault();
        // Nothing is sealed here, so no nonce is used up.
        let seals = Seals::new(sealer(vault), [0; 16]);
        Ok(Self { reader: Reader::new(Box::new(volume)), seals, keyer: keyer(vault), outcomes })
    }

    pub fn try_both(&self, now: &Rules, then: &Rules, span: &Span, labels: &Labels) -> anyhow::Result<Tried> {
        let (mut trial, mut tried) = (Trial::new(now, then), Tried::default());
        tried.seen = history::each(&self.reader, &self.seals, span, &mut |told| {
            let (label, group) = self.label(labels, told.event, told.judged);
            tried.labelled = tried.labelled.saturating_add(u64::from(label != Label::Unknown));
            tried.first_at = tried.first_at.min(Some(told.learned_at)).or(Some(told.learned_at));
            tried.last_at = tried.last_at.max(Some(told.learned_at));
            trial.see(&Past { id: told.event.id(), judged: told.judged, label, group });
        })?;
        tried.backtest = trial.end();
        Ok(tried)
    }

    /// What somebody labelled goes before what the lists say.
    fn label<'l>(&self, labels: &'l Labels, event: &Event, judged: &Judged) -> (Label, &'l str) {
        let known = || labels::known(&self.outcomes, &self.keyer, event);
        match labels.get(event.id()) {
            Some((label, "")) => (label, labels::group(judged)),
            Some(found) => found,
            None => (known(), labels::group(judged)),
        }
    }
}
