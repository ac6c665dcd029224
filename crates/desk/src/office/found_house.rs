//! The house is founded: the centre, its first administrator, and the norms it starts with.
//! Once, by the platform itself: from then on everybody is enrolled by somebody.

use super::enrol_officer::check_officer;
use super::password;
use super::register_agency::check_agency;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::FoundHouse;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Agency, AgencyId, AgencyKind, Code, Norm, Norms, Officer, OfficerId, Role, Seat, Stamp, Wire};
use cordon_store::Read;
use cordon_store::records::Credential;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct NewHouse {
    /// 6 to 12 digits: the code of the organ.
    pub code: String,
    pub name: String,
    pub public_phone: String,
    pub login: String,
    pub administrator: Private,
    pub administrator_phone: Private,
    pub password: Private,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundedHouse {
    pub centre: AgencyId,
    pub administrator: OfficerId,
    pub norms: u32,
}

/// What is checked and computed before the transaction: the norms, and the slow hash.
fn prepared(new: &NewHouse, call: &Call) -> Result<(Vec<Norm>, String), Refusal> {
    check_agency(&new.code, &new.name, &new.public_phone)?;
    check_officer(&new.login, &new.administrator, &new.administrator_phone, None)?;
    password::check(&new.password)?;
    let norms = crate::norms::seed()?;
    Norms::new(norms.iter().cloned(), crate::norms::calendar()?)?.complete(call.now)?;
    Ok((norms, password::hash(&new.password, &call.seed)?))
}

pub fn found_house(desk: &Desk, call: &Call, new: &NewHouse) -> Result<FoundedHouse, Refusal> {
    let prepared = prepared(new, call);
    desk.act::<FoundHouse, _, _>(
        call,
        |look| {
            let officers = look.query("select count(*) from officers", &[])?;
            if officers.first().map_or(Ok(0), |row| row.int(0))? > 0 {
                return Err(Refusal::new(Code::WrongState, "the house was founded already"));
            }
            Ok((Resource::house(), ()))
        },
        |_permit, act, ()| {
            let (norms, password_hash) = prepared.clone()?;
            let centre = Agency {
                // INVARIANT (centre first): its id sorts before every other agency's, even one that is
                // registered in the same millisecond; that is how orders find in whose name they go out.
                id: AgencyId::make(Stamp::from_ms(0), act.fresh.bytes()),
                code: new.code.clone(),
                name: new.name.trim().to_owned(),
                kind: AgencyKind::Centre,
                wires: vec![Wire::JsonForm],
                limited_stop: false,
                public_phone: new.public_phone.clone(),
                active: true,
                file_key: None,
            };
            let administrator = Officer {
                id: act.fresh.id(OfficerId::make),
                login: new.login.clone(),
                name: new.administrator.trim().to_owned(),
                seats: vec![Seat { agency: centre.id, role: Role::Administrator }],
                police_number: None,
                phone: new.administrator_phone.0.clone(),
                certificate: None,
                active: true,
            };
            act.put(&centre)?;
            act.put(&administrator)?;
            act.put(&Credential { officer: administrator.id, password_hash, changed_at: act.now() })?;
            for norm in &norms {
                act.put(norm)?;
            }
            act.about(centre.id);
            act.about(administrator.id);
            let count = u32::try_from(norms.len()).map_err(|_| Refusal::bare(Code::Internal))?;
            act.fact("norms", Fact::Int(i64::from(count)));
            Ok(FoundedHouse { centre: centre.id, administrator: administrator.id, norms: count })
        },
    )
}
