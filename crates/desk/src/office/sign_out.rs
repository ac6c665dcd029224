//! Signing out: the session ends.

use super::secret_digest;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::SignOut;
use cordon_model::Code;
use cordon_model::exchange::Private;
use cordon_store::Read;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// False when the session had ended before.
    pub ended: bool,
}

pub fn sign_out(desk: &Desk, call: &Call, token: &Private) -> Result<SignedOut, Refusal> {
    desk.act::<SignOut, _, _>(
        call,
        |_look| Ok((Resource::house(), ())),
        |_permit, act, ()| {
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            act.about(officer);
            // Nobody ends another's session, even with its token.
            let ended = act.sql().exec(
                "delete from sessions where token = $1 and officer_id = $2",
                &[secret_digest(token).into(), officer.to_string().into()],
            )?;
            Ok(SignedOut { ended: ended > 0 })
        },
    )
}
