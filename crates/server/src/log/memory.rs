//! The last signed checkpoint in a file beside the database, so that a database put back from an
//! older copy is noticed by the centre itself. Whoever puts back the whole folder is noticed by
//! those outside who kept a checkpoint, and by nobody else.

use super::LogError;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

pub const FILE: &str = "journal.checkpoint";
const NEW: &str = "journal.checkpoint.new";

#[derive(Debug)]
pub struct Memory {
    folder: PathBuf,
}

impl Memory {
    pub fn of(data: &Path) -> Self {
        Self { folder: data.to_owned() }
    }

    pub fn recall(&self) -> Result<Option<String>, LogError> {
        match fs::read_to_string(self.folder.join(FILE)) {
            Ok(note) => Ok(Some(note)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed("read", &error)),
        }
    }

    /// Replaces it as a whole: a power cut leaves the old one or the new one.
    pub fn remember(&self, note: &str) -> Result<(), LogError> {
        self.write(note).map_err(|error| self.failed("written", &error))
    }

    fn write(&self, note: &str) -> std::io::Result<()> {
        let file = self.folder.join(FILE);
        if fs::read_to_string(&file).is_ok_and(|there| there == note) {
            return Ok(());
        }
        let new = self.folder.join(NEW);
        let mut written = File::create(&new)?;
        written.write_all(note.as_bytes())?;
        written.sync_all()?;
        fs::rename(&new, &file)?;
        File::open(&self.folder)?.sync_all()
    }

    fn failed(&self, what: &str, error: &std::io::Error) -> LogError {
        let file = self.folder.join(FILE);
        LogError::NotNow(format!("`{}` cannot be {what}: {error}; mend that, signing waits for it", file.display()))
    }
}
