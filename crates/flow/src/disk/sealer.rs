//! Whoever seals what a folder's tail had when it was full: makes segments of it and writes them, the names
//! that came with it, and the manifest that says which files count. Everything that it needs is its own, so
//! it works beside those who append and ask, one step after the other.
//!
//! Not here: who calls it, and when ([`super::sealing`]).

use super::DiskError;
use super::files::remove_leftovers;
use super::log::Blank;
use super::manifest::Manifest;
use super::segments;
use super::texts::{self, Part};
use super::volume::Volume;
use crate::archive::{Base, Merge, Snapshot, Tail};
use std::sync::Arc;

/// A tail that was full, and what is to be durable with it.
#[derive(Debug)]
pub struct Frozen {
    pub tail: Tail,
    /// The names that came since the last one.
    pub names: Part,
    /// The first log that is needed when it is sealed.
    pub log: u64,
    /// The log that is to be made ready.
    pub order: Option<u64>,
    /// How much room a later tail needs, which is got here.
    pub room: usize,
}

/// What whoever appends hears.
#[derive(Debug)]
pub enum Told {
    /// What was frozen up to then is in these segments.
    Sealed(Snapshot),
    Done(Done),
}

/// Tails that are in files, or could not be written.
#[derive(Debug)]
pub struct Done {
    /// The first log that is still needed.
    pub log: u64,
    /// The log that was to be made ready, and is unless that failed.
    pub order: Option<u64>,
    pub ready: Option<Blank>,
    /// Why it is not in files: its transfers are in the logs, and it is tried again with the next.
    pub failed: Option<DiskError>,
    /// How many tails were sealed together.
    pub tails: usize,
}

#[derive(Debug)]
pub struct Sealer {
    volume: Arc<dyn Volume>,
    base: Base,
    /// The one that counts.
    manifest: Manifest,
    /// The one that is to count next; its segments are written, and the base may have more.
    next: Manifest,
    /// Names that are in no file.
    names: Part,
    order: Option<u64>,
    ready: Option<Blank>,
    /// The tail that is to be sealed, and how many are and are not done.
    given: Option<Frozen>,
    tails: usize,
    /// So many rows are merged in a step.
    slice: usize,
    step: Step,
}

#[derive(Debug)]
enum Step {
    Rest,
    Merge,
    WriteSegments,
    WriteNames,
    WriteManifest,
    RemoveLeftovers,
    MakeLogReady,
}

impl Sealer {
    pub fn new(volume: Arc<dyn Volume>, base: Base, manifest: Manifest, slice: usize) -> Self {
        let next = manifest.clone();
        let (names, order, ready, given) = (Part::default(), None, None, None);
        Self { volume, base, manifest, next, names, order, ready, given, tails: 0, slice, step: Step::Rest }
    }

    /// Whether it takes one more tail. It does while it merges, which may take long: what is frozen is looked
    /// into by every question. Its segment is written with the others.
    pub fn takes(&self) -> bool {
        self.given.is_none()
            && match self.step {
                Step::Rest => true,
                Step::Merge => self.base.may_seal(),
                _ => false,
            }
    }

    /// Seals a tail with the next step.
    pub fn begin(&mut self, frozen: Frozen) {
        self.given = Some(frozen);
    }

    pub const fn is_at_rest(&self) -> bool {
        self.given.is_none() && matches!(self.step, Step::Rest)
    }

    /// Takes a step. When it was the last, or files cannot be written, the tails are done.
    pub fn go_on(&mut self) -> Option<Told> {
        if let Some(frozen) = self.given.take() {
            return Some(self.seal(frozen));
        }
        let taken = match std::mem::replace(&mut self.step, Step::Rest) {
            Step::Rest => return None,
            Step::Merge => return self.merge(),
            Step::WriteSegments => self.write_segment(),
            Step::WriteNames => self.write_names(),
            Step::WriteManifest => self.write_manifest(),
            Step::RemoveLeftovers => self.remove_leftovers(),
            Step::MakeLogReady => self.make_log_ready(),
        };
        let failed = taken.map(|next| self.step = next).err();
        self.is_at_rest().then(|| Told::Done(self.done(failed)))
    }

    fn done(&mut self, failed: Option<DiskError>) -> Done {
        let (order, ready, tails) = (self.order.take(), self.ready.take(), std::mem::take(&mut self.tails));
        Done { log: self.manifest.log, order, ready, failed, tails }
    }

    /// It is told before anything is merged or written, which takes longer.
    fn seal(&mut self, frozen: Frozen) -> Told {
        self.base.seal(&frozen.tail);
        (self.next.sealed, self.next.log) = (self.base.sealed() as u64, frozen.log);
        self.names.add(&frozen.names);
        (self.order, self.tails, self.step) = (self.order.or(frozen.order), self.tails + 1, Step::Merge);
        Told::Sealed(self.base.snapshot(frozen.room))
    }

    /// A slice of it.
    fn merge(&mut self) -> Option<Told> {
        let merge = self.base.merge_some(self.slice);
        self.step = if matches!(merge, Merge::Rests) { Step::WriteSegments } else { Step::Merge };
        let Merge::Merged(kept) = merge else { return None };
        self.next.segments.truncate(kept);
        Some(Told::Sealed(self.base.snapshot(0)))
    }

    /// One file a step.
    fn write_segment(&mut self) -> Result<Step, DiskError> {
        let Some(segment) = self.base.segments().get(self.next.segments.len()) else { return Ok(Step::WriteNames) };
        segments::write(&*self.volume, self.next.next, segment)?;
        self.next.segments.push(self.next.next);
        self.next.next += 1;
        Ok(Step::WriteSegments)
    }

    fn write_names(&mut self) -> Result<Step, DiskError> {
        if (self.next.sealed, self.next.log) == (self.manifest.sealed, self.manifest.log) {
            return Ok(Step::MakeLogReady);
        }
        let number = self.next.next;
        self.next.next += 1;
        // A file that no manifest has yet is written again.
        let files = texts::write(&*self.volume, &self.manifest.names, number, &self.names)?;
        self.next.names = files.unwrap_or_else(|| self.manifest.names.clone());
        Ok(Step::WriteManifest)
    }

    /// When it fails nobody knows which of the two counts, and both are true: every log is there from the
    /// older one's on, and no file of either is removed.
    fn write_manifest(&mut self) -> Result<Step, DiskError> {
        self.next.write(&*self.volume)?;
        self.manifest = self.next.clone();
        self.names = Part::default();
        Ok(Step::RemoveLeftovers)
    }

    fn remove_leftovers(&mut self) -> Result<Step, DiskError> {
        let log = self.manifest.log;
        remove_leftovers(&*self.volume, &self.manifest, |number| number >= log)?;
        Ok(Step::MakeLogReady)
    }

    fn make_log_ready(&mut self) -> Result<Step, DiskError> {
        self.ready = self.order.map(|number| Blank::create(&*self.volume, number)).transpose()?;
        Ok(Step::Rest)
    }
}
