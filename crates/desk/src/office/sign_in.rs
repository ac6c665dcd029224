//! Signing in: login and password against a session. Guessing is slow: each attempt is counted before
//! it is judged, so that many at once do not get past the count, and an unknown login takes as long
//! as a known one. Every attempt leaves an entry.

use super::{password, secret_digest};
use crate::desk::{Call, Desk};
use crate::limits::{LOGIN_CHARS_MAX, PASSWORD_CHARS_MAX, SESSION_LIFE_MS, SIGN_IN_FAILURES_MAX, SIGN_IN_PAUSE_MS};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{SignIn, Verb};
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Code, Officer, OfficerId, Stamp};
use cordon_store::records::Credential;
use cordon_store::{Doors, Read, Value};

#[derive(Clone, Debug)]
pub struct Credentials {
    pub login: Private,
    pub password: Private,
}

/// The session's secret is told here and kept as a digest only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    pub officer: OfficerId,
    pub token: Private,
    pub expires_at: Stamp,
}

/// The caller is a citizen until he has signed in. A key is not looked at: the answer is a secret and
/// must not be remembered, and signing in twice gives two sessions.
pub fn sign_in(desk: &Desk, call: &Call, with: &Credentials) -> Result<SignedIn, Refusal> {
    let call = Call { actor: call.actor.clone(), purpose: String::new(), key: None, ..*call };
    let sizes = with.login.len() <= LOGIN_CHARS_MAX && with.password.chars().count() <= PASSWORD_CHARS_MAX;
    if !sizes {
        return Err(desk.note_refusal(SignIn::NAME, &call, Refusal::bare(Code::SignInFailed), &[]));
    }
    let login = desk.vault().index("login", &with.login);
    let known = known(desk, &with.login)?;
    if let Err(paused) = count_attempt(desk, &login, call.now) {
        let about: Vec<String> = known.iter().map(|(officer, _)| officer.id.to_string()).collect();
        return Err(desk.note_refusal(SignIn::NAME, &call, paused, &about));
    }
    let kept = known.as_ref().map(|(_, credential)| credential.password_hash.as_str());
    let right = password::is_right(&with.password, kept)?;
    open_session(desk, &call, known, right, &login)
}

/// The officer of this login with what his password is compared with.
fn known(desk: &Desk, login: &str) -> Result<Option<(Officer, Credential)>, Refusal> {
    desk.store().view("sign_in", |view| {
        let mut found: Vec<Officer> = view.select("where login = $1 and active", &[Value::from(login)])?;
        let Some(officer) = found.pop() else { return Ok(None) };
        Ok(view.load::<Credential>(officer.id)?.map(|credential| (officer, credential)))
    })
}

/// Counts this attempt as failed until it has succeeded; refuses it while there is a pause.
fn count_attempt(desk: &Desk, login: &str, now: Stamp) -> Result<(), Refusal> {
    desk.store().keep("count_sign_in", |keep| {
        let passed = now.minus_ms(SIGN_IN_PAUSE_MS);
        keep.sql().exec("delete from sign_in_failures where last_at <= $1", &[passed.into()])?;
        let rows = keep.query("select count from sign_in_failures where login = $1", &[login.into()])?;
        let count = rows.first().map_or(Ok(0), |row| row.int(0))?;
        if count >= SIGN_IN_FAILURES_MAX {
            // The attempt is not counted: waiting has to help.
            return Err(Refusal::new(Code::SignInPaused, format!("for {} min", SIGN_IN_PAUSE_MS / 60_000)));
        }
        keep.sql().exec(
            "insert into sign_in_failures (login, count, last_at) values ($1, 1, $2)
             on conflict (login) do update set count = sign_in_failures.count + 1, last_at = excluded.last_at",
            &[login.into(), now.into()],
        )?;
        Ok(())
    })
}

fn open_session(
    desk: &Desk,
    call: &Call,
    known: Option<(Officer, Credential)>,
    right: bool,
    login: &str,
) -> Result<SignedIn, Refusal> {
    let mut token = None;
    let session = desk.act::<SignIn, _, (OfficerId, Stamp)>(
        call,
        |look| {
            if let Some((officer, _)) = &known {
                look.about(officer.id);
            }
            let (Some((officer, credential)), true) = (&known, right) else {
                return Err(Refusal::bare(Code::SignInFailed));
            };
            // Between the comparison and now the password may have been changed or the officer have left.
            let now: Option<Credential> = look.load(officer.id)?;
            let still = look.load::<Officer>(officer.id)?.is_some_and(|officer| officer.active);
            if !still || now.as_ref() != Some(credential) {
                return Err(Refusal::bare(Code::SignInFailed));
            }
            Ok((Resource::house(), officer.id))
        },
        |_permit, act, officer| {
            let secret = act.fresh.secret();
            let now = act.now();
            let expires_at = now.plus_ms(SESSION_LIFE_MS);
            act.sql().exec("delete from sessions where expires_at <= $1", &[now.into()])?;
            act.sql().exec(
                "insert into sessions (token, officer_id, created_at, expires_at) values ($1, $2, $3, $4)",
                &[secret_digest(&secret).into(), officer.to_string().into(), now.into(), expires_at.into()],
            )?;
            act.sql().exec("delete from sign_in_failures where login = $1", &[login.into()])?;
            act.fact("officer", Fact::text(officer));
            act.fact("expires_at", Fact::Time(expires_at));
            token = Some(Private(secret));
            Ok((officer, expires_at))
        },
    )?;
    let (officer, expires_at) = session;
    let token = token.ok_or(Refusal::bare(Code::Internal))?;
    Ok(SignedIn { officer, token, expires_at })
}
