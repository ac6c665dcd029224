//! An archive as a source: for the tracer that asks account by account, and for the way back.

use super::{Batch, Capabilities, End, Probe, TransferSource};
use crate::archive::Snapshot;
use crate::names::Names;
use crate::question::AsOf;
use std::collections::BTreeMap;
use std::convert::Infallible;

/// Transfers are numbered as they came, so what was there at a mark are the ids below it.
#[derive(Debug)]
pub struct ArchiveSource<'a> {
    archive: &'a Snapshot,
    names: &'a Names,
}

impl<'a> ArchiveSource<'a> {
    pub const fn new(archive: &'a Snapshot, names: &'a Names) -> Self {
        Self { archive, names }
    }
}

impl TransferSource for ArchiveSource<'_> {
    type Error = Infallible;

    fn capabilities(&self) -> Capabilities {
        Capabilities { probes_max: usize::MAX, states_balances: true }
    }

    fn watermark(&self) -> AsOf {
        AsOf(u64::try_from(self.archive.len()).unwrap_or(u64::MAX))
    }

    fn names(&self) -> &Names {
        self.names
    }

    fn postings(&mut self, probes: &[Probe], as_of: AsOf) -> Result<Batch, Infallible> {
        let all = probes.iter().flat_map(|probe| self.archive.of_account(probe.account));
        let seen = all.filter(|transfer| u64::from(transfer.id.0) < as_of.0);
        let once: BTreeMap<_, _> = seen.map(|transfer| (transfer.id, transfer)).collect();
        let ends = probes.iter().map(|probe| (probe.account, End::Complete)).collect();
        Ok(Batch { transfers: once.into_values().collect(), ends })
    }
}
