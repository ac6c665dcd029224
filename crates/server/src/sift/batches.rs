//! Runs of the log and the roots of the trees over them: what the journal says of verdicts. A root that
//! stands in the journal shows that no record of its run was changed since.
//!
//! Not here: the act that writes it there (`desk::sift`), done by a job.

use super::commit::Besides;
use super::ids::Ids;
use super::log::{Batch, Log, Place};
use super::record::{self, Close, Record};
use cordon_journal::tree::{Frontier, leaf_hash};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// A run is ended when it has so many records …
pub const RUN_RECORDS: u64 = 100_000;
/// … or has stood so long.
pub const RUN_AGE: Duration = Duration::from_secs(60);

/// The run that is not ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    first: u64,
    #[serde(with = "frontier")]
    tree: Frontier,
    verdicts: u64,
}

/// A tree as its size and the roots of its whole parts.
mod frontier {
    use cordon_journal::tree::{Frontier, Hash};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub fn serialize<S: Serializer>(tree: &Frontier, to: S) -> Result<S::Ok, S::Error> {
        (tree.size(), tree.wholes()).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Frontier, D::Error> {
        let (size, wholes) = <(u64, Vec<Hash>)>::deserialize(from)?;
        Frontier::of(size, wholes).ok_or_else(|| D::Error::custom("no tree of this size has these parts"))
    }
}

impl Run {
    pub fn see(&mut self, number: u64, bytes: &[u8]) {
        if let Some(Record::Close(close)) = record::read(bytes) {
            // What stands behind the run's records and before this one is of the next.
            self.rest_after(&close, number);
        }
        if self.tree.size() == 0 {
            self.first = number;
        }
        self.tree.push(leaf_hash(bytes));
        self.verdicts = self.verdicts.saturating_add(u64::from(record::is_verdict(bytes)));
    }

    /// A close stands right behind the records that it is of.
    fn rest_after(&mut self, close: &Close, number: u64) {
        debug_assert_eq!(close.first.saturating_add(close.count), number);
        *self = Self { first: number, ..Self::default() };
    }

    fn close(&self) -> Close {
        let root = self.tree.root().iter().map(|byte| format!("{byte:02x}")).collect();
        Close { first: self.first, count: self.tree.size(), root, verdicts: self.verdicts }
    }
}

/// Ends runs while the log is written.
#[derive(Debug)]
pub struct Batches {
    run: Run,
    begun: Instant,
    ended: UnboundedSender<Close>,
    run_age: Duration,
    ids: Arc<Mutex<Ids>>,
}

impl Batches {
    pub fn new(run: Run, ended: UnboundedSender<Close>, run_age: Duration, ids: Arc<Mutex<Ids>>) -> Self {
        Self { run, begun: Instant::now(), ended, run_age, ids }
    }

    fn is_due(&self, run: &Run) -> bool {
        run.verdicts > 0 && (run.tree.size() >= RUN_RECORDS || self.begun.elapsed() >= self.run_age)
    }
}

impl Besides for Batches {
    fn before(&mut self, batch: &Batch, next: u64) -> Option<Vec<u8>> {
        if !self.is_due(&self.run) {
            return None;
        }
        let mut run = self.run.clone();
        for (number, bytes) in (next..).zip(batch.records()) {
            run.see(number, bytes);
        }
        Some(record::close(&run.close()))
    }

    fn kept(&mut self, batch: &Batch, places: &[Place]) {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        for (bytes, place) in batch.records().zip(places) {
            if let Some(Record::Verdict(known, _)) = record::read(bytes) {
                ids.settle(known.key, known.body, *place);
            }
        }
    }

    fn lost(&mut self, batch: &Batch) {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        for bytes in batch.records() {
            if let Some(Record::Verdict(known, _)) = record::read(bytes) {
                ids.forget(known.key);
            }
        }
    }

    fn after(&mut self, log: &Log, batch: &Batch, places: &[Place]) {
        let first = log.next().saturating_sub(places.len() as u64);
        for (number, bytes) in (first..).zip(batch.records()) {
            self.run.see(number, bytes);
            if let Some(Record::Close(close)) = record::read(bytes) {
                self.begun = Instant::now();
                // Nobody listens when the centre stops: the next start finds it in the log.
                let _ = self.ended.send(close);
            }
        }
    }
}
