//! The second step of signing in, by a passkey whose signature was checked before (`server::passkeys`).

use super::second_step::half_in;
use super::session::{Door, Stage};
use super::sign_in::SignedIn;
use super::tries;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::SignIn;
use cordon_journal::Fact;
use cordon_model::{Code, OfficerId, PasskeyId, Stamp};
use cordon_store::records::Passkey;

/// `key` is what the passkey has become by being used: its counter has moved.
pub fn pass_passkey(
    desk: &Desk,
    call: &Call,
    token: &str,
    id: PasskeyId,
    key: &str,
    door: &Door,
) -> Result<SignedIn, Refusal> {
    let officer = half_in(desk, call, token)?;
    let codes = tries::of_codes(desk, officer.id);
    let mut secret = None;
    let (officer, expires_at) = desk.act::<SignIn, _, (OfficerId, Stamp)>(
        call,
        |look| {
            look.about(officer.id);
            let known: Passkey = look.find(id)?;
            if known.officer != officer.id || known.ended_at.is_some() {
                return Err(Refusal::bare(Code::SecondFactorWrong));
            }
            Ok((Resource::house(), known))
        },
        |_permit, act, known| {
            act.put(&Passkey { key: key.to_owned(), used_at: Some(act.now()), ..known })?;
            let (token, expires_at) =
                act.complete_session(token, "passkey", door)?.ok_or(Refusal::bare(Code::NotSignedIn))?;
            act.forget_tries(&codes)?;
            act.fact("officer", Fact::text(officer.id));
            act.fact("by", Fact::text("passkey"));
            act.fact("expires_at", Fact::Time(expires_at));
            secret = Some(token);
            Ok((officer.id, expires_at))
        },
    )?;
    let token = secret.ok_or(Refusal::bare(Code::Internal))?;
    Ok(SignedIn { officer, token, expires_at, stage: Stage::Full, ways: Vec::new() })
}
