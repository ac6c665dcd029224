//! The files of a served log, as `c2sp.org/tlog-tiles` has them: runs of 256 hashes (`tile/L/N`),
//! runs of 256 entries (`tile/entries/N`), and partial ones at the right edge (`.p/W`).
//!
//! A tile never changes once it is full, so it may be cached for ever; all tiles can be rebuilt
//! from the entries. Here are names and bytes; [`write`] makes tiles as the log grows, [`read`]
//! gives the tree its hashes back.

pub mod read;
pub mod write;

pub use read::{TileReader, TileSource};
pub use write::TileWriter;

use crate::text::decimal;
use crate::tree::{Hash, TreeError};
use std::fmt;

/// Hashes or entries in a full tile.
pub const TILE_WIDTH: u16 = 256;
/// Levels of the tree that one tile spans: 2^8 = 256.
pub const TILE_HEIGHT: u32 = 8;
/// The highest level that C2SP names.
pub const TILE_LEVEL_MAX: u8 = 63;

/// What a tile holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Hashes of whole subtrees of 256^level leaves.
    Hashes(u8),
    Entries,
}

/// The name of a tile. `width` is 256 for a full one, 1 to 255 for a partial one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Tile {
    pub kind: Kind,
    pub index: u64,
    pub width: u16,
}

impl Tile {
    /// The tile at `index` as it stands in a log of `size` entries; `None` when it would be empty.
    pub fn in_log(kind: Kind, index: u64, size: u64) -> Option<Self> {
        let level = match kind {
            Kind::Hashes(level) => u32::from(level),
            Kind::Entries => 0,
        };
        let hashes = size.checked_shr(level.checked_mul(TILE_HEIGHT)?).unwrap_or(0);
        let left = hashes.checked_sub(index.checked_mul(u64::from(TILE_WIDTH))?)?;
        let width = u16::try_from(left).unwrap_or(TILE_WIDTH).min(TILE_WIDTH);
        (width > 0).then_some(Self { kind, index, width })
    }

    /// The path below the log's prefix: `tile/0/x001/x234/067.p/8`.
    pub fn path(&self) -> String {
        self.to_string()
    }

    /// Reads a path as [`Tile::path`] writes it, and no other spelling.
    pub fn parse(path: &str) -> Option<Self> {
        let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let kind = match kind {
            "entries" => Kind::Entries,
            level => Kind::Hashes(u8::try_from(decimal(level)?).ok().filter(|l| *l <= TILE_LEVEL_MAX)?),
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => {
                (index, decimal(width).and_then(|w| u16::try_from(w).ok()).filter(|w| (1..TILE_WIDTH).contains(w))?)
            }
            None => (rest, TILE_WIDTH),
        };
        let tile = Self { kind, index: parse_index(index)?, width };
        // One spelling: also refuses leading groups of zeroes.
        (tile.path() == path).then_some(tile)
    }

    pub fn is_full(&self) -> bool {
        self.width == TILE_WIDTH
    }

    /// The same tile once the log has filled it; a reader may fall back to it.
    pub fn full(self) -> Self {
        Self { width: TILE_WIDTH, ..self }
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Hashes(level) => write!(f, "tile/{level}/")?,
            Kind::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = Vec::new();
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for group in groups.iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", self.index % 1000)?;
        if self.is_full() { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

fn parse_index(text: &str) -> Option<u64> {
    let mut index = 0_u64;
    let mut groups = text.split('/').peekable();
    while let Some(group) = groups.next() {
        let digits = match groups.peek() {
            Some(_) => group.strip_prefix('x')?,
            None => group,
        };
        let three_digits = digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit());
        let value: u64 = three_digits.then(|| digits.parse().ok())??;
        index = index.checked_mul(1000)?.checked_add(value)?;
    }
    Some(index)
}

pub fn tile_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// The hashes of `tile`; refuses any other number of them.
pub fn tile_hashes(tile: Tile, bytes: &[u8]) -> Result<Vec<Hash>, TreeError> {
    let hashes: Vec<Hash> = bytes.chunks_exact(size_of::<Hash>()).filter_map(|h| h.try_into().ok()).collect();
    if bytes.len() == usize::from(tile.width) * size_of::<Hash>() {
        return Ok(hashes);
    }
    Err(damaged(tile, format!("it has {} bytes where {} hashes belong", bytes.len(), tile.width)))
}

/// The bytes of an entry bundle: each entry after its length in two bytes. An entry longer than
/// 65,535 bytes is refused here as well as by its own encoder.
pub fn bundle_bytes<B: AsRef<[u8]>>(tile: Tile, entries: &[B]) -> Result<Vec<u8>, TreeError> {
    if entries.len() != usize::from(tile.width) {
        return Err(damaged(tile, format!("{} entries were given", entries.len())));
    }
    let mut bytes = Vec::new();
    for entry in entries.iter().map(AsRef::as_ref) {
        let length = u16::try_from(entry.len())
            .map_err(|_| damaged(tile, format!("an entry has {} bytes, more than 65535", entry.len())))?;
        bytes.extend(length.to_be_bytes());
        bytes.extend(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle; refuses any other number of them and bytes left over.
pub fn bundle_entries(tile: Tile, bytes: &[u8]) -> Result<Vec<&[u8]>, TreeError> {
    match readable_entries(tile, bytes) {
        (entries, None) => Ok(entries),
        (_, Some(error)) => Err(error),
    }
}

/// The entries of a bundle up to where it goes wrong, and how: so that the first bad entry has a
/// number.
pub(crate) fn readable_entries(tile: Tile, bytes: &[u8]) -> (Vec<&[u8]>, Option<TreeError>) {
    let width = usize::from(tile.width);
    let mut entries = Vec::with_capacity(width);
    let mut rest = bytes;
    while entries.len() < width {
        let Some((entry, next)) = first_entry(rest) else {
            let why = format!("its entry {} breaks off", entries.len());
            return (entries, Some(damaged(tile, why)));
        };
        entries.push(entry);
        rest = next;
    }
    let error = (!rest.is_empty()).then(|| damaged(tile, format!("{} bytes are left over", rest.len())));
    (entries, error)
}

fn first_entry(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

pub(crate) fn damaged(tile: Tile, why: String) -> TreeError {
    TreeError::Damaged { what: tile.path(), why }
}
