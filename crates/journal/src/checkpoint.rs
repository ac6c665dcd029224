//! Checkpoints (`c2sp.org/tlog-checkpoint`): the log `origin` had `size` entries under this root.
//! Signed, it is the log's promise never to have had others there. Keep an old one, and no later
//! rewriting passes unseen.

use crate::note::{Key, Note, NoteError, VKey};
use crate::text::{decimal, hash_from_base64, to_base64};
use crate::tree::Hash;

/// What a log states of itself at one size.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    pub origin: String,
    pub size: u64,
    pub root: Hash,
    /// Opaque lines after the root. We write none and keep those we read.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    pub fn new(origin: impl ToString, size: u64, root: Hash) -> Self {
        Self { origin: origin.to_string(), size, root, extensions: Vec::new() }
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, to_base64(&self.root));
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Signs with the log's own key, whose name is the origin, so that a note of one log never
    /// passes for that of another.
    pub fn sign(&self, key: &Key) -> Result<String, NoteError> {
        let text = self.text();
        if key.name() != self.origin || parse_text(&text)? != *self {
            return Err(NoteError::Malformed("origin is not the name of the signing key, or a line is broken"));
        }
        Ok(Note::sign(&text, &[key])?.to_text())
    }
}

/// A checkpoint with the note it came in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedCheckpoint {
    note: Note,
    checkpoint: Checkpoint,
}

impl SignedCheckpoint {
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let note = Note::parse(text)?;
        let checkpoint = parse_text(note.unverified_text())?;
        Ok(Self { note, checkpoint })
    }

    /// What it says, whoever signed it.
    pub fn unverified(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// What it says, once a known key named like the origin has signed it. Other known keys
    /// (witnesses) must not have signed wrongly either.
    pub fn verify(&self, known: &[VKey]) -> Result<&Checkpoint, NoteError> {
        let signers = self.note.verified_by(known)?;
        if signers.iter().any(|key| key.name() == self.checkpoint.origin) {
            return Ok(&self.checkpoint);
        }
        Err(NoteError::Unsigned { signers: format!("others than `{}`", self.checkpoint.origin) })
    }

    pub fn note(&self) -> &Note {
        &self.note
    }
}

fn parse_text(text: &str) -> Result<Checkpoint, NoteError> {
    let wrong = NoteError::Malformed("checkpoint is not an origin, a size and a root, each on a line");
    let body = text.strip_suffix('\n').ok_or(wrong.clone())?;
    let mut lines = body.split('\n');
    let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
        return Err(wrong);
    };
    let extensions: Vec<String> = lines.map(str::to_owned).collect();
    if origin.is_empty() || extensions.iter().any(String::is_empty) {
        return Err(wrong);
    }
    Ok(Checkpoint {
        origin: origin.to_owned(),
        size: decimal(size).ok_or(wrong.clone())?,
        root: hash_from_base64(root).ok_or(wrong)?,
        extensions,
    })
}
