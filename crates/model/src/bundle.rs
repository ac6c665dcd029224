//! Files that were carried between networks: which number, which direction, by whom.
//!
//! What stands in one is not kept here: orders and receipts have records of their own.

use crate::ids::{AgencyId, OfficerId, OrderId};
use crate::sealed::Digest;
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

/// Seen from the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Orders to an agency.
    Out,
    /// Receipts from it.
    In,
}

impl Direction {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
        }
    }
}

/// A receipt as it stood in a file, whatever became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedReceipt {
    pub order: OrderId,
    /// SHA-256 of its bytes.
    pub body: Digest,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedBundle {
    pub agency: AgencyId,
    pub direction: Direction,
    /// From one on, for this agency and this direction.
    pub sequence: u64,
    pub at: Stamp,
    /// Who carried it out or in.
    pub officer: OfficerId,
    /// SHA-256 of what was signed. None for orders: the number is given before they are opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Digest>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<CarriedReceipt>,
}

impl CarriedBundle {
    pub fn key(&self) -> String {
        Self::key_of(self.agency, self.direction, self.sequence)
    }

    pub fn key_of(agency: AgencyId, direction: Direction, sequence: u64) -> String {
        format!("{agency}-{}-{sequence}", direction.name())
    }
}
