//! What happened to a case, act by act, as the journal has it: entries about the case, its orders,
//! measures, receipts and appeals. Sealed facts stand in them as commitments only.

use super::cases::{measures_of, orders_of};
use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk, Look};
use crate::limits::PAGE_ROWS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_journal::Entry;
use cordon_model::{Case, CaseId};
use cordon_store::entries::{self, Kept};
use cordon_store::{Read, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Oldest first; the cursor is the number of the last entry.
pub fn timeline(desk: &Desk, call: &Call, id: CaseId, ask: &PageAsk) -> Result<Page<Entry>, Refusal> {
    let (from, rows) = place(ask)?;
    desk.look(call, |look| {
        let case: Case = super::orders::find(look, id)?;
        let mut merged: BTreeMap<u64, Kept> = BTreeMap::new();
        for subject in subjects(look, &case)? {
            let own = entries::about(look.sql(), &subject, from, rows.saturating_add(1))?;
            merged.extend(own.into_iter().map(|kept| (kept.seq, kept)));
        }
        let asked = usize::try_from(rows).unwrap_or(usize::MAX);
        let more = merged.len() > asked;
        let items = merged.values().take(asked).map(Kept::decode).collect::<Result<Vec<_>, _>>()?;
        let next = if more { items.last().map(|entry| entry.seq.to_string()) } else { None };
        Ok((Resource::new("Case", id), Page { items, next }))
    })
}

/// From which number on, and how many.
fn place(ask: &PageAsk) -> Result<(u64, u32), Refusal> {
    let rows = match ask.limit {
        0 => PAGE_ROWS_MAX,
        rows if rows <= PAGE_ROWS_MAX => rows,
        _ => return Err(Refusal::field("limit", format!("is more than {PAGE_ROWS_MAX} rows"))),
    };
    let Some(after) = &ask.after else { return Ok((0, rows)) };
    let last: Option<u64> = after.parse().ok();
    let from = last.and_then(|seq| seq.checked_add(1)).filter(|seq| i64::try_from(*seq).is_ok());
    from.map(|from| (from, rows)).ok_or_else(|| Refusal::field("after", "is no cursor of this list"))
}

fn subjects(look: &mut Look<'_>, case: &Case) -> Result<BTreeSet<String>, Refusal> {
    let mut subjects = BTreeSet::from([case.id.to_string()]);
    let (orders, _) = orders_of(look, case.id)?;
    for order in &orders {
        subjects.insert(order.id.to_string());
        let receipts = look
            .query("select id from receipts where order_id = $1 order by id", &[Value::from(order.id.to_string())])?;
        for row in &receipts {
            subjects.insert(row.text(0)?.to_owned());
        }
    }
    // A measure that runs for others only is their affair.
    let own = |claims: &[cordon_model::measure::Claim]| claims.iter().any(|claim| claim.case == case.id);
    for measure in measures_of(look, case)? {
        let ours = own(&measure.claims) || orders.iter().any(|order| order.measure == Some(measure.id));
        if !ours {
            continue;
        }
        let id = measure.id.to_string();
        let appeals = look.query("select id from appeals where measure_id = $1 order by id", &[Value::from(&id)])?;
        for row in &appeals {
            subjects.insert(row.text(0)?.to_owned());
        }
        subjects.insert(id);
    }
    Ok(subjects)
}
