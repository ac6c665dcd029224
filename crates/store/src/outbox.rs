//! Messages to agencies, from the act that made them until their answer: delivered at least once.
//!
//! ```text
//! queue (in the act that dispatches) -> lease -> [lease again when it passed] … -> answered (in the
//! act that takes the receipt)
//! ```
//!
//! A poll leases its messages; until the lease passes no other poll gets them. The bytes are the
//! same at every delivery, so the agency can tell a repetition from a new message.
//!
//! Not here: what the bytes say (`wire`), and the order's own life: that it was *seen* is an act of
//! its own. Decide about that by the order's state, not by [`Leased::first`]: a crash may stand
//! between the lease and the act, and then the next lease is no longer the first.

use crate::error::{Result, StoreError};
use crate::sql::{Row, Sql};
use crate::store::{Keep, Read, Unit};
use cordon_model::Stamp;

/// Messages one poll may take.
pub const LEASED_MAX: u32 = 100;

#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    pub id: String,
    pub agency: String,
    pub wire: String,
    pub order_id: String,
    pub urgent: bool,
    pub payload: Vec<u8>,
}

/// The payload holds account numbers and names.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({} for {}, {} bytes)", self.id, self.order_id, self.payload.len())
    }
}

/// A message handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    pub message: Message,
    /// Handed out for the first time.
    pub first: bool,
    /// When it was first handed out: the moment the agency can have seen it.
    pub fetched_at: Stamp,
    pub leased_until: Stamp,
}

/// Adds a message, inside the act that decided it. The same message twice is refused.
pub fn queue(unit: &mut Unit<'_>, message: &Message, now: Stamp) -> Result<()> {
    unit.sql().exec(
        "insert into outbox (id, agency, wire, order_id, urgent, payload, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[
            (&message.id).into(),
            (&message.agency).into(),
            (&message.wire).into(),
            (&message.order_id).into(),
            message.urgent.into(),
            message.payload.as_slice().into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Hands out what waits for an agency on a wire: urgent before normal, then oldest first, at most
/// `max`, for `lease_ms`.
pub fn lease(
    keep: &mut Keep<'_>,
    agency: &str,
    wire: &str,
    now: Stamp,
    lease_ms: i64,
    max: u32,
) -> Result<Vec<Leased>> {
    if lease_ms <= 0 {
        return Err(StoreError::determinate(format!("a lease of {lease_ms} ms is none; give a positive time")));
    }
    let leased_until = now.plus_ms(lease_ms);
    let waiting = keep.query(
        "select id, agency, wire, order_id, urgent, payload, fetched_at from outbox
         where agency = $1 and wire = $2 and answered_at is null
           and (leased_until is null or leased_until <= $3)
         order by urgent desc, created_at, id limit $4",
        &[agency.into(), wire.into(), now.into(), max.min(LEASED_MAX).into()],
    )?;
    let leased: Vec<Leased> = waiting.iter().map(|row| leased_from(row, now, leased_until)).collect::<Result<_>>()?;
    for one in &leased {
        keep.sql().exec(
            "update outbox set leased_until = $2, fetched_at = coalesce(fetched_at, $3) where id = $1",
            &[(&one.message.id).into(), leased_until.into(), now.into()],
        )?;
    }
    Ok(leased)
}

fn leased_from(row: &Row, now: Stamp, leased_until: Stamp) -> Result<Leased> {
    let fetched_at = row.opt_stamp(6)?;
    let message = Message {
        id: row.text(0)?.to_owned(),
        agency: row.text(1)?.to_owned(),
        wire: row.text(2)?.to_owned(),
        order_id: row.text(3)?.to_owned(),
        urgent: row.bool(4)?,
        payload: row.blob(5)?.to_vec(),
    };
    Ok(Leased { message, first: fetched_at.is_none(), fetched_at: fetched_at.unwrap_or(now), leased_until })
}

/// Ends a message: its receipt came, or it was withdrawn. Says whether it was still waiting; the
/// first answer's time stays.
pub fn answered(unit: &mut Unit<'_>, id: &str, now: Stamp) -> Result<bool> {
    let changed = unit
        .sql()
        .exec("update outbox set answered_at = $2 where id = $1 and answered_at is null", &[id.into(), now.into()])?;
    Ok(changed > 0)
}

/// The agencies for which something waits that was never handed out, with its wire.
pub fn unfetched(sql: &mut dyn Sql) -> Result<Vec<(String, String)>> {
    sql.query(
        "select distinct agency, wire from outbox
         where answered_at is null and fetched_at is null order by agency, wire",
        &[],
    )?
    .iter()
    .map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
    .collect()
}

/// What waits for one agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub agency: String,
    pub count: i64,
    /// When the longest waiting was queued.
    pub oldest_at: Stamp,
}

/// What waits, by agency.
pub fn waiting(sql: &mut dyn Sql) -> Result<Vec<Waiting>> {
    sql.query(
        "select agency, count(*), min(created_at) from outbox
         where answered_at is null group by agency order by agency",
        &[],
    )?
    .iter()
    .map(|row| Ok(Waiting { agency: row.text(0)?.to_owned(), count: row.int(1)?, oldest_at: row.stamp(2)? }))
    .collect()
}
