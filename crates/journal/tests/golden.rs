//! The golden log: eight entries, their tiles, checkpoints, a proof, and a forged sibling, as bytes
//! in `golden/`. Version 1 of the format is these bytes: when this test fails the format changed,
//! and every log out there would stop verifying. Make a version 2 instead.
//!
//! `golden/` was written once by `cargo test -p cordon-journal --test golden -- --ignored`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/story.rs"]
mod story;

use cordon_journal::verify::{Given, Trust, served, verify};
use cordon_journal::{Entry, Key, Proof, Tile, TileReader, TreeError, VKey};
use std::path::{Path, PathBuf};

const COUNT: u64 = 8;
const OLDER: [u64; 2] = [3, 5];
const PROVEN: u64 = 4;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn expected() -> story::Files {
    let entries = story::encoded(&story::entries(COUNT));
    let mut files = story::files(&entries, &OLDER);
    let checkpoint = String::from_utf8(files["checkpoint"].clone()).unwrap();
    let stored = files.clone();
    let source = move |tile: Tile| Ok::<_, TreeError>(stored[&tile.path()].clone());
    let proof = Proof::of(PROVEN, &checkpoint, &TileReader::new(COUNT, source)).unwrap();
    files.insert(format!("{PROVEN}.tlog-proof"), proof.to_text().into_bytes());
    files.insert(format!("{PROVEN}.entry"), entries[PROVEN as usize].clone());
    let other = Key::generate(story::ORIGIN, [8; 32]).unwrap();
    files.insert("vkey.other".into(), format!("{}\n", other.vkey()).into_bytes());
    let shown = serde_json::to_string_pretty(&story::entries(COUNT)).unwrap();
    files.insert("entries.json".into(), format!("{shown}\n").into_bytes());
    let forged = story::files(&story::encoded(&story::rewritten(COUNT)), &[]);
    files.extend(forged.into_iter().map(|(path, bytes)| (format!("rewritten/{path}"), bytes)));
    files
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
    let expected = expected();
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

#[test]
#[ignore = "writes golden/: run it once for a new format version, never to make a failing test pass"]
fn write_the_golden_log() {
    for (path, bytes) in expected() {
        let path = folder().join(path);
        assert!(!path.exists(), "{} exists: golden bytes are not rewritten", path.display());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}
