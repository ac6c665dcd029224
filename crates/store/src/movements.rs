//! Figures over movements and what was asked about them, counted by the database.

use crate::error::Result;
use crate::sql::{Sql, Value};

fn one(sql: &mut dyn Sql, text: &'static str, args: &[Value]) -> Result<i64> {
    let rows = sql.query(text, args)?;
    rows.first().map_or(Ok(0), |row| row.int(0))
}

/// How much is known: the highest place of a movement. A trace as of this number knows all up to it.
pub fn watermark(sql: &mut dyn Sql) -> Result<i64> {
    one(sql, "select coalesce(max(place), 0) from movements", &[])
}

/// The accounts at both ends of what was learned after a watermark, at most `limit` movements.
pub fn ends_after(sql: &mut dyn Sql, watermark: i64, limit: i64) -> Result<Vec<(String, String)>> {
    let text = "select from_key, to_key from movements where place > $1 order by place limit $2";
    let rows = sql.query(text, &[Value::from(watermark), Value::from(limit)])?;
    rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))).collect()
}

/// With how many other accounts an account dealt.
pub fn counterparties(sql: &mut dyn Sql, account: &str) -> Result<i64> {
    one(
        sql,
        "select count(distinct case when from_key = $1 then to_key else from_key end) from movements
         where from_key = $1 or to_key = $1",
        &[Value::from(account)],
    )
}

/// Whether two accounts dealt with each other.
pub fn have_dealt(sql: &mut dyn Sql, one_end: &str, other: &str) -> Result<bool> {
    let text = "select count(*) from (select 1 from movements
         where (from_key = $1 and to_key = $2) or (from_key = $2 and to_key = $1) limit 1) dealt";
    Ok(one(sql, text, &[Value::from(one_end), Value::from(other)])? > 0)
}

/// Questions about an account that its institution could not or would not answer.
pub fn questions_unanswered(sql: &mut dyn Sql, account: &str) -> Result<i64> {
    one(
        sql,
        "select count(*) from orders where target_key = $1 and kind in ('query_account', 'query_serial')
         and state in ('failed', 'refused')",
        &[Value::from(account)],
    )
}

/// Whether there is an account with that key, without reading it.
pub fn knows_account(sql: &mut dyn Sql, key: &str) -> Result<bool> {
    Ok(one(sql, "select count(*) from accounts where id = $1", &[Value::from(key)])? > 0)
}

/// The rows of all files that were imported, or are being.
pub fn imported_rows(sql: &mut dyn Sql) -> Result<i64> {
    one(sql, "select coalesce(max(rows_before + row_count), 0) from imports", &[])
}
