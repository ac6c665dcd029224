//! The office as the API shows it: agencies, officers, the roster.

use super::word;
use cordon_model::sealed::mask_tail;
use cordon_model::{Agency, Duty, Officer};
use serde::Serialize;
use utoipa::ToSchema;

/// Digits of a telephone that are shown.
const PHONE_TAIL: usize = 4;

#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyBody {
    #[schema(example = "agy_019ab0c4d1e87000800000000000000a")]
    id: String,
    #[schema(example = "999100000001")]
    code: String,
    name: String,
    kind: String,
    /// Preferred first.
    wires: Vec<String>,
    /// Can hold an amount instead of a whole account.
    limited_stop: bool,
    public_phone: String,
    active: bool,
}

impl From<Agency> for AgencyBody {
    fn from(agency: Agency) -> Self {
        Self {
            id: agency.id.to_string(),
            code: agency.code,
            name: agency.name,
            kind: word(agency.kind),
            wires: agency.wires.iter().map(|wire| wire.name().to_owned()).collect(),
            limited_stop: agency.limited_stop,
            public_phone: agency.public_phone,
            active: agency.active,
        }
    }
}

/// A place from which somebody acts.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeatShown {
    agency: String,
    role: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OfficerBody {
    #[schema(example = "off_019ab0c4d1e87000800000000000000a")]
    id: String,
    login: String,
    name: String,
    seats: Vec<SeatShown>,
    police_number: Option<String>,
    /// Masked.
    phone: String,
    /// A certificate is kept: can sign stops.
    has_certificate: bool,
    active: bool,
}

impl From<Officer> for OfficerBody {
    fn from(officer: Officer) -> Self {
        let seats = officer.seats.iter();
        Self {
            id: officer.id.to_string(),
            login: officer.login,
            name: officer.name,
            seats: seats.map(|s| SeatShown { agency: s.agency.to_string(), role: s.role.name().to_owned() }).collect(),
            police_number: officer.police_number,
            phone: mask_tail(&officer.phone, PHONE_TAIL),
            has_certificate: officer.certificate.is_some(),
            active: officer.active,
        }
    }
}

/// Two police officers who stand for the orders of a shift.
#[derive(Debug, Serialize, ToSchema)]
pub struct DutyBody {
    #[schema(example = "dty_019ab0c4d1e87000800000000000000a")]
    id: String,
    #[schema(format = "date-time")]
    from: String,
    #[schema(format = "date-time")]
    until: String,
    operator: String,
    investigator: String,
}

impl From<Duty> for DutyBody {
    fn from(duty: Duty) -> Self {
        Self {
            id: duty.id.to_string(),
            from: duty.from.rfc3339(),
            until: duty.until.rfc3339(),
            operator: duty.operator.to_string(),
            investigator: duty.investigator.to_string(),
        }
    }
}
