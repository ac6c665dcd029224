//! Signed notes (`c2sp.org/signed-note`) with Ed25519 keys: a text, a blank line, and signature
//! lines of an em dash, a key name and base64.
//!
//! Keys have the text forms of the Go note package, so that its users need no other tool:
//! `name+hash+base64(0x01 || public key)` and `PRIVATE+KEY+name+hash+base64(0x01 || seed)`.
//! Not here: what the text means; see [`crate::checkpoint`].

mod key;

pub use key::{Key, VKey};

use crate::text::{from_base64, to_base64};

/// More than a checkpoint with a hundred post-quantum signatures needs.
pub const NOTE_BYTES_MAX: usize = 1 << 20;
pub const NOTE_SIGNATURES_MAX: usize = 100;

const MARK: &str = "\u{2014} ";

/// Why a note or key is refused. No error holds a secret, nor the text of an unverified note.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoteError {
    #[error("note is malformed: {0}; fetch it again, unchanged to the last byte")]
    Malformed(&'static str),
    #[error("key is malformed: {0}; copy the whole line")]
    Key(&'static str),
    #[error("key name `{0}` is empty or holds a space or a plus sign; use a form such as `journal.example/city`")]
    Name(String),
    #[error("signature of `{name}` is wrong; the note was altered, or the name was given another key")]
    WrongSignature { name: String },
    #[error("no signature is by a known key (the note bears those of {signers}); give the key of its log")]
    Unsigned { signers: String },
}

/// One signature line. Those of unknown keys are kept as they are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    pub name: String,
    pub key_id: [u8; 4],
    pub bytes: Vec<u8>,
}

/// A text and who claims to have signed it. Nothing of it may be believed before
/// [`Note::verified_by`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// Signs `text`, which ends in a newline, with each of `keys`.
    pub fn sign(text: &str, keys: &[&Key]) -> Result<Self, NoteError> {
        check_text(text)?;
        let signatures = keys.iter().map(|key| key.sign(text)).collect();
        Ok(Self { text: text.to_owned(), signatures })
    }

    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(NoteError::Malformed("it is longer than 1 MiB"));
        }
        let blank = note.rfind("\n\n").ok_or(NoteError::Malformed("no blank line before the signatures"))?;
        let (text, signatures) = note.split_at_checked(blank + 1).ok_or(NoteError::Malformed("not text"))?;
        check_text(text)?;
        let lines = signatures.strip_prefix('\n').unwrap_or_default();
        if !lines.ends_with('\n') {
            return Err(NoteError::Malformed("it breaks off in its last line"));
        }
        let signatures = lines.lines().map(parse_signature).collect::<Result<Vec<_>, _>>()?;
        if signatures.len() > NOTE_SIGNATURES_MAX {
            return Err(NoteError::Malformed("it bears more than 100 signatures"));
        }
        // `lines` takes a carriage return for part of the line end; the texts must agree.
        let parsed = Self { text: text.to_owned(), signatures };
        if parsed.to_text() == note { Ok(parsed) } else { Err(NoteError::Malformed("its lines end wrongly")) }
    }

    pub fn to_text(&self) -> String {
        let mut out = format!("{}\n", self.text);
        for signature in &self.signatures {
            let bytes = [signature.key_id.as_slice(), &signature.bytes].concat();
            out.push_str(&format!("{MARK}{} {}\n", signature.name, to_base64(&bytes)));
        }
        out
    }

    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The text as it stands, signed or not.
    pub fn unverified_text(&self) -> &str {
        &self.text
    }

    /// The known keys whose signatures hold: one at least. A wrong signature by a known key spoils
    /// the note whoever else signed it; signatures by unknown keys are ignored.
    pub fn verified_by<'k>(&self, known: &'k [VKey]) -> Result<Vec<&'k VKey>, NoteError> {
        let mut verified: Vec<&VKey> = Vec::new();
        for signature in &self.signatures {
            let Some(key) = known.iter().find(|key| key.is_of(signature)) else {
                continue;
            };
            if !key.verifies(&self.text, signature) {
                return Err(NoteError::WrongSignature { name: signature.name.clone() });
            }
            if !verified.contains(&key) {
                verified.push(key);
            }
        }
        match verified.is_empty() {
            false => Ok(verified),
            true => Err(NoteError::Unsigned { signers: self.signers() }),
        }
    }

    fn signers(&self) -> String {
        let named = self.signatures.iter().map(|s| format!("`{}+{}`", s.name, crate::text::to_hex(&s.key_id)));
        named.collect::<Vec<_>>().join(", ")
    }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if !text.ends_with('\n') {
        return Err(NoteError::Malformed("its text does not end in a newline"));
    }
    match text.chars().any(|c| c < ' ' && c != '\n') {
        true => Err(NoteError::Malformed("its text holds a control character")),
        false => Ok(()),
    }
}

fn parse_signature(line: &str) -> Result<Signature, NoteError> {
    let wrong = NoteError::Malformed("a signature line is not an em dash, a name and base64");
    let (name, blob) = line.strip_prefix(MARK).and_then(|rest| rest.split_once(' ')).ok_or(wrong.clone())?;
    let blob = from_base64(blob).ok_or(wrong.clone())?;
    let (key_id, bytes) = blob.split_first_chunk::<4>().ok_or(wrong.clone())?;
    if !is_name(name) || bytes.is_empty() {
        return Err(wrong);
    }
    Ok(Signature { name: name.to_owned(), key_id: *key_id, bytes: bytes.to_vec() })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+' || c < ' ')
}
