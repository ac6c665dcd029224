//! What outsiders hand to the verifier, and what the journal's site serves.

use super::text;
use cordon_journal::note::Note;
use cordon_journal::tiles::{bundle_bytes, bundle_entries, tile_bytes, tile_hashes};
use cordon_journal::{Entry, Key, Proof, SignedCheckpoint, Tile, VKey};

/// An act has one spelling: what decodes, encodes to the same bytes.
pub fn entry(bytes: &[u8]) {
    if let Ok(entry) = Entry::decode(bytes) {
        assert_eq!(entry.encode().as_deref(), Ok(bytes));
    }
}

/// Signed notes, checkpoints and keys are what they say, to the byte.
pub fn note(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(note) = Note::parse(text) {
        assert_eq!(note.to_text(), text);
        let _ = note.verified_by(&[key().vkey()]);
    }
    if let Ok(checkpoint) = SignedCheckpoint::parse(text) {
        assert_eq!(checkpoint.unverified().text(), checkpoint.note().unverified_text());
        let _ = checkpoint.verify(&[key().vkey()]);
    }
    if let Ok(vkey) = VKey::parse(text) {
        assert_eq!(vkey.to_string(), text.trim_end());
    }
    if let Ok(key) = Key::parse(text) {
        assert_eq!(key.skey(), text.trim_end());
    }
}

pub fn proof(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(proof) = Proof::parse(text) else { return };
    assert_eq!(proof.to_text(), text);
    let _ = proof.verify(b"an entry", &[key().vkey()]);
}

/// A line with the tile's path, then its bytes.
pub fn tile(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (path, content) = bytes.split_at(end);
    let Some(tile) = text(path).and_then(Tile::parse) else { return };
    assert_eq!(tile.path().as_bytes(), path);
    let content = content.strip_prefix(b"\n").unwrap_or(content);
    if let Ok(hashes) = tile_hashes(tile, content) {
        assert_eq!(tile_bytes(&hashes), content);
    }
    if let Ok(entries) = bundle_entries(tile, content) {
        assert_eq!(bundle_bytes(tile, &entries).as_deref(), Ok(content));
    }
}

fn key() -> Key {
    Key::generate("fuzz.invalid/log", [7; 32]).expect("a name")
}
