//! What the table says when it is asked.

use super::terms::{Case, Terms};
use super::{Table, beginning};
use crate::names::{AccountId, VictimId};
use crate::trace::{Place, Share, Totals};
use crate::transfer::Stamp;
use std::cmp::Reverse;

impl Table {
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Everything up to here is booked.
    pub const fn mark(&self) -> Stamp {
        self.mark
    }

    /// Whose money is on an account; None where nobody's ever came.
    pub fn place(&self, account: AccountId) -> Option<Place> {
        let slot = self.slots.get(self.line(account).slot())?;
        let place = slot.state.place(&self.terms, account, |victim| self.is_shown(victim));
        (!place.shares.is_empty()).then_some(place)
    }

    /// What is there less what is owed, as far as the stream says.
    pub fn net(&self, account: AccountId) -> i64 {
        self.line(account).net
    }

    /// Where what a victim claims is.
    pub fn totals(&self, victim: VictimId) -> Option<Totals> {
        let case = self.shown(victim)?;
        let mut totals = Totals { on_the_way: self.on_the_way(victim), ..Totals::ZERO };
        for seed in case.seeds.iter().filter(|seed| seed.is_begun) {
            totals.claimed += seed.amount;
            totals.overlap += seed.overlap;
        }
        let begins = case.begins.iter().filter_map(|at| self.begins.get(*at as usize));
        totals.claimed += begins.filter(|begin| begin.is_booked).map(|begin| begin.amount).sum::<u64>();
        for account in beginning::places(case) {
            let slot = self.slots.get(self.line(account).slot());
            let Some(fate) = slot.and_then(|slot| slot.state.fate(victim)) else { continue };
            totals.on_accounts += fate.on_account;
            totals.absorbed += fate.absorbed;
            totals.unseen += fate.unseen;
            totals.overlap += fate.overlap;
        }
        Some(totals)
    }

    fn on_the_way(&self, victim: VictimId) -> u64 {
        let mut load = Vec::new();
        let mut places: Vec<u32> =
            self.pending.iter().filter(|Reverse(due)| self.waits(*due)).map(|Reverse(due)| due.at).collect();
        places.sort_unstable();
        places.dedup();
        let mut sum = 0;
        for place in places.into_iter().filter(|place| self.is_debited(*place)) {
            load.clear();
            self.arriving(place, &mut load);
            sum += load.iter().filter(|share| share.victim == victim).map(|share| share.amount).sum::<u64>();
        }
        sum
    }

    /// Where a victim's money came, by level, then by the first arrival.
    pub fn of(&self, victim: VictimId) -> Vec<(AccountId, Share)> {
        let places = self.shown(victim).map(beginning::places).unwrap_or_default();
        let share =
            |account: AccountId| Some((account, self.slots.get(self.line(account).slot())?.state.share(victim)?));
        let mut found: Vec<(AccountId, Share)> = places.into_iter().filter_map(share).collect();
        found.sort_by_key(|(account, share)| (share.level, share.arrived_at, *account));
        found
    }

    /// Accounts where victims' money came.
    pub fn tainted_accounts(&self) -> usize {
        self.slots.len()
    }

    /// Transfers of the past that are kept.
    pub fn kept(&self) -> usize {
        self.log.len()
    }

    /// What the lines and the past take, in bytes; the tainted accounts come on top.
    pub fn bytes(&self) -> usize {
        self.lines.capacity() * size_of::<super::line::Line>() + self.log.bytes()
    }

    pub(super) fn is_shown(&self, victim: VictimId) -> bool {
        self.cases.get(&victim).is_none_or(|case| !case.is_closed)
    }

    fn shown(&self, victim: VictimId) -> Option<&Case> {
        self.cases.get(&victim).filter(|case| !case.is_closed)
    }

    fn is_debited(&self, place: u32) -> bool {
        self.log.row(place).is_some_and(|row| row.has(super::log::DEBITED))
    }
}
