//! A watch ends: an officer hands the desk to another, with everything that waits at that moment. What was handed
//! over stands, so that what was forgotten can be told from what came later.
//!
//! Not here: what waits, and who has it in hand (`desk`).

use crate::ids::{CaseId, HandoverId, OfficerId};
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    pub id: HandoverId,
    pub from: OfficerId,
    pub to: OfficerId,
    pub at: Stamp,
    /// What the next watch has to know. No personal data.
    pub note: String,
    /// The most pressing first.
    pub lines: Vec<HandedLine>,
    /// Lines that waited besides, which are not told one by one.
    pub more: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<HandoverEnd>,
}

/// One line as it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedLine {
    /// For what a person was waited for.
    pub wait: String,
    /// The order, list, measure, appeal, report or entry.
    pub id: String,
    pub kind: Option<String>,
    pub case: Option<CaseId>,
    pub case_number: Option<String>,
    pub due_at: Option<Stamp>,
    /// Whoever went had it in hand.
    pub in_hand: bool,
    /// What he says of it. No personal data.
    pub remark: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoverEnd {
    /// The other took the desk over.
    Taken { at: Stamp },
    /// Whoever handed over did it again, to the same officer or another, before anybody took it.
    Replaced { at: Stamp, by: HandoverId },
}

impl Handover {
    pub const fn state(&self) -> &'static str {
        match self.ended {
            None => "open",
            Some(HandoverEnd::Taken { .. }) => "taken",
            Some(HandoverEnd::Replaced { .. }) => "replaced",
        }
    }
}
