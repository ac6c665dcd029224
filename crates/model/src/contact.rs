//! Whom a telephone user named to his carrier: a relative who is told of an alarm, and numbers whose calls
//! are left alone; and the alarms themselves.

use crate::ids::{AgencyId, CallAlarmId, ContactId};
use crate::sealed::{Digest, Sealed};
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// Is told when a call to the user looks like a scam. Both have agreed.
    Relative,
    /// Calls from this number are neither announced nor read.
    Allowed,
}

impl ContactKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Relative => "relative",
            Self::Allowed => "allowed",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    /// The carrier, which keeps the user's word and delivers what is told.
    pub agency: AgencyId,
    pub kind: ContactKind,
    /// Keyed digests, by which numbers are compared.
    pub user_key: String,
    pub number_key: String,
    pub user: Sealed,
    pub number: Sealed,
    /// SHA-256 of the proof of consent, which the carrier keeps.
    pub consent: Digest,
    pub since: Stamp,
    pub until: Stamp,
    pub ended_at: Option<Stamp>,
}

/// An alarm about a call, once for each call. It names nobody: the carrier knows its call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallAlarm {
    pub id: CallAlarmId,
    pub agency: AgencyId,
    /// The carrier's own number of the call.
    pub call: String,
    pub at: Stamp,
    /// Thousandths.
    pub probability: u16,
    /// T01 to T14, if one stands out.
    pub scam: Option<String>,
    /// Stage of the script, 1 to 8.
    pub stage: Option<u8>,
    /// Codes of what spoke for it.
    pub reasons: Vec<String>,
    /// Relatives to be told, by the carrier that registered them.
    pub relatives: Vec<ContactId>,
}
