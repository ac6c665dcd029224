//! One object that an officer looked up: by whom, on which ground, and what was found. It is kept so that who looked
//! at somebody's account can be told as well as who opened it.
//!
//! Not here: what is known of the object (`desk`); what was typed is sealed.

use crate::ids::{LookUpId, OfficerId};
use crate::sealed::Sealed;
use crate::time::Stamp;
use crate::words::words;
use serde::{Deserialize, Serialize};

words! {
    LookUpKind {
        Account = "account",
        Number = "number",
        /// A host or a URL.
        Link = "link",
        /// SM3 of a name with the exchange's salt, in hex: a name itself is sealed and has no key.
        NameHash = "name_hash",
        /// A case by its number or id.
        Case = "case",
    }
}

words! {
    /// Why somebody has to see it.
    LookUpGround {
        /// Somebody reports on the telephone or at the counter.
        Intake = "intake",
        /// A case that is being worked on.
        CaseWork = "case_work",
        /// Somebody is warned before he pays.
        Dissuasion = "dissuasion",
        /// An appeal, an objection or a complaint is heard.
        Objection = "objection",
        /// A bank or carrier asks about its own customer.
        AgencyAsks = "agency_asks",
        /// The acts of others are read.
        Supervision = "supervision",
        Other = "other",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookUp {
    pub id: LookUpId,
    pub kind: LookUpKind,
    /// Equal keys mean the same object.
    pub key: String,
    pub thing: Sealed,
    pub ground: LookUpGround,
    /// No personal data.
    pub remark: String,
    pub at: Stamp,
    pub by: OfficerId,
    /// Records that were shown.
    pub found: u32,
}
