//! The Merkle tree of RFC 6962 section 2.1 over SHA-256.
//!
//! Everything is built from the hash of a *whole* subtree of 2^level leaves, which never changes
//! once its leaves are there; [`Hashes`] is whoever knows those (a slice of leaves in a test, tiles
//! in a served log). Roots and proofs of any size are folded from them in [`proofs`].
//! Not here: where hashes are kept, and what a leaf means.

pub mod proofs;

pub use proofs::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// SHA-256 of nothing: the root of a log without entries.
pub const EMPTY_ROOT: Hash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41,
    0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// The leading byte keeps a leaf from passing for an inner node, and the other way round.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// Why a tree could not be read, or a proof does not hold.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TreeError {
    #[error("entry {index} is not in a log of {size} entries; ask for one below that, or take a newer checkpoint")]
    OutOfRange { index: u64, size: u64 },
    #[error("a log of {new} entries cannot continue one of {old}; give the older checkpoint first")]
    Shrunk { old: u64, new: u64 },
    #[error("`{what}` is missing; fetch it, or rebuild the tiles from the entries")]
    Missing { what: String },
    #[error("`{what}` is damaged: {why}; rebuild it from the entries")]
    Damaged { what: String, why: String },
    #[error(
        "the inclusion proof of entry {index} does not lead to the root of size {size}; the entry is not the one logged there, or the proof belongs to another checkpoint"
    )]
    NotIncluded { index: u64, size: u64 },
    #[error(
        "the consistency proof does not lead from the root of size {old} to the root of size {new}; the log was rewritten, or the proof belongs to other checkpoints"
    )]
    NotConsistent { old: u64, new: u64 },
}

/// Who knows the hashes of whole subtrees.
pub trait Hashes {
    /// The hash over the leaves [index << level, (index + 1) << level), all of which exist.
    fn subtree(&self, level: u32, index: u64) -> Result<Hash, TreeError>;
}

/// Leaf hashes in memory; inner nodes are hashed anew at each call. For short logs and tests.
#[derive(Clone, Copy, Debug)]
pub struct Leaves<'a>(pub &'a [Hash]);

impl Hashes for Leaves<'_> {
    fn subtree(&self, level: u32, index: u64) -> Result<Hash, TreeError> {
        let known = u64::try_from(self.0.len()).unwrap_or(u64::MAX);
        let outside = || TreeError::OutOfRange { index: index.checked_shl(level).unwrap_or(u64::MAX), size: known };
        let width = 1_usize.checked_shl(level).ok_or_else(outside)?;
        let from = usize::try_from(index).ok().and_then(|i| i.checked_mul(width)).ok_or_else(outside)?;
        let leaves = from.checked_add(width).and_then(|end| self.0.get(from..end)).ok_or_else(outside)?;
        Ok(whole_root(leaves))
    }
}

/// The root over a power of two of hashes, and of no others: pairs are hashed until one is left.
/// Of no hashes it is [`EMPTY_ROOT`].
pub(crate) fn whole_root(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row.chunks(2).filter_map(|pair| Some(node_hash(pair.first()?, pair.last()?))).collect();
    }
    row.first().copied().unwrap_or(EMPTY_ROOT)
}

/// The root of the first `size` leaves.
pub fn root(hashes: &(impl Hashes + ?Sized), size: u64) -> Result<Hash, TreeError> {
    range_root(hashes, 0, size)
}

/// The hash over [start, end), where `start` is a multiple of the largest power of two within the
/// range: the only ranges a proof asks for. It is a row of whole subtrees, larger ones first,
/// folded from the right.
pub(crate) fn range_root(hashes: &(impl Hashes + ?Sized), start: u64, end: u64) -> Result<Hash, TreeError> {
    let mut wholes = Vec::new();
    let (mut at, mut rest) = (start, end.saturating_sub(start));
    while let Some(level) = rest.checked_ilog2() {
        wholes.push(hashes.subtree(level, at >> level)?);
        at = at.saturating_add(1 << level);
        rest &= !(1 << level);
    }
    Ok(fold_right(wholes.into_iter().rev()))
}

/// Joins subtrees given from right to left.
pub(crate) fn fold_right(from_the_right: impl Iterator<Item = Hash>) -> Hash {
    from_the_right.reduce(|right, left| node_hash(&left, &right)).unwrap_or(EMPTY_ROOT)
}

/// A log read from its beginning, reduced to what its root needs: one hash for each bit set in its
/// size. Ten million leaves leave 24 of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Frontier {
    size: u64,
    /// Roots of the whole subtrees, larger (left) ones first.
    wholes: Vec<Hash>,
}

impl Frontier {
    pub fn push(&mut self, leaf: Hash) {
        let mut joined = leaf;
        // Each trailing one of the size is a whole subtree that the new leaf completes into a larger.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.wholes.pop() {
                joined = node_hash(&left, &joined);
            }
        }
        self.wholes.push(joined);
        self.size = self.size.saturating_add(1);
    }

    /// As it was: so many leaves, and the roots of the whole subtrees over them. None if they do not fit.
    pub fn of(size: u64, wholes: Vec<Hash>) -> Option<Self> {
        (wholes.len() == size.count_ones() as usize).then_some(Self { size, wholes })
    }

    pub fn wholes(&self) -> &[Hash] {
        &self.wholes
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn root(&self) -> Hash {
        fold_right(self.wholes.iter().rev().copied())
    }
}
