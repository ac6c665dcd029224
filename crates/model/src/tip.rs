//! A tip: somebody who has lost nothing tells the centre of a number, a link, an app, an account, a message or a
//! person. It counts for nothing until an officer has looked.
//!
//! Not here: a victim's report, which opens a case (`case`), and what came of a tip (`listing`).

use crate::ids::{ComplaintId, ListingId, OfficerId, TipId};
use crate::sealed::Sealed;
use crate::time::Stamp;
use crate::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// What is told of.
    TipKind {
        Number = "number",
        /// A text or chat message.
        Message = "message",
        /// A host or a URL.
        Link = "link",
        App = "app",
        Account = "account",
        /// How a person approached somebody: at the door, in a group, by a parcel.
        Approach = "approach",
    }
}

impl TipKind {
    /// What has a name of its own, which is asked for; of the others the story is.
    pub const fn has_thing(self) -> bool {
        !matches!(self, Self::Message | Self::Approach)
    }
}

words! {
    /// What an officer made of it.
    TipOutcome {
        /// What it tells of is listed.
        Listed = "listed",
        Nothing = "nothing",
        /// Who told it is a victim: it becomes a report at intake.
        Victim = "victim",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tip {
    pub id: TipId,
    pub kind: TipKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<Sealed>,
    /// Its key in the lists, where it has a form that they know: equal keys mean the same thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<Sealed>,
    /// The number of who told it, if he gave one. Nobody has checked that it is his.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Sealed>,
    /// Its key in the lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_key: Option<String>,
    pub filed_at: Stamp,
    /// By which he asks what became of it.
    pub progress_code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<TipClosed>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TipClosed {
    pub at: Stamp,
    pub by: OfficerId,
    pub outcome: TipOutcome,
    /// No personal data.
    pub reason: String,
    /// The entry that it led to, or that said so before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing: Option<ListingId>,
    /// As what it counts, where it tells of a number and a number told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint: Option<ComplaintId>,
}

impl Tip {
    pub const fn state(&self) -> &'static str {
        if self.closed.is_some() { "closed" } else { "open" }
    }
}
