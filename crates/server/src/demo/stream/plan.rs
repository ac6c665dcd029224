//! What is done with a stream: which payments become cases, how far the stream has happened when they
//! are reported, at which moments, and what lies on the accounts before it begins.

use super::read::{Row, Stream};
use anyhow::{Context, ensure};
use cordon_model::Stamp;
use cordon_model::time::{DAY_MS, SECOND_MS};
use std::collections::{BTreeMap, HashMap};

/// Rows of a step that find a second of their own: the wires tell whole seconds.
const ROWS_PER_STEP_MAX: i64 = 86_400;
/// So many institutions take part; an account is at the one of its number's rest.
pub const INSTITUTIONS: u64 = 8;

/// A transfer as it is posted.
#[derive(Clone, Copy, Debug)]
pub struct Posted {
    pub row: Row,
    pub at: Stamp,
    /// What is on the payer's account before it.
    pub balance_before: i64,
}

#[derive(Debug)]
pub struct Plan {
    /// Everything that has happened when the clock stands at `now`.
    pub posted: Vec<Posted>,
    /// The victims' payments, by their place in `posted`.
    pub cases: Vec<usize>,
    /// The least that keeps every account from going below zero.
    pub opening: BTreeMap<u64, i64>,
    /// The end of the step after the last victim's payment.
    pub now: Stamp,
    pub last_step: i64,
    pub counts: Counts,
}

/// What became of the labelled accounts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub labelled: usize,
    pub without_step: usize,
    pub without_credit: usize,
    /// Payments that could be cases.
    pub payments: usize,
}

impl Plan {
    /// `now` is the moment at which the demo's clock stands.
    pub fn of(stream: &Stream, cases_max: usize, now: Stamp) -> anyhow::Result<Self> {
        let (payments, counts) = payments(stream);
        let payments = payments.get(..cases_max.min(payments.len())).unwrap_or_default();
        let last = payments.last().context("no labelled account is paid by an unlabelled one at or after its step")?;
        let last_step = last.step.saturating_add(1);
        let rows: Vec<Row> = stream.rows.iter().copied().filter(|row| row.step <= last_step).collect();
        let moments = moments(&rows, last_step, now)?;
        let opening = opening(&rows)?;
        let mut balances = opening.clone();
        let mut posted = Vec::with_capacity(rows.len());
        for (row, at) in rows.iter().zip(moments) {
            let before = balances.get(&row.from).copied().unwrap_or_default();
            move_money(&mut balances, row)?;
            posted.push(Posted { row: *row, at, balance_before: before });
        }
        let place: HashMap<i64, usize> = rows.iter().enumerate().map(|(at, row)| (row.number, at)).collect();
        let cases = payments.iter().filter_map(|row| place.get(&row.number).copied()).collect();
        Ok(Self { posted, cases, opening, now, last_step, counts })
    }
}

/// The first credit of each labelled account from an unlabelled one, at or after its step.
fn payments(stream: &Stream) -> (Vec<Row>, Counts) {
    let mut counts = Counts { labelled: stream.labels.len(), ..Counts::default() };
    let mut first: BTreeMap<u64, Row> = BTreeMap::new();
    for row in &stream.rows {
        let since = stream.labels.get(&row.to).and_then(|label| label.step);
        if since.is_some_and(|since| row.step >= since) && !stream.is_labelled(row.from) {
            first.entry(row.to).or_insert(*row);
        }
    }
    counts.without_step = stream.labels.values().filter(|label| label.step.is_none()).count();
    counts.payments = first.len();
    counts.without_credit = counts.labelled.saturating_sub(counts.without_step).saturating_sub(counts.payments);
    let mut payments: Vec<Row> = first.into_values().collect();
    payments.sort_by_key(|row| (row.step, row.number));
    (payments, counts)
}

/// A step is a day; its rows are spread evenly over it, in the order of the file.
fn moments(rows: &[Row], last_step: i64, now: Stamp) -> anyhow::Result<Vec<Stamp>> {
    let mut of_step: HashMap<i64, i64> = HashMap::new();
    for row in rows {
        let count = of_step.entry(row.step).or_insert(0);
        *count = count.saturating_add(1);
    }
    let mut seen: HashMap<i64, i64> = HashMap::new();
    let mut moments = Vec::with_capacity(rows.len());
    for row in rows {
        let count = of_step.get(&row.step).copied().unwrap_or(1).max(1);
        ensure!(
            count <= ROWS_PER_STEP_MAX,
            "step {} has {count} rows; a day has {ROWS_PER_STEP_MAX} seconds",
            row.step
        );
        let at = seen.entry(row.step).or_insert(0);
        let second = at.saturating_mul(ROWS_PER_STEP_MAX).div_euclid(count);
        *at = at.saturating_add(1);
        let days_left = last_step.saturating_sub(row.step).saturating_add(1);
        let midnight = now.minus_ms(days_left.saturating_mul(DAY_MS));
        moments.push(midnight.plus_ms(second.saturating_mul(SECOND_MS)));
    }
    Ok(moments)
}

fn move_money(balances: &mut BTreeMap<u64, i64>, row: &Row) -> anyhow::Result<()> {
    for (account, change) in [(row.from, row.amount.saturating_neg()), (row.to, row.amount)] {
        let balance = balances.entry(account).or_insert(0);
        *balance = balance.checked_add(change).context("a balance is more than can be counted")?;
    }
    Ok(())
}

/// What has to lie on each account so that none goes below zero.
fn opening(rows: &[Row]) -> anyhow::Result<BTreeMap<u64, i64>> {
    let mut balances: BTreeMap<u64, i64> = BTreeMap::new();
    let mut opening: BTreeMap<u64, i64> = BTreeMap::new();
    for row in rows {
        move_money(&mut balances, row)?;
        for account in [row.from, row.to] {
            let balance = balances.get(&account).copied().unwrap_or_default();
            let least = opening.entry(account).or_insert(0);
            *least = (*least).max(balance.saturating_neg());
        }
        // Money to oneself has to be there for a moment.
        if row.from == row.to {
            let lacking = row.amount.saturating_sub(balances.get(&row.from).copied().unwrap_or_default());
            let least = opening.entry(row.from).or_insert(0);
            *least = (*least).max(lacking);
        }
    }
    Ok(opening)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::stream::read::Label;

    fn row(number: i64, from: u64, to: u64, amount: i64, step: i64) -> Row {
        Row { number, from, to, amount, step }
    }

    fn stream() -> Stream {
        let rows = vec![
            row(1, 1, 2, 100, 1),
            row(2, 2, 3, 70, 1),
            row(3, 9, 2, 5, 2),
            row(4, 3, 2, 40, 2),
            row(5, 2, 2, 500, 3),
            row(6, 1, 8, 1, 9),
        ];
        let labels = [(2, Some(2)), (7, Some(1)), (8, None), (9, None)];
        let labels = labels.into_iter().map(|(node, step)| (node, Label { step })).collect();
        Stream { rows, labels, bad_rows: 0 }
    }

    #[test]
    fn the_first_payment_of_an_unlabelled_account_is_the_case() {
        let plan = Plan::of(&stream(), 20, Stamp::from_ms(10 * DAY_MS)).unwrap();
        assert_eq!(plan.cases.len(), 1);
        assert_eq!(plan.posted[plan.cases[0]].row.number, 4, "9 is labelled itself, and row 1 was before the step");
        let counts = plan.counts;
        assert_eq!((counts.labelled, counts.without_step, counts.without_credit, counts.payments), (4, 2, 1, 1));
        assert_eq!((plan.last_step, plan.posted.len()), (3, 5), "what comes later has not happened");
    }

    #[test]
    fn the_opening_is_the_least_that_keeps_everybody_at_zero() {
        let plan = Plan::of(&stream(), 20, Stamp::from_ms(10 * DAY_MS)).unwrap();
        let opening: Vec<(u64, i64)> = plan.opening.iter().map(|(account, sum)| (*account, *sum)).collect();
        // 2 has 75 of its own before it moves 500 to itself.
        assert_eq!(opening, [(1, 100), (2, 425), (3, 0), (9, 5)]);
        assert_eq!(plan.posted[1].balance_before, 525);
    }

    #[test]
    fn a_step_is_a_day_and_its_rows_are_spread_over_it() {
        let plan = Plan::of(&stream(), 20, Stamp::from_ms(10 * DAY_MS)).unwrap();
        let days: Vec<(i64, i64)> =
            plan.posted.iter().map(|p| (p.at.ms().div_euclid(DAY_MS), p.at.ms().rem_euclid(DAY_MS))).collect();
        let noon = DAY_MS / 2;
        assert_eq!(days, [(7, 0), (7, noon), (8, 0), (8, noon), (9, 0)]);
    }
}
