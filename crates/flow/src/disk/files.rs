//! The files of a folder that count, opened together and then read: whoever writes may meanwhile replace
//! and remove them.

use super::log::{self, Recovered};
use super::manifest::Manifest;
use super::sections::Sections;
use super::texts::{self, NamesFile};
use super::volume::Volume;
use super::{DiskError, Doing, segments};
use crate::archive::Archive;
use std::io::Read;

pub struct Files {
    segments: Vec<Sections>,
    names: Vec<(NamesFile, Sections)>,
    log: Box<dyn Read>,
    sealed: u64,
}

impl Files {
    pub fn open(volume: &dyn Volume, manifest: &Manifest) -> Result<Self, DiskError> {
        let segments: Result<Vec<_>, _> = manifest.segments.iter().map(|n| segments::open(volume, *n)).collect();
        let names = texts::open(volume, &manifest.names)?;
        Ok(Self { segments: segments?, names, log: log::open(volume, manifest.sealed)?, sealed: manifest.sealed })
    }

    /// What is sealed, and what the log has beyond it.
    pub fn read(self) -> Result<(Archive, Recovered), DiskError> {
        let segments: Result<Vec<_>, _> = self.segments.into_iter().map(segments::read).collect();
        let archive = Archive::of_segments(segments?);
        if archive.len() as u64 != self.sealed {
            return Err(DiskError::damaged("manifest", "the segments have another number of transfers"));
        }
        let recovered = log::read(self.log, self.sealed, texts::read(self.names)?)?;
        Ok((archive, recovered))
    }
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
