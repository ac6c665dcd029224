//! Running watches and the further answers they give; freezes that wait behind others.

use super::{read_id, read_wire};
use crate::core_banking::Cursor;
use crate::decide::WatchFacts;
use crate::error::Error;
use cordon_model::{OrderId, Stamp, Wire};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// An account that is watched for the centre.
pub struct Watch {
    pub wire: Wire,
    pub id: OrderId,
    /// As the core knows the account.
    pub number: String,
    pub until: Stamp,
    pub cursor: Cursor,
    /// Further answers so far, and until when they reach.
    pub told: u32,
    pub told_to: Stamp,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Watch> {
    let cursor: String = row.get("cursor")?;
    let of: String = row.get("cursor_of")?;
    let cursor = match of.as_str() {
        "moment" => cursor.parse().map(|ms| Cursor::Since(Stamp::from_ms(ms))).unwrap_or(Cursor::After(cursor)),
        _ => Cursor::After(cursor),
    };
    Ok(Watch {
        wire: read_wire(row)?,
        id: read_id(row)?,
        number: row.get("number")?,
        until: Stamp::from_ms(row.get("until_ms")?),
        cursor,
        told: row.get("told")?,
        told_to: Stamp::from_ms(row.get("told_to")?),
    })
}

const WATCHES: &str = "select * from watches w";

/// Watches that have begun and not ended, the first to end first.
pub fn running(db: &Connection, now: Stamp) -> Result<Vec<Watch>, Error> {
    let mut query = db
        .prepare_cached(&format!("{WATCHES} where w.ended_at is null and w.from_ms <= ?1 order by w.until_ms, w.id"))?;
    let rows = query.query_map([now.ms()], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// As it stands inside this step: another thread may have told more, or ended it.
pub fn running_one(db: &Connection, wire: Wire, id: OrderId) -> Result<Option<Watch>, Error> {
    let mut query = db.prepare_cached(&format!("{WATCHES} where w.ended_at is null and w.wire = ?1 and w.id = ?2"))?;
    Ok(query.query_row(params![wire.name(), id.to_string()], read).optional()?)
}

/// The order's bytes and random bits: a further answer is written from them.
pub fn order_of(tx: &Transaction<'_>, watch: &Watch) -> Result<(Vec<u8>, u64), Error> {
    let mut query = tx.prepare_cached("select raw, random from orders where wire = ?1 and id = ?2")?;
    let (raw, random): (Vec<u8>, i64) =
        query.query_row(params![watch.wire.name(), watch.id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((raw, random.unsigned_abs()))
}

/// The watch that an order began, by whichever wire, and that wire.
pub fn watch_of(tx: &Transaction<'_>, id: OrderId) -> Result<Option<(Wire, WatchFacts)>, Error> {
    let mut query = tx.prepare_cached("select * from watches where id = ?1")?;
    let found = query.query_row([id.to_string()], |row| {
        let ended_at: Option<i64> = row.get("ended_at")?;
        let until = Stamp::from_ms(row.get("until_ms")?);
        Ok((read_wire(row)?, WatchFacts { until, ended_at: ended_at.map(Stamp::from_ms) }))
    });
    Ok(found.optional()?)
}

pub fn begin(
    tx: &Transaction<'_>,
    wire: Wire,
    id: OrderId,
    number: &str,
    (from, until): (Stamp, Stamp),
) -> Result<(), Error> {
    tx.prepare_cached(
        "insert or ignore into watches (wire, id, number, from_ms, until_ms, cursor_of, cursor, told_to)
         values (?1, ?2, ?3, ?4, ?5, 'moment', ?6, ?4)",
    )?
    .execute(params![wire.name(), id.to_string(), number, from.ms(), until.ms(), from.ms().to_string()])?;
    Ok(())
}

pub fn end(tx: &Transaction<'_>, wire: Wire, id: OrderId, at: Stamp) -> Result<(), Error> {
    tx.prepare_cached("update watches set ended_at = ?3 where wire = ?1 and id = ?2 and ended_at is null")?
        .execute(params![wire.name(), id.to_string(), at.ms()])?;
    Ok(())
}

/// What was told, and how far: together with the answer's bytes or not at all.
pub fn advance(tx: &Transaction<'_>, watch: &Watch, cursor: &Cursor, told: u32, told_to: Stamp) -> Result<(), Error> {
    let (of, place) = match cursor {
        Cursor::Since(at) => ("moment", at.ms().to_string()),
        Cursor::After(place) => ("place", place.clone()),
    };
    tx.prepare_cached(
        "update watches set cursor_of = ?3, cursor = ?4, told = ?5, told_to = ?6 where wire = ?1 and id = ?2",
    )?
    .execute(params![watch.wire.name(), watch.id.to_string(), of, place, told, told_to.ms()])?;
    Ok(())
}

pub fn further(
    tx: &Transaction<'_>,
    watch: &Watch,
    seq: u32,
    code: &str,
    answer: &[u8],
    now: Stamp,
) -> Result<(), Error> {
    tx.prepare_cached("insert into further (wire, id, seq, code, answer, made_at) values (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![watch.wire.name(), watch.id.to_string(), seq, code, answer, now.ms()])?;
    Ok(())
}

/// A freeze of ours stands behind others; these holds end when it takes effect.
pub fn wait_for(tx: &Transaction<'_>, reference: &str, instead_of: &[String]) -> Result<(), Error> {
    for other in instead_of {
        tx.prepare_cached("insert or ignore into waiting (reference, instead_of) values (?1, ?2)")?
            .execute([reference, other])?;
    }
    Ok(())
}

/// Freezes that wait, each with a hold whose place it will take.
pub fn waiting(db: &Connection) -> Result<Vec<(String, String)>, Error> {
    let mut query = db.prepare_cached("select reference, instead_of from waiting order by reference, instead_of")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub fn waits_no_more(tx: &Transaction<'_>, reference: &str, instead_of: &str) -> Result<(), Error> {
    tx.prepare_cached("delete from waiting where reference = ?1 and instead_of = ?2")?
        .execute([reference, instead_of])?;
    Ok(())
}
