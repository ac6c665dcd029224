//! Who is listed and why; consents to advertising, refusals of it, and complaints.
//!
//! Not here: how many entries are held and looked up (`sift`), and what a listed thing's one form is.

use crate::ids::{AgencyId, ComplaintId, ConsentId, ListingId, MeasureId, OfficerId, RefusedCallsId};
use crate::norm::Deadline;
use crate::sealed::{Digest, Sealed};
use crate::time::{DAY_MS, Stamp};
use crate::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// What can be listed.
    ListKind {
        Number = "number",
        /// `institution:number`.
        Account = "account",
        /// SM3 of the name with the exchange's salt, in hex.
        Name = "name",
        /// A domain or a URL.
        Host = "host",
        Wallet = "wallet",
        Device = "device",
        /// `package|signer`: SHA-256 of the signer's certificate in hex; without it, all of that package.
        App = "app",
    }
}

words! {
    /// Mildest first; as the facts' words have them.
    Level {
        White = "white",
        Grey = "grey",
        Black = "black",
    }
}

words! {
    /// Of what class the one is who says so. A look-up tells the class, never who reported.
    ListSource {
        /// A measure that was executed. Only this may lead to a refusal.
        Measure = "measure",
        Police = "police",
        /// A bank or payment firm.
        Institution = "institution",
        Carrier = "carrier",
        /// Came with the list exchange (200501).
        Exchange = "exchange",
        /// Distinct people who complained.
        Complaints = "complaints",
        Published = "published",
    }
}

/// A black entry lasts so long on one officer's word.
pub const BLACK_ALONE_MS: i64 = 30 * DAY_MS;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ListingState {
    /// Waits for a second officer; counts for nothing yet.
    Proposed,
    InForce,
    Refused {
        at: Stamp,
        by: OfficerId,
    },
    Ended {
        at: Stamp,
        reason: String,
    },
}

impl ListingState {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::InForce => "in_force",
            Self::Refused { .. } => "refused",
            Self::Ended { .. } => "ended",
        }
    }
}

/// The listed one objects: if nobody decides in time, the entry counts no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    pub filed_at: Stamp,
    pub statement: Sealed,
    pub contact: Sealed,
    pub due: Deadline,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<ObjectionDecided>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionDecided {
    pub at: Stamp,
    pub by: OfficerId,
    pub upheld: bool,
    pub reason: String,
}

/// One entry that a person or a measure brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    pub id: ListingId,
    pub kind: ListKind,
    /// Its key in the lists, hex: a keyed hash.
    pub key: String,
    pub thing: Sealed,
    /// Of a range of numbers its ends, in their one form: a hundred numbers and more are nobody's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(String, String)>,
    pub level: Level,
    pub source: ListSource,
    /// No personal data.
    pub reason: String,
    pub since: Stamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Stamp>,
    /// The measure it stems from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<MeasureId>,
    /// Who entered it, and who decided it.
    pub hands: Vec<OfficerId>,
    pub state: ListingState,
    /// By which the listed one objects.
    pub public_code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<Objection>,
}

impl Listing {
    /// White shields, and black that lasts excludes: neither on one officer's word.
    pub fn needs_two(level: Level, since: Stamp, until: Option<Stamp>) -> bool {
        match level {
            Level::White => true,
            Level::Black => until.is_none_or(|until| until.since_ms(since) > BLACK_ALONE_MS),
            Level::Grey => false,
        }
    }

    /// The objection that nobody has decided.
    pub fn open_objection(&self) -> Option<&Objection> {
        self.objection.as_ref().filter(|objection| objection.decided.is_none())
    }

    /// Until when it counts: an objection that nobody decides ends it by its clock.
    pub fn counts_until(&self) -> Option<Stamp> {
        let due = self.open_objection().map(|objection| objection.due.at);
        match (self.until, due) {
            (Some(until), Some(due)) => Some(until.min(due)),
            (until, due) => until.or(due),
        }
    }
}

/// A file of entries that was taken: what it was, and the generation that holds it with all before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenList {
    /// SHA-256 of the file.
    pub id: String,
    pub kind: ListKind,
    pub level: Level,
    pub source: ListSource,
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Stamp>,
    pub rows: u64,
    pub bad_rows: u64,
    /// Name of the generation's file: its digest.
    pub generation: String,
    pub taken_at: Stamp,
    /// Counted up; the last is in force.
    pub place: i64,
}

words! {
    /// By which way somebody agreed to be reached.
    ConsentWay {
        Call = "call",
        Text = "text",
    }
}

/// Kept so long from when a consent was given, and from each use (§ 7a UWG).
pub const CONSENT_KEPT_MS: i64 = 5 * 365 * DAY_MS + DAY_MS;

/// A written consent of one receiver to advertising by one sender, and where its proof is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub id: ConsentId,
    /// Who keeps the proof.
    pub agency: AgencyId,
    /// Keys in the lists, hex.
    pub sender_key: String,
    pub receiver_key: String,
    pub sender: Sealed,
    pub receiver: Sealed,
    /// Who advertises, as the consent names him: a firm.
    pub advertiser: String,
    pub purpose: String,
    /// Both, if none is named.
    pub way: Option<ConsentWay>,
    /// How it was given: paper, web, recorded call.
    pub given_by: String,
    pub given_at: Stamp,
    /// SHA-256 of the proof.
    pub proof: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Stamp>,
}

impl Consent {
    pub fn ends_at(&self) -> Option<Stamp> {
        match (self.until, self.revoked_at) {
            (Some(until), Some(revoked)) => Some(until.min(revoked)),
            (until, revoked) => until.or(revoked),
        }
    }

    /// Before this nobody erases it.
    pub fn kept_until(&self) -> Stamp {
        self.used_at.map_or(self.given_at, |used| used.max(self.given_at)).plus_ms(CONSENT_KEPT_MS)
    }
}

/// Somebody wants no advertising on this number. Free, and without end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedCalls {
    pub id: RefusedCallsId,
    pub key: String,
    pub number: Sealed,
    pub since: Stamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Stamp>,
}

/// From then on a complaint of a refuser counts: senders get a month to strike his number (US rule).
pub const REFUSAL_GRACE_MS: i64 = 31 * DAY_MS;

/// Somebody was called or written to for advertising, or worse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    pub id: ComplaintId,
    /// Of whom is complained, and who complains: keys in the lists, hex.
    pub number_key: String,
    pub by_key: String,
    pub number: Sealed,
    pub by: Sealed,
    /// When it happened, and when it was told.
    pub at: Stamp,
    pub filed_at: Stamp,
    pub subject: String,
    /// A recorded voice or a machine.
    pub recorded: bool,
    /// Area that the complainant names, as coarse as he likes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// He had refused at least 31 days before, or the subject is a scam.
    pub valid: bool,
    /// The first of this person about this number: only it counts.
    pub counts: bool,
    /// Somebody looked into it and found it so.
    #[serde(default)]
    pub verified: bool,
    /// Place in the feed.
    pub place: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shields_or_excludes_for_long_takes_two() {
        let at = Stamp::from_ms;
        for (level, until, two) in [
            (Level::White, Some(1), true),
            (Level::Grey, None, false),
            (Level::Black, None, true),
            (Level::Black, Some(BLACK_ALONE_MS), false),
            (Level::Black, Some(BLACK_ALONE_MS + 1), true),
        ] {
            assert_eq!(Listing::needs_two(level, at(0), until.map(at)), two, "{level:?} {until:?}");
        }
    }

    #[test]
    fn every_word_is_found_by_its_name() {
        for kind in ListKind::ALL {
            assert_eq!(ListKind::named(kind.name()), Some(*kind));
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{}\"", kind.name()));
        }
        assert_eq!(Level::named("purple"), None);
    }
}
