//! Cases: the list, newest first, and one case with everything that hangs on it.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk, Look};
use crate::limits::ROWS_OF_CASE_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{
    Appeal, Case, CaseId, CaseTrace, Measure, MoneyBar, Order, OrderId, OrderKind, Receipt, Stamp, StopList,
};
use cordon_store::{Read, Value};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseLine {
    pub case: Case,
    pub bar: MoneyBar,
    /// The number of the case that it is worked on with.
    pub merged_into: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseDetail {
    pub case: Case,
    pub bar: MoneyBar,
    /// Oldest first, as the lists below; what one act brought about has no order among itself.
    pub orders: Vec<Order>,
    pub measures: Vec<Measure>,
    pub receipts: Vec<Receipt>,
    pub appeals: Vec<Appeal>,
    /// Where the money is, as the case last acted on it.
    pub trace: Option<CaseTrace>,
    /// Stops that wait for a person, or were decided by one.
    pub lists: Vec<StopList>,
    pub moments: Moments,
    /// Orders that are overdue now, or were answered after their time.
    pub overdue: Vec<OrderId>,
    /// More orders hang on this case than are shown.
    pub cut_short: bool,
}

/// How fast: the two times that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Moments {
    pub reported_at: Stamp,
    pub first_order_at: Option<Stamp>,
    pub first_stop_at: Option<Stamp>,
    /// From the report to the first order on its way.
    pub first_order_ms: Option<i64>,
    /// From the report to the first formal stop on its way.
    pub first_stop_ms: Option<i64>,
}

impl Moments {
    fn of(case: &Case, orders: &[Order]) -> Self {
        let first = |stops_only: bool| {
            let counted = orders.iter().filter(|order| !stops_only || order.kind == OrderKind::Stop);
            counted.filter_map(|order| order.state.dispatched_at()).min()
        };
        let (order, stop) = (first(false), first(true));
        Self {
            reported_at: case.reported_at,
            first_order_at: order,
            first_stop_at: stop,
            first_order_ms: order.map(|at| at.since_ms(case.reported_at)),
            first_stop_ms: stop.map(|at| at.since_ms(case.reported_at)),
        }
    }
}

pub fn cases(desk: &Desk, call: &Call, ask: &PageAsk) -> Result<Page<CaseLine>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<Case>("where id < $1 order by id desc limit $2", &[ask.below()?, ask.fetch()?])?;
        let merged = super::alike::merged_numbers(look)?;
        let page = ask.page(rows)?.map(|case| {
            let merged_into = merged.get(&case.id).cloned();
            let measures = measures_of(look, &case)?;
            let trace = newest_trace(look, case.id)?;
            Ok(CaseLine { bar: MoneyBar::of(&case, trace.as_ref(), &measures)?, merged_into, case })
        })?;
        Ok((Resource::house(), page))
    })
}

pub fn case(desk: &Desk, call: &Call, id: CaseId) -> Result<CaseDetail, Refusal> {
    desk.look(call, |look| {
        let case: Case = super::orders::find(look, id)?;
        Ok((Resource::new("Case", id), detail(look, case)?))
    })
}

fn detail(look: &mut Look<'_>, case: Case) -> Result<CaseDetail, Refusal> {
    let now = look.call().now;
    let (orders, cut_short) = orders_of(look, case.id)?;
    let measures = measures_of(look, &case)?;
    let trace = newest_trace(look, case.id)?;
    let mut receipts: Vec<Receipt> = Vec::new();
    for order in &orders {
        let own: Vec<Receipt> = look.select("where order_id = $1 order by id", &[Value::from(order.id.to_string())])?;
        receipts.extend(own);
    }
    receipts.sort_by_key(|receipt| receipt.id);
    let mut appeals: Vec<Appeal> = Vec::new();
    for measure in &measures {
        let own: Vec<Appeal> =
            look.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
        appeals.extend(own);
    }
    Ok(CaseDetail {
        bar: MoneyBar::of(&case, trace.as_ref(), &measures)?,
        lists: look.select("where case_id = $1 order by id", &[Value::from(case.id.to_string())])?,
        trace,
        moments: Moments::of(&case, &orders),
        overdue: orders.iter().filter(|order| order.state.is_overdue(now)).map(|order| order.id).collect(),
        orders,
        measures,
        receipts,
        appeals,
        cut_short,
        case,
    })
}

/// The orders of a case, and whether there are more than are shown.
pub(super) fn orders_of(look: &mut Look<'_>, case: CaseId) -> Result<(Vec<Order>, bool), Refusal> {
    let mut orders: Vec<Order> = look.select(
        "where case_id = $1 order by id limit $2",
        &[Value::from(case.to_string()), Value::from(ROWS_OF_CASE_MAX.saturating_add(1))],
    )?;
    let shown = usize::try_from(ROWS_OF_CASE_MAX).unwrap_or(usize::MAX);
    let cut_short = orders.len() > shown;
    orders.truncate(shown);
    Ok((orders, cut_short))
}

/// The measures that say where a case's money is: those its orders brought about, those it joined,
/// and those that run on its accounts for others.
pub(super) fn measures_of(look: &mut Look<'_>, case: &Case) -> Result<Vec<Measure>, Refusal> {
    let mut found: BTreeMap<String, Measure> = BTreeMap::new();
    let own: Vec<Measure> = look.select(
        "where id in (select measure_id from orders where case_id = $1) order by id",
        &[Value::from(case.id.to_string())],
    )?;
    let trace = newest_trace(look, case.id)?;
    let paid = case.transfers.iter().filter_map(|transfer| transfer.to.as_ref()).map(|to| to.key.as_str());
    let places = trace.iter().flat_map(|trace| trace.places.iter().map(|place| place.account.as_str()));
    let keys: BTreeSet<&str> = paid.chain(places).collect();
    for key in keys {
        let on: Vec<Measure> = look.select("where target_key = $1 order by id", &[Value::from(key)])?;
        let concern =
            on.into_iter().filter(|measure| measure.state.force().is_some() || measure.is_claimed_by(case.id));
        found.extend(concern.map(|measure| (measure.id.to_string(), measure)));
    }
    found.extend(own.into_iter().map(|measure| (measure.id.to_string(), measure)));
    Ok(found.into_values().collect())
}

/// Where a case's money is, as it last acted on it.
pub fn newest_trace(read: &mut impl Read, case: CaseId) -> Result<Option<CaseTrace>, Refusal> {
    let mut found: Vec<CaseTrace> =
        read.select("where case_id = $1 order by id desc limit 1", &[Value::from(case.to_string())])?;
    Ok(found.pop())
}
