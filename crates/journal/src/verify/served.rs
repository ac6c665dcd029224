//! The entries of a served log, bundle by bundle, each with the leaf hash in its tile.

use super::Given;
use crate::tiles::{Kind, TILE_WIDTH, Tile, TileSource, readable_entries, tile_hashes};
use crate::tree::TreeError;
use std::collections::VecDeque;

/// Reads the first `size` entries of a log as [`super::verify`] wants them. One bundle of at most
/// 256 entries stands in memory. After an error it ends.
pub fn served<S: TileSource>(size: u64, source: S) -> Served<S> {
    Served { source, size, next_tile: 0, ready: VecDeque::new() }
}

/// See [`served`].
#[derive(Debug)]
pub struct Served<S> {
    source: S,
    size: u64,
    next_tile: u64,
    ready: VecDeque<Result<Given, TreeError>>,
}

impl<S: TileSource> Iterator for Served<S> {
    type Item = Result<Given, TreeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() && self.next_tile.checked_mul(u64::from(TILE_WIDTH))? < self.size {
            self.load();
        }
        let next = self.ready.pop_front()?;
        if next.is_err() {
            self.size = 0;
        }
        Some(next)
    }
}

impl<S: TileSource> Served<S> {
    fn load(&mut self) {
        let index = self.next_tile;
        self.next_tile = index.saturating_add(1);
        if let Err(error) = self.load_tile(index) {
            self.ready.push_back(Err(error));
        }
    }

    /// Makes ready what can be read, so that an error comes at the place of the first bad entry.
    fn load_tile(&mut self, index: u64) -> Result<(), TreeError> {
        let named = |kind| Tile::in_log(kind, index, self.size).ok_or(TreeError::OutOfRange { index, size: self.size });
        let (tile, bundle) = (named(Kind::Hashes(0))?, named(Kind::Entries)?);
        let leaves = tile_hashes(tile, &self.source.tile(tile)?)?;
        let bytes = self.source.tile(bundle)?;
        let (entries, error) = readable_entries(bundle, &bytes);
        let pairs = entries.into_iter().zip(leaves);
        self.ready.extend(pairs.map(|(entry, leaf)| Ok(Given { bytes: entry.to_vec(), leaf: Some(leaf) })));
        error.map_or(Ok(()), Err)
    }
}
