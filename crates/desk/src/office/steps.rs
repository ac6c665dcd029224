//! Questions that a browser has yet to answer: put once, answered once, and soon forgotten. They are housekeeping:
//! what comes of an answer is an act of its own.

use super::secret_digest;
use crate::desk::Desk;
use crate::limits::SIGN_IN_STEP_MS;
use crate::refusal::Refusal;
use cordon_model::{Code, OfficerId, Stamp};
use cordon_store::{Doors, Read};

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// A new passkey.
    PasskeyNew,
    /// A passkey that signs in.
    Passkey,
    /// The site's identity provider is asked who it is.
    Outside,
    /// It has said so anew, to somebody who is signed in and has yet to use it.
    Proof,
}

impl Question {
    const fn name(self) -> &'static str {
        match self {
            Self::PasskeyNew => "passkey_new",
            Self::Passkey => "passkey",
            Self::Outside => "outside",
            Self::Proof => "proof",
        }
    }
}

/// Keeps what the answer is compared with. `secret` is what the answer has to name.
pub fn ask(
    desk: &Desk,
    question: Question,
    officer: Option<OfficerId>,
    secret: &str,
    body: &str,
    now: Stamp,
) -> Result<(), Refusal> {
    desk.store().keep("ask_step", |keep| {
        keep.sql().exec("delete from sign_in_steps where expires_at <= $1", &[now.into()])?;
        keep.sql().exec(
            "insert into sign_in_steps (id, kind, officer_id, body, expires_at) values ($1, $2, $3, $4, $5)
             on conflict (id) do update set expires_at = excluded.expires_at",
            &[
                secret_digest(secret).into(),
                question.name().into(),
                officer.map(|id| id.to_string()).into(),
                body.into(),
                now.plus_ms(SIGN_IN_STEP_MS).into(),
            ],
        )?;
        Ok(())
    })
}

/// Takes the question away, so that it is answered once; it has to have been put to this officer, or to nobody yet.
pub fn take(
    desk: &Desk,
    question: Question,
    officer: Option<OfficerId>,
    secret: &str,
    now: Stamp,
) -> Result<String, Refusal> {
    let (id, whose) = (secret_digest(secret), officer.map(|id| id.to_string()).unwrap_or_default());
    let found = desk.store().keep("take_step", |keep| {
        let rows = keep.query(
            "select body from sign_in_steps where id = $1 and kind = $2 and coalesce(officer_id, '') = $3 and expires_at > $4",
            &[id.as_str().into(), question.name().into(), whose.as_str().into(), now.into()],
        )?;
        let body = rows.first().map(|row| row.text(0).map(str::to_owned)).transpose()?;
        let gone = keep.sql().exec("delete from sign_in_steps where id = $1", &[id.as_str().into()])?;
        Ok::<_, Refusal>(body.filter(|_| gone > 0))
    })?;
    found.ok_or_else(|| {
        Refusal::new(Code::SecondFactorMissing, "this was answered before, or asked too long ago; begin again")
    })
}

/// Until when a question waits for its answer; none where it was answered, or not put to this officer.
pub fn waits(
    desk: &Desk,
    question: Question,
    officer: OfficerId,
    secret: &str,
    now: Stamp,
) -> Result<Option<Stamp>, Refusal> {
    let until = desk.store().view("step_waits", |view| {
        let rows = view.query(
            "select expires_at from sign_in_steps where id = $1 and kind = $2 and officer_id = $3 and expires_at > $4",
            &[secret_digest(secret).into(), question.name().into(), officer.to_string().into(), now.into()],
        )?;
        rows.first().map(|row| row.stamp(0)).transpose()
    })?;
    Ok(until)
}
