//! A look at a folder, also while another process writes into it: it takes no lock and changes nothing.

use super::files::{Files, refuse_if_any};
use super::manifest::Manifest;
use super::volume::{Directory, Volume};
use super::{DiskError, Doing};
use crate::archive::Archive;
use crate::names::Names;
use std::path::Path;
use std::time::Duration;

/// So often a folder is looked at that changes under the look, and after which pause.
const TRIES: u32 = 40;
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(25);

/// What a folder had at one moment: every batch that was acknowledged by then, whole, and perhaps the next.
#[derive(Debug, Default)]
pub struct Seen {
    pub archive: Archive,
    pub names: Names,
}

impl Seen {
    pub fn of(path: &Path) -> Result<Self, DiskError> {
        let directory = Directory::at(path).doing("opening", &path.display().to_string())?;
        Self::on(&directory)
    }

    /// The same on any volume.
    pub fn on(volume: &dyn Volume) -> Result<Self, DiskError> {
        let mut tried = Self::read(volume);
        for _ in 1..TRIES {
            if tried.is_ok() {
                break;
            }
            // A file may have gone between the manifest and its opening, or the log have been cut.
            std::thread::sleep(LOOK_AGAIN_AFTER);
            tried = Self::read(volume);
        }
        tried
    }

    fn read(volume: &dyn Volume) -> Result<Self, DiskError> {
        let Some(manifest) = Manifest::read(volume)? else {
            return refuse_if_any(volume).map(|()| Self::default());
        };
        let (mut archive, recovered) = Files::open(volume, &manifest)?.read()?;
        // What is torn at the log's end is not there yet.
        for transfer in recovered.transfers {
            archive.append(transfer).map_err(|why| DiskError::Transfer(transfer.id.0, why))?;
        }
        Ok(Self { archive, names: recovered.names })
    }
}
