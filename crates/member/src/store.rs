//! The gateway's own store: SQLite in its data folder, written ahead and synced, one writer.
//!
//! What came is written before it is acted on; the act on the built-in ledger, the state of the order
//! and the bytes of the answer are one transaction. Nothing here knows what an order means.

pub mod bundles;
pub mod reports;
pub mod watches;

use crate::error::Error;
use cordon_model::{OrderId, Stamp, Wire};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::time::Duration;

/// The schema this code was written for.
const SCHEMA_VERSION: i64 = 5;
const SECOND: &str = include_str!("store/schema_2.sql");
const THIRD: &str = include_str!("store/schema_3.sql");
const FOURTH: &str = include_str!("store/schema_4.sql");
const FIFTH: &str = include_str!("store/schema_5.sql");
const FILE: &str = "member.sqlite";
/// How long another process (a backup, an engineer's shell) may hold the file.
/// More than the gateway has: none is ever parsed twice.
const STATEMENTS_CACHED_MAX: usize = 128;
const BUSY_MS: u64 = 10_000;
/// Answers fetched for sending at once.
const DUE_MAX: i64 = 100;

#[derive(Debug)]
pub struct Store {
    db: Connection,
}

/// How far an order has come here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Written down, not yet decided.
    Taken,
    /// Decided and done; the answer waits to be known at the centre.
    Answered,
    /// The centre said that it has the answer.
    Known,
}

/// An order as it came.
pub struct TakenOrder {
    pub id: OrderId,
    pub raw: Vec<u8>,
    pub random: u64,
}

/// An answer to be sent.
pub struct Outgoing {
    pub id: OrderId,
    /// 0 is the answer itself; a watch has further ones.
    pub seq: u32,
    pub code: String,
    pub answer: Vec<u8>,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Outgoing({}, {}, {})", self.id, self.seq, self.code)
    }
}

/// What ends when its time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Hold,
    Void,
}

impl Ends {
    const fn name(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Void => "void",
        }
    }
}

/// The end of something that has one.
#[derive(Debug)]
pub struct Timer {
    pub reference: String,
    pub until: Stamp,
    pub ends: Ends,
}

/// A new row of `orders`.
pub struct NewOrder<'a> {
    pub wire: Wire,
    pub id: OrderId,
    pub kind: &'a str,
    pub subject: &'a str,
    pub raw: &'a [u8],
    pub random: u64,
    pub at: Stamp,
}

impl Store {
    pub fn open(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder)?;
        let db = Connection::open(folder.join(FILE))?;
        db.busy_timeout(Duration::from_millis(BUSY_MS))?;
        db.pragma_update(None, "journal_mode", "wal")?;
        // An answer that was sent must be there after a power cut.
        db.pragma_update(None, "synchronous", "full")?;
        db.pragma_update(None, "foreign_keys", true)?;
        db.set_prepared_statement_cache_capacity(STATEMENTS_CACHED_MAX);
        let mut store = Self { db };
        store.migrate()?;
        Ok(store)
    }

    fn migrate(&mut self) -> Result<(), Error> {
        self.step(|tx| {
            let version: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
            let scripts = match version {
                0 => [include_str!("store/schema.sql"), SECOND, THIRD, FOURTH, FIFTH].as_slice(),
                1 => &[SECOND, THIRD, FOURTH, FIFTH],
                2 => &[THIRD, FOURTH, FIFTH],
                3 => &[FOURTH, FIFTH],
                4 => &[FIFTH],
                SCHEMA_VERSION => &[],
                other => {
                    return Err(Error::Config(format!(
                        "the store is of version `{other}`, this program knows {SCHEMA_VERSION}; use the program that wrote it"
                    )));
                }
            };
            for script in scripts {
                tx.execute_batch(script)?;
            }
            Ok(tx.pragma_update(None, "user_version", SCHEMA_VERSION)?)
        })
    }

    /// One step: all of it, durable, or nothing.
    pub fn step<T>(&mut self, act: impl FnOnce(&Transaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = act(&tx)?;
        tx.commit()?;
        Ok(value)
    }

    /// A step that may find nothing to do: then nothing is written, and nothing synced.
    pub fn step_if<T>(
        &mut self,
        act: impl FnOnce(&Transaction<'_>) -> Result<Option<T>, Error>,
    ) -> Result<Option<T>, Error> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = act(&tx)?;
        if value.is_some() {
            tx.commit()?;
        }
        Ok(value)
    }

    pub fn db(&self) -> &Connection {
        &self.db
    }

    /// Orders that were written down and not decided: a step was broken off, or the core was away.
    pub fn undecided(&self, wire: Wire) -> Result<Vec<TakenOrder>, Error> {
        let mut query = self.db.prepare_cached(
            "select id, raw, random from orders where wire = ?1 and state = 'taken' order by taken_at, id",
        )?;
        let rows = query.query_map([wire.name()], |row| {
            let random: i64 = row.get(2)?;
            Ok(TakenOrder { id: read_id(row)?, raw: row.get(1)?, random: random.unsigned_abs() })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Answers that the centre does not have yet, oldest first. A further answer waits until the centre
    /// has the first.
    pub fn due(&self, wire: Wire) -> Result<Vec<Outgoing>, Error> {
        let mut query = self.db.prepare_cached(
            "select id, 0 as seq, code, answer, answered_at as at from orders where wire = ?1 and state = 'answered'
             union all
             select f.id, f.seq, f.code, f.answer, f.made_at from further f
               join orders o on o.wire = f.wire and o.id = f.id
               where f.wire = ?1 and f.known_at is null and o.state = 'known'
             order by at, id, seq limit ?2",
        )?;
        let rows = query.query_map(params![wire.name(), DUE_MAX], |row| {
            Ok(Outgoing { id: read_id(row)?, seq: row.get("seq")?, code: row.get("code")?, answer: row.get("answer")? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The centre has the answer.
    pub fn known(&mut self, wire: Wire, id: OrderId, seq: u32, now: Stamp) -> Result<(), Error> {
        self.step(|tx| {
            if seq == 0 {
                tx.prepare_cached(
                    "update orders set state = 'known', known_at = ?3
                     where wire = ?1 and id = ?2 and state = 'answered'",
                )?
                .execute(params![wire.name(), id.to_string(), now.ms()])?;
            } else {
                tx.prepare_cached(
                    "update further set known_at = ?4
                     where wire = ?1 and id = ?2 and seq = ?3 and known_at is null",
                )?
                .execute(params![wire.name(), id.to_string(), seq, now.ms()])?;
            }
            Ok(())
        })
    }

    /// Holds and voids whose time has come.
    pub fn ended(&self, now: Stamp) -> Result<Vec<Timer>, Error> {
        let mut query = self
            .db
            .prepare_cached("select reference, until_ms, ends from timers where until_ms <= ?1 order by until_ms")?;
        let rows = query.query_map([now.ms()], |row| {
            let ends: String = row.get(2)?;
            let ends = if ends == Ends::Void.name() { Ends::Void } else { Ends::Hold };
            Ok(Timer { reference: row.get(0)?, until: Stamp::from_ms(row.get(1)?), ends })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn read_id(row: &Row<'_>) -> rusqlite::Result<OrderId> {
    let text: String = row.get("id")?;
    OrderId::parse(&text).map_err(|_| rusqlite::Error::InvalidColumnName("id".to_owned()))
}

fn read_wire(row: &Row<'_>) -> rusqlite::Result<Wire> {
    let text: String = row.get("wire")?;
    [Wire::PoliceBank, Wire::JsonForm]
        .into_iter()
        .find(|wire| wire.name() == text)
        .ok_or_else(|| rusqlite::Error::InvalidColumnName("wire".to_owned()))
}

/// SHA-256 in hex.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// How far an order has come, and the digest of the bytes it came as.
pub fn progress(tx: &Transaction<'_>, wire: Wire, id: OrderId) -> Result<Option<(Progress, String)>, Error> {
    let found: Option<(String, String)> = tx
        .prepare_cached("select state, digest from orders where wire = ?1 and id = ?2")?
        .query_row(params![wire.name(), id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.map(|(state, digest)| {
        let progress = match state.as_str() {
            "taken" => Progress::Taken,
            "known" => Progress::Known,
            _ => Progress::Answered,
        };
        (progress, digest)
    }))
}

pub fn insert(tx: &Transaction<'_>, order: &NewOrder<'_>) -> Result<(), Error> {
    tx.prepare_cached(
        "insert into orders (wire, id, kind, subject, raw, digest, random, taken_at, state)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'taken')",
    )?
    .execute(params![
        order.wire.name(),
        order.id.to_string(),
        order.kind,
        order.subject,
        order.raw,
        digest(order.raw),
        i64::try_from(order.random).unwrap_or(i64::MAX),
        order.at.ms(),
    ])?;
    Ok(())
}

/// Writes the answer once; it is never written again.
pub fn answered(
    tx: &Transaction<'_>,
    wire: Wire,
    id: OrderId,
    code: &str,
    answer: &[u8],
    now: Stamp,
) -> Result<(), Error> {
    tx.prepare_cached(
        "update orders set state = 'answered', code = ?3, answer = ?4, answered_at = ?5
         where wire = ?1 and id = ?2 and state = 'taken'",
    )?
    .execute(params![wire.name(), id.to_string(), code, answer, now.ms()])?;
    Ok(())
}

/// The order was given again although the centre had the answer: it is sent again, the same bytes.
pub fn send_again(tx: &Transaction<'_>, wire: Wire, id: OrderId) -> Result<(), Error> {
    tx.prepare_cached("update orders set state = 'answered' where wire = ?1 and id = ?2 and state = 'known'")?
        .execute(params![wire.name(), id.to_string()])?;
    Ok(())
}

/// Risk notices about the same target and transfer.
pub fn notices(tx: &Transaction<'_>, subject: &str, except: OrderId) -> Result<Vec<String>, Error> {
    let mut query = tx.prepare_cached(
        "select id from orders where subject = ?1 and kind = 'risk_notice' and id <> ?2 order by taken_at",
    )?;
    let rows = query.query_map(params![subject, except.to_string()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether an order of that number was taken by this gateway, by whichever wire.
pub fn is_order(tx: &Transaction<'_>, reference: &str) -> Result<bool, Error> {
    let found: Option<i64> =
        tx.prepare_cached("select 1 from orders where id = ?1")?.query_row([reference], |row| row.get(0)).optional()?;
    Ok(found.is_some())
}

pub fn stray(tx: &Transaction<'_>, wire: Wire, raw: &[u8], why: &str, now: Stamp) -> Result<bool, Error> {
    let new = tx
        .prepare_cached("insert or ignore into strays (digest, wire, raw, why, taken_at) values (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![digest(raw), wire.name(), raw, why, now.ms()])?;
    Ok(new == 1)
}

pub fn set_timer(tx: &Transaction<'_>, ends: Ends, reference: &str, until: Stamp) -> Result<(), Error> {
    tx.prepare_cached(
        "insert into timers (reference, until_ms, ends) values (?1, ?2, ?3)
         on conflict (reference) do update set until_ms = excluded.until_ms",
    )?
    .execute(params![reference, until.ms(), ends.name()])?;
    Ok(())
}

pub fn clear_timer(tx: &Transaction<'_>, reference: &str) -> Result<(), Error> {
    tx.prepare_cached("delete from timers where reference = ?1")?.execute([reference])?;
    Ok(())
}

pub fn flag(tx: &Transaction<'_>, id: OrderId, target: &str, now: Stamp) -> Result<(), Error> {
    tx.prepare_cached("insert or ignore into flags (order_id, target, at) values (?1, ?2, ?3)")?.execute(params![
        id.to_string(),
        target,
        now.ms()
    ])?;
    Ok(())
}

#[cfg(test)]
mod tests;
