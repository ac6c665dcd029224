//! Gives the tree its hashes from tiles. An inclusion proof in a log of ten million entries needs
//! three full tiles and some of the right edge; tiles are kept, so that a run of proofs reads each once.
//!
//! Tiles are taken as they are: a proof made from a false tile does not lead to the root of the
//! checkpoint, and is found by its check.

use super::{Kind, TILE_HEIGHT, Tile, tile_hashes};
use crate::tree::{Hash, Hashes, TreeError, whole_root};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Tiles kept in memory by one reader: 8 KiB each, 2 MiB in all.
pub const TILES_KEPT_MAX: usize = 256;

/// Where tiles lie: a folder, a table, a server.
pub trait TileSource {
    fn tile(&self, tile: Tile) -> Result<Vec<u8>, TreeError>;
}

impl<F: Fn(Tile) -> Result<Vec<u8>, TreeError>> TileSource for F {
    fn tile(&self, tile: Tile) -> Result<Vec<u8>, TreeError> {
        self(tile)
    }
}

/// The tree of the first `size` entries of a log, over its tiles.
#[derive(Debug)]
pub struct TileReader<S> {
    source: S,
    size: u64,
    kept: Mutex<BTreeMap<Tile, Vec<Hash>>>,
}

impl<S: TileSource> TileReader<S> {
    /// `size` is that of a published checkpoint: the partial tiles of other sizes may not exist.
    pub fn new(size: u64, source: S) -> Self {
        Self { source, size, kept: Mutex::default() }
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// A log that has grown since may have dropped a partial tile for the full one, which begins
    /// with the same hashes.
    fn fetch(&self, tile: Tile) -> Result<Vec<Hash>, TreeError> {
        match self.source.tile(tile) {
            Err(TreeError::Missing { .. }) if !tile.is_full() => {
                let mut hashes = tile_hashes(tile.full(), &self.source.tile(tile.full())?)?;
                hashes.truncate(usize::from(tile.width));
                Ok(hashes)
            }
            bytes => tile_hashes(tile, &bytes?),
        }
    }

    fn with_tile<T>(&self, tile: Tile, take: impl Fn(&[Hash]) -> Option<T>) -> Result<T, TreeError> {
        let beyond = || TreeError::OutOfRange { index: tile.index, size: self.size };
        // A panic elsewhere cannot leave a half-written map: entries go in whole.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(hashes) = kept.get(&tile) {
            return take(hashes).ok_or_else(beyond);
        }
        let hashes = self.fetch(tile)?;
        let taken = take(&hashes).ok_or_else(beyond);
        if kept.len() >= TILES_KEPT_MAX {
            // Level 0 goes first: its tiles are many, those above serve every proof.
            kept.pop_first();
        }
        kept.insert(tile, hashes);
        taken
    }
}

impl<S: TileSource> Hashes for TileReader<S> {
    fn subtree(&self, level: u32, index: u64) -> Result<Hash, TreeError> {
        let beyond = || TreeError::OutOfRange { index, size: self.size };
        let tile_level = u8::try_from(level / TILE_HEIGHT).map_err(|_| beyond())?;
        // Within its tile the subtree spans 2^inner hashes.
        let inner = level % TILE_HEIGHT;
        let first = index.checked_mul(1 << inner).ok_or_else(beyond)?;
        let tile = Tile::in_log(Kind::Hashes(tile_level), first >> TILE_HEIGHT, self.size).ok_or_else(beyond)?;
        let from = usize::try_from(first & 0xff).map_err(|_| beyond())?;
        let to = from.saturating_add(1 << inner);
        self.with_tile(tile, |hashes| hashes.get(from..to).map(whole_root))
    }
}
