//! An administrator takes away every second factor of an officer who has lost his. The password stays, every
//! session ends, and the officer sets up a new one. Nobody does this for himself: a session that somebody left
//! open must not be the way around.

use super::remove_totp::drop_totp;
use super::tries;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::ResetFactors;
use cordon_journal::Fact;
use cordon_model::{Officer, OfficerId};
use cordon_store::records::{Passkey, SecondFactor};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorsReset {
    pub officer: OfficerId,
    /// What was taken away: one-time codes and passkeys.
    pub removed: usize,
}

pub fn reset_factors(desk: &Desk, call: &Call, id: OfficerId) -> Result<FactorsReset, Refusal> {
    desk.act::<ResetFactors, _, _>(
        call,
        |look| {
            let officer: Officer = look.find(id)?;
            let factors = super::factors::load(look, &officer, desk.sign_in_rules())?;
            Ok((Resource::house().hand(officer.id), factors))
        },
        |_permit, act, factors| {
            let removed = factors.passkeys.len().saturating_add(usize::from(factors.second.totp.is_some()));
            let mut second: SecondFactor = factors.second;
            drop_totp(act, &mut second)?;
            second.recovery.clear();
            act.put(&second)?;
            for key in factors.passkeys {
                act.put(&Passkey { ended_at: Some(act.now()), ..key })?;
            }
            act.end_sessions_but(id, None)?;
            let key = tries::of_codes(act.desk(), id);
            act.forget_tries(&key)?;
            act.fact("removed", Fact::Int(i64::try_from(removed).unwrap_or(i64::MAX)));
            Ok(FactorsReset { officer: id, removed })
        },
    )
}
