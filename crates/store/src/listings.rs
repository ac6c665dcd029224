//! Which measures have to be listed still, and whose entries have to end.

use crate::error::Result;
use crate::record::select;
use crate::sql::{Sql, Value};
use cordon_model::{Complaint, Listing, Measure, TakenList};

/// Measures in force that restrict somebody and have no entry.
pub fn unlisted_measures(sql: &mut dyn Sql, rows: u32) -> Result<Vec<Measure>> {
    select(
        sql,
        "where state in ('in_force', 'renewed') and kind in ('stop', 'freeze', 'shut') \
         and not exists (select 1 from listings where listings.measure_id = measures.id) order by id limit $1",
        &[Value::from(rows)],
    )
}

/// Entries in force whose measure is not.
pub fn of_ended_measures(sql: &mut dyn Sql, rows: u32) -> Result<Vec<Listing>> {
    select(
        sql,
        "where state = 'in_force' and measure_id is not null and not exists (select 1 from measures \
         where measures.id = listings.measure_id and measures.state in ('in_force', 'renewed')) order by id limit $1",
        &[Value::from(rows)],
    )
}

/// The newest place of the feed.
pub fn last_complaint(sql: &mut dyn Sql) -> Result<Option<Complaint>> {
    Ok(select(sql, "order by place desc limit 1", &[])?.into_iter().next())
}

/// The list that was taken last: its generation is in force.
pub fn last_list(sql: &mut dyn Sql) -> Result<Option<TakenList>> {
    Ok(select(sql, "order by place desc limit 1", &[])?.into_iter().next())
}

/// How many tips nobody has looked at.
pub fn open_tips(sql: &mut dyn Sql) -> Result<i64> {
    let rows = sql.query("select count(*) from tips where state = 'open'", &[])?;
    rows.first().map_or(Ok(0), |row| row.int(0))
}
