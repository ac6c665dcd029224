//! Files that may be packed: plain, or gzip, told apart by their first two bytes.

use anyhow::Context;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What is in a file, unpacked.
pub fn open(path: &Path) -> anyhow::Result<Box<dyn Read>> {
    let name = path.display();
    let mut file = File::open(path).with_context(|| format!("cannot open `{name}`"))?;
    let mut first = Vec::with_capacity(GZIP.len());
    let look = u64::try_from(GZIP.len()).unwrap_or(u64::MAX);
    (&mut file).take(look).read_to_end(&mut first).with_context(|| format!("cannot read `{name}`"))?;
    file.rewind().with_context(|| format!("cannot read `{name}` from its beginning; give a file, not a pipe"))?;
    let bytes = BufReader::new(file);
    Ok(if first == GZIP { Box::new(BufReader::new(MultiGzDecoder::new(bytes))) } else { Box::new(bytes) })
}
