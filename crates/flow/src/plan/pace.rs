//! How fast victims' money went on from the accounts of a trace, and so how likely it is that what is
//! somewhere now leaves before an order arrives.

use super::Wish;
use crate::names::AccountId;
use crate::trace::Trace;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What stayed on an account for so long, and then went on or is there still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stay {
    ms: i64,
    amount: u64,
    went: bool,
}

/// All stays of a trace, and since when the newest money is on each account.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    stays: Vec<Stay>,
    newest: FxHashMap<AccountId, i64>,
}

/// Of `stood` that once was somewhere as long as this, `left` was gone within the time that an order takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Odds {
    pub stood: u64,
    pub left: u64,
}

impl Odds {
    /// The part of an amount that leaves if it fares like the money before it; 0 where nothing is known.
    pub fn of(self, amount: u64) -> u64 {
        let part = u128::from(amount) * u128::from(self.left) / u128::from(self.stood.max(1));
        u64::try_from(part).unwrap_or(u64::MAX)
    }
}

#[derive(Clone, Debug, Default)]
struct Account {
    came: Vec<(i64, u64)>,
    went: Vec<(i64, u64)>,
}

impl Pace {
    /// On every account what came first is taken to have left first. Nothing is learned from shops, cash
    /// and hubs, nor from accounts of which nobody told what went on.
    pub fn of(trace: &Trace, wish: &Wish) -> Self {
        let mut accounts: FxHashMap<AccountId, Account> = FxHashMap::default();
        for edge in &trace.edges {
            let Some(carried) = edge.tainted.get(&wish.rule).filter(|carried| carried.amount > 0) else { continue };
            let transfer = &edge.transfer;
            accounts.entry(transfer.from).or_default().went.push((transfer.debit.t, carried.amount));
            if transfer.credited().t <= wish.now {
                accounts.entry(transfer.to).or_default().came.push((transfer.credited().t, carried.amount));
            }
        }
        let mut pace = Self::default();
        for place in &trace.reached {
            let Some(rests) = place.tainted.get(&wish.rule) else { continue };
            let account = accounts.remove(&place.account).unwrap_or_default();
            let mut stays = Vec::new();
            if let Some(newest) = account.stays(rests.amount, place.arrived_at.t, wish.now, &mut stays) {
                pace.newest.insert(place.account, newest);
            }
            if place.balance.is_some() && !wish.never.contains(&place.account) {
                pace.stays.append(&mut stays);
            }
        }
        pace
    }

    /// Since when the newest of the money is on an account.
    pub fn newest(&self, account: AccountId) -> Option<i64> {
        self.newest.get(&account).copied()
    }

    /// How money fared that had stood somewhere for `rested` ms, in the `lead` ms after. What came less
    /// than that ago says nothing yet.
    pub fn odds(&self, rested: i64, lead: i64) -> Odds {
        let end = rested.saturating_add(lead);
        let sum = |counts: &dyn Fn(&Stay) -> bool| {
            self.stays.iter().filter(|stay| counts(stay)).fold(0_u64, |sum, stay| sum.saturating_add(stay.amount))
        };
        Odds {
            stood: sum(&|stay| stay.ms >= if stay.went { rested } else { end }),
            left: sum(&|stay| stay.went && stay.ms >= rested && stay.ms < end),
        }
    }
}

impl Account {
    /// Adds the stays of this account; returns the moment of the newest money that is there still.
    fn stays(mut self, rests: u64, arrived: i64, now: i64, stays: &mut Vec<Stay>) -> Option<i64> {
        let sum = |list: &[(i64, u64)]| list.iter().fold(0_u64, |sum, (_, amount)| sum.saturating_add(*amount));
        let begun = rests.saturating_add(sum(&self.went)).saturating_sub(sum(&self.came));
        if begun > 0 {
            // Where a trace begins, the money did not come by one of its transfers.
            self.came.push((arrived, begun));
        }
        self.came.sort_unstable();
        self.went.sort_unstable();
        let mut lots: VecDeque<(i64, u64)> = self.came.into();
        for (at, mut amount) in self.went {
            while amount > 0
                && let Some((since, lot)) = lots.front_mut()
            {
                let part = amount.min(*lot);
                stays.push(Stay { ms: at.saturating_sub(*since).max(0), amount: part, went: true });
                (amount, *lot) = (amount - part, *lot - part);
                if *lot == 0 {
                    lots.pop_front();
                }
            }
        }
        // More came than went and is there: the rest repaid an overdraft, or left unseen.
        let newest = lots.back().map(|(since, _)| *since).filter(|_| rests > 0);
        let mut rest = rests;
        for (since, lot) in lots.into_iter().rev() {
            let part = rest.min(lot);
            if part > 0 {
                stays.push(Stay { ms: now.saturating_sub(since).max(0), amount: part, went: false });
            }
            rest -= part;
        }
        newest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_that_stood_as_long_says_how_likely_it_leaves() {
        let stay = |ms, amount, went| Stay { ms, amount, went };
        let pace = Pace {
            stays: vec![stay(5, 60, true), stay(20, 30, true), stay(25, 10, false), stay(100, 7, false)],
            newest: FxHashMap::default(),
        };
        // All that left had stood for 0; what came 25 ago has been watched for the 10 that count.
        assert_eq!(pace.odds(0, 10), Odds { stood: 107, left: 60 });
        assert_eq!(pace.odds(6, 15), Odds { stood: 47, left: 30 });
        // What came 25 ago has not been watched from 20 to 30: it is left out.
        assert_eq!(pace.odds(20, 10), Odds { stood: 37, left: 30 });
        assert_eq!(pace.odds(21, 10), Odds { stood: 7, left: 0 });
        assert_eq!(pace.odds(99, 10), Odds { stood: 0, left: 0 });
        assert_eq!((Odds { stood: 47, left: 30 }.of(100), Odds::default().of(100)), (63, 0));
    }

    #[test]
    fn what_came_first_left_first_and_the_beginning_counts() {
        let account = Account { came: vec![(30, 50)], went: vec![(40, 70), (35, 20)] };
        let mut stays = Vec::new();
        // 90 went and 60 are there: 100 were there from 10 on.
        let newest = account.stays(60, 10, 100, &mut stays);
        assert_eq!(newest, Some(30));
        let stay = |ms, amount, went| Stay { ms, amount, went };
        assert_eq!(stays, [stay(25, 20, true), stay(30, 70, true), stay(70, 50, false), stay(90, 10, false)]);
    }
}
