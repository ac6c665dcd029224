//! Where a victim's money went, how much of it is still where, and whose it is. The law of this
//! crate is `docs/concepts/tracing.md`; the words used here are explained there.
//!
//! Not here: I/O of any kind, but for the archive's own files in [`disk`]. The tracer says which postings
//! it needs and takes them; stores and banks stand behind [`source::TransferSource`], outside.

pub mod archive;
pub mod backward;
pub mod disk;
pub mod export;
pub mod follow;
pub mod names;
pub mod oracle;
pub mod picture;
pub mod plan;
pub mod question;
pub mod reach;
pub mod read;
pub mod rule;
pub mod signs;
pub mod source;
pub mod standing;
pub mod text;
pub mod trace;
pub mod tracer;
pub mod transfer;

pub use names::{AccountId, Names, TxId, VictimId};
pub use question::{AsOf, Hold, Question, QuestionError, Root, Start};
pub use rule::Rule;
pub use source::{ArchiveSource, Batch, End, MemorySource, Probe, TransferSource, run};
pub use trace::{Note, Notes, Totals, Trace};
pub use tracer::{Step, Tracer};
pub use transfer::{Stamp, Transfer, TransferError};
