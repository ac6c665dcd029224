//! The digest by which a file is known again: SHA-256 of what is in it, unpacked.

use crate::unpack;
use anyhow::Context;
use cordon_model::Digest;
use sha2::{Digest as _, Sha256};
use std::io::{self, Read};
use std::path::Path;

/// Reads on and hashes what passes.
pub struct Hashing<R> {
    bytes: R,
    hash: Sha256,
}

impl<R: Read> Hashing<R> {
    pub fn new(bytes: R) -> Self {
        Self { bytes, hash: Sha256::new() }
    }

    /// Of everything, also of what nobody read.
    pub fn finish(mut self) -> io::Result<Digest> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(Digest(self.hash.finalize().into()))
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(into)?;
        self.hash.update(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}

pub fn of(path: &Path) -> anyhow::Result<Digest> {
    let bytes = Hashing::new(unpack::open(path)?);
    bytes.finish().with_context(|| format!("cannot read `{}`", path.display()))
}
