//! Watches that run: standing questions to banks, each with until when it is asked, what was told so far, and whether
//! its end is on its way. The centre sees all, a member's desk its own.
//!
//! Not here: when a watch begins and ends (`money::trace`), and what was learned from it.

use super::inbox::number;
use crate::desk::{Call, Desk, Look};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::time::DAY_MS;
use cordon_model::{AgencyId, NormKey, NormValue, Order, OrderId, Query, Receipt, Stamp};
use cordon_store::{Read, Value};
use std::collections::BTreeMap;

/// Watches that are looked at, the newest; and what was told of them.
const LOOKED_AT_MAX: usize = 2_000;
const RECEIPTS_MAX: usize = 20_000;

/// What a bank has told of a watched account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToldOf {
    pub times: usize,
    pub rows: u64,
    pub last_at: Option<Stamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchLine {
    pub order: Order,
    pub case_number: Option<String>,
    /// From and until when movements are asked for.
    pub from: Stamp,
    pub until: Stamp,
    pub told: ToldOf,
    /// The bank was asked to end it, and has not said that it did.
    pub ending: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watches {
    /// What ends first comes first.
    pub lines: Vec<WatchLine>,
    /// There is more than was looked at.
    pub cut_short: bool,
}

/// Of the whole house, or of the agencies at whose desks somebody sits, each looked at with a permit of its own.
pub fn watches(desk: &Desk, call: &Call, agencies: &[AgencyId]) -> Result<Watches, Refusal> {
    let mut all = Watches::default();
    let mut add = |part: Watches| {
        all.lines.extend(part.lines);
        all.cut_short |= part.cut_short;
    };
    if agencies.is_empty() {
        add(desk.look(call, |look| Ok((Resource::house(), running(look, None)?)))?);
    }
    for agency in agencies {
        let own = Resource::new("Order", "orders").agency(*agency);
        add(desk.look(call, |look| Ok((own.clone(), running(look, Some(*agency))?)))?);
    }
    all.lines.sort_by_key(|line| (line.until, line.order.id));
    Ok(all)
}

fn running(look: &mut Look<'_>, agency: Option<AgencyId>) -> Result<Watches, Refusal> {
    let now = look.call().now;
    let agency = agency.map_or(String::new(), |id| id.to_string());
    // An id begins with its moment: what was asked before that is over, whatever version of the norm it ran by.
    let since = now.minus_ms(longest(look, now)?);
    let first = Value::from(OrderId::make(since, [0; cordon_model::ids::ID_RANDOM_BYTES]).to_string());
    let mut orders: Vec<Order> = look.select(
        "where id >= $1 and kind = 'watch' and ($2 = '' or agency_id = $2)
         and state not in ('withdrawn', 'refused', 'failed') order by id desc limit $3",
        &[first.clone(), Value::from(&agency), most(LOOKED_AT_MAX)],
    )?;
    let mut cut_short = orders.len() > LOOKED_AT_MAX;
    orders.truncate(LOOKED_AT_MAX);
    let ends: Vec<Order> =
        look.select("where id >= $1 and kind = 'end_watch' order by id", std::slice::from_ref(&first))?;
    let (mut told, more) = told(look, first, &agency)?;
    cut_short |= more;
    let mut cases = BTreeMap::new();
    let mut lines = Vec::new();
    for order in orders {
        let Some(Query::Movements { from, until }) = order.query else { continue };
        let own = || ends.iter().filter(|end| end.original == Some(order.id)).map(|end| end.state.name());
        if until <= now || own().any(|state| matches!(state, "done" | "part")) {
            continue;
        }
        let ending = own().any(|state| !matches!(state, "failed" | "refused" | "withdrawn"));
        let case_number = order.case.map(|id| number(look, &mut cases, id)).transpose()?.flatten();
        let told = told.remove(&order.id).unwrap_or_default();
        lines.push(WatchLine { order, case_number, from, until, told, ending });
    }
    Ok(Watches { lines, cut_short })
}

fn most(rows: usize) -> Value {
    Value::from(i64::try_from(rows.saturating_add(1)).unwrap_or(i64::MAX))
}

/// The longest that a watch which runs now may have been asked for.
fn longest(look: &mut Look<'_>, now: Stamp) -> Result<i64, Refusal> {
    let norms = look.desk().norms(look.sql())?;
    let lives = norms.all().filter(|norm| norm.key == NormKey::WatchLife);
    let spans = lives.filter_map(|norm| match &norm.value {
        // Working days are fewer than days: back from now as many of those, and as many again for holidays.
        NormValue::Duration(span) => Some(now.since_ms(span.before(now)).saturating_mul(2)),
        _ => None,
    });
    Ok(spans.max().unwrap_or(0).saturating_add(DAY_MS))
}

/// By watch, what was told since.
fn told(look: &mut Look<'_>, first: Value, agency: &str) -> Result<(BTreeMap<OrderId, ToldOf>, bool), Refusal> {
    let mut receipts: Vec<Receipt> = look.select(
        "where order_id in (select id from orders where id >= $1 and kind = 'watch' and ($2 = '' or agency_id = $2))
         order by id desc limit $3",
        &[first, Value::from(agency), most(RECEIPTS_MAX)],
    )?;
    let more = receipts.len() > RECEIPTS_MAX;
    receipts.truncate(RECEIPTS_MAX);
    let mut told: BTreeMap<OrderId, ToldOf> = BTreeMap::new();
    for receipt in receipts {
        // That a watch was taken up tells nothing yet.
        let Some(statement) = &receipt.statement else { continue };
        let of = told.entry(receipt.order).or_default();
        of.times = of.times.saturating_add(1);
        of.rows = of.rows.saturating_add(statement.rows.into());
        of.last_at = of.last_at.max(Some(receipt.received_at));
    }
    Ok((told, more))
}
