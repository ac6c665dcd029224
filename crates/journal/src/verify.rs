//! The whole check, over a stream of entries: ten million pass through without standing in memory.
//!
//! What it can prove depends on what the reader brought. A log by itself can only be shown to agree
//! with itself: whoever rewrites it and signs again passes. A key shows who signed; an older
//! checkpoint, kept elsewhere, shows that nothing up to its size was altered since. The report says
//! which of these was shown, and no more. The rows of the database are not looked at here.

mod report;
mod served;

pub use report::Report;
pub use served::{Served, served};

use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::entry::{Entry, EntryError};
use crate::note::{NoteError, VKey};
use crate::text::to_base64;
use crate::tree::{Frontier, Hash, leaf_hash};
use cordon_model::time::Stamp;

/// What the reader brings that does not come from the log itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trust {
    pub key: Option<VKey>,
    /// Signed checkpoints taken earlier. With a key, they must be signed by it too.
    pub older: Vec<String>,
}

/// One entry as the log gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    pub bytes: Vec<u8>,
    /// The leaf hash recorded beside it (in the level 0 tile). With it a changed entry is named;
    /// without it only the stretch between two checkpoints can be.
    pub leaf: Option<Hash>,
}

impl From<Vec<u8>> for Given {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, leaf: None }
    }
}

/// The first thing found wrong. `E` is the error of whoever reads the entries.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum VerifyError<E: std::error::Error + 'static> {
    #[error("checkpoint: {0}")]
    Checkpoint(NoteError),
    #[error("older checkpoint: {0}")]
    Older(NoteError),
    #[error("older checkpoint is of the log `{older}`, this is `{origin}`; compare checkpoints of one log")]
    OtherLog { origin: String, older: String },
    #[error(
        "the log has {size} entries, fewer than the {older} of the older checkpoint: entries {size} and later were removed; ask its keeper for them"
    )]
    Shortened { size: u64, older: u64 },
    #[error("entry {seq} cannot be read: {error}")]
    Unreadable { seq: u64, error: E },
    #[error("entry {seq} is missing: the checkpoint covers {size} entries; ask the log's keeper for it")]
    Missing { seq: u64, size: u64 },
    #[error("entry {seq} is bad: {error}")]
    Malformed { seq: u64, error: EntryError },
    #[error("entry {seq} is bad: it says it is entry {found}; one was removed, added or moved here")]
    OutOfPlace { seq: u64, found: u64 },
    #[error("entry {seq} is bad: its bytes were changed, they do not give the leaf hash recorded for it")]
    Changed { seq: u64 },
    #[error(
        "the log was rewritten: its first {older} entries do not give the root `{root}` of the older checkpoint; an entry from {from} on was altered"
    )]
    Rewritten { from: u64, older: u64, root: String },
    #[error(
        "the {size} entries do not give the root `{root}` of the checkpoint; an entry from {from} on was altered, or the checkpoint is of other entries"
    )]
    WrongRoot { from: u64, size: u64, root: String },
}

/// Checks `entries`, given in order from the first, against the signed `checkpoint` and what the
/// reader trusts. Entries beyond the checkpoint are checked for form and counted, not vouched for.
pub fn verify<G, E>(
    checkpoint: &str,
    entries: impl IntoIterator<Item = Result<G, E>>,
    trust: &Trust,
) -> Result<Report, VerifyError<E>>
where
    G: Into<Given>,
    E: std::error::Error + 'static,
{
    let signed = SignedCheckpoint::parse(checkpoint).map_err(VerifyError::Checkpoint)?;
    let mut walk = Walk::begin(opened(&signed, trust).map_err(VerifyError::Checkpoint)?, older(&signed, trust)?);
    walk.pass_checkpoints()?;
    for given in entries {
        let seq = walk.seq;
        let given: Given = given.map_err(|error| VerifyError::Unreadable { seq, error })?.into();
        walk.take(&given)?;
        walk.pass_checkpoints()?;
    }
    walk.end(trust)
}

fn opened<'s>(signed: &'s SignedCheckpoint, trust: &Trust) -> Result<&'s Checkpoint, NoteError> {
    match &trust.key {
        Some(key) => signed.verify(std::slice::from_ref(key)),
        None => Ok(signed.unverified()),
    }
}

/// The older checkpoints by size, each of this log and no longer than it.
fn older<E: std::error::Error>(signed: &SignedCheckpoint, trust: &Trust) -> Result<Vec<Checkpoint>, VerifyError<E>> {
    let newest = signed.unverified();
    let mut all = Vec::new();
    for text in &trust.older {
        let signed = SignedCheckpoint::parse(text).map_err(VerifyError::Older)?;
        // The origin first: of another log the key would be wrong as well, which says less.
        let origin = &signed.unverified().origin;
        if *origin != newest.origin {
            return Err(VerifyError::OtherLog { origin: newest.origin.clone(), older: origin.clone() });
        }
        let older = opened(&signed, trust).map_err(VerifyError::Older)?;
        if older.size > newest.size {
            return Err(VerifyError::Shortened { size: newest.size, older: older.size });
        }
        all.push(older.clone());
    }
    all.sort_by_key(|older| older.size);
    Ok(all)
}

/// The walk from the first entry to the last.
struct Walk<'c> {
    checkpoint: &'c Checkpoint,
    older: std::vec::IntoIter<Checkpoint>,
    next_older: Option<Checkpoint>,
    /// How many entries have been read.
    seq: u64,
    tree: Frontier,
    /// Up to here a checkpoint has agreed.
    agreed: u64,
    consistent_with: Vec<u64>,
    learned_last: Option<Stamp>,
    learned_backwards: Backwards,
}

/// Entries learned before the one ahead of them: a clock set back, worth a look, no proof of wrong.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Backwards {
    pub count: u64,
    pub first_seq: Option<u64>,
}

impl<'c> Walk<'c> {
    fn begin(checkpoint: &'c Checkpoint, older: Vec<Checkpoint>) -> Self {
        let mut older = older.into_iter();
        Self {
            checkpoint,
            next_older: older.next(),
            older,
            seq: 0,
            tree: Frontier::default(),
            agreed: 0,
            consistent_with: Vec::new(),
            learned_last: None,
            learned_backwards: Backwards::default(),
        }
    }

    fn take<E: std::error::Error>(&mut self, given: &Given) -> Result<(), VerifyError<E>> {
        let seq = self.seq;
        let leaf = leaf_hash(&given.bytes);
        if given.leaf.is_some_and(|recorded| recorded != leaf) {
            return Err(VerifyError::Changed { seq });
        }
        let entry = Entry::decode(&given.bytes).map_err(|error| VerifyError::Malformed { seq, error })?;
        if entry.seq != seq {
            return Err(VerifyError::OutOfPlace { seq, found: entry.seq });
        }
        if self.learned_last.is_some_and(|last| entry.learned_at < last) {
            self.learned_backwards.count = self.learned_backwards.count.saturating_add(1);
            self.learned_backwards.first_seq.get_or_insert(seq);
        }
        self.learned_last = Some(entry.learned_at);
        self.seq = self.seq.saturating_add(1);
        self.tree.push(leaf);
        Ok(())
    }

    /// Compares roots where a checkpoint stands.
    fn pass_checkpoints<E: std::error::Error>(&mut self) -> Result<(), VerifyError<E>> {
        while let Some(older) = self.next_older.take_if(|older| older.size == self.seq) {
            if older.root != self.tree.root() {
                let root = to_base64(&older.root);
                return Err(VerifyError::Rewritten { from: self.agreed, older: older.size, root });
            }
            self.consistent_with.push(older.size);
            self.agreed = older.size;
            self.next_older = self.older.next();
        }
        if self.seq == self.checkpoint.size && self.checkpoint.root != self.tree.root() {
            let root = to_base64(&self.checkpoint.root);
            return Err(VerifyError::WrongRoot { from: self.agreed, size: self.seq, root });
        }
        Ok(())
    }

    fn end<E: std::error::Error>(self, trust: &Trust) -> Result<Report, VerifyError<E>> {
        let size = self.checkpoint.size;
        if self.seq < size {
            return Err(VerifyError::Missing { seq: self.seq, size });
        }
        Ok(Report {
            origin: self.checkpoint.origin.clone(),
            size,
            root: self.checkpoint.root,
            signed_by: trust.key.as_ref().map(ToString::to_string),
            consistent_with: self.consistent_with,
            learned_backwards: self.learned_backwards,
            beyond: self.seq.saturating_sub(size),
        })
    }
}
