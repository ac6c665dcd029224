//! The archive on a disk: a folder that holds every transfer it acknowledged, whatever moment the power
//! goes or the disk is full.
//!
//! What is appended is in a log, and synced, before it is acknowledged; what is sealed, in a thread beside, is
//! in segment files that never change; a manifest, replaced as a whole, says which files count. All bytes bear a
//! checksum. This is the only room of `flow` that reads and writes files.

mod files;
mod folder;
mod log;
mod logs;
mod look;
mod manifest;
mod sealer;
mod sealing;
mod sections;
mod segments;
mod texts;
mod volume;

pub use folder::{BATCH_MAX, Cut, FROZEN_MAX, Folder, Opened, SEAL_PART, SEAL_ROWS_MIN};
pub use log::NAME_BYTES_MAX;
pub use look::Seen;
pub use sealing::Pace;
pub use volume::{Directory, File, Volume};

use crate::names::NamesFull;
use crate::transfer::TransferError;
use std::io;

#[cfg(target_endian = "big")]
compile_error!("the columns of a segment are written as they lie in memory, lesser bytes first");

#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    #[error("{doing} `{file}`: {source}")]
    Io { doing: &'static str, file: String, source: io::Error },
    #[error("`{file}` is damaged: {what}; put it back from a copy")]
    Damaged { file: String, what: String },
    #[error("the folder is in use by another process; stop that one first")]
    InUse,
    #[error("nothing more can be appended since an earlier write failed; open the folder again")]
    Broken,
    #[error("whoever seals has ended; open the folder again")]
    Ended,
    #[error("{0} transfers in one batch; give at most {BATCH_MAX} at a time")]
    Batch(usize),
    #[error("a name of {0} bytes; give at most {NAME_BYTES_MAX}")]
    Name(usize),
    #[error(transparent)]
    Names(#[from] NamesFull),
    #[error("transfer {0}: {1}")]
    Transfer(u32, TransferError),
}

impl DiskError {
    fn damaged(file: &str, what: impl Into<String>) -> Self {
        Self::Damaged { file: file.to_owned(), what: what.into() }
    }
}

/// Names what was being done to which file.
trait Doing<T> {
    fn doing(self, doing: &'static str, file: &str) -> Result<T, DiskError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: &'static str, file: &str) -> Result<T, DiskError> {
        self.map_err(|source| DiskError::Io { doing, file: file.to_owned(), source })
    }
}
