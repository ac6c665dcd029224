//! How a case's money reached an account, as the case itself and its newest trace have it.

use cordon_model::{AccountClass, Case, CaseTrace, Money, Stamp, Transfer};
use std::collections::{BTreeMap, BTreeSet};

/// What one case says of one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    pub came_at: Stamp,
    /// What of the case's money came here in all.
    pub came: Money,
    /// What of it is still here.
    pub there: Money,
    /// What the account had in all, and as of when that was found.
    pub balance: Option<(Stamp, Money)>,
    pub level: u8,
}

/// The accounts that a case's money reached. A report is a weapon until the payer's bank has confirmed it:
/// nothing is said for a reporter who is not known, nor while a payment of his is unconfirmed.
pub(super) fn reaches(case: &Case, trace: Option<&CaseTrace>) -> Vec<(String, Reach)> {
    let payments: Vec<&Transfer> = case.transfers.iter().filter(|t| !t.is_denied() && t.to.is_some()).collect();
    let Some(first) = payments.first() else { return Vec::new() };
    if case.reporter.is_none() || !payments.iter().all(|payment| payment.is_confirmed()) {
        return Vec::new();
    }
    let zero = Money::zero(first.amount.currency());
    let paid = payments.iter().try_fold(zero, |sum, payment| sum.plus(payment.amount));
    // A trace that was pinned before a payment was denied, or found, speaks of another loss.
    let fits = |trace: &&CaseTrace| paid.as_ref().is_ok_and(|paid| *paid == trace.claimed);
    let found = trace.filter(fits).map_or_else(|| by_payments(&payments), by_trace);
    // What came back to the one who lost it.
    let own: BTreeSet<&str> = case.transfers.iter().map(|transfer| transfer.from.key.as_str()).collect();
    found.into_iter().filter(|(key, _)| !own.contains(key.as_str())).collect()
}

fn by_payments(payments: &[&Transfer]) -> BTreeMap<String, Reach> {
    let mut found: BTreeMap<String, Reach> = BTreeMap::new();
    for payment in payments {
        let Some(to) = &payment.to else { continue };
        let first = Reach {
            came_at: payment.debit.at,
            came: Money::zero(payment.amount.currency()),
            there: Money::zero(payment.amount.currency()),
            balance: None,
            level: 1,
        };
        let reach = found.entry(to.key.clone()).or_insert(first);
        reach.came_at = reach.came_at.max(payment.debit.at);
        reach.came = reach.came.plus(payment.amount).unwrap_or(reach.came);
        reach.there = reach.came;
    }
    found
}

fn by_trace(trace: &CaseTrace) -> BTreeMap<String, Reach> {
    let mut carried: BTreeMap<&str, (Stamp, Money)> = BTreeMap::new();
    for way in trace.ways.iter().filter(|way| way.carried.is_positive()) {
        let (at, sum) = carried.entry(way.to.as_str()).or_insert((way.at, Money::zero(way.carried.currency())));
        *at = way.at.max(*at);
        *sum = sum.plus(way.carried).unwrap_or(*sum);
    }
    let mut found = BTreeMap::new();
    // Where money has left the institutions nobody is a mule: a till, a shop, a machine for cash.
    let stays = trace.places.iter().filter(|place| place.exit.is_none() && place.class != AccountClass::Sink);
    for place in stays {
        let (at, sum) = carried.get(place.account.as_str()).copied().unwrap_or((place.arrived_at, place.amount));
        let reach = Reach {
            came_at: at.max(place.arrived_at),
            came: sum.max(place.amount),
            there: place.amount,
            balance: place.balance.map(|balance| (trace.at, balance)),
            level: u8::try_from(place.level).unwrap_or(u8::MAX),
        };
        found.insert(place.account.clone(), reach);
    }
    found
}

/// Of the balance, thousandths that are cases' money. A trace finds what it saw come and go, the bank tells what is
/// there; in doubt, which is for the holder, the greater of both counts.
pub(super) fn permille(reaches: &[&Reach], told: Option<Money>) -> Option<u16> {
    let found = reaches.iter().filter_map(|reach| reach.balance).max_by_key(|(at, _)| *at).map(|(_, found)| found);
    let told = told.filter(|told| found.is_none_or(|found| found.currency() == told.currency()));
    let balance = found.into_iter().chain(told).max_by_key(|balance| balance.minor())?;
    if !balance.is_positive() {
        return None;
    }
    let own = reaches.iter().filter(|reach| reach.there.currency() == balance.currency());
    let there = own.fold(0_i128, |sum, reach| sum.saturating_add(i128::from(reach.there.minor())));
    let share = there.saturating_mul(1_000) / i128::from(balance.minor());
    Some(u16::try_from(share.min(1_000)).unwrap_or(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(there: i64, balance: Option<(i64, i64)>) -> Reach {
        Reach {
            came_at: Stamp::from_ms(1),
            came: Money::cny(there),
            there: Money::cny(there),
            balance: balance.map(|(at, minor)| (Stamp::from_ms(at), Money::cny(minor))),
            level: 1,
        }
    }

    #[test]
    fn a_share_is_of_the_balance_that_was_found_last_and_never_more_than_all() {
        let (one, other) = (reach(300, Some((1, 100))), reach(100, Some((2, 1_600))));
        assert_eq!(permille(&[&one, &other], None), Some(250));
        assert_eq!(permille(&[&one], None), Some(1_000));
        assert_eq!(permille(&[&one], Some(Money::cny(50))), Some(1_000));
        assert_eq!(permille(&[&one], Some(Money::cny(1_000))), Some(300), "the bank told of more than was seen");
        assert_eq!(permille(&[&reach(300, None)], None), None, "nobody told what is there");
        assert_eq!(permille(&[&reach(300, None)], Some(Money::cny(600))), Some(500));
        assert_eq!(permille(&[&reach(0, Some((1, 0)))], None), None);
    }
}
