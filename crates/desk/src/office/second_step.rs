//! The second step of signing in: a one-time code or a recovery code, each used once. Wrong ones are counted for
//! the officer, whoever types them and however often he comes back with the password.

use super::factors::{self, Said};
use super::session::{Door, Stage};
use super::sign_in::SignedIn;
use super::{tries, who_is};
use crate::desk::{Call, Desk};
use crate::limits::SECOND_CODE_CHARS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{SignIn, Verb};
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Code, Officer, OfficerId, Stamp};
use cordon_store::Read;
use cordon_store::records::SecondFactor;

/// `token` is that of the session which the password opened.
pub fn pass_second(desk: &Desk, call: &Call, token: &str, code: &Private, door: &Door) -> Result<SignedIn, Refusal> {
    let officer = half_in(desk, call, token)?;
    let refuse = |refusal| desk.note_refusal(SignIn::NAME, call, refusal, &[officer.id.to_string()]);
    if code.chars().count() > SECOND_CODE_CHARS_MAX {
        return Err(refuse(Refusal::bare(Code::SecondFactorWrong)));
    }
    let key = tries::of_codes(desk, officer.id);
    tries::count(desk, &key, call.now).map_err(refuse)?;
    let mut secret = None;
    let (officer, expires_at) = desk.act::<SignIn, _, (OfficerId, Stamp)>(
        call,
        |look| {
            let officer: Officer = look.find(officer.id)?;
            let second: SecondFactor = look.load(officer.id)?.ok_or(Refusal::bare(Code::SecondFactorWrong))?;
            let said = factors::judge(look, &second, code)?;
            Ok((Resource::house(), (officer, second, said)))
        },
        |_permit, act, (officer, mut second, said): (Officer, SecondFactor, Said)| {
            said.use_up(&mut second, act.now());
            act.put(&second)?;
            let (token, expires_at) =
                act.complete_session(token, said.way(), door)?.ok_or(Refusal::bare(Code::NotSignedIn))?;
            act.forget_tries(&key)?;
            act.fact("officer", Fact::text(officer.id));
            act.fact("by", Fact::text(said.way()));
            act.fact("expires_at", Fact::Time(expires_at));
            secret = Some(token);
            Ok((officer.id, expires_at))
        },
    )?;
    let token = secret.ok_or(Refusal::bare(Code::Internal))?;
    Ok(SignedIn { officer, token, expires_at, stage: Stage::Full, ways: Vec::new() })
}

/// Whose session waits for the second step.
pub fn half_in(desk: &Desk, call: &Call, token: &str) -> Result<Officer, Refusal> {
    let found = who_is::session_of(desk, token, call.now)?;
    let half = found.filter(|(session, _)| session.stage == Stage::Second);
    half.map(|(_, officer)| officer).ok_or_else(|| Refusal::new(Code::NotSignedIn, "the first step was too long ago"))
}
