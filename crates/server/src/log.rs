//! The journal as it is shown to the outside: a tree over its entries, signed heads of it, and the
//! files of a C2SP log (`tlog-tiles`) below `/log`.
//!
//! A signed checkpoint is a promise never to have had other entries. So it is kept twice before
//! anybody sees it, in the database and in the file `journal.checkpoint` beside it, and nothing is
//! ever signed that does not continue both: a database that was rolled back or rewritten under the
//! centre stops the signing, loudly, and does not begin a second history.
//!
//! Not here: what an entry is and how a tree is hashed (`cordon-journal`), and the checking of it all
//! (`commands/journal`, and `verify/` at the root, which shares no code with this).

pub mod memory;
pub mod routes;
pub mod tree;

use cordon_journal::tiles::Kind;
use cordon_journal::{Checkpoint, Hash, Key, SignedCheckpoint, Tile, VKey};
use cordon_model::Stamp;
use cordon_store::checkpoints::{self, KeptCheckpoint};
use cordon_store::{Doors, Read, Store, StoreError, entries};
use memory::Memory;
use serde::Deserialize;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tree::LogTree;

/// Leaves read and hashed at a time: some milliseconds of work.
const LEAVES_AT_ONCE: u32 = entries::ENTRIES_PAGE_MAX;

/// Who may fetch the entries themselves. Checkpoints and hash tiles are public always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Publish {
    Public,
    /// Officers and agencies that are signed in.
    #[default]
    Members,
}

/// Why no checkpoint was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Now; the next round tries again.
    #[error("{0}")]
    NotNow(String),
    /// Never again by this process: what stands in the database is not what was signed.
    #[error("{0}")]
    Refused(String),
}

impl From<StoreError> for LogError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Corrupt { .. } => Self::Refused(error.to_string()),
            other => Self::NotNow(other.to_string()),
        }
    }
}

/// A head that was signed, and the text that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub size: u64,
    pub root: Hash,
    pub note: String,
}

impl Signed {
    fn read(note: &str, key: &VKey, from: &str) -> Result<Self, LogError> {
        let refused = |error| LogError::Refused(format!("the checkpoint kept in {from} is not ours: {error}"));
        let signed = SignedCheckpoint::parse(note).map_err(refused)?;
        let checkpoint = signed.verify(std::slice::from_ref(key)).map_err(refused)?;
        Ok(Self { size: checkpoint.size, root: checkpoint.root, note: note.to_owned() })
    }
}

/// What has been learnt of the log since this process began.
#[derive(Debug, Default)]
struct Known {
    tree: LogTree,
    /// Heads signed by other processes, which the tree must pass through.
    marks: Vec<Signed>,
    begun: bool,
    signed: Option<Signed>,
    refused: Option<String>,
}

/// The log of a running centre.
#[derive(Debug)]
pub struct Log {
    memory: Memory,
    pub publish: Publish,
    /// One round at a time; readers do not wait for it.
    round: Mutex<()>,
    known: Mutex<Known>,
}

impl Log {
    pub fn new(data: &Path, publish: Publish) -> Self {
        Self { memory: Memory::of(data), publish, round: Mutex::new(()), known: Mutex::default() }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // What a panic left is still a tree of the leaves pushed so far: each goes in whole.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest published head; none before the first round is through.
    pub fn signed(&self) -> Option<Signed> {
        self.known().signed.clone()
    }

    /// Takes in the entries since the last round and signs a checkpoint over them, if there are any.
    pub fn advance<S: Store + ?Sized>(&self, store: &S, key: &Key, now: Stamp) -> Result<Signed, LogError> {
        let _round = self.round.lock().unwrap_or_else(PoisonError::into_inner);
        self.unless_refused(|| self.round(store, key, now))
    }

    /// A refusal stands for as long as the process.
    fn unless_refused<T>(&self, go: impl FnOnce() -> Result<T, LogError>) -> Result<T, LogError> {
        if let Some(why) = &self.known().refused {
            return Err(LogError::Refused(why.clone()));
        }
        let done = go();
        if let Err(LogError::Refused(why)) = &done {
            self.known().refused = Some(why.clone());
        }
        done
    }

    fn round<S: Store + ?Sized>(&self, store: &S, key: &Key, now: Stamp) -> Result<Signed, LogError> {
        self.begin(key)?;
        self.heed(store, key)?;
        let count = store.view::<_, StoreError>("count_entries", |view| entries::count(view.sql()))?;
        self.read_until(store, count)?;
        let (root, last) = {
            let known = self.known();
            (known.tree.root(), known.signed.clone())
        };
        match last {
            Some(last) if last.size == count => Ok(last),
            _ => self.sign(store, key, Checkpoint::new(key.name(), count, root), now),
        }
    }

    /// Takes over what another server on the same database signed, once the entries agree with it.
    pub fn follow<S: Store + ?Sized>(&self, store: &S, key: &Key) -> Result<(), LogError> {
        let _round = self.round.lock().unwrap_or_else(PoisonError::into_inner);
        self.unless_refused(|| {
            self.begin(key)?;
            let Some(newest) = self.heed(store, key)? else { return Ok(()) };
            let (seen, shown) = {
                let known = self.known();
                (known.tree.size(), known.signed.as_ref().map(|signed| signed.size))
            };
            // A tree that has gone beyond waits for the next head, with which it can be compared.
            if newest.size < seen || shown == Some(newest.size) {
                return Ok(());
            }
            self.read_until(store, newest.size)?;
            self.memory.remember(&newest.note)?;
            self.show(newest);
            Ok(())
        })
    }

    /// Recalls what this folder remembers: nothing may be signed until the tree has passed through it.
    fn begin(&self, key: &Key) -> Result<(), LogError> {
        if self.known().begun {
            return Ok(());
        }
        // Before the database is read: a head is kept there before it comes into the file.
        let remembered =
            self.memory.recall()?.map(|note| Signed::read(&note, &key.vkey(), memory::FILE)).transpose()?;
        let mut known = self.known();
        known.marks.extend(remembered);
        known.begun = true;
        Ok(())
    }

    /// The newest head in the database, by whomever it was signed: the tree must pass through it too.
    fn heed<S: Store + ?Sized>(&self, store: &S, key: &Key) -> Result<Option<Signed>, LogError> {
        let kept = store.view::<_, StoreError>("newest_checkpoint", |view| checkpoints::newest(view.sql()))?;
        let Some(kept) = kept else { return Ok(None) };
        let signed = Signed::read(&kept.note, &key.vkey(), "the database")?;
        if signed.size != kept.size {
            return Err(LogError::Refused(format!("the checkpoint kept for size {} says another", kept.size)));
        }
        let mut known = self.known();
        if signed.size >= known.tree.size() && known.signed.as_ref() != Some(&signed) {
            known.marks.push(signed.clone());
        }
        Ok(Some(signed))
    }

    fn read_until<S: Store + ?Sized>(&self, store: &S, count: u64) -> Result<(), LogError> {
        self.check_not_shorter(count)?;
        loop {
            let from = self.known().tree.size();
            if from >= count {
                return self.pass_marks();
            }
            let left = u32::try_from(count.saturating_sub(from)).unwrap_or(u32::MAX).min(LEAVES_AT_ONCE);
            let leaves = store.view::<_, StoreError>("leaves", |view| entries::leaves(view.sql(), from, left))?;
            if leaves.is_empty() {
                return Err(LogError::Refused(format!("entries after {from} are gone, though {count} were counted")));
            }
            for leaf in leaves {
                self.pass_marks()?;
                self.known().tree.push(leaf);
            }
        }
    }

    fn check_not_shorter(&self, count: u64) -> Result<(), LogError> {
        let known = self.known();
        let signed = known.marks.iter().chain(&known.signed).map(|signed| signed.size).max().unwrap_or(0);
        // Leaves taken in by a round that could not sign count as well.
        if count >= signed.max(known.tree.size()) {
            return Ok(());
        }
        Err(LogError::Refused(format!(
            "the journal has {count} entries, but a checkpoint over {} was signed or about to be: the database was \
             rolled back, or entries were removed; restore the newest copy of it",
            signed.max(known.tree.size())
        )))
    }

    /// Compares the tree with what was signed at its present size.
    fn pass_marks(&self) -> Result<(), LogError> {
        let known = self.known();
        let size = known.tree.size();
        let here = known.marks.iter().filter(|mark| mark.size == size);
        if here.into_iter().all(|mark| mark.root == known.tree.root()) {
            return Ok(());
        }
        Err(LogError::Refused(format!(
            "the first {size} entries are not those over which a checkpoint was signed: entries were rewritten; \
             find out by whom with `cordon journal verify`, and restore the database"
        )))
    }

    fn sign<S: Store + ?Sized>(
        &self,
        store: &S,
        key: &Key,
        checkpoint: Checkpoint,
        now: Stamp,
    ) -> Result<Signed, LogError> {
        // A head of this size that another process signed is the head: it is not signed anew.
        let earlier = self.known().marks.iter().find(|mark| mark.size == checkpoint.size).cloned();
        let signed = match earlier {
            Some(earlier) => earlier,
            None => {
                let note = checkpoint.sign(key).map_err(|error| LogError::Refused(error.to_string()))?;
                Signed { size: checkpoint.size, root: checkpoint.root, note }
            }
        };
        self.keep(store, &signed, now)?;
        self.show(signed.clone());
        Ok(signed)
    }

    fn show(&self, signed: Signed) {
        let mut known = self.known();
        known.marks.clear();
        known.signed = Some(signed);
    }

    fn keep<S: Store + ?Sized>(&self, store: &S, signed: &Signed, now: Stamp) -> Result<(), LogError> {
        let kept = KeptCheckpoint { size: signed.size, note: signed.note.clone(), at: now };
        store.keep::<_, StoreError>("keep_checkpoint", |keep| {
            let newest = checkpoints::newest(keep.sql())?.map(|newest| newest.size);
            match newest.is_some_and(|newest| newest >= kept.size) {
                true => Ok(()),
                false => checkpoints::keep(keep, &kept),
            }
        })?;
        self.memory.remember(&signed.note)
    }

    /// The bytes of a file of the log. None where the published log has no such tile.
    pub fn tile<S: Store + ?Sized>(&self, store: &S, tile: Tile) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(signed) = self.signed() else { return Ok(None) };
        let there = Tile::in_log(tile.kind, tile.index, signed.size);
        if there.is_none_or(|there| tile.width > there.width) {
            return Ok(None);
        }
        match tile.kind {
            Kind::Hashes(0) | Kind::Entries => tree::from_entries(store, tile).map(Some),
            Kind::Hashes(_) => Ok(self.known().tree.upper(tile)),
        }
    }
}

#[cfg(test)]
mod tests;
