//! A generation's file, read where it is asked for: the system's page cache keeps what is hot.

use cordon_sift::lists::{Damaged, Pages};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

#[derive(Debug)]
pub struct FilePages {
    file: File,
    len: u64,
}

impl FilePages {
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let len = file.metadata()?.len();
        Ok(Self { file, len })
    }
}

impl Pages for FilePages {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> Result<(), Damaged> {
        self.file.read_exact_at(buffer, at).map_err(|error| Damaged::new(error.to_string()))
    }
}
