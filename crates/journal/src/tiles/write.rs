//! Makes tiles while the log grows. Full tiles come out as they fill; partial ones are asked for
//! when a checkpoint is to be published. What is held is the right edge only: at most 255 hashes a
//! level, four levels for four thousand million entries.

use super::{Kind, TILE_HEIGHT, TILE_WIDTH, Tile, TileSource, tile_bytes, tile_hashes};
use crate::tree::{Hash, TreeError, fold_right, whole_root};

/// The right edge of a log.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TileWriter {
    size: u64,
    /// By level, the hashes of its partial tile: none to 255.
    edge: Vec<Vec<Hash>>,
}

impl TileWriter {
    /// Takes up a log of `size` entries again from its published partial tiles. Whether they are
    /// the right ones shows in [`TileWriter::root`]: compare it with the last checkpoint.
    pub fn resume(size: u64, source: &(impl TileSource + ?Sized)) -> Result<Self, TreeError> {
        let mut edge = Vec::new();
        for (level, hashes) in (0_u8..).zip(levels(size)) {
            let index = hashes / u64::from(TILE_WIDTH);
            edge.push(match Tile::in_log(Kind::Hashes(level), index, size) {
                Some(tile) => tile_hashes(tile, &source.tile(tile)?)?,
                None => Vec::new(),
            });
        }
        Ok(Self { size, edge })
    }

    /// Adds an entry by its leaf hash. Returns the tiles that it filled, with their bytes: mostly
    /// none, one in 256 times one.
    pub fn push(&mut self, leaf: Hash) -> Vec<(Tile, Vec<u8>)> {
        self.size = self.size.saturating_add(1);
        let mut filled = Vec::new();
        let mut carried = Some(leaf);
        let mut level = 0_u8;
        while let Some(hash) = carried.take() {
            let Some(tile) = self.edge.get_mut(usize::from(level)) else {
                self.edge.push(vec![hash]);
                break;
            };
            tile.push(hash);
            if tile.len() == usize::from(TILE_WIDTH) {
                let span = u32::from(level).saturating_add(1).saturating_mul(TILE_HEIGHT);
                let index = self.size.checked_shr(span).unwrap_or(0).saturating_sub(1);
                filled.push((Tile { kind: Kind::Hashes(level), index, width: TILE_WIDTH }, tile_bytes(tile)));
                carried = Some(whole_root(tile));
                tile.clear();
                level = level.saturating_add(1);
            }
        }
        filled
    }

    /// The partial tiles that a checkpoint of the present size needs.
    pub fn partials(&self) -> Vec<(Tile, Vec<u8>)> {
        let levels = (0_u8..).zip(&self.edge);
        let named = levels.filter_map(|(level, hashes)| {
            let index = self.size.checked_shr(u32::from(level) * TILE_HEIGHT)? / u64::from(TILE_WIDTH);
            let tile = Tile { kind: Kind::Hashes(level), index, width: u16::try_from(hashes.len()).ok()? };
            (!hashes.is_empty()).then(|| (tile, tile_bytes(hashes)))
        });
        named.collect()
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn root(&self) -> Hash {
        fold_right(self.edge.iter().flat_map(|tile| wholes_from_the_right(tile)))
    }
}

/// How many hashes each level has in a log of `size` entries, until there are none.
fn levels(size: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(size), |hashes| Some(hashes >> TILE_HEIGHT)).take_while(|hashes| *hashes > 0)
}

/// The roots of the whole subtrees in a partial tile, the smallest (right) one first.
fn wholes_from_the_right(mut tile: &[Hash]) -> Vec<Hash> {
    let mut wholes = Vec::new();
    while !tile.is_empty() {
        let width = 1_usize << tile.len().trailing_zeros();
        let (left, whole) = tile.split_at(tile.len().saturating_sub(width));
        wholes.push(whole_root(whole));
        tile = left;
    }
    wholes
}
