//! The golden log: eight entries, their tiles, checkpoints, a proof, and a forged sibling, as bytes
//! in `golden/`. Version 1 of the format is these bytes: when this test fails the format changed,
//! and every log out there would stop verifying. Make a version 2 instead.
//!
//! `golden/` was written once by `cargo run -p cordon-journal --example write_log -- FOLDER golden`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/story.rs"]
mod story;

use cordon_journal::verify::{Given, Trust, served, verify};
use cordon_journal::{Entry, Proof, Tile, TreeError, VKey};
use std::path::{Path, PathBuf};
use story::{COUNT, OLDER, PROVEN};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn read(path: &str) -> Vec<u8> {
    std::fs::read(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn text(path: &str) -> String {
    String::from_utf8(read(path)).unwrap()
}

/// The log as its files serve it.
fn entries_of(prefix: &'static str) -> impl Iterator<Item = Result<Given, TreeError>> {
    served(COUNT, move |tile: Tile| Ok(read(&format!("{prefix}{tile}"))))
}

#[test]
fn the_golden_bytes_never_change() {
    let expected = story::golden();
    for (path, bytes) in &expected {
        assert!(read(path) == *bytes, "{path} differs from the bytes of version 1");
    }
    let mut found = Vec::new();
    let mut folders = vec![folder()];
    while let Some(next) = folders.pop() {
        for item in std::fs::read_dir(next).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    assert_eq!(found.len(), expected.len(), "files of unknown origin in golden/");
}

#[test]
fn the_golden_log_verifies_and_its_forged_sibling_does_not() {
    let key = VKey::parse(&text("vkey")).unwrap();
    let older = OLDER.map(|size| text(&format!("older/{size}"))).to_vec();
    let trust = Trust { key: Some(key.clone()), older };
    let report = verify(&text("checkpoint"), entries_of(""), &trust).unwrap();
    assert_eq!((report.size, report.consistent_with), (COUNT, OLDER.to_vec()));
    let signed_only = Trust { key: Some(key), older: vec![] };
    verify(&text("rewritten/checkpoint"), entries_of("rewritten/"), &signed_only).unwrap();
    verify(&text("rewritten/checkpoint"), entries_of("rewritten/"), &trust).unwrap_err();
    let other = Trust { key: Some(VKey::parse(&text("vkey.other")).unwrap()), older: vec![] };
    verify(&text("checkpoint"), entries_of(""), &other).unwrap_err();
}

#[test]
fn the_golden_proof_shows_its_entry() {
    let entry = read(&format!("{PROVEN}.entry"));
    let proof = Proof::parse(&text(&format!("{PROVEN}.tlog-proof"))).unwrap();
    proof.verify(&entry, &[VKey::parse(&text("vkey")).unwrap()]).unwrap();
    assert_eq!(Entry::decode(&entry).unwrap().verb, "receive_receipt");
}
