//! Who acts. `server` finds out who is calling; what they may do is decided in `permit.rs`.

use cordon_journal::entry;
use cordon_model::{AgencyId, Officer, OfficerId, Role};

#[derive(Clone, Debug)]
pub enum Actor {
    Officer(Officer),
    /// An agency's machine, signed in with its key.
    Agency(AgencyId),
    /// Somebody on the public pages.
    Citizen,
    /// The platform itself: its clock and its set-up.
    Platform,
}

impl Actor {
    pub fn journal(&self) -> entry::Actor {
        match self {
            Self::Officer(officer) => entry::Actor::officer(officer.id),
            Self::Agency(agency) => entry::Actor::agency(agency),
            Self::Citizen => entry::Actor::citizen("public"),
            Self::Platform => entry::Actor::system("platform"),
        }
    }

    /// The agency on whose behalf: the member's, where a member acts.
    pub fn agency(&self) -> Option<AgencyId> {
        match self {
            Self::Agency(agency) => Some(*agency),
            Self::Officer(officer) => officer.seats.iter().find(|seat| seat.role == Role::Desk).map(|seat| seat.agency),
            Self::Citizen | Self::Platform => None,
        }
    }

    /// Whether only one agency's own orders may be seen.
    pub fn is_member(&self) -> bool {
        match self {
            Self::Agency(_) => true,
            Self::Officer(officer) => officer.seats.iter().all(|seat| seat.role == Role::Desk),
            Self::Citizen | Self::Platform => false,
        }
    }

    pub fn officer_id(&self) -> Option<OfficerId> {
        match self {
            Self::Officer(officer) => Some(officer.id),
            _ => None,
        }
    }

    /// Under which name an idempotency key is kept.
    pub fn scope(&self) -> String {
        match self {
            Self::Officer(officer) => officer.id.to_string(),
            Self::Agency(agency) => agency.to_string(),
            Self::Citizen => "public".to_owned(),
            Self::Platform => "platform".to_owned(),
        }
    }
}
