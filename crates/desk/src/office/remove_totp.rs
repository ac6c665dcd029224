//! An officer gives up his one-time codes. Where his role needs a second factor, another has to be there.

use super::factors::{self, own};
use super::proofs::prove;
use super::session::Session;
use crate::desk::{Act, Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{RemoveTotp, Verb};
use cordon_model::exchange::Private;
use cordon_model::{Code, OfficerId};
use cordon_store::records::SecondFactor;
use cordon_store::vault;

pub fn remove_totp(desk: &Desk, call: &Call, session: &Session, password: Option<&Private>) -> Result<(), Refusal> {
    prove(desk, call, RemoveTotp::NAME, session, password)?;
    desk.act::<RemoveTotp, _, OfficerId>(
        call,
        |look| {
            let officer = own(call)?;
            look.about(officer.id);
            let factors = factors::load(look, officer, desk.sign_in_rules())?;
            if factors.second.totp.is_none() {
                return Err(Refusal::bare(Code::SecondFactorMissing));
            }
            if factors.needed && factors.passkeys.is_empty() {
                return Err(Refusal::bare(Code::SecondFactorNeeded));
            }
            Ok((Resource::house(), factors))
        },
        |_permit, act, factors| {
            let mut second = factors.second;
            drop_totp(act, &mut second)?;
            // Recovery codes stand for a factor; without one there is nothing to recover.
            if factors.passkeys.is_empty() {
                second.recovery.clear();
            }
            act.put(&second)?;
            Ok(second.officer)
        },
    )?;
    Ok(())
}

/// The secrets are erased, not only forgotten.
pub(super) fn drop_totp(act: &mut Act<'_, '_>, second: &mut SecondFactor) -> Result<(), Refusal> {
    let secrets = [second.totp.take().map(|it| it.secret.id), second.pending.take().map(|it| it.secret.id)];
    for id in secrets.into_iter().flatten() {
        vault::erase(act.unit, id)?;
    }
    Ok(())
}
