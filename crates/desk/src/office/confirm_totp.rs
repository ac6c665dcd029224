//! One code shows that the secret has arrived: from now on it is asked for. Ten recovery codes are told with it,
//! once. Sessions that began without it end; the one that had to set it up is in.

use super::factors::own;
use super::renew_recovery_codes::draw;
use super::session::{Door, Session, Stage};
use super::{totp, tries};
use crate::desk::{Call, Desk};
use crate::limits::TOTP_PENDING_MS;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{ConfirmTotp, Verb};
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Code, OfficerId, Stamp};
use cordon_store::records::{SecondFactor, Totp};
use cordon_store::{Read, vault};

#[derive(Clone, Debug)]
pub struct TotpConfirmed {
    pub recovery_codes: Vec<Private>,
    /// For whoever had to do this before he was in: his session's new token, and until when.
    pub session: Option<(Private, Stamp)>,
}

pub fn confirm_totp(
    desk: &Desk,
    call: &Call,
    session: &Session,
    token: &str,
    code: &Private,
    door: &Door,
) -> Result<TotpConfirmed, Refusal> {
    let id = own(call)?.id;
    let key = tries::of_codes(desk, id);
    tries::count(desk, &key, call.now)
        .map_err(|refusal| desk.note_refusal(ConfirmTotp::NAME, call, refusal, &[id.to_string()]))?;
    let (mut codes, mut entered) = (Vec::new(), None);
    desk.act::<ConfirmTotp, _, OfficerId>(
        call,
        |look| {
            look.about(id);
            let begin = || Refusal::new(Code::SecondFactorMissing, "nothing was begun, or too long ago");
            let second: SecondFactor = look.load(id)?.ok_or_else(begin)?;
            let pending = second.pending.as_ref().ok_or_else(begin)?;
            let now = look.call().now;
            if now.since_ms(pending.shown_at) > TOTP_PENDING_MS {
                return Err(begin());
            }
            let secret = look.desk().vault().open(look.sql(), &pending.secret)?.ok_or_else(begin)?;
            let plain: String = code.chars().filter(|c| !c.is_whitespace()).collect();
            let step = totp::matching_step(&secret, &plain, now.ms(), 0);
            Ok((Resource::house(), (second, step.ok_or(Refusal::bare(Code::SecondFactorWrong))?)))
        },
        |_permit, act, (mut second, used_step)| {
            if let Some(old) = second.totp.take() {
                vault::erase(act.unit, old.secret.id)?;
            }
            second.totp = second.pending.take().map(|new| Totp { secret: new.secret, since: act.now(), used_step });
            codes = draw(act, &mut second);
            act.put(&second)?;
            act.end_sessions_but(id, Some(token))?;
            if session.stage == Stage::Enrol {
                entered = act.complete_session(token, "totp", door)?;
                act.fact("signed_in", Fact::Bool(true));
            }
            act.forget_tries(&key)?;
            Ok(id)
        },
    )?;
    Ok(TotpConfirmed { recovery_codes: codes, session: entered })
}
