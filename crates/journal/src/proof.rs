//! The proof file (`c2sp.org/tlog-proof@v1`) that one hands to a court: with the entry's bytes and
//! the log's key it shows, offline and without us, that the entry stands in the log.

use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::note::{NoteError, VKey};
use crate::text::{decimal, from_base64, hash_from_base64, to_base64};
use crate::tree::{Hash, Hashes, TreeError, inclusion_proof, leaf_hash, verify_inclusion};

pub const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// A tree of 2^64 leaves has no longer path.
pub const PROOF_HASHES_MAX: usize = 64;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
    pub index: u64,
    /// Bytes for the reader's convenience; nothing vouches for them.
    pub extra: Option<Vec<u8>>,
    pub hashes: Vec<Hash>,
    /// The signed checkpoint, to the byte.
    pub checkpoint: String,
}

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ProofError {
    #[error("proof is malformed: {0}; use the file as it was handed out")]
    Malformed(&'static str),
    #[error("checkpoint of the proof: {0}")]
    Checkpoint(#[from] NoteError),
    #[error(transparent)]
    Tree(#[from] TreeError),
}

impl Proof {
    /// Proves the entry at `index` under a signed checkpoint of the log that `hashes` reads.
    pub fn of(index: u64, checkpoint: &str, hashes: &(impl Hashes + ?Sized)) -> Result<Self, ProofError> {
        let size = SignedCheckpoint::parse(checkpoint)?.unverified().size;
        let hashes = inclusion_proof(hashes, index, size)?;
        Ok(Self { index, extra: None, hashes, checkpoint: checkpoint.to_owned() })
    }

    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        if let Some(extra) = &self.extra {
            text.push_str(&format!("extra {}\n", to_base64(extra)));
        }
        text.push_str(&format!("index {}\n", self.index));
        for hash in &self.hashes {
            text.push_str(&to_base64(hash));
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&self.checkpoint);
        text
    }

    pub fn parse(text: &str) -> Result<Self, ProofError> {
        let (head, checkpoint) = text.split_once("\n\n").ok_or(ProofError::Malformed("no blank line"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(ProofError::Malformed("its first line is not c2sp.org/tlog-proof@v1"));
        }
        let extra = match lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            Some(base64) => {
                lines.next();
                Some(from_base64(base64).ok_or(ProofError::Malformed("its extra line is not base64"))?)
            }
            None => None,
        };
        let index = lines.next().and_then(|line| decimal(line.strip_prefix("index ")?));
        let index = index.ok_or(ProofError::Malformed("its index line is missing or wrong"))?;
        let hashes: Option<Vec<Hash>> = lines.map(hash_from_base64).collect();
        let hashes = hashes.ok_or(ProofError::Malformed("a line is not the base64 of a hash"))?;
        if hashes.len() > PROOF_HASHES_MAX {
            return Err(ProofError::Malformed("it holds more than 64 hashes"));
        }
        Ok(Self { index, extra, hashes, checkpoint: checkpoint.to_owned() })
    }

    /// Holds when the log of a known key has exactly `entry` at `index`; returns its checkpoint.
    pub fn verify(&self, entry: &[u8], known: &[VKey]) -> Result<Checkpoint, ProofError> {
        let signed = SignedCheckpoint::parse(&self.checkpoint)?;
        let checkpoint = signed.verify(known)?;
        verify_inclusion(self.index, checkpoint.size, &leaf_hash(entry), &self.hashes, &checkpoint.root)?;
        Ok(checkpoint.clone())
    }
}
