//! An account at the identity provider opens an officer's sessions no longer, and those that it opened end: by an
//! administrator, or by the officer himself.

use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::UnlinkIdentity;
use cordon_model::{Code, IdentityId, OfficerId};
use cordon_store::records::Identity;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlinkedIdentity {
    pub identity: IdentityId,
    pub officer: OfficerId,
}

pub fn unlink_identity(desk: &Desk, call: &Call, id: IdentityId) -> Result<UnlinkedIdentity, Refusal> {
    desk.act::<UnlinkIdentity, _, _>(
        call,
        |look| {
            let identity: Identity = look.find(id)?;
            look.about(identity.officer);
            Ok((Resource::house().hand(identity.officer), identity))
        },
        |_permit, act, identity| {
            if identity.ended_at.is_some() {
                return Err(Refusal::new(Code::WrongState, "this link has ended already"));
            }
            let officer = identity.officer;
            act.put(&Identity { ended_at: Some(act.now()), ..identity })?;
            act.end_sessions_from_outside(officer)?;
            Ok(UnlinkedIdentity { identity: id, officer })
        },
    )
}
