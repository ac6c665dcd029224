//! The folder: an archive in memory, and on the disk everything that it acknowledged.

use super::files::{Files, refuse_if_any};
use super::log::Log;
use super::manifest::Manifest;
use super::texts::{self, Count};
use super::volume::{Directory, Volume};
use super::{DiskError, Doing, NAME_BYTES_MAX, segments};
use crate::archive::{Archive, Reader};
use crate::names::{AccountId, Names, TxId};
use crate::question::AsOf;
use crate::transfer::{Transfer, TransferError};
use rustc_hash::FxHashMap;
use std::path::Path;

/// The tail is sealed when it has this part of all transfers, in hundredths, and at least so many.
pub const SEAL_PART: usize = 1;
pub const SEAL_ROWS_MIN: usize = 1 << 16;
/// The most transfers of one batch: a gigabyte of the log.
pub const BATCH_MAX: usize = 1 << 24;

#[derive(Debug)]
pub struct Folder {
    volume: Box<dyn Volume>,
    archive: Archive,
    names: Names,
    /// How many names are durable.
    kept: Count,
    manifest: Manifest,
    /// The file of each of the archive's first segments; the others are not written yet.
    files: Vec<u64>,
    next_file: u64,
    log: Log,
    seal_rows_min: usize,
    unsaved: Option<DiskError>,
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
        Self::open_on(Box::new(directory), SEAL_ROWS_MIN)
    }

    /// The same on any volume; the tail is sealed at so many transfers at the earliest.
    pub fn open_on(mut volume: Box<dyn Volume>, seal_rows_min: usize) -> Result<Opened, DiskError> {
        if !volume.lock().doing("locking", "lock")? {
            return Err(DiskError::InUse);
        }
        let Some(manifest) = Manifest::read(&*volume)? else { return Self::begin(volume, seal_rows_min) };
        remove_leftovers(&*volume, &manifest)?;
        let (archive, mut recovered) = Files::open(&*volume, &manifest)?.read()?;
        let log = Log::resume(&*volume, manifest.sealed, &recovered)?;
        let mut folder = Self::with(volume, archive, manifest, log, seal_rows_min);
        folder.names = std::mem::take(&mut recovered.names);
        folder.kept = Count::of(&folder.names);
        folder.take_and_save(&recovered.transfers)?;
        let cut = (recovered.torn > 0 && !recovered.is_mark).then_some(Cut { bytes: recovered.torn });
        Ok(Opened { folder, cut })
    }

    fn with(volume: Box<dyn Volume>, archive: Archive, manifest: Manifest, log: Log, seal_rows_min: usize) -> Self {
        let (files, next_file) = (manifest.segments.clone(), manifest.next);
        let (names, kept) = (Names::new(), Count::default());
        Self { volume, archive, names, kept, manifest, files, next_file, log, seal_rows_min, unsaved: None }
    }

    fn begin(volume: Box<dyn Volume>, seal_rows_min: usize) -> Result<Opened, DiskError> {
        refuse_if_any(&*volume)?;
        let manifest = Manifest::default();
        remove_leftovers(&*volume, &manifest)?;
        // The manifest comes last: without it there is no folder yet.
        let log = Log::begin(&*volume, 0, &[])?;
        manifest.write(&*volume)?;
        Ok(Opened { folder: Self::with(volume, Archive::default(), manifest, log, seal_rows_min), cut: None })
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
        AsOf(self.log.next())
    }

    /// Keeps a batch: on the disk, and found at once. Transfers that are there already are passed over;
    /// one that contradicts what is there refuses the batch, and nothing of it is kept.
    pub fn append(&mut self, batch: &[Transfer]) -> Result<AsOf, DiskError> {
        if batch.len() > BATCH_MAX {
            return Err(DiskError::Batch(batch.len()));
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
        self.log.append(&self.names, self.kept, &fresh)?;
        self.kept = Count::of(&self.names);
        self.take_and_save(&fresh)?;
        Ok(self.as_of())
    }

    /// Takes a batch that is durable, and shows it whole to those who read; they wait for nothing here.
    fn take_and_save(&mut self, transfers: &[Transfer]) -> Result<(), DiskError> {
        let has_sealed = self.take(transfers)?;
        self.archive.show();
        if has_sealed {
            // The batch is kept whatever becomes of this.
            self.unsaved = self.save().err();
        }
        Ok(())
    }

    /// Takes what is in the log; whether something was sealed. The tail is sealed when it is full, in the
    /// middle of a batch too, so that segments do not depend on how transfers came in batches.
    fn take(&mut self, transfers: &[Transfer]) -> Result<bool, DiskError> {
        let mut has_sealed = false;
        for transfer in transfers {
            self.archive.append(*transfer).map_err(|why| DiskError::Transfer(transfer.id.0, why))?;
            if self.archive.tail_len() >= self.seal_rows_min.max(self.archive.len() / 100 * SEAL_PART) {
                self.files.truncate(self.archive.seal());
                has_sealed = true;
            }
        }
        Ok(has_sealed)
    }

    /// Why segments could not be written the last time. Their transfers are in the log, which grows; it is
    /// tried again when the tail is full again.
    pub const fn unsaved(&self) -> Option<&DiskError> {
        self.unsaved.as_ref()
    }

    /// `earlier`: the one of that id that came before it in its batch.
    fn is_new(&self, transfer: &Transfer, earlier: Option<&Transfer>) -> Result<bool, TransferError> {
        if !self.archive.knows(transfer.id) {
            return earlier.map_or(Ok(true), |earlier| same(earlier, transfer));
        }
        self.archive.transfer_like(transfer).map_or(Err(TransferError::Conflict), |known| same(&known, transfer))
    }

    /// Makes segments of the tail, and begins a new log.
    pub fn seal(&mut self) -> Result<(), DiskError> {
        self.files.truncate(self.archive.seal());
        self.archive.show();
        self.save()
    }

    /// Writes what was sealed, and begins a new log with what was not.
    fn save(&mut self) -> Result<(), DiskError> {
        for segment in self.archive.segments().get(self.files.len()..).unwrap_or_default() {
            segments::write(&*self.volume, self.next_file, segment)?;
            self.files.push(self.next_file);
            self.next_file += 1;
        }
        let sealed = self.as_of().0 - self.archive.tail_len() as u64;
        if sealed == self.manifest.sealed {
            return Ok(());
        }
        let files = texts::write(&*self.volume, &self.manifest.names, self.next_file, &self.names)?;
        let until = Count::of(&self.names);
        self.next_file += 1;
        let names = files.unwrap_or_else(|| self.manifest.names.clone());
        let manifest = Manifest { segments: self.files.clone(), names, sealed, next: self.next_file };
        let log = Log::begin(&*self.volume, sealed, &self.archive.tail())?;
        // From here on nobody knows which manifest counts, until the new one is durable.
        self.log.close();
        manifest.write(&*self.volume)?;
        (self.manifest, self.log, self.kept) = (manifest, log, until);
        remove_leftovers(&*self.volume, &self.manifest)
    }
}

const fn check_name(name: &str) -> Result<(), DiskError> {
    if name.len() > NAME_BYTES_MAX { Err(DiskError::Name(name.len())) } else { Ok(()) }
}

/// Nobody is told twice; whoever tells something else is refused.
fn same(known: &Transfer, told: &Transfer) -> Result<bool, TransferError> {
    if known == told { Ok(false) } else { Err(TransferError::Conflict) }
}

/// Files that a crash left, or that a newer manifest made useless.
fn remove_leftovers(volume: &dyn Volume, manifest: &Manifest) -> Result<(), DiskError> {
    for name in volume.names().doing("listing the folder of", "manifest")? {
        let is_ours = ["segment-", "names-", "log-", "manifest"].iter().any(|ours| name.starts_with(ours));
        if is_ours && !manifest.has(&name) {
            volume.remove(&name).doing("removing", &name)?;
        }
    }
    Ok(())
}
