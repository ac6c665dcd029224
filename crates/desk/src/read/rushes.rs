//! Many reports about one account within days: the victims of one offer, one app, one caller. They are worked on
//! together, and the account is looked at first.
//!
//! Not here: which cases are one gang's beyond the account that was paid.

use crate::desk::{Call, Desk, Look};
use crate::limits::{RUSH_CASES_MIN, RUSH_CASES_READ_MAX, RUSH_MS, RUSHES_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{Account, Case, CaseId, Measure, Money, Stamp, Transfer, TransferId};
use cordon_store::{Read, Value};
use std::collections::BTreeMap;

/// One case's part in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RushCase {
    pub case: CaseId,
    pub number: String,
    pub reported_at: Stamp,
    /// What was paid to the account; none where the currencies differ.
    pub paid: Option<Money>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rush {
    /// The first transfer to the account: it tells one rush from another.
    pub first: TransferId,
    pub account: Account,
    /// Newest first.
    pub cases: Vec<RushCase>,
    pub paid: Option<Money>,
    /// The most that one measure in force holds of the account.
    pub held: Option<Money>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rushes {
    /// Most cases first.
    pub rushes: Vec<Rush>,
    /// Since when reports are counted.
    pub since: Stamp,
    /// There are more reports or more accounts than are looked at.
    pub cut_short: bool,
}

pub fn rushes(desk: &Desk, call: &Call) -> Result<Rushes, Refusal> {
    desk.look(call, |look| {
        let since = look.call().now.minus_ms(RUSH_MS);
        let mut cases: Vec<Case> = look.select(
            "where reported_at >= $1 order by id desc limit $2",
            &[Value::from(since), Value::from(RUSH_CASES_READ_MAX.saturating_add(1))],
        )?;
        let most = usize::try_from(RUSH_CASES_READ_MAX).unwrap_or(usize::MAX);
        let mut cut_short = cases.len() > most;
        cases.truncate(most);
        let merged = super::alike::merged_numbers(look)?;
        // A loss that was told twice is one victim's.
        cases.retain(|case| !merged.contains_key(&case.id));
        let mut rushes = gather(&cases);
        cut_short |= rushes.len() > RUSHES_MAX;
        rushes.truncate(RUSHES_MAX);
        for rush in &mut rushes {
            rush.held = held(look, &rush.account.key)?;
        }
        Ok((Resource::house(), Rushes { rushes, since, cut_short }))
    })
}

/// Accounts that many cases paid, each with them. Cases come newest first.
fn gather(cases: &[Case]) -> Vec<Rush> {
    let mut paid: BTreeMap<&str, Vec<(&Case, Vec<&Transfer>)>> = BTreeMap::new();
    for case in cases {
        let mut own: BTreeMap<&str, Vec<&Transfer>> = BTreeMap::new();
        for transfer in case.transfers.iter().filter(|transfer| !transfer.is_denied()) {
            if let Some(to) = &transfer.to {
                own.entry(to.key.as_str()).or_default().push(transfer);
            }
        }
        for (key, transfers) in own {
            paid.entry(key).or_default().push((case, transfers));
        }
    }
    let many = paid.into_values().filter(|cases| cases.len() >= RUSH_CASES_MIN);
    let mut rushes: Vec<Rush> = many.filter_map(|cases| rush(&cases)).collect();
    rushes.sort_by(|a, b| b.cases.len().cmp(&a.cases.len()).then(b.first.cmp(&a.first)));
    rushes
}

fn rush(cases: &[(&Case, Vec<&Transfer>)]) -> Option<Rush> {
    let first =
        cases.iter().flat_map(|(_, transfers)| transfers).min_by_key(|transfer| (transfer.debit.at, transfer.id))?;
    let of_case = |(case, transfers): &(&Case, Vec<&Transfer>)| RushCase {
        case: case.id,
        number: case.number.clone(),
        reported_at: case.reported_at,
        paid: sum(transfers.iter().map(|transfer| transfer.amount)),
    };
    let all = cases.iter().flat_map(|(_, transfers)| transfers.iter().map(|transfer| transfer.amount));
    Some(Rush {
        first: first.id,
        account: first.to.clone()?,
        paid: sum(all),
        cases: cases.iter().map(of_case).collect(),
        held: None,
    })
}

fn sum(mut amounts: impl Iterator<Item = Money>) -> Option<Money> {
    let first = amounts.next()?;
    amounts.try_fold(first, Money::plus).ok()
}

/// A freeze takes the place of a stop: what two of them hold is not added.
fn held(look: &mut Look<'_>, key: &str) -> Result<Option<Money>, Refusal> {
    let standing: Vec<Measure> = look.select(
        "where target_key = $1 and state in ('in_force', 'renewed') order by id limit 50",
        &[Value::from(key)],
    )?;
    Ok(standing
        .iter()
        .filter_map(|measure| measure.state.force())
        .filter_map(|force| force.held)
        .max_by_key(|held| held.minor()))
}
