//! The files of a folder that count, opened together and then read: whoever writes may meanwhile replace
//! and remove them.

use super::log;
use super::logs::{self, Recovered};
use super::manifest::Manifest;
use super::sections::Sections;
use super::texts::{self, NamesFile};
use super::volume::Volume;
use super::{DiskError, Doing, segments};
use crate::archive::Archive;

pub struct Files {
    segments: Vec<Sections>,
    names: Vec<(NamesFile, Sections)>,
    logs: logs::Files,
    sealed: u64,
}

impl Files {
    pub fn open(volume: &dyn Volume, manifest: &Manifest) -> Result<Self, DiskError> {
        let segments: Result<Vec<_>, _> = manifest.segments.iter().map(|n| segments::open(volume, *n)).collect();
        let names = texts::open(volume, &manifest.names)?;
        let logs = logs::Files::open(volume, manifest.log)?;
        Ok(Self { segments: segments?, names, logs, sealed: manifest.sealed })
    }

    /// What is sealed, and what the logs have beyond it.
    pub fn read(self) -> Result<(Archive, Recovered), DiskError> {
        let segments: Result<Vec<_>, _> = self.segments.into_iter().map(segments::read).collect();
        let archive = Archive::of_segments(segments?);
        if archive.len() as u64 != self.sealed {
            return Err(DiskError::damaged("manifest", "the segments have another number of transfers"));
        }
        let recovered = self.logs.read(texts::read(self.names)?, self.sealed)?;
        Ok((archive, recovered))
    }
}

/// Removes files that a crash left, or that a newer manifest made useless.
pub fn remove_leftovers(
    volume: &dyn Volume,
    manifest: &Manifest,
    is_needed: impl Fn(u64) -> bool,
) -> Result<(), DiskError> {
    for name in volume.names().doing("listing the folder of", "manifest")? {
        let is_ours = ["segment-", "names-", "manifest"].iter().any(|ours| name.starts_with(ours));
        let is_useless = log::number_of(&name).map_or(is_ours && !manifest.has(&name), |log| !is_needed(log));
        if is_useless {
            volume.remove(&name).doing("removing", &name)?;
        }
    }
    Ok(())
}

/// Without a manifest a folder is new. Where there are transfers somebody has lost it: they are not to be
/// taken for what a crash left.
pub fn refuse_if_any(volume: &dyn Volume) -> Result<(), DiskError> {
    for name in volume.names().doing("listing the folder of", "manifest")? {
        if name.starts_with("segment-")
            || name.starts_with("names-")
            || (name.starts_with("log-") && log::has_any(volume, &name)?)
        {
            return Err(DiskError::damaged("manifest", format!("it is not there, but `{name}` is")));
        }
    }
    Ok(())
}
