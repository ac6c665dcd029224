//! The folder: an archive in memory, and on the disk everything that it acknowledged.

use super::files::{Files, refuse_if_any, remove_leftovers};
use super::log::Blank;
use super::logs::{Logs, Recovered};
use super::manifest::Manifest;
use super::sealer::{Done, Frozen, Sealer, Told};
use super::sealing::{Pace, Sealing};
use super::texts::{self, Count, Part};
use super::volume::{Directory, Volume};
use super::{DiskError, Doing, NAME_BYTES_MAX};
use crate::archive::{Archive, Reader};
use crate::names::{AccountId, Names, TxId};
use crate::question::AsOf;
use crate::transfer::{Transfer, TransferError};
use rustc_hash::FxHashMap;
use std::path::Path;
use std::sync::Arc;

/// The tail is full when it has this part of all transfers, in hundredths, and at least so many.
pub const SEAL_PART: usize = 1;
pub const SEAL_ROWS_MIN: usize = 1 << 16;
/// So many full tails wait to be sealed, or are being sealed; whoever appends more waits.
pub const FROZEN_MAX: usize = 8;
/// The most transfers of one batch: a gigabyte of the log.
pub const BATCH_MAX: usize = 1 << 24;

#[derive(Debug)]
pub struct Folder {
    archive: Archive,
    names: Names,
    /// How many names are durable, and how many of them whoever seals has.
    kept: Count,
    told: Count,
    logs: Logs,
    sealing: Sealing,
    seal_rows_min: usize,
    unsaved: Option<DiskError>,
    waits: u64,
}

/// A folder, and what was found at the end of its log.
#[derive(Debug)]
pub struct Opened {
    pub folder: Folder,
    pub cut: Option<Cut>,
}

/// A batch that was being written when the power went: nobody was told that it was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    pub bytes: u64,
}

impl Folder {
    pub fn open(path: &Path) -> Result<Opened, DiskError> {
        let folder = path.display().to_string();
        let directory = Directory::of(path).doing("opening", &folder)?;
        Self::open_on(Box::new(directory), SEAL_ROWS_MIN, Pace::Aside)
    }

    /// The same on any volume; a tail is full at so many transfers at the earliest.
    pub fn open_on(mut volume: Box<dyn Volume>, seal_rows_min: usize, pace: Pace) -> Result<Opened, DiskError> {
        if !volume.lock().doing("locking", "lock")? {
            return Err(DiskError::InUse);
        }
        let volume: Arc<dyn Volume> = volume.into();
        let manifest = Manifest::read(&*volume)?.map_or_else(|| begin(&*volume), Ok)?;
        let (mut archive, recovered) = Files::open(&*volume, &manifest)?.read()?;
        remove_leftovers(&*volume, &manifest, |log| recovered.logs.iter().any(|(number, _)| *number == log))?;
        let (logs, told) = (Logs::resume(&*volume, &recovered)?, texts::until_of(&manifest.names));
        let sealer = Sealer::new(volume, archive.lend_base(), manifest, seal_rows_min);
        let sealing = Sealing::begin(sealer, archive.reader(), pace)?;
        let Recovered { names, transfers, end, .. } = recovered;
        let (kept, unsaved, waits) = (Count::of(&names), None, 0);
        let mut folder = Self { archive, names, kept, told, logs, sealing, seal_rows_min, unsaved, waits };
        if !folder.archive.is_empty() {
            folder.archive.make_room(folder.room());
        }
        folder.take_and_show(&transfers)?;
        let cut = (end.torn > 0 && !end.is_mark).then_some(Cut { bytes: end.torn });
        Ok(Opened { folder, cut })
    }

    pub const fn archive(&self) -> &Archive {
        &self.archive
    }

    /// For those who ask while batches come in, in other threads too: they find every batch that was
    /// acknowledged, each whole, and none that is not durable.
    pub fn reader(&self) -> Reader {
        self.archive.reader()
    }

    /// The names of its accounts and transfers, as far as it was told any.
    pub const fn names(&self) -> &Names {
        &self.names
    }

    /// The number of an account. A name that is new is durable with the next batch.
    pub fn account(&mut self, name: &str) -> Result<AccountId, DiskError> {
        check_name(name)?;
        Ok(self.names.account(name)?)
    }

    /// The number of a transfer. A name that is new is durable with the next batch.
    pub fn transfer(&mut self, name: &str) -> Result<TxId, DiskError> {
        check_name(name)?;
        Ok(self.names.transfer(name)?)
    }

    /// How many transfers it has acknowledged.
    pub const fn as_of(&self) -> AsOf {
        AsOf(self.logs.next())
    }

    /// Keeps a batch: on the disk, and found at once. Transfers that are there already are passed over;
    /// one that contradicts what is there refuses the batch, and nothing of it is kept.
    pub fn append(&mut self, batch: &[Transfer]) -> Result<AsOf, DiskError> {
        if batch.len() > BATCH_MAX {
            return Err(DiskError::Batch(batch.len()));
        }
        if self.hear() {
            self.show();
        }
        let mut fresh: Vec<Transfer> = Vec::with_capacity(batch.len());
        let mut places: FxHashMap<TxId, usize> = FxHashMap::default();
        places.reserve(batch.len());
        for transfer in batch {
            let earlier = places.get(&transfer.id).and_then(|at| fresh.get(*at));
            if self.is_new(transfer, earlier).map_err(|why| DiskError::Transfer(transfer.id.0, why))? {
                places.insert(transfer.id, fresh.len());
                fresh.push(*transfer);
            }
        }
        if fresh.is_empty() {
            return Ok(self.as_of());
        }
        self.archive.can_take(&fresh).map_err(|(id, why)| DiskError::Transfer(id.0, why))?;
        self.rotate_if_filled_by(fresh.len());
        self.logs.append(&self.names, self.kept, &fresh)?;
        self.kept = Count::of(&self.names);
        self.take_and_show(&fresh)?;
        self.sealing.go_on();
        Ok(self.as_of())
    }

    /// Takes a batch that is durable, and shows it whole to those who read; they wait for nothing here.
    fn take_and_show(&mut self, transfers: &[Transfer]) -> Result<(), DiskError> {
        if self.archive.names().count() != self.names.count() {
            self.archive.name(self.names.look());
        }
        let taken = self.take(transfers);
        if taken.is_err() {
            // The logs have what the archive has not.
            self.logs.close();
            return taken;
        }
        self.show();
        Ok(())
    }

    /// Takes what is in the logs. A tail that is full is frozen, in the middle of a batch too, so that
    /// segments do not depend on how transfers came in batches.
    fn take(&mut self, transfers: &[Transfer]) -> Result<(), DiskError> {
        for transfer in transfers {
            self.archive.append(*transfer).map_err(|why| DiskError::Transfer(transfer.id.0, why))?;
            if self.archive.tail_len() >= self.full_at(self.archive.len()) {
                self.freeze()?;
            }
        }
        Ok(())
    }

    /// How many transfers a tail has when it is full, if there are so many in all.
    fn full_at(&self, transfers: usize) -> usize {
        self.seal_rows_min.max(transfers / 100 * SEAL_PART)
    }

    /// For one of the next tails, which are a little larger.
    fn room(&self) -> usize {
        self.full_at(self.archive.len() / 100 * (100 + FROZEN_MAX + 1))
    }

    /// What is sealed meanwhile is shown by whoever seals, and what is shown here may have it still frozen:
    /// so this goes on until nothing was told that is not shown.
    fn show(&mut self) {
        loop {
            self.archive.show_only();
            if !self.hear() {
                break;
            }
        }
        self.sealing.free(self.archive.unread());
    }

    /// A batch in the middle of which the tail will be full begins a log: so the logs before it are not
    /// needed when the tail is sealed.
    fn rotate_if_filled_by(&mut self, coming: usize) {
        if self.archive.tail_len() + coming >= self.full_at(self.archive.len() + coming) {
            self.logs.rotate();
        }
    }

    /// Has the tail sealed, beside those who append and ask.
    fn freeze(&mut self) -> Result<(), DiskError> {
        self.waits += u64::from(self.sealing.waiting() >= FROZEN_MAX);
        self.wait_until_at_most(FROZEN_MAX - 1)?;
        let tail = self.archive.freeze();
        let names = Part::of(&self.names, self.told, self.kept);
        let (log, order) = (self.logs.needed_from(self.archive.len() as u64), self.logs.order());
        self.sealing.give(Frozen { tail, names, log, order, room: self.room() })?;
        self.told = self.kept;
        Ok(())
    }

    /// Waits until at most so many tails are not done.
    fn wait_until_at_most(&mut self, tails: usize) -> Result<(), DiskError> {
        while self.sealing.waiting() > tails {
            let told = self.sealing.wait()?;
            told.into_iter().for_each(|told| self.install(told));
        }
        Ok(())
    }

    /// Whether something was told in the meantime.
    fn hear(&mut self) -> bool {
        let told: Vec<Told> = std::iter::from_fn(|| self.sealing.heard()).collect();
        let has_any = !told.is_empty();
        told.into_iter().for_each(|told| self.install(told));
        has_any
    }

    fn install(&mut self, told: Told) {
        match told {
            Told::Sealed(sealed) => self.archive.install(sealed),
            Told::Done(Done { log, order, ready, failed, .. }) => {
                self.logs.forget_before(log);
                if order.is_some() {
                    self.logs.receive(ready);
                }
                self.unsaved = failed;
            }
        }
    }

    /// Why files could not be written the last time. Their transfers are in the logs, which grow; it is tried
    /// again when the tail is full again.
    pub const fn unsaved(&self) -> Option<&DiskError> {
        self.unsaved.as_ref()
    }

    /// How often a batch had to wait since [`FROZEN_MAX`] tails were not sealed yet.
    pub const fn waits(&self) -> u64 {
        self.waits
    }

    /// Waits until every tail that was full is sealed, and in files unless that failed.
    pub fn settle(&mut self) -> Result<(), DiskError> {
        self.wait_until_at_most(0)?;
        self.show();
        Ok(())
    }

    /// `earlier`: the one of that id that came before it in its batch.
    fn is_new(&self, transfer: &Transfer, earlier: Option<&Transfer>) -> Result<bool, TransferError> {
        if !self.archive.knows(transfer.id) {
            return earlier.map_or(Ok(true), |earlier| same(earlier, transfer));
        }
        self.archive.transfer_like(transfer).map_or(Err(TransferError::Conflict), |known| same(&known, transfer))
    }

    /// Makes segments of everything, and begins a new log.
    pub fn seal(&mut self) -> Result<(), DiskError> {
        self.settle()?;
        self.logs.rotate();
        self.freeze()?;
        self.settle()?;
        self.unsaved.take().map_or(Ok(()), Err)
    }
}

/// The files of a new folder.
fn begin(volume: &dyn Volume) -> Result<Manifest, DiskError> {
    refuse_if_any(volume)?;
    let manifest = Manifest::default();
    remove_leftovers(volume, &manifest, |_| false)?;
    // The manifest comes last: without it there is no folder yet.
    Blank::create(volume, manifest.log)?;
    manifest.write(volume)?;
    Ok(manifest)
}

const fn check_name(name: &str) -> Result<(), DiskError> {
    if name.len() > NAME_BYTES_MAX { Err(DiskError::Name(name.len())) } else { Ok(()) }
}

/// Nobody is told twice; whoever tells something else is refused.
fn same(known: &Transfer, told: &Transfer) -> Result<bool, TransferError> {
    if known == told { Ok(false) } else { Err(TransferError::Conflict) }
}
