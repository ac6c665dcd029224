//! Whoever changes how he signs in shows once more that it is he: by his password, or, where he comes in by the
//! site's identity provider, by signing in there anew. What the provider said counts for the session that asked for
//! it, for a few minutes and for one act. It is housekeeping: the act has its own entry.

use super::factors::own;
use super::identities::{of_subject, subject_key};
use super::pass_outside::Outsider;
use super::session::{Session, Stage};
use super::steps::{self, Question};
use super::{sessions_of, tries};
use crate::desk::{Call, Desk};
use crate::limits::PASSWORD_CHARS_MAX;
use crate::refusal::Refusal;
use crate::verbs::{PassOutside, Verb};
use cordon_model::exchange::Private;
use cordon_model::{Code, Officer, SessionId, Stamp};
use cordon_store::records::Credential;
use cordon_store::{Doors, Read};

/// Under what a proof is kept: it is of one session, whose id nobody else answers with.
fn proof_of(session: SessionId) -> String {
    format!("proof {session}")
}

/// By what somebody shows that it is he.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    Password,
    /// He has no password here.
    Outside,
}

impl Proof {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Outside => "outside",
        }
    }
}

/// Which it is for an officer, and until when he has shown it already by the provider.
pub fn proof_asked(
    desk: &Desk,
    officer: &Officer,
    session: SessionId,
    now: Stamp,
) -> Result<(Proof, Option<Stamp>), Refusal> {
    let shown = steps::waits(desk, Question::Proof, officer.id, &proof_of(session), now)?;
    let proof = if password_of(desk, officer)?.is_some() { Proof::Password } else { Proof::Outside };
    Ok((proof, shown))
}

fn password_of(desk: &Desk, officer: &Officer) -> Result<Option<String>, Refusal> {
    let kept = desk.store().view("credential", |view| view.load::<Credential>(officer.id))?;
    Ok(kept.map(|credential| credential.password_hash))
}

/// Says no unless it was shown that this is the officer himself, or the session has just begun and goes no further.
pub fn prove(
    desk: &Desk,
    call: &Call,
    verb: &'static str,
    session: &Session,
    password: Option<&Private>,
) -> Result<(), Refusal> {
    if session.stage == Stage::Enrol {
        return Ok(());
    }
    let proved = match password {
        Some(password) => by_password(desk, call, password),
        None => by_provider(desk, call, session.id),
    };
    proved.map_err(|refusal| desk.note_refusal(verb, call, refusal, &[]))
}

fn by_password(desk: &Desk, call: &Call, password: &Private) -> Result<(), Refusal> {
    let officer = own(call)?;
    if password.chars().count() > PASSWORD_CHARS_MAX {
        return Err(Refusal::bare(Code::PasswordWrong));
    }
    let key = tries::of_login(desk, &officer.login);
    tries::count(desk, &key, call.now)?;
    if !super::password::is_right(password, password_of(desk, officer)?.as_deref())? {
        return Err(Refusal::bare(Code::PasswordWrong));
    }
    desk.store().keep("forget_attempts", |keep| {
        keep.sql().exec("delete from sign_in_failures where login = $1", &[key.as_str().into()])?;
        Ok(())
    })
}

/// Used up by it.
fn by_provider(desk: &Desk, call: &Call, session: SessionId) -> Result<(), Refusal> {
    let officer = own(call)?;
    match steps::take(desk, Question::Proof, Some(officer.id), &proof_of(session), call.now) {
        Err(refusal) if refusal.code == Code::SecondFactorMissing => match password_of(desk, officer)? {
            Some(_) => Err(Refusal::missing("password")),
            None => Err(Refusal::bare(Code::ProofNeeded)),
        },
        taken => taken.map(drop),
    }
}

/// The provider has asked the officer anew who he is, for a session that still runs. The account has to be his: to
/// be somebody there is not enough.
pub fn prove_outside(desk: &Desk, call: &Call, session: SessionId, outsider: &Outsider) -> Result<(), Refusal> {
    let refuse = |refusal| desk.note_refusal(PassOutside::NAME, call, refusal, &[]);
    let officer = own(call)?;
    if !sessions_of(desk, officer, call.now)?.iter().any(|one| one.id == session) {
        return Err(refuse(Refusal::bare(Code::NotSignedIn)));
    }
    let key = subject_key(desk, &outsider.issuer, &outsider.subject);
    let identity = desk.store().view("prove_outside", |view| of_subject(view, &key))?;
    if identity.is_none_or(|identity| identity.officer != officer.id) {
        return Err(refuse(Refusal::bare(Code::ProofOfAnother)));
    }
    steps::ask(desk, Question::Proof, Some(officer.id), &proof_of(session), "{}", call.now)
}
