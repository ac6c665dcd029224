//! The box of a member's desk: its own orders that wait for an answer, what it has answered today, and how it keeps
//! its clocks. Masked, like every look.
//!
//! Not here: opening an order (`hand_over`), answering it (`receive`).

use crate::desk::{Call, Desk, Look};
use crate::order::hand_over::centre;
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::receipt::Weight;
use cordon_model::time::{DAY_MS, SHANGHAI_OFFSET_MS};
use cordon_model::{Agency, AgencyId, Case, CaseId, Order, Receipt, ReceiptId, ReceiptResult, Stamp};
use cordon_store::{Read, Value};
use std::collections::BTreeMap;

/// Orders of one agency that wait, those with the earliest deadline.
pub const WAITING_MAX: usize = 1_000;
/// Receipts of one day that are looked at for one agency, the newest.
const TODAY_MAX: usize = 2_000;
/// Of them so many are shown.
pub const TODAY_SHOWN_MAX: usize = 200;

/// An order that an agency was asked, and what it said today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxLine {
    pub order: Order,
    pub overdue: bool,
    pub case_number: Option<String>,
    pub answered: Option<Answered>,
}

/// The answer that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    pub at: Stamp,
    pub result: ReceiptResult,
    pub late: bool,
}

/// How clocks were kept since midnight in Shanghai, over the deciding answers of that time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    pub answered: usize,
    /// From the order's leaving to its answer; of an even number the mean of the middle two.
    pub median_ms: Option<i64>,
    /// Of the answered, after their time.
    pub late: usize,
    /// Of those that wait, over their time now.
    pub overdue: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    pub agencies: Vec<Agency>,
    pub centre: Agency,
    /// What is due first comes first.
    pub waiting: Vec<BoxLine>,
    /// The newest first.
    pub today: Vec<BoxLine>,
    pub clocks: Clocks,
    /// There is more than was looked at.
    pub cut_short: bool,
}

/// What one agency has.
struct Part {
    agency: Agency,
    centre: Agency,
    waiting: Vec<BoxLine>,
    today: Vec<BoxLine>,
    cut_short: bool,
}

/// The boxes of some agencies as one; each is looked at with a permit of its own.
pub fn inbox(desk: &Desk, call: &Call, agencies: &[AgencyId]) -> Result<Option<Inbox>, Refusal> {
    let mut parts = Vec::with_capacity(agencies.len());
    for agency in agencies {
        let own = Resource::new("Order", "orders").agency(*agency);
        parts.push(desk.look(call, |look| Ok((own.clone(), part(look, *agency)?)))?);
    }
    let Some(centre) = parts.first().map(|part| part.centre.clone()) else { return Ok(None) };
    let cut_short = parts.iter().any(|part| part.cut_short);
    let agencies = parts.iter().map(|part| part.agency.clone()).collect();
    let (waiting, today): (Vec<_>, Vec<_>) = parts.into_iter().map(|part| (part.waiting, part.today)).unzip();
    let mut waiting: Vec<BoxLine> = waiting.into_iter().flatten().collect();
    let mut today: Vec<BoxLine> = today.into_iter().flatten().collect();
    waiting.sort_by_key(|line| (line.order.state.due().map(|due| due.at), line.order.id));
    today.sort_by_key(|line| std::cmp::Reverse(line.answered.map(|answered| answered.at)));
    let clocks = clocks(&waiting, &today);
    today.truncate(TODAY_SHOWN_MAX);
    Ok(Some(Inbox { agencies, centre, waiting, today, clocks, cut_short }))
}

fn clocks(waiting: &[BoxLine], today: &[BoxLine]) -> Clocks {
    let took = |line: &BoxLine| Some(line.answered?.at.since_ms(line.order.state.dispatched_at()?));
    Clocks {
        answered: today.len(),
        median_ms: median(today.iter().filter_map(took).collect()),
        late: today.iter().filter(|line| line.answered.is_some_and(|answered| answered.late)).count(),
        overdue: waiting.iter().filter(|line| line.overdue).count(),
    }
}

/// Half of them are at most this.
fn median(mut spans: Vec<i64>) -> Option<i64> {
    spans.sort_unstable();
    let upper = *spans.get(spans.len() / 2)?;
    if spans.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *spans.get((spans.len() / 2).saturating_sub(1))?;
    Some(lower.saturating_add(upper.saturating_sub(lower) / 2))
}

/// Midnight of that day in Shanghai.
fn midnight(now: Stamp) -> Stamp {
    let there = now.ms().saturating_add(SHANGHAI_OFFSET_MS);
    now.minus_ms(there.rem_euclid(DAY_MS))
}

fn part(look: &mut Look<'_>, id: AgencyId) -> Result<Part, Refusal> {
    let (now, own) = (look.call().now, Value::from(id.to_string()));
    let mut cases = BTreeMap::new();
    let most = |rows: usize| Value::from(i64::try_from(rows.saturating_add(1)).unwrap_or(i64::MAX));
    let tail = "where agency_id = $1 and state in ('dispatched', 'seen') order by due_at, id limit $2";
    let mut orders: Vec<Order> = look.select(tail, &[own.clone(), most(WAITING_MAX)])?;
    // An id begins with its moment, so these are the rows of today, found by their key.
    let first = ReceiptId::make(midnight(now), [0; cordon_model::ids::ID_RANDOM_BYTES]);
    let tail = "where id >= $1 and agency_id = $2 order by id desc limit $3";
    let mut receipts: Vec<Receipt> = look.select(tail, &[Value::from(first.to_string()), own, most(TODAY_MAX)])?;
    let cut_short = orders.len() > WAITING_MAX || receipts.len() > TODAY_MAX;
    orders.truncate(WAITING_MAX);
    receipts.truncate(TODAY_MAX);
    let mut waiting = Vec::with_capacity(orders.len());
    for order in orders {
        waiting.push(line(look, &mut cases, order, None)?);
    }
    let mut today = Vec::new();
    for receipt in receipts.iter().filter(|receipt| receipt.weight == Weight::Deciding) {
        let order: Order = look.need(receipt.order)?;
        let said = Answered { at: receipt.received_at, result: receipt.result, late: receipt.late };
        today.push(line(look, &mut cases, order, Some(said))?);
    }
    Ok(Part { agency: look.need(id)?, centre: centre(look)?, waiting, today, cut_short })
}

fn line(
    look: &mut Look<'_>,
    cases: &mut BTreeMap<CaseId, Option<String>>,
    order: Order,
    answered: Option<Answered>,
) -> Result<BoxLine, Refusal> {
    let case_number = match order.case {
        Some(id) => number(look, cases, id)?,
        None => None,
    };
    Ok(BoxLine { overdue: order.state.is_overdue(look.call().now), case_number, answered, order })
}

pub(super) fn number(
    look: &mut Look<'_>,
    cases: &mut BTreeMap<CaseId, Option<String>>,
    id: CaseId,
) -> Result<Option<String>, Refusal> {
    if let Some(known) = cases.get(&id) {
        return Ok(known.clone());
    }
    let found: Option<Case> = look.load(id)?;
    let number = found.map(|case| case.number);
    cases.insert(id, number.clone());
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_halves_what_there_is() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7]), Some(7));
        assert_eq!(median(vec![9, 1, 4]), Some(4));
        assert_eq!(median(vec![10, 1, 4, 3]), Some(3));
        assert_eq!(median(vec![2, 9]), Some(5));
    }

    #[test]
    fn a_day_begins_at_midnight_in_shanghai() {
        let at = |text: &str| Stamp::parse_rfc3339(text).unwrap();
        let began = |text| midnight(at(text));
        assert_eq!(began("2026-11-23T00:00:00+08:00"), at("2026-11-23T00:00:00+08:00"));
        assert_eq!(began("2026-11-23T07:59:59+08:00"), at("2026-11-23T00:00:00+08:00"));
        assert_eq!(began("2026-11-22T16:00:00Z"), at("2026-11-23T00:00:00+08:00"));
        assert_eq!(began("2026-11-22T15:59:59Z"), at("2026-11-22T00:00:00+08:00"));
    }
}
