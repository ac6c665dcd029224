//! What officers have in hand, and what they put off: one row for each line that waits for a person.
//!
//! ```text
//! take (in the act that says so) -> renew, renew … -> free (in an act), or the lease passes
//! ```
//!
//! A row whose times have passed says nothing any more; it is forgotten when somebody takes something.
//!
//! Not here: what waits and who may have it (`desk`). A lease keeps nobody from acting: that is a permit.

use crate::error::Result;
use crate::sql::{Row, Sql};
use crate::store::{Keep, Read, Unit};
use cordon_model::{OfficerId, Stamp};
use serde::{Deserialize, Serialize};

/// Somebody has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hand {
    pub officer: OfficerId,
    pub taken_at: Stamp,
    pub until: Stamp,
    /// The supervisor who gave it to him.
    pub given_by: Option<OfficerId>,
}

/// It is not looked at until then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Off {
    pub until: Stamp,
    pub by: OfficerId,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHand {
    pub wait: String,
    pub subject: String,
    pub hand: Option<Hand>,
    pub off: Option<Off>,
}

impl InHand {
    /// What of it still holds.
    fn at(mut self, now: Stamp) -> Option<Self> {
        self.hand = self.hand.filter(|hand| hand.until > now);
        self.off = self.off.filter(|off| off.until > now);
        (self.hand.is_some() || self.off.is_some()).then_some(self)
    }
}

/// All that holds now.
pub fn standing(sql: &mut dyn Sql, now: Stamp) -> Result<Vec<InHand>> {
    let rows = sql.query(
        "select wait, subject_id, officer_id, taken_at, until_at, given_by, off_until, off_by, off_why from in_hand
         where until_at > $1 or off_until > $1 order by wait, subject_id",
        &[now.into()],
    )?;
    Ok(rows.iter().map(read).collect::<Result<Vec<_>>>()?.into_iter().filter_map(|row| row.at(now)).collect())
}

fn read(row: &Row) -> Result<InHand> {
    let hand = match (row.opt_parse(2)?, row.opt_stamp(3)?, row.opt_stamp(4)?) {
        (Some(officer), Some(taken_at), Some(until)) => {
            Some(Hand { officer, taken_at, until, given_by: row.opt_parse(5)? })
        }
        _ => None,
    };
    let off = match (row.opt_stamp(6)?, row.opt_parse(7)?) {
        (Some(until), Some(by)) => Some(Off { until, by, why: row.opt_text(8)?.unwrap_or_default().to_owned() }),
        _ => None,
    };
    Ok(InHand { wait: row.text(0)?.to_owned(), subject: row.text(1)?.to_owned(), hand, off })
}

/// Says how a line stands from now on, whatever stood there.
pub fn set(unit: &mut Unit<'_>, row: &InHand) -> Result<()> {
    let (hand, off) = (row.hand.as_ref(), row.off.as_ref());
    unit.sql().exec(
        "insert into in_hand (wait, subject_id, officer_id, taken_at, until_at, given_by, off_until, off_by, off_why)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (wait, subject_id) do update set officer_id = excluded.officer_id, taken_at = excluded.taken_at,
             until_at = excluded.until_at, given_by = excluded.given_by, off_until = excluded.off_until,
             off_by = excluded.off_by, off_why = excluded.off_why",
        &[
            row.wait.as_str().into(),
            row.subject.as_str().into(),
            hand.map(|hand| hand.officer.to_string()).into(),
            hand.map(|hand| hand.taken_at).into(),
            hand.map(|hand| hand.until).into(),
            hand.and_then(|hand| hand.given_by).map(|by| by.to_string()).into(),
            off.map(|off| off.until).into(),
            off.map(|off| off.by.to_string()).into(),
            off.map(|off| off.why.clone()).into(),
        ],
    )?;
    Ok(())
}

/// Nobody has it, and it is not put off.
pub fn free(unit: &mut Unit<'_>, wait: &str, subject: &str) -> Result<()> {
    unit.sql().exec("delete from in_hand where wait = $1 and subject_id = $2", &[wait.into(), subject.into()])?;
    Ok(())
}

/// All that an officer has in hand is free; what is put off stays so. Says how many lines that were.
pub fn free_all_of(unit: &mut Unit<'_>, officer: OfficerId) -> Result<u64> {
    unit.sql().exec(
        "update in_hand set officer_id = null, taken_at = null, until_at = null, given_by = null where officer_id = $1",
        &[officer.to_string().into()],
    )
}

/// Prolongs what an officer has in hand; says whether he still had it.
pub fn renew(
    keep: &mut Keep<'_>,
    (wait, subject): (&str, &str),
    officer: OfficerId,
    now: Stamp,
    until: Stamp,
) -> Result<bool> {
    let changed = keep.sql().exec(
        "update in_hand set until_at = case when until_at < $5 then $5 else until_at end
         where wait = $1 and subject_id = $2 and officer_id = $3 and until_at > $4",
        &[wait.into(), subject.into(), officer.to_string().into(), now.into(), until.into()],
    )?;
    Ok(changed > 0)
}

/// Forgets what has long passed.
pub fn forget(unit: &mut Unit<'_>, before: Stamp) -> Result<u64> {
    unit.sql()
        .exec("delete from in_hand where coalesce(until_at, 0) < $1 and coalesce(off_until, 0) < $1", &[before.into()])
}
