//! An agency is registered: from then on it can be sent orders and given a key.

use crate::desk::{Call, Desk};
use crate::limits::{AGENCY_CODE_DIGITS_MAX, AGENCY_CODE_DIGITS_MIN, AGENCY_NAME_CHARS_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::{check_phone, check_text};
use crate::verbs::RegisterAgency;
use cordon_journal::Fact;
use cordon_model::{Agency, AgencyId, AgencyKind, Code, Wire};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct NewAgency {
    pub code: String,
    pub name: String,
    pub kind: AgencyKind,
    /// Preferred first.
    pub wires: Vec<Wire>,
    pub limited_stop: bool,
    pub public_phone: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredAgency {
    pub agency: AgencyId,
}

pub(crate) fn check_agency(code: &str, name: &str, public_phone: &str) -> Result<(), Refusal> {
    let digits = (AGENCY_CODE_DIGITS_MIN..=AGENCY_CODE_DIGITS_MAX).contains(&code.len());
    if !digits || !code.bytes().all(|b| b.is_ascii_digit()) {
        let (min, max) = (AGENCY_CODE_DIGITS_MIN, AGENCY_CODE_DIGITS_MAX);
        return Err(Refusal::field("code", format!("has to be {min} to {max} digits")));
    }
    check_text("name", name, AGENCY_NAME_CHARS_MAX)?;
    if name.contains('\n') {
        return Err(Refusal::field("name", "has to be one line"));
    }
    check_phone("public_phone", public_phone)
}

fn check_wires(kind: AgencyKind, wires: &[Wire]) -> Result<(), Refusal> {
    let times = |wire: Wire| wires.iter().filter(|other| **other == wire).count();
    // An agency that is reached through another system only: people key its orders in there.
    if wires == [Wire::ByHand] {
        return Ok(());
    }
    if times(Wire::ByHand) > 0 {
        return Err(Refusal::field("wires", "names `by_hand` alone or not at all"));
    }
    if times(Wire::JsonForm) != 1 {
        // The web inbox, where people answer when a machine does not, reads this wire.
        return Err(Refusal::field("wires", "has to name `json_form` once"));
    }
    if times(Wire::PoliceBank) > usize::from(kind.keeps_accounts()) {
        return Err(Refusal::field("wires", "may name `police_bank` once, and only for who keeps accounts"));
    }
    Ok(())
}

pub fn register_agency(desk: &Desk, call: &Call, new: &NewAgency) -> Result<RegisteredAgency, Refusal> {
    desk.act::<RegisterAgency, _, _>(
        call,
        |_look| Ok((Resource::house(), ())),
        |_permit, act, ()| {
            check_agency(&new.code, &new.name, &new.public_phone)?;
            if new.kind == AgencyKind::Centre {
                return Err(Refusal::field("kind", "cannot be `centre`: the house has one already"));
            }
            check_wires(new.kind, &new.wires)?;
            let taken: Vec<Agency> = act.select("where code = $1", &[Value::from(&new.code)])?;
            if let Some(other) = taken.first() {
                return Err(Refusal::new(Code::CodeTaken, other.id.to_string()));
            }
            let agency = Agency {
                id: act.fresh.id(AgencyId::make),
                code: new.code.clone(),
                name: new.name.trim().to_owned(),
                kind: new.kind,
                wires: new.wires.clone(),
                limited_stop: new.limited_stop,
                public_phone: new.public_phone.clone(),
                active: true,
                file_key: None,
            };
            act.put(&agency)?;
            act.about(agency.id);
            act.fact("code", Fact::text(&agency.code));
            act.fact("limited_stop", Fact::Bool(agency.limited_stop));
            Ok(RegisteredAgency { agency: agency.id })
        },
    )
}
