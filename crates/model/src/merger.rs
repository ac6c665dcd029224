//! Two cases that are one victim's: reported twice, and taken for one by an officer, who may be wrong. Neither case
//! changes by it, so that parting them again leaves nothing behind.
//!
//! Not here: which cases look alike (`desk`).

use crate::ids::{CaseId, MergerId, OfficerId};
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merger {
    pub id: MergerId,
    /// The second report.
    pub case: CaseId,
    /// The one that it is worked on with.
    pub into: CaseId,
    /// No personal data.
    pub reason: String,
    pub at: Stamp,
    pub by: OfficerId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parted: Option<Parted>,
}

/// It was wrong: they are two again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parted {
    pub at: Stamp,
    pub by: OfficerId,
    pub reason: String,
}

impl Merger {
    pub const fn state(&self) -> &'static str {
        if self.parted.is_some() { "parted" } else { "merged" }
    }
}
