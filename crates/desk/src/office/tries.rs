//! Guessing is slow: an attempt is counted before it is judged, so that many at once do not get past the
//! count, and a pause follows the last one that is allowed. What is guessed at is named by a keyed digest.

use crate::desk::{Act, Desk};
use crate::limits::{SIGN_IN_FAILURES_MAX, SIGN_IN_PAUSE_MS};
use crate::refusal::Refusal;
use cordon_model::{Code, OfficerId, Stamp};
use cordon_store::{Doors, Read, StoreError};

/// Under what failed passwords of a login are counted.
pub(super) fn of_login(desk: &Desk, login: &str) -> String {
    desk.vault().index("login", login)
}

/// Under what failed codes of an officer are counted. Whoever signs in with the password alone does not reset it.
pub(super) fn of_codes(desk: &Desk, officer: OfficerId) -> String {
    desk.vault().index("second_factor", &officer.to_string())
}

/// Counts this attempt as failed until it has succeeded; refuses it while there is a pause, and says until when.
pub(super) fn count(desk: &Desk, key: &str, now: Stamp) -> Result<(), Refusal> {
    desk.store().keep("count_attempt", |keep| {
        let passed = now.minus_ms(SIGN_IN_PAUSE_MS);
        keep.sql().exec("delete from sign_in_failures where last_at <= $1", &[passed.into()])?;
        let rows = keep.query("select count, last_at from sign_in_failures where login = $1", &[key.into()])?;
        let (count, last_at) =
            rows.first().map_or(Ok((0, now)), |row| Ok::<_, StoreError>((row.int(0)?, row.stamp(1)?)))?;
        if count >= SIGN_IN_FAILURES_MAX {
            // The attempt is not counted: waiting has to help.
            let again = last_at.plus_ms(SIGN_IN_PAUSE_MS).rfc3339();
            return Err(Refusal::new(Code::SignInPaused, format!("{SIGN_IN_FAILURES_MAX} failures; again at {again}")));
        }
        keep.sql().exec(
            "insert into sign_in_failures (login, count, last_at) values ($1, 1, $2)
             on conflict (login) do update set count = sign_in_failures.count + 1, last_at = excluded.last_at",
            &[key.into(), now.into()],
        )?;
        Ok(())
    })
}

impl Act<'_, '_> {
    /// It was no guess.
    pub(super) fn forget_tries(&mut self, key: &str) -> Result<(), Refusal> {
        self.sql().exec("delete from sign_in_failures where login = $1", &[key.into()])?;
        Ok(())
    }
}
