//! Who is calling: asked on every request, so by keys alone, without a permit and without an entry. What the
//! caller may do is asked later, by the verb.

use super::secret_digest;
use super::session::{self, Session, Stage};
use crate::desk::Desk;
use crate::refusal::Refusal;
use cordon_model::{AgencyId, Officer, Stamp};
use cordon_store::{Doors, Read, Value};

/// A running session and its officer, however far he has come in.
pub fn session_of(desk: &Desk, token: &str, now: Stamp) -> Result<Option<(Session, Officer)>, Refusal> {
    desk.store().view("session_of", |view| {
        let Some(session) = session::find(view.sql(), token, now)? else { return Ok(None) };
        let officer: Option<Officer> = view.load(session.officer)?;
        Ok(officer.filter(|officer| officer.active).map(|officer| (session, officer)))
    })
}

/// The officer of a running session that is wholly in.
pub fn officer_of(desk: &Desk, token: &str, now: Stamp) -> Result<Option<Officer>, Refusal> {
    let found = session_of(desk, token, now)?;
    Ok(found.filter(|(session, _)| session.stage == Stage::Full).map(|(_, officer)| officer))
}

/// An officer's own running sessions, the newest first.
pub fn sessions_of(desk: &Desk, officer: &Officer, now: Stamp) -> Result<Vec<Session>, Refusal> {
    desk.store().view("sessions_of", |view| Ok(session::of_officer(view.sql(), officer.id, now)?))
}

/// The agency of a key that was issued and not revoked by `now`.
pub fn agency_of(desk: &Desk, key: &str, now: Stamp) -> Result<Option<AgencyId>, Refusal> {
    let digest = secret_digest(key);
    desk.store().view("agency_of", |view| {
        let rows = view.query(
            "select a.id from agency_keys k join agencies a on a.id = k.agency_id
             where k.id = $1 and (k.revoked_at is null or k.revoked_at > $2) and a.active",
            &[Value::from(&digest), now.into()],
        )?;
        Ok(rows.first().map(|row| row.parse(0)).transpose()?)
    })
}
