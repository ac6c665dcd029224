//! The tiles of the log. Hashes of entries and the entries themselves are read from the database
//! when they are asked for; what is above them is kept as the log grows, one tile of 8 KiB for
//! 65,536 entries.

use cordon_journal::tiles::{self, Kind, TILE_WIDTH};
use cordon_journal::{Hash, Tile, TileWriter, TreeError};
use cordon_store::{Doors, Read, Store, StoreError, entries};
use std::collections::BTreeMap;

/// The right edge of the tree and its full tiles above the lowest level.
#[derive(Debug, Default)]
pub struct LogTree {
    edge: TileWriter,
    upper: BTreeMap<Tile, Vec<u8>>,
}

impl LogTree {
    pub fn push(&mut self, leaf: Hash) {
        let filled = self.edge.push(leaf);
        self.upper.extend(filled.into_iter().filter(|(tile, _)| tile.kind != Kind::Hashes(0)));
    }

    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    pub fn root(&self) -> Hash {
        self.edge.root()
    }

    /// A tile above the lowest level, or as much of its beginning as is asked for: hashes in a tile
    /// never change, so a narrower tile of an older log is the beginning of the present one.
    pub fn upper(&self, tile: Tile) -> Option<Vec<u8>> {
        let bytes = usize::from(tile.width).checked_mul(size_of::<Hash>())?;
        if let Some(full) = self.upper.get(&tile.full()) {
            return full.get(..bytes).map(<[u8]>::to_vec);
        }
        let at_edge = self.edge.partials().into_iter().find(|(at, _)| (at.kind, at.index) == (tile.kind, tile.index));
        at_edge.and_then(|(_, all)| all.get(..bytes).map(<[u8]>::to_vec))
    }
}

/// A tile of the lowest level, or a bundle of entries.
pub fn from_entries<S: Store + ?Sized>(store: &S, tile: Tile) -> Result<Vec<u8>, StoreError> {
    let from = tile.index.saturating_mul(u64::from(TILE_WIDTH));
    let width = u32::from(tile.width);
    let bytes = if tile.kind == Kind::Entries {
        let kept = store.view::<_, StoreError>("bundle", |view| entries::range(view.sql(), from, width))?;
        let entries: Vec<&[u8]> = kept.iter().map(|kept| kept.bytes.as_slice()).collect();
        tiles::bundle_bytes(tile, &entries)
    } else {
        let leaves = store.view::<_, StoreError>("tile", |view| entries::leaves(view.sql(), from, width))?;
        let bytes = tiles::tile_bytes(&leaves);
        tiles::tile_hashes(tile, &bytes).map(|_| bytes)
    };
    bytes.map_err(damaged)
}

fn damaged(error: TreeError) -> StoreError {
    StoreError::corrupt(error.to_string())
}
