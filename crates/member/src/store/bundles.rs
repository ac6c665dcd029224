//! Numbers of the files that came and were made, and the answers that a file may carry.

use super::{Outgoing, Store, read_id};
use crate::error::Error;
use cordon_model::{Stamp, Wire};
use rusqlite::{OptionalExtension, params};

impl Store {
    /// Every answer that the centre does not have yet, oldest first: in one file a further answer may
    /// stand behind the first.
    pub fn unknown(&self, wire: Wire) -> Result<Vec<Outgoing>, Error> {
        let mut query = self.db.prepare_cached(
            "select id, 0 as seq, code, answer, answered_at as at from orders where wire = ?1 and state = 'answered'
             union all
             select f.id, f.seq, f.code, f.answer, f.made_at from further f
               join orders o on o.wire = f.wire and o.id = f.id
               where f.wire = ?1 and f.known_at is null and o.state in ('answered', 'known')
             order by at, id, seq",
        )?;
        let rows = query.query_map([wire.name()], |row| {
            Ok(Outgoing { id: read_id(row)?, seq: row.get("seq")?, code: row.get("code")?, answer: row.get("answer")? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The digest of the file that came under this number, if one did.
    pub fn bundle_in(&self, sequence: u64) -> Result<Option<String>, Error> {
        let mut query =
            self.db.prepare_cached("select digest from bundles where direction = 'in' and sequence = ?1")?;
        Ok(query.query_row([number(sequence)], |row| row.get(0)).optional()?)
    }

    /// A file was taken whole. How many of lower numbers never were.
    pub fn bundle_taken(&mut self, sequence: u64, digest: &str, now: Stamp) -> Result<u64, Error> {
        self.step(|tx| {
            tx.prepare_cached("insert into bundles (direction, sequence, digest, at_ms) values ('in', ?1, ?2, ?3)")?
                .execute(params![number(sequence), digest, now.ms()])?;
            let came: i64 = tx
                .prepare_cached("select count(*) from bundles where direction = 'in' and sequence < ?1")?
                .query_row([number(sequence)], |row| row.get(0))?;
            Ok(sequence.saturating_sub(1).saturating_sub(came.unsigned_abs()))
        })
    }

    /// The next number for a file of answers; it is used up by this.
    pub fn next_bundle(&mut self, now: Stamp) -> Result<u64, Error> {
        self.step(|tx| {
            let last: Option<i64> = tx
                .prepare_cached("select max(sequence) from bundles where direction = 'out'")?
                .query_row([], |row| row.get(0))?;
            let next = last.unwrap_or(0).saturating_add(1);
            tx.prepare_cached("insert into bundles (direction, sequence, digest, at_ms) values ('out', ?1, '', ?2)")?
                .execute(params![next, now.ms()])?;
            Ok(next.unsigned_abs())
        })
    }
}

fn number(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}
