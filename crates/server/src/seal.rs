//! Signatures over bundles: one line of a signed note, by the journal's kind of key.

use cordon_journal::note::Note;
use cordon_journal::{Key, VKey};

/// The signature line over a text that ends in a line feed.
pub fn sign(key: &Key, signed: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(signed).ok()?;
    let note = Note::sign(text, &[key]).ok()?.to_text();
    Some(note.strip_prefix(text)?.trim().to_owned())
}

/// Whether the line is this key's signature over just that text.
pub fn is_by(key: &VKey, signed: &[u8], signature: &str) -> bool {
    let Ok(text) = std::str::from_utf8(signed) else { return false };
    let Ok(note) = Note::parse(&format!("{text}\n{signature}\n")) else { return false };
    note.unverified_text() == text && note.verified_by(std::slice::from_ref(key)).is_ok()
}
