//! The tree against RFC 6962 told recursively, at every size to some hundred and at large ones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use cordon_journal::tiles::{Kind, TILE_WIDTH, tile_hashes};
use cordon_journal::tree::{Leaves, consistency_proof, inclusion_proof, root, verify_consistency, verify_inclusion};
use cordon_journal::{
    EMPTY_ROOT, Frontier, Hash, Hashes, Tile, TileReader, TileWriter, TreeError, leaf_hash, node_hash,
};
use proptest::prelude::*;
use std::cell::Cell;
use std::collections::BTreeMap;

/// RFC 6962 2.1, word for word.
mod oracle {
    use super::*;

    fn split(n: usize) -> usize {
        let mut k = 1;
        while k * 2 < n {
            k *= 2;
        }
        k
    }

    pub fn mth(d: &[Hash]) -> Hash {
        match d {
            [] => EMPTY_ROOT,
            [one] => *one,
            _ => node_hash(&mth(&d[..split(d.len())]), &mth(&d[split(d.len())..])),
        }
    }

    pub fn path(m: usize, d: &[Hash]) -> Vec<Hash> {
        if d.len() == 1 {
            return vec![];
        }
        let k = split(d.len());
        let (mut path, sibling) =
            if m < k { (path(m, &d[..k]), mth(&d[k..])) } else { (path(m - k, &d[k..]), mth(&d[..k])) };
        path.push(sibling);
        path
    }

    pub fn proof(m: usize, d: &[Hash]) -> Vec<Hash> {
        subproof(m, d, true)
    }

    fn subproof(m: usize, d: &[Hash], b: bool) -> Vec<Hash> {
        if m == d.len() {
            return if b { vec![] } else { vec![mth(d)] };
        }
        let k = split(d.len());
        let (mut proof, sibling) = if m <= k {
            (subproof(m, &d[..k], b), mth(&d[k..]))
        } else {
            (subproof(m - k, &d[k..], false), mth(&d[..k]))
        };
        proof.push(sibling);
        proof
    }
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

type Stored = BTreeMap<Tile, Vec<u8>>;

fn stored(leaves: &[Hash]) -> (Stored, TileWriter) {
    let (mut tiles, mut writer) = (Stored::new(), TileWriter::default());
    leaves.iter().for_each(|leaf| tiles.extend(writer.push(*leaf)));
    tiles.extend(writer.partials());
    (tiles, writer)
}

fn source(tiles: &Stored) -> impl Fn(Tile) -> Result<Vec<u8>, TreeError> + '_ {
    |tile| tiles.get(&tile).cloned().ok_or_else(|| TreeError::Missing { what: tile.path() })
}

#[test]
fn the_rfc_values_hold() {
    let hex = |hash: Hash| cordon_journal::text::to_hex(&hash);
    assert_eq!(hex(leaf_hash(b"")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assert_eq!(root(&Leaves(&[]), 0).unwrap(), EMPTY_ROOT);
    // The eight leaves of the certificate-transparency reference tree.
    let inputs: [&[u8]; 8] = [
        b"",
        b"\0",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let leaves: Vec<Hash> = inputs.iter().map(|input| leaf_hash(input)).collect();
    assert_eq!(
        hex(root(&Leaves(&leaves), 8).unwrap()),
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    );
}

#[test]
fn roots_of_all_ways_are_the_oracles_at_every_size_to_600() {
    let all = leaves(600);
    let mut frontier = Frontier::default();
    let mut writer = TileWriter::default();
    for size in 0..=600_u64 {
        let expected = oracle::mth(&all[..size as usize]);
        assert_eq!(root(&Leaves(&all), size).unwrap(), expected, "size {size}");
        assert_eq!((frontier.root(), frontier.size()), (expected, size));
        assert_eq!((writer.root(), writer.size()), (expected, size));
        if let Some(leaf) = all.get(size as usize) {
            frontier.push(*leaf);
            writer.push(*leaf);
        }
    }
}

#[test]
fn inclusion_proofs_are_the_oracles_and_verify_at_every_size_to_130() {
    let all = leaves(130);
    for size in 1..=130_usize {
        let whole = oracle::mth(&all[..size]);
        for index in 0..size {
            let proof = inclusion_proof(&Leaves(&all), index as u64, size as u64).unwrap();
            assert_eq!(proof, oracle::path(index, &all[..size]), "entry {index} of {size}");
            verify_inclusion(index as u64, size as u64, &all[index], &proof, &whole).unwrap();
        }
    }
}

#[test]
fn consistency_proofs_are_the_oracles_and_verify_at_every_pair_to_130() {
    let all = leaves(130);
    let roots: Vec<Hash> = (0..=130).map(|size| oracle::mth(&all[..size])).collect();
    for new in 1..=130_usize {
        for old in 1..=new {
            let proof = consistency_proof(&Leaves(&all), old as u64, new as u64).unwrap();
            assert_eq!(proof, oracle::proof(old, &all[..new]), "{old} to {new}");
            verify_consistency(old as u64, &roots[old], new as u64, &roots[new], &proof).unwrap();
        }
        let empty = consistency_proof(&Leaves(&all), 0, new as u64).unwrap();
        verify_consistency(0, &EMPTY_ROOT, new as u64, &roots[new], &empty).unwrap();
    }
}

#[test]
fn a_proof_of_anything_else_is_refused() {
    let all = leaves(40);
    let size = 37_u64;
    let whole = oracle::mth(&all[..37]);
    for index in 0..size {
        let proof = inclusion_proof(&Leaves(&all), index, size).unwrap();
        let leaf = &all[index as usize];
        let wrong = |i, s, l: &Hash, p: &[Hash], r: &Hash| assert!(verify_inclusion(i, s, l, p, r).is_err(), "{index}");
        wrong(index, size, &all[(index as usize + 1) % 37], &proof, &whole);
        wrong((index + 1) % size, size, leaf, &proof, &whole);
        wrong(index, size, leaf, &proof, &[0; 32]);
        wrong(index, size, leaf, &proof[1..], &whole);
        wrong(index, size, leaf, &[proof.clone(), vec![whole]].concat(), &whole);
        wrong(size, size, leaf, &proof, &whole);
        for at in 0..proof.len() {
            let mut changed = proof.clone();
            changed[at][0] ^= 1;
            wrong(index, size, leaf, &changed, &whole);
        }
    }
    for old in 1..size {
        let old_root = oracle::mth(&all[..old as usize]);
        let proof = consistency_proof(&Leaves(&all), old, size).unwrap();
        let wrong =
            |o, or: &Hash, n, nr: &Hash, p: &[Hash]| assert!(verify_consistency(o, or, n, nr, p).is_err(), "{old}");
        wrong(old, &whole, size, &whole, &proof);
        wrong(old, &old_root, size, &old_root, &proof);
        wrong(old, &old_root, size, &whole, &proof[1..]);
        wrong(old, &old_root, size, &whole, &[proof.clone(), vec![whole]].concat());
        wrong(size, &whole, old, &old_root, &proof);
        for at in 0..proof.len() {
            let mut changed = proof.clone();
            changed[at][31] ^= 0x80;
            wrong(old, &old_root, size, &whole, &changed);
        }
    }
    assert!(verify_consistency(0, &whole, size, &whole, &[]).is_err(), "an empty log has one root");
    assert!(verify_consistency(size, &all[0], size, &whole, &[]).is_err(), "equal sizes have equal roots");
    assert_eq!(inclusion_proof(&Leaves(&all), 40, 40), Err(TreeError::OutOfRange { index: 40, size: 40 }));
    assert_eq!(consistency_proof(&Leaves(&all), 9, 8), Err(TreeError::Shrunk { old: 9, new: 8 }));
    assert!(root(&Leaves(&all), 41).is_err());
}

#[test]
fn tiles_hold_three_levels_and_answer_as_the_leaves_do() {
    let size = 66_000_u64;
    let all = leaves(size);
    let (tiles, writer) = stored(&all);
    // 257 full tiles of leaves and a partial one; one full tile above and a partial one; one hash on top.
    let partial = |level, index, width| Tile { kind: Kind::Hashes(level), index, width };
    let names: Vec<Tile> = tiles.keys().filter(|tile| !tile.is_full()).copied().collect();
    assert_eq!(names, [partial(0, 257, 208), partial(1, 1, 1), partial(2, 0, 1)]);
    assert_eq!(tiles.len(), 257 + 1 + 3);
    let reader = TileReader::new(size, source(&tiles));
    assert_eq!(root(&reader, size).unwrap(), writer.root());
    assert_eq!(writer.root(), oracle::mth(&all));
    let mut old = 1;
    while old < size {
        assert_eq!(root(&reader, old).unwrap(), oracle::mth(&all[..old as usize]), "{old}");
        let proof = consistency_proof(&reader, old, size).unwrap();
        verify_consistency(old, &oracle::mth(&all[..old as usize]), size, &writer.root(), &proof).unwrap();
        let proof = inclusion_proof(&reader, old, size).unwrap();
        verify_inclusion(old, size, &all[old as usize], &proof, &writer.root()).unwrap();
        old = old * 3 + 1;
    }
    let resumed = TileWriter::resume(size, &source(&tiles)).unwrap();
    assert_eq!(resumed, writer);
    assert!(reader.subtree(0, size).is_err());
    assert!(reader.subtree(1, size / 2).is_err());
}

#[test]
fn ten_million_leaves_need_few_tiles_for_a_proof() {
    // The tiles of a log whose leaves are all alike are known without building it.
    let size = 10_000_000_u64;
    let mut wholes = vec![leaf_hash(b"same")];
    for level in 0..40 {
        let below = wholes[level];
        wholes.push(node_hash(&below, &below));
    }
    let asked = Cell::new(0);
    let source = |tile: Tile| {
        asked.set(asked.get() + 1);
        let Kind::Hashes(level) = tile.kind else { panic!("only hashes are asked for") };
        Ok(wholes[usize::from(level) * 8].repeat(usize::from(tile.width)))
    };
    let mut frontier = Frontier::default();
    (0..size).for_each(|_| frontier.push(wholes[0]));
    let reader = TileReader::new(size, &source);
    let proof = inclusion_proof(&reader, 1_234_567, size).unwrap();
    verify_inclusion(1_234_567, size, &wholes[0], &proof, &frontier.root()).unwrap();
    assert!(asked.get() <= 7, "asked for {} tiles", asked.get());
    let before = asked.get();
    inclusion_proof(&reader, 1_234_567, size).unwrap();
    assert_eq!(asked.get(), before, "a second proof beside it reads nothing");
}

/// The hashes fit, the sizes do not: a path that ends below the root of so large a tree.
#[test]
fn a_proof_too_short_for_the_size_is_refused_though_its_hashes_lead_to_the_root() {
    let all = leaves(3);
    let (two, three) = (oracle::mth(&all[..2]), oracle::mth(&all));
    verify_inclusion(0, 2, &all[0], &all[1..2], &two).unwrap();
    assert!(verify_inclusion(0, 4, &all[0], &all[1..2], &two).is_err());
    verify_consistency(2, &two, 3, &three, &all[2..]).unwrap();
    assert!(verify_consistency(2, &two, 5, &three, &all[2..]).is_err());
}

#[test]
fn a_partial_tile_that_gave_way_to_the_full_one_is_read_from_it() {
    let all = leaves(300);
    let (later, _) = stored(&all);
    let reader = TileReader::new(200, |tile: Tile| match tile.kind {
        Kind::Hashes(1) => panic!("a log of 200 has no level 1"),
        _ => source(&later)(tile),
    });
    assert!(!later.contains_key(&Tile::in_log(Kind::Hashes(0), 0, 200).unwrap()));
    assert_eq!(root(&reader, 200).unwrap(), oracle::mth(&all[..200]));
    assert!(reader.subtree(0, 200).is_err(), "no further than its size");
}

#[test]
fn a_false_missing_or_short_tile_is_found() {
    let all = leaves(600);
    let (mut tiles, writer) = stored(&all);
    let first = Tile::in_log(Kind::Hashes(0), 0, 600).unwrap();
    tiles.get_mut(&first).unwrap()[40] ^= 1;
    let reader = TileReader::new(600, source(&tiles));
    let proof = inclusion_proof(&reader, 5, 600).unwrap();
    assert!(verify_inclusion(5, 600, &all[5], &proof, &writer.root()).is_err());
    drop(reader);
    tiles.get_mut(&first).unwrap().pop();
    let error = inclusion_proof(&TileReader::new(600, source(&tiles)), 5, 600).unwrap_err();
    assert!(matches!(error, TreeError::Damaged { .. }), "{error}");
    tiles.remove(&first);
    let error = inclusion_proof(&TileReader::new(600, source(&tiles)), 5, 600).unwrap_err();
    assert_eq!(error, TreeError::Missing { what: "tile/0/000".into() });
}

#[test]
fn tile_names_are_those_of_the_specification() {
    let hashes = |level, index, width| Tile { kind: Kind::Hashes(level), index, width };
    for (tile, path) in [
        (hashes(0, 0, 256), "tile/0/000"),
        (hashes(2, 0, 1), "tile/2/000.p/1"),
        (hashes(0, 1_234_067, 256), "tile/0/x001/x234/067"),
        (hashes(63, 1000, 255), "tile/63/x001/000.p/255"),
        (hashes(0, u64::MAX, 256), "tile/0/x018/x446/x744/x073/x709/x551/615"),
        (Tile { kind: Kind::Entries, index: 12_345, width: 9 }, "tile/entries/x012/345.p/9"),
    ] {
        assert_eq!(tile.path(), path);
        assert_eq!(Tile::parse(path), Some(tile));
    }
    for path in [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/1000",
        "/tile/0/000",
        "tile/0/000/",
        "tile/entries",
        "tile/data/000",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/+01",
        "tile/0/../000",
    ] {
        assert_eq!(Tile::parse(path), None, "{path}");
    }
    // The worked example of the specification.
    let widths = |level| {
        (0..300).map_while(|n| Tile::in_log(Kind::Hashes(level), n, 70_000)).map(|t| t.width).collect::<Vec<_>>()
    };
    assert_eq!((widths(0).len(), widths(0).last()), (274, Some(&112)));
    assert_eq!((widths(1), widths(2), widths(3)), (vec![256, 17], vec![1], vec![]));
    assert!(tile_hashes(hashes(0, 0, TILE_WIDTH), &[0; 8192]).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_two_sizes_of_a_large_log_are_joined(new in 1..200_000_u64, old in any::<prop::sample::Index>(), index in any::<prop::sample::Index>()) {
        let all = leaves(new);
        let (tiles, writer) = stored(&all);
        let old = old.index(new as usize) as u64 + 1;
        let index = index.index(new as usize) as u64;
        let reader = TileReader::new(new, source(&tiles));
        let mut frontier = Frontier::default();
        all[..old as usize].iter().for_each(|leaf| frontier.push(*leaf));
        let proof = consistency_proof(&reader, old, new).unwrap();
        prop_assert_eq!(&proof, &oracle::proof(old as usize, &all));
        verify_consistency(old, &frontier.root(), new, &writer.root(), &proof).unwrap();
        let proof = inclusion_proof(&reader, index, new).unwrap();
        prop_assert_eq!(&proof, &oracle::path(index as usize, &all));
        verify_inclusion(index, new, &all[index as usize], &proof, &writer.root()).unwrap();
    }
}
