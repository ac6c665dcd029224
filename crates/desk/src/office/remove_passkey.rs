//! An officer takes one of his passkeys away. Where his role needs a second factor, another has to be there.

use super::factors::{self, own};
use super::proofs::prove;
use super::session::Session;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{RemovePasskey, Verb};
use cordon_model::exchange::Private;
use cordon_model::{Code, PasskeyId};
use cordon_store::records::Passkey;

pub fn remove_passkey(
    desk: &Desk,
    call: &Call,
    session: &Session,
    id: PasskeyId,
    password: Option<&Private>,
) -> Result<(), Refusal> {
    prove(desk, call, RemovePasskey::NAME, session, password)?;
    desk.act::<RemovePasskey, _, PasskeyId>(
        call,
        |look| {
            let officer = own(call)?;
            look.about(officer.id);
            let factors = factors::load(look, officer, desk.sign_in_rules())?;
            let last = factors.passkeys.len() < 2 && factors.second.totp.is_none();
            // Another's passkey is not there for him.
            let key = factors.passkeys.into_iter().find(|key| key.id == id);
            let key = key.ok_or_else(|| Refusal::new(Code::NotFound, id.to_string()))?;
            if factors.needed && last {
                return Err(Refusal::bare(Code::SecondFactorNeeded));
            }
            Ok((Resource::house(), (key, last, factors.second)))
        },
        |_permit, act, (key, last, mut second)| {
            act.about(id);
            act.put(&Passkey { ended_at: Some(act.now()), ..key })?;
            // Recovery codes stand for a factor; without one there is nothing to recover.
            if last && !second.recovery.is_empty() {
                second.recovery.clear();
                act.put(&second)?;
            }
            Ok(id)
        },
    )?;
    Ok(())
}
