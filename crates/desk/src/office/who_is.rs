//! Who is calling: asked on every request, so each is one statement over keys, without a permit and
//! without an entry. What the caller may do is asked later, by the verb.

use super::secret_digest;
use crate::desk::Desk;
use crate::refusal::Refusal;
use cordon_model::{AgencyId, Officer, Stamp};
use cordon_store::{Doors, Read, Value};

/// The officer of a running session.
pub fn officer_of(desk: &Desk, token: &str, now: Stamp) -> Result<Option<Officer>, Refusal> {
    let digest = secret_digest(token);
    desk.store().view("officer_of", |view| {
        let mut found: Vec<Officer> = view.select(
            "where active and id = (select officer_id from sessions where token = $1 and expires_at > $2)",
            &[Value::from(&digest), now.into()],
        )?;
        Ok(found.pop())
    })
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
