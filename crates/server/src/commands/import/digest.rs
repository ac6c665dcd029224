//! The digest by which a file is known again: SHA-256 of what is in it, unpacked.

use crate::unpack;
use anyhow::Context;
use cordon_model::Digest;
use sha2::{Digest as _, Sha256};
use std::io::Read;
use std::path::Path;

const BUFFER_BYTES: usize = 256 * 1024;

pub fn of(path: &Path) -> anyhow::Result<Digest> {
    let cannot = || format!("cannot read `{}`", path.display());
    let mut bytes = unpack::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let count = bytes.read(&mut buffer).with_context(cannot)?;
        if count == 0 {
            return Ok(Digest(hash.finalize().into()));
        }
        hash.update(buffer.get(..count).unwrap_or_default());
    }
}
