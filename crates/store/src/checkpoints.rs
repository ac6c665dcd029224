//! The signed heads of the journal's tree, as they were published. They are derived from entries,
//! but their signatures are promises, so each is kept before anybody sees it.
//!
//! Not here: making, signing and checking them (`cordon-journal`, and the centre's job).

use crate::error::{Result, StoreError};
use crate::sql::{Row, Sql};
use crate::store::{Keep, Read};
use cordon_model::Stamp;
use cordon_model::time::{DAY_MS, HOUR_MS};

/// How long every head is kept; of older ones the last of each hour stays.
pub const KEPT_WHOLE_MS: i64 = DAY_MS;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// Entries under it.
    pub size: u64,
    /// The signed note, to the byte.
    pub note: String,
    pub at: Stamp,
}

impl KeptCheckpoint {
    fn from_row(row: &Row) -> Result<Self> {
        let size = u64::try_from(row.int(0)?).map_err(|_| StoreError::corrupt("a checkpoint has a negative size"))?;
        Ok(Self { size, note: row.text(1)?.to_owned(), at: Stamp::from_ms(row.int(2)?) })
    }
}

/// The one of the largest tree.
pub fn newest(sql: &mut dyn Sql) -> Result<Option<KeptCheckpoint>> {
    let rows = sql.query("select size, note, at from checkpoints order by size desc limit 1", &[])?;
    rows.first().map(KeptCheckpoint::from_row).transpose()
}

/// Keeps one. A second of the same size is refused: there is one root for a size.
pub fn keep(keep: &mut Keep<'_>, checkpoint: &KeptCheckpoint) -> Result<()> {
    let size = i64::try_from(checkpoint.size).map_err(|_| StoreError::determinate("no log is that long"))?;
    let args = [size.into(), (&checkpoint.note).into(), checkpoint.at.into()];
    keep.sql().exec("insert into checkpoints (size, note, at) values ($1, $2, $3)", &args)?;
    Ok(())
}

/// Forgets those older than a day, but for the last of each hour and the newest of all.
pub fn thin(keep: &mut Keep<'_>, now: Stamp) -> Result<u64> {
    keep.sql().exec(
        "delete from checkpoints where at < $1
         and size not in (select max(size) from checkpoints group by at / $2)
         and size < (select max(size) from checkpoints)",
        &[now.minus_ms(KEPT_WHOLE_MS).into(), HOUR_MS.into()],
    )
}
