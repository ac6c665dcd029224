//! Papers: what the law wants attached to an order. The content is sealed; its digest is not.

use crate::exchange::{Media, PaperKind};
use crate::ids::{CaseId, OfficerId, PaperId};
use crate::sealed::{Digest, Sealed};
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

/// Largest scan that travels with an order. The wire doubles nothing but base64: four of these and
/// their message stay below its 8 MiB.
pub const PAPER_BYTES_MAX: usize = 1_400_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub id: PaperId,
    pub kind: PaperKind,
    pub media: Media,
    /// The case it belongs to, or the officer whose certificate it is.
    pub case: Option<CaseId>,
    pub officer: Option<OfficerId>,
    pub bytes: u64,
    /// SHA-256 of the content.
    pub digest: Digest,
    pub content: Sealed,
    pub added_at: Stamp,
    pub added_by: OfficerId,
}
