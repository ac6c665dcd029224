//! The tiles above the lowest level, over more entries than one of them spans.

use super::tree::LogTree;
use cordon_journal::tiles::{Kind, tile_bytes};
use cordon_journal::tree::{Leaves, inclusion_proof, root};
use cordon_journal::{Tile, TileReader, TreeError, leaf_hash};

#[test]
fn proofs_from_the_tiles_are_those_from_the_leaves_at_every_older_size() {
    let leaves: Vec<[u8; 32]> = (0..66_400_u32).map(|n| leaf_hash(&n.to_be_bytes())).collect();
    let mut tree = LogTree::default();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    // Sizes that were published while the log grew: their tiles are the beginnings of today's.
    for size in [1, 255, 256, 257, 65_535, 65_536, 65_537, 66_000, 66_400] {
        let source = |tile: Tile| match tile.kind {
            Kind::Hashes(0) => {
                let from = usize::try_from(tile.index).unwrap() * 256;
                Ok(tile_bytes(&leaves[from..from + usize::from(tile.width)]))
            }
            _ => tree.upper(tile).ok_or(TreeError::Missing { what: tile.path() }),
        };
        let reader = TileReader::new(size, source);
        let all = Leaves(&leaves[..usize::try_from(size).unwrap()]);
        assert_eq!(root(&reader, size), root(&all, size));
        for index in [0, size / 2, size - 1] {
            assert_eq!(inclusion_proof(&reader, index, size), inclusion_proof(&all, index, size), "{index} of {size}");
        }
    }
    assert_eq!(tree.root(), root(&Leaves(&leaves), 66_400).unwrap());
    let beyond = Tile { kind: Kind::Hashes(1), index: 1, width: 4 };
    assert_eq!(tree.upper(beyond), None, "no more than there is");
}
