//! Inclusion and consistency: made as in RFC 6962 2.1.1 and 2.1.2, checked as in RFC 9162 2.1.3.2
//! and 2.1.4.2. The two sides share no code: a slip in one is found by the other.

use super::{EMPTY_ROOT, Hash, Hashes, TreeError, node_hash, range_root};

/// The siblings from the leaf up to the child of the root.
pub fn inclusion_proof(hashes: &(impl Hashes + ?Sized), index: u64, size: u64) -> Result<Vec<Hash>, TreeError> {
    if index >= size {
        return Err(TreeError::OutOfRange { index, size });
    }
    let (mut low, mut high) = (0, size);
    let mut path = Vec::new();
    while let Some(middle) = split(low, high) {
        if index < middle {
            path.push(range_root(hashes, middle, high)?);
            high = middle;
        } else {
            path.push(range_root(hashes, low, middle)?);
            low = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// What joins the tree of `old` leaves to the tree of `new`. Empty when there is nothing to show:
/// equal sizes, or an empty older tree.
pub fn consistency_proof(hashes: &(impl Hashes + ?Sized), old: u64, new: u64) -> Result<Vec<Hash>, TreeError> {
    if old > new {
        return Err(TreeError::Shrunk { old, new });
    }
    let mut path = Vec::new();
    if old == 0 || old == new {
        return Ok(path);
    }
    let (mut low, mut high) = (0, new);
    while let Some(middle) = split(low, high).filter(|_| high != old) {
        if old <= middle {
            path.push(range_root(hashes, middle, high)?);
            high = middle;
        } else {
            path.push(range_root(hashes, low, middle)?);
            low = middle;
        }
    }
    // A subtree that is the whole old tree is its root, which the reader has already.
    if low > 0 {
        path.push(range_root(hashes, low, high)?);
    }
    path.reverse();
    Ok(path)
}

/// Where the leaves [low, high) part: after the largest power of two smaller than their number.
fn split(low: u64, high: u64) -> Option<u64> {
    let level = high.saturating_sub(low).saturating_sub(1).checked_ilog2()?;
    low.checked_add(1 << level)
}

/// Holds when `leaf` stands at `index` in the tree of `size` leaves under `root`.
pub fn verify_inclusion(index: u64, size: u64, leaf: &Hash, proof: &[Hash], root: &Hash) -> Result<(), TreeError> {
    if index >= size {
        return Err(TreeError::OutOfRange { index, size });
    }
    let mut way = Way { node: index, last: size - 1 };
    let mut reached = *leaf;
    for sibling in proof {
        if way.last == 0 {
            return Err(TreeError::NotIncluded { index, size });
        }
        reached = match way.is_right_child() {
            true => node_hash(sibling, &reached),
            false => node_hash(&reached, sibling),
        };
        way.up();
    }
    match way.last == 0 && reached == *root {
        true => Ok(()),
        false => Err(TreeError::NotIncluded { index, size }),
    }
}

/// Holds when the tree of `new` leaves begins with the very leaves of the tree of `old`.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), TreeError> {
    if old > new {
        return Err(TreeError::Shrunk { old, new });
    }
    let holds = match old {
        0 => proof.is_empty() && *old_root == EMPTY_ROOT,
        _ if old == new => proof.is_empty() && old_root == new_root,
        _ => leads_to_both(old, old_root, new, new_root, proof),
    };
    if holds { Ok(()) } else { Err(TreeError::NotConsistent { old, new }) }
}

fn leads_to_both(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> bool {
    // Of a power of two the old root is itself the first node, and is not sent.
    let own = old.is_power_of_two().then_some(old_root);
    let mut nodes = own.into_iter().chain(proof);
    let Some(first) = nodes.next() else {
        return false;
    };
    let mut way = Way { node: old - 1, last: new - 1 };
    way.skip_whole_left();
    let (mut old_reached, mut new_reached) = (*first, *first);
    for node in nodes {
        if way.last == 0 {
            return false;
        }
        if way.is_right_child() {
            old_reached = node_hash(node, &old_reached);
            new_reached = node_hash(node, &new_reached);
        } else {
            new_reached = node_hash(&new_reached, node);
        }
        way.up();
    }
    way.last == 0 && old_reached == *old_root && new_reached == *new_root
}

/// The climb from a node to the root: its index and the index of the last node, level by level
/// (`fn` and `sn` in RFC 9162).
struct Way {
    node: u64,
    last: u64,
}

impl Way {
    /// The last node of a level has its sibling to the left as well: where it has none, `up` has
    /// already passed the levels on which it stood alone.
    fn is_right_child(&self) -> bool {
        self.node & 1 == 1 || self.node == self.last
    }

    fn up(&mut self) {
        if self.is_right_child() {
            while self.node & 1 == 0 && self.node != 0 {
                self.shift();
            }
        }
        self.shift();
    }

    fn skip_whole_left(&mut self) {
        while self.node & 1 == 1 {
            self.shift();
        }
    }

    fn shift(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }
}
