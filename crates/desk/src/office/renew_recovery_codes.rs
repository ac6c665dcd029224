//! Ten recovery codes, each for one sign-in on the day when the telephone is gone. New ones end the old ones.

use super::factors::{self, own, recovery_digest};
use super::proofs::prove;
use super::session::Session;
use crate::desk::{Act, Call, Desk};
use crate::limits::RECOVERY_CODES;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{RenewRecoveryCodes, Verb};
use cordon_model::exchange::Private;
use cordon_model::{Code, OfficerId};
use cordon_store::Read;
use cordon_store::records::{RecoveryCode, SecondFactor};

pub fn renew_recovery_codes(
    desk: &Desk,
    call: &Call,
    session: &Session,
    password: Option<&Private>,
) -> Result<Vec<Private>, Refusal> {
    prove(desk, call, RenewRecoveryCodes::NAME, session, password)?;
    let mut codes = Vec::new();
    desk.act::<RenewRecoveryCodes, _, OfficerId>(
        call,
        |look| {
            let officer = own(call)?;
            look.about(officer.id);
            if !factors::load(look, officer, desk.sign_in_rules())?.are_any() {
                return Err(Refusal::bare(Code::SecondFactorMissing));
            }
            let second = look.load(officer.id)?.unwrap_or_else(|| SecondFactor::none(officer.id));
            Ok((Resource::house(), second))
        },
        |_permit, act, mut second| {
            codes = draw(act, &mut second);
            act.put(&second)?;
            Ok(second.officer)
        },
    )?;
    Ok(codes)
}

/// Draws them, and keeps their digests.
pub(super) fn draw(act: &mut Act<'_, '_>, second: &mut SecondFactor) -> Vec<Private> {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| act.fresh.code()).collect();
    let kept = codes
        .iter()
        .map(|code| RecoveryCode { digest: recovery_digest(act.desk(), second.officer, code), used_at: None });
    second.recovery = kept.collect();
    codes.into_iter().map(Private).collect()
}
