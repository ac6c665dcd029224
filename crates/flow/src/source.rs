//! Whoever keeps postings, seen from the tracer: a bank behind its gateway, a store, a file.
//!
//! Not here: how they are reached. A source answers probes with values; it may answer a part, later,
//! or not at all, and says which.

mod archive;
mod memory;

pub use archive::ArchiveSource;
pub use memory::MemorySource;

use crate::names::{AccountId, Names};
use crate::question::AsOf;
use crate::trace::Note;
use crate::tracer::{Step, Tracer};
use crate::transfer::{Stamp, Transfer};

/// The postings of one account, debits and credits, from the earliest there is. What is later than
/// the windows is wanted too: it shows that money went on that nobody follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    pub account: AccountId,
    /// Postings at or before this stamp came already.
    pub after: Option<Stamp>,
}

/// How a probe ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Every posting of the account that anybody has is supplied.
    Complete,
    /// Every posting up to this stamp is supplied; there are more.
    Truncated {
        next: Stamp,
    },
    /// Nobody here keeps postings of it.
    NotHere,
    /// It was asked for and will come later, if it comes.
    Pending,
    Denied,
    Failed,
}

impl End {
    /// What stands on an account whose postings ended so.
    pub const fn note(self) -> Option<Note> {
        match self {
            Self::Complete => None,
            Self::Truncated { .. } => Some(Note::Truncated),
            Self::NotHere => Some(Note::NoData),
            Self::Pending => Some(Note::Pending),
            Self::Denied => Some(Note::Denied),
            Self::Failed => Some(Note::Failed),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub transfers: Vec<Transfer>,
    pub ends: Vec<(AccountId, End)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The most probes in one call.
    pub probes_max: usize,
    /// Whether debits state the balance before them.
    pub states_balances: bool,
}

pub trait TransferSource {
    type Error;

    fn capabilities(&self) -> Capabilities;

    /// How much is there now.
    fn watermark(&self) -> AsOf;

    /// The texts of all accounts and transfers that it has named so far.
    fn names(&self) -> &Names;

    /// An end for each probe, and the transfers that belong to them.
    fn postings(&mut self, probes: &[Probe], as_of: AsOf) -> Result<Batch, Self::Error>;
}

/// Asks the source until the tracer is done. What the source leaves pending is a leaf of the trace
/// then; supply it when it comes, and run again.
pub fn run<S: TransferSource>(tracer: &mut Tracer, source: &mut S) -> Result<(), S::Error> {
    let as_of = tracer.fix_as_of(source.watermark());
    let most = source.capabilities().probes_max.max(1);
    while let Step::Need(probes) = tracer.step(source.names()) {
        for part in probes.chunks(most) {
            let batch = source.postings(part, as_of)?;
            tracer.supply(batch);
            // A probe without an end would be asked again for ever.
            part.iter().for_each(|probe| tracer.fail_unless_moved(*probe));
        }
    }
    Ok(())
}
