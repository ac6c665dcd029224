//! An officer is enrolled: a login, the seats from which he acts, and what the wires say of him when
//! he signs. Without a first password he is known but cannot sign in until one is set.

use super::password;
use crate::desk::{Act, Call, Desk};
use crate::limits::{LOGIN_CHARS_MAX, LOGIN_CHARS_MIN, OFFICER_NAME_CHARS_MAX, POLICE_NUMBER_CHARS_MAX, SEATS_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::{check_phone, check_text};
use crate::verbs::EnrolOfficer;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Agency, AgencyKind, Code, Officer, OfficerId, Role, Seat};
use cordon_store::records::Credential;
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct NewOfficer {
    pub login: String,
    pub name: Private,
    pub seats: Vec<Seat>,
    pub police_number: Option<Private>,
    pub phone: Private,
    pub password: Option<Private>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolledOfficer {
    pub officer: OfficerId,
}

pub(crate) fn check_login(login: &str) -> Result<(), Refusal> {
    let good = (LOGIN_CHARS_MIN..=LOGIN_CHARS_MAX).contains(&login.len())
        && login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-'));
    if good {
        return Ok(());
    }
    let (min, max) = (LOGIN_CHARS_MIN, LOGIN_CHARS_MAX);
    Err(Refusal::field("login", format!("has to be {min} to {max} of a-z, 0-9, `.`, `_` and `-`")))
}

pub(crate) fn check_officer(login: &str, name: &str, phone: &str, police_number: Option<&str>) -> Result<(), Refusal> {
    check_login(login)?;
    check_text("name", name, OFFICER_NAME_CHARS_MAX)?;
    if name.contains('\n') {
        return Err(Refusal::field("name", "has to be one line"));
    }
    check_phone("phone", phone)?;
    let Some(number) = police_number else { return Ok(()) };
    if number.is_empty() || number.len() > POLICE_NUMBER_CHARS_MAX || !number.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        let max = POLICE_NUMBER_CHARS_MAX;
        return Err(Refusal::field("police_number", format!("has to be 1 to {max} letters and digits")));
    }
    Ok(())
}

/// Which seats go together: a member's desk belongs to a member and to nobody of the centre, who runs
/// the office issues no orders, and who signs orders is police.
fn check_seats(seats: &[Seat], is_police: bool) -> Result<(), Refusal> {
    if seats.is_empty() {
        return Err(Refusal::missing("seats"));
    }
    if seats.len() > SEATS_MAX {
        return Err(Refusal::field("seats", format!("are more than {SEATS_MAX}")));
    }
    let holds = |role: Role| seats.iter().any(|seat| seat.role == role);
    if holds(Role::Desk) && (is_police || seats.iter().any(|seat| seat.role != Role::Desk)) {
        return Err(Refusal::field("seats", "cannot join a member's desk with a seat or a number of the police"));
    }
    if holds(Role::Administrator) && [Role::Intake, Role::Officer, Role::Approver].into_iter().any(holds) {
        return Err(Refusal::field("seats", "cannot join `administrator` with a role that issues orders"));
    }
    if holds(Role::Officer) && !is_police {
        return Err(Refusal::new(Code::NotPolice, "`officer` needs a police number"));
    }
    Ok(())
}

impl Act<'_, '_> {
    /// A member's desk stands in an agency that is sent orders, every other seat in the centre or the police.
    fn check_seat_agency(&mut self, seat: Seat) -> Result<(), Refusal> {
        let agency: Agency =
            self.load(seat.agency)?.ok_or_else(|| Refusal::new(Code::AgencyUnknown, seat.agency.to_string()))?;
        let of_police = matches!(agency.kind, AgencyKind::Centre | AgencyKind::Police);
        if of_police == (seat.role == Role::Desk) {
            let role = seat.role.name();
            return Err(Refusal::new(Code::AgencyWrongKind, format!("`{role}` is no seat of `{}`", agency.id)));
        }
        Ok(())
    }
}

pub fn enrol_officer(desk: &Desk, call: &Call, new: &NewOfficer) -> Result<EnrolledOfficer, Refusal> {
    let hashed = hash_first(call, new);
    desk.act::<EnrolOfficer, _, _>(
        call,
        |_look| Ok((Resource::house(), ())),
        |_permit, act, ()| {
            check_officer(&new.login, &new.name, &new.phone, new.police_number.as_deref())?;
            check_seats(&new.seats, new.police_number.is_some())?;
            let password_hash = hashed.clone()?;
            for seat in &new.seats {
                act.check_seat_agency(*seat)?;
                act.about(seat.agency);
            }
            let taken: Vec<Officer> = act.select("where login = $1", &[Value::from(&new.login)])?;
            if !taken.is_empty() {
                return Err(Refusal::bare(Code::LoginTaken));
            }
            let officer = Officer {
                id: act.fresh.id(OfficerId::make),
                login: new.login.clone(),
                name: new.name.trim().to_owned(),
                seats: new.seats.clone(),
                police_number: new.police_number.as_ref().map(|number| number.0.clone()),
                phone: new.phone.0.clone(),
                certificate: None,
                active: true,
            };
            act.put(&officer)?;
            if let Some(password_hash) = password_hash {
                act.put(&Credential { officer: officer.id, password_hash, changed_at: act.now() })?;
            }
            act.about(officer.id);
            let roles: Vec<&str> = officer.seats.iter().map(|seat| seat.role.name()).collect();
            act.fact("roles", Fact::text(roles.join(" ")));
            Ok(EnrolledOfficer { officer: officer.id })
        },
    )
}

/// Outside the transaction: hashing is slow on purpose. What is wrong with the password is told inside,
/// to those who may enrol.
fn hash_first(call: &Call, new: &NewOfficer) -> Result<Option<String>, Refusal> {
    let Some(password) = &new.password else { return Ok(None) };
    password::check(password)?;
    password::hash(password, &call.seed).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_model::AgencyId;

    #[test]
    fn a_login_is_short_plain_and_lower_case() {
        for good in ["wang.m", "a-1", "desk_01", &"x".repeat(LOGIN_CHARS_MAX)] {
            assert!(check_login(good).is_ok(), "{good}");
        }
        for bad in ["ab", "Wang", "王小明", "a b c", "", &"x".repeat(LOGIN_CHARS_MAX + 1)] {
            assert_eq!(check_login(bad).unwrap_err().code, Code::FieldInvalid, "{bad}");
        }
    }

    #[test]
    fn some_seats_do_not_go_together() {
        let seats = |roles: &[Role]| -> Vec<Seat> {
            roles.iter().map(|role| Seat { agency: AgencyId::from_bytes([1; 16]), role: *role }).collect()
        };
        use Role::{Administrator, Approver, Desk, Intake, Officer, Supervisor};
        let code = |roles: &[Role], police| check_seats(&seats(roles), police).map_err(|r| r.code);
        assert_eq!(code(&[Intake], false), Ok(()));
        assert_eq!(code(&[Officer, Approver], true), Ok(()));
        assert_eq!(code(&[Administrator, Supervisor], false), Ok(()));
        assert_eq!(code(&[Desk], false), Ok(()));
        assert_eq!(code(&[], true), Err(Code::FieldMissing));
        assert_eq!(code(&[Officer], false), Err(Code::NotPolice));
        assert_eq!(code(&[Desk], true), Err(Code::FieldInvalid));
        assert_eq!(code(&[Desk, Intake], false), Err(Code::FieldInvalid));
        assert_eq!(code(&[Administrator, Approver], false), Err(Code::FieldInvalid));
    }
}
