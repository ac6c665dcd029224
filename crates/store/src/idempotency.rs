//! Answers already given: a request that comes twice with the same key is done once.
//!
//! The answer is remembered in the transaction of the verb itself, so there is no moment at which
//! the act is done and its answer is not known. A verb that finds a [`Look::Replay`] inside its own
//! transaction gives up with it as its error; that error is told only once the first answer is
//! durable, because a store lets every member of a group wait for the group.
//!
//! Not here: what a key looks like, and what an answer is (`server`).

use crate::error::{Result, StoreError};
use crate::sql::Sql;
use crate::store::{Keep, Read, Unit};
use cordon_model::Stamp;

/// Answers forgotten in one go, so that housekeeping never holds the writer for long.
pub const FORGOTTEN_AT_ONCE_MAX: u32 = 1_000;

#[derive(Clone, PartialEq, Eq)]
pub enum Look {
    /// Never seen: do it.
    Fresh,
    /// Done: give the same answer.
    Replay { status: u16, response: Vec<u8> },
    /// The same key with another body: refuse.
    Conflict,
}

/// An answer may hold personal data.
impl std::fmt::Debug for Look {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fresh => f.write_str("Fresh"),
            Self::Replay { status, response } => write!(f, "Replay({status}, {} bytes)", response.len()),
            Self::Conflict => f.write_str("Conflict"),
        }
    }
}

/// Whether `actor` has had an answer under `key`.
pub fn look(sql: &mut dyn Sql, actor: &str, key: &str, body_hash: &[u8; 32]) -> Result<Look> {
    let rows = sql.query(
        "select body_hash, status, response from idempotency where actor = $1 and key = $2",
        &[actor.into(), key.into()],
    )?;
    let Some(row) = rows.first() else { return Ok(Look::Fresh) };
    if row.digest(0)? != *body_hash {
        return Ok(Look::Conflict);
    }
    let status =
        u16::try_from(row.int(1)?).map_err(|_| StoreError::corrupt("an answer was kept with a status that is none"))?;
    Ok(Look::Replay { status, response: row.blob(2)?.to_vec() })
}

/// An answer about to be given.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    pub actor: &'a str,
    pub key: &'a str,
    pub body_hash: &'a [u8; 32],
    pub status: u16,
    pub response: &'a [u8],
}

impl std::fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.response.len())
    }
}

/// Keeps an answer, inside the act it answers. A key is answered once; a second answer is refused.
pub fn remember(unit: &mut Unit<'_>, answer: &Answer<'_>, now: Stamp) -> Result<()> {
    unit.sql().exec(
        "insert into idempotency (key, actor, body_hash, status, response, at) values ($1, $2, $3, $4, $5, $6)",
        &[
            answer.key.into(),
            answer.actor.into(),
            answer.body_hash.into(),
            answer.status.into(),
            answer.response.into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Forgets answers given before `before`, a bounded number at a time; says how many.
pub fn forget(keep: &mut Keep<'_>, before: Stamp) -> Result<u64> {
    keep.sql().exec(
        "delete from idempotency where (actor, key) in
         (select actor, key from idempotency where at < $1 order by at limit $2)",
        &[before.into(), FORGOTTEN_AT_ONCE_MAX.into()],
    )
}
