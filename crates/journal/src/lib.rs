//! The journal: what one act looks like as bytes, how acts stand in a Merkle tree, and how somebody
//! who does not trust us checks both.
//!
//! - [`entry`]: one act, one entry, one canonical string of bytes.
//! - [`commitment`]: how an entry speaks of personal data without holding it.
//! - [`tree`], [`tiles`]: RFC 6962 hashes, proofs, and the C2SP files that carry them.
//! - [`note`], [`checkpoint`], [`proof`]: what is signed, and what is handed to a court.
//! - [`verify`]: the whole check over a stream of entries.
//!
//! Not here: files, databases, HTTP, the clock and randomness. The crate turns bytes into values and
//! back; who reads and stores them is the caller's matter. The format is described for readers in
//! other languages in `verify/README.md`, and checked there by programs that share no code with it.

pub mod checkpoint;
pub mod commitment;
pub mod entry;
pub mod note;
pub mod proof;
pub mod text;
pub mod tiles;
pub mod tree;
pub mod verify;

pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use commitment::commitment;
pub use entry::{Actor, ActorKind, Draft, ENTRY_BYTES_MAX, Entry, EntryError, Fact, RowDigest};
pub use note::{Key, NoteError, VKey};
pub use proof::Proof;
pub use tiles::{Tile, TileReader, TileWriter};
pub use tree::{EMPTY_ROOT, Frontier, Hash, Hashes, TreeError, leaf_hash, node_hash};
pub use verify::{Given, Report, Trust, VerifyError, verify};
