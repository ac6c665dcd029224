//! The records of a data folder, opened for looking.

use crate::log::tree::{self, LogTree};
use crate::records::Place;
use anyhow::{Context, bail};
use cordon_journal::tiles::Kind;
use cordon_journal::{Given, Proof, SignedCheckpoint, Tile, TileReader, TreeError};
use cordon_store::checkpoints::{self, KeptCheckpoint};
use cordon_store::entries::{self, Kept};
use cordon_store::{Doors, Read, Result, Store, StoreError};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

/// Entries in memory at a time.
const ENTRIES_AT_ONCE: u32 = 1_000;
/// Entries about one order that are looked for.
const ABOUT_MAX: u32 = 10_000;

pub struct Folder {
    store: Arc<dyn Store>,
}

impl std::fmt::Debug for Folder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Folder").finish_non_exhaustive()
    }
}

impl Folder {
    pub fn open(data: &Path) -> anyhow::Result<Self> {
        Ok(Self { store: Place::of(data)?.look()? })
    }

    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    pub fn newest(&self) -> Result<Option<KeptCheckpoint>> {
        self.store.view("newest_checkpoint", |view| checkpoints::newest(view.sql()))
    }

    pub fn count(&self) -> Result<u64> {
        self.store.view("count_entries", |view| entries::count(view.sql()))
    }

    pub fn entry(&self, seq: u64) -> Result<Option<Kept>> {
        self.store.view("entry", |view| entries::one(view.sql(), seq))
    }

    pub fn about(&self, id: &str) -> Result<Vec<Kept>> {
        self.store.view("entries_about", |view| entries::about(view.sql(), id, 0, ABOUT_MAX))
    }

    /// Every entry in order, until the first that is not there.
    pub fn entries(&self) -> Entries<'_> {
        Entries { folder: self, next: 0, ready: VecDeque::new(), ended: false }
    }

    /// The tree under a signed checkpoint, to make proofs from.
    pub fn tree(&self, checkpoint: &str) -> anyhow::Result<LogTree> {
        let signed = SignedCheckpoint::parse(checkpoint).context("the newest kept checkpoint")?;
        let size = signed.unverified().size;
        let mut tree = LogTree::default();
        while tree.size() < size {
            let from = tree.size();
            let left = u32::try_from(size.saturating_sub(from)).unwrap_or(u32::MAX);
            let leaves = self.store.view::<_, StoreError>("leaves", |view| entries::leaves(view.sql(), from, left))?;
            if leaves.is_empty() {
                bail!("entries from {from} on are gone; run `cordon journal verify`");
            }
            leaves.into_iter().for_each(|leaf| tree.push(leaf));
        }
        if tree.root() != signed.unverified().root {
            bail!("the entries do not give the root of the kept checkpoint; run `cordon journal verify`");
        }
        Ok(tree)
    }

    /// A proof with the entry's bytes in its `extra` line.
    pub fn proof(&self, tree: &LogTree, checkpoint: &str, entry: &Kept) -> anyhow::Result<Proof> {
        let missing = |tile: Tile| TreeError::Missing { what: tile.path() };
        let source = |tile: Tile| match tile.kind {
            Kind::Hashes(0) => tree::from_entries(&*self.store, tile).map_err(|_| missing(tile)),
            _ => tree.upper(tile).ok_or_else(|| missing(tile)),
        };
        let mut proof = Proof::of(entry.seq, checkpoint, &TileReader::new(tree.size(), source))?;
        proof.extra = Some(entry.bytes.clone());
        Ok(proof)
    }
}

/// See [`Folder::entries`].
#[derive(Debug)]
pub struct Entries<'f> {
    folder: &'f Folder,
    next: u64,
    ready: VecDeque<Kept>,
    ended: bool,
}

impl Entries<'_> {
    fn load(&mut self) -> Result<()> {
        let from = self.next;
        let page = self.folder.store.view("entries", |view| entries::range(view.sql(), from, ENTRIES_AT_ONCE));
        self.ready = match page {
            Ok(page) => page.into(),
            // One of them is no row as we write it: read singly, so that it is named by its number.
            Err(_) => self.folder.entry(from)?.into_iter().collect(),
        };
        Ok(())
    }

    fn take(&mut self) -> Result<Option<Kept>> {
        if self.ready.is_empty() {
            self.load()?;
        }
        let Some(kept) = self.ready.pop_front().filter(|kept| kept.seq == self.next) else { return Ok(None) };
        self.next = self.next.saturating_add(1);
        Ok(Some(kept))
    }
}

impl Iterator for Entries<'_> {
    type Item = Result<Given>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let taken = self.take();
        self.ended = !matches!(taken, Ok(Some(_)));
        taken.transpose().map(|kept| kept.map(|kept| Given { bytes: kept.bytes, leaf: Some(kept.leaf) }))
    }
}
