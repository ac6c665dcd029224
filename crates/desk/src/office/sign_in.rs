//! Signing in: login and password against a session. Guessing is slow ([`tries`]), and an unknown login takes as
//! long as a known one. Every attempt leaves an entry. Whoever has a second factor, or needs one, comes only so
//! far by the password: the session that begins opens nothing else until the other step is done.

use super::session::{Door, Stage};
use super::{factors, password, tries};
use crate::desk::{Act, Call, Desk, Look};
use crate::limits::{LOGIN_CHARS_MAX, PASSWORD_CHARS_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{PassPassword, SignIn, Verb};
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Code, Officer, OfficerId, Stamp};
use cordon_store::records::Credential;
use cordon_store::{Doors, Read, Value};

#[derive(Clone, Debug)]
pub struct Credentials {
    pub login: Private,
    pub password: Private,
    pub door: Door,
}

/// The session's secret is told here and kept as a digest only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    pub officer: OfficerId,
    pub token: Private,
    pub expires_at: Stamp,
    pub stage: Stage,
    /// By what the second step is done: `totp`, `passkey`, `recovery_code`.
    pub ways: Vec<&'static str>,
}

/// The caller is a citizen until he has signed in. A key is not looked at: the answer is a secret and
/// must not be remembered, and signing in twice gives two sessions.
pub fn sign_in(desk: &Desk, call: &Call, with: &Credentials) -> Result<SignedIn, Refusal> {
    let call = Call { actor: call.actor.clone(), purpose: String::new(), key: None, ..*call };
    let sizes = with.login.len() <= LOGIN_CHARS_MAX && with.password.chars().count() <= PASSWORD_CHARS_MAX;
    if !sizes {
        return Err(desk.note_refusal(SignIn::NAME, &call, Refusal::bare(Code::SignInFailed), &[]));
    }
    let key = tries::of_login(desk, &with.login);
    let known = known(desk, &with.login)?;
    if let Err(paused) = tries::count(desk, &key, call.now) {
        let about: Vec<String> = known.iter().map(|(officer, _)| officer.id.to_string()).collect();
        return Err(desk.note_refusal(SignIn::NAME, &call, paused, &about));
    }
    let kept = known.as_ref().map(|(_, credential)| credential.password_hash.as_str());
    let right = password::is_right(&with.password, kept)?;
    let stage = match &known {
        Some((officer, _)) if right => factors::factors_of(desk, officer)?.stage(),
        _ => Stage::Full,
    };
    let entering = Entering { known, right, stage, key, door: &with.door };
    let mut told = None;
    let ask = |look: &mut Look<'_>| entering.ask(look);
    let open = |act: &mut Act<'_, '_>, who: Who| {
        let (token, expires_at) = entering.open(act, &who)?;
        told = Some((token, who.ways));
        Ok((who.officer, expires_at))
    };
    let (officer, expires_at) = match stage {
        Stage::Full => {
            let mut open = open;
            desk.act::<SignIn, _, _>(&call, ask, |_permit, act, who| open(act, who))
        }
        Stage::Second | Stage::Enrol => {
            let mut open = open;
            desk.act::<PassPassword, _, _>(&call, ask, |_permit, act, who| open(act, who))
        }
    }?;
    let (token, ways) = told.ok_or(Refusal::bare(Code::Internal))?;
    Ok(SignedIn { officer, token, expires_at, stage, ways })
}

/// The officer of this login with what his password is compared with.
fn known(desk: &Desk, login: &str) -> Result<Option<(Officer, Credential)>, Refusal> {
    desk.store().view("sign_in", |view| {
        let mut found: Vec<Officer> = view.select("where login = $1 and active", &[Value::from(login)])?;
        let Some(officer) = found.pop() else { return Ok(None) };
        Ok(view.load::<Credential>(officer.id)?.map(|credential| (officer, credential)))
    })
}

struct Entering<'a> {
    known: Option<(Officer, Credential)>,
    right: bool,
    stage: Stage,
    key: String,
    door: &'a Door,
}

struct Who {
    officer: OfficerId,
    ways: Vec<&'static str>,
}

impl Entering<'_> {
    fn ask(&self, look: &mut Look<'_>) -> Result<(Resource, Who), Refusal> {
        if let Some((officer, _)) = &self.known {
            look.about(officer.id);
        }
        let (Some((officer, credential)), true) = (&self.known, self.right) else {
            return Err(Refusal::bare(Code::SignInFailed));
        };
        // Between the comparison and now the password may have been changed or the officer have left.
        let now: Option<Credential> = look.load(officer.id)?;
        let still = look.load::<Officer>(officer.id)?.is_some_and(|officer| officer.active);
        let rules = look.desk().sign_in_rules();
        if rules.refuse_password_of(officer) {
            return Err(Refusal::bare(Code::OutsideOnly));
        }
        let factors = factors::load(look, officer, rules)?;
        if !still || now.as_ref() != Some(credential) || factors.stage() != self.stage {
            return Err(Refusal::bare(Code::SignInFailed));
        }
        let ways = if self.stage == Stage::Second { factors.ways() } else { Vec::new() };
        Ok((Resource::house(), Who { officer: officer.id, ways }))
    }

    fn open(&self, act: &mut Act<'_, '_>, who: &Who) -> Result<(Private, Stamp), Refusal> {
        let (token, expires_at) = act.open_session(who.officer, self.stage, "password", self.door)?;
        act.forget_tries(&self.key)?;
        act.fact("officer", Fact::text(who.officer));
        act.fact("expires_at", Fact::Time(expires_at));
        Ok((token, expires_at))
    }
}
