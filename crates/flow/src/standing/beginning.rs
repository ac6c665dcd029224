//! Opening and closing cases, and holds.

use super::late::Redo;
use super::line::NO_SLOT;
use super::log::{DEBITED, SEED};
use super::past::{Due, Kind};
use super::slots::Slot;
use super::terms::{Case, Ends, Seed};
use super::{News, NoBeginning, Refused, Table, Tell, net};
use crate::names::{AccountId, Names, VictimId};
use crate::question::{Hold, Question, Root, Start};
use crate::transfer::{Stamp, Transfer, VOLUME_MAX};
use std::cmp::Reverse;

/// Money of a victim is said to be on an account, after all its postings up to the moment.
#[derive(Clone, Copy, Debug)]
pub struct Begin {
    pub victim: VictimId,
    pub account: AccountId,
    pub at: i64,
    pub amount: u64,
    /// What was there before it.
    pub net_before: i64,
    pub is_booked: bool,
    /// Nobody says so any more.
    pub is_gone: bool,
}

impl Begin {
    pub const fn stamp(&self) -> Stamp {
        Stamp::after(self.at)
    }
}

impl Table {
    /// A victim's money begins somewhere. Whose window it prolongs is followed on from where he ended.
    pub fn open(&mut self, root: Root, names: &Names, mut tell: impl FnMut(News<'_>)) -> Result<(), Refused> {
        Question::new(vec![root], vec![self.terms.rule]).check()?;
        let amount = root.start.amount().unwrap_or(0);
        let claimed = self.claimed.saturating_add(amount);
        if claimed > VOLUME_MAX {
            return Err(Refused::Beginning(NoBeginning::Amount));
        }
        if self.cases.get(&root.victim).is_some_and(|case| case.is_closed) {
            return Err(Refused::Beginning(NoBeginning::Closed));
        }
        if root.start.at() < self.horizon() {
            return Err(Refused::TooOld);
        }
        let mut redo = Redo::default();
        match root.start {
            Start::Transfer(seed) => {
                let place = self.find_seed(&seed, names, &mut tell)?;
                self.prolong(root, &mut redo);
                self.begin_transfer(root.victim, place, &mut redo);
            }
            Start::Account { account, at, .. } => {
                self.prolong(root, &mut redo);
                let (net_before, is_booked, is_gone) = (0, false, false);
                let begin = Begin { victim: root.victim, account, at, amount, net_before, is_booked, is_gone };
                self.begin_account(begin, &mut redo)?;
            }
        }
        self.claimed = claimed;
        self.go_again(redo, names, &mut tell);
        Ok(())
    }

    /// The row of a transfer where money begins; it is taken where nobody brought it yet.
    fn find_seed(&mut self, seed: &Transfer, names: &Names, tell: Tell) -> Result<u32, Refused> {
        if let Some(place) = self.log.ids.find(seed.id) {
            self.take_again(place, seed, names, tell)?;
            return Ok(place);
        }
        // A report is no clock: what it tells of is booked when the stream has come so far.
        if seed.debit > self.mark {
            super::book::check_credit(seed)?;
            let place = self.write(seed)?;
            self.pending.push(Reverse(Due { stamp: seed.debit, kind: Kind::Debit, at: place }));
            return Ok(place);
        }
        self.take_one(seed, names, tell)?;
        self.log.ids.find(seed.id).ok_or(Refused::TooOld)
    }

    fn begin_transfer(&mut self, victim: VictimId, place: u32, redo: &mut Redo) {
        let Some(row) = self.log.row_mut(place) else { return };
        row.flags |= SEED;
        let row = *row;
        let seeds = self.seeds.entry(place).or_default();
        seeds.insert(seeds.partition_point(|other| *other <= victim), victim);
        if let Some(case) = self.cases.get_mut(&victim) {
            case.seeds.push(Seed { place, amount: row.amount, overlap: 0, is_begun: false });
        }
        if row.has(DEBITED) {
            self.overlap(place);
            let stamp = self.log.credited(place, &row);
            if stamp <= self.mark {
                redo.go_from(row.to, stamp, Kind::Credit);
            }
        }
    }

    fn begin_account(&mut self, begin: Begin, redo: &mut Redo) -> Result<(), Refused> {
        let (account, stamp) = (begin.account, begin.stamp());
        if account.0 as usize >= self.lines.len() {
            self.lines.resize(account.0 as usize + 1, super::line::Line::NEW);
        }
        let at = match self.free_begins.pop() {
            Some(at) => at,
            None => u32::try_from(self.begins.len()).map_err(|_| Refused::Full)?,
        };
        match self.begins.get_mut(at as usize) {
            Some(slot) => *slot = begin,
            None => self.begins.push(begin),
        }
        self.begun.entry(account).or_default().push(at);
        if let Some(case) = self.cases.get_mut(&begin.victim) {
            case.begins.push(at);
        }
        if stamp <= self.mark {
            redo.go_from(account, stamp, Kind::Begin);
        } else {
            self.pending.push(Reverse(Due { stamp, kind: Kind::Begin, at }));
        }
        Ok(())
    }

    pub(super) fn arrive_begin(&mut self, at: u32, names: &Names, tell: Tell) {
        let Some(begin) = self.begins.get(at as usize).copied() else { return };
        if begin.is_booked || begin.is_gone {
            return;
        }
        if begin.stamp() > self.booked {
            self.book_begin(at);
            return;
        }
        let mut redo = Redo::default();
        redo.go_from(begin.account, begin.stamp(), Kind::Begin);
        self.go_again(redo, names, tell);
    }

    pub(super) fn book_begin(&mut self, at: u32) {
        let Some(begin) = self.begins.get_mut(at as usize) else { return };
        let Some(line) = self.lines.get_mut(begin.account.0 as usize) else { return };
        let (stamp, account, victim) = (begin.stamp(), begin.account, begin.victim);
        (begin.is_booked, begin.net_before) = (true, line.net);
        let (plain, after) = net::begin(line.net, begin.amount);
        line.net = after;
        if !line.has_slot() {
            line.set_slot(self.slots.add(Slot::new(stamp), NO_SLOT).unwrap_or(NO_SLOT));
        }
        let Some(slot) = self.slots.get_mut(line.slot()) else { return };
        slot.touch(stamp, self.terms.kept_ms());
        let ends = Ends { terms: &self.terms, cases: &self.cases };
        let is_new = slot.state.begin(ends, account, &plain, victim, begin.amount, stamp);
        line.set_live(slot.state.is_live());
        self.booked = self.booked.max(stamp);
        if is_new {
            self.note_place(victim, account);
        }
    }

    /// How much of what begins with a row is somebody's already.
    pub(super) fn overlap(&mut self, place: u32) {
        let amount = self.log.row(place).map_or(0, |row| row.amount);
        let mut load = self.log.load(place).to_vec();
        let victims = self.seeds.get(&place).cloned().unwrap_or_default();
        for victim in &victims {
            self.cases.get_mut(victim).into_iter().flat_map(|case| &mut case.seeds).for_each(|seed| {
                seed.is_begun &= seed.place != place;
            });
        }
        for victim in victims {
            let overlap = super::book::begin_with(&mut load, victim, amount);
            let seeds = self.cases.get_mut(&victim).into_iter().flat_map(|case| &mut case.seeds);
            if let Some(seed) = seeds.into_iter().find(|seed| seed.place == place && !seed.is_begun) {
                (seed.is_begun, seed.overlap) = (true, overlap);
            }
        }
    }

    /// His window ends with the last of his beginnings'.
    fn prolong(&mut self, root: Root, redo: &mut Redo) {
        let end = root.start.at().saturating_add(self.terms.window_ms);
        let case = self.cases.entry(root.victim).or_insert_with(|| Case { end, ..Case::default() });
        let old = case.end;
        if end <= old {
            return;
        }
        case.end = end;
        for account in places(case) {
            if old < self.mark.t {
                redo.go_from(account, Stamp::new(old + 1, i64::MIN), Kind::Debit);
            } else if let Some(line) = self.lines.get_mut(account.0 as usize)
                && let Some(slot) = self.slots.get_mut(line.slot())
            {
                slot.state.renew(Ends { terms: &self.terms, cases: &self.cases });
                line.set_live(line.is_live() || slot.state.is_live());
            }
        }
    }

    /// A case is closed: nothing is told of it any more. What it left to the others stays theirs, and it is
    /// forgotten when nothing can go back into its window.
    pub fn close(&mut self, victim: VictimId) {
        if let Some(case) = self.cases.get_mut(&victim)
            && !std::mem::replace(&mut case.is_closed, true)
        {
            self.closed.push(victim);
        }
    }

    /// It never was: everything is as if he had not been told of.
    pub fn withdraw(&mut self, victim: VictimId, names: &Names, mut tell: impl FnMut(News<'_>)) {
        let Some(case) = self.cases.remove(&victim) else { return };
        self.closed.retain(|closed| *closed != victim);
        let mut redo = Redo::default();
        for seed in &case.seeds {
            self.remove_seed(seed.place, victim);
        }
        case.begins.iter().for_each(|at| self.mark_gone(*at));
        for account in places(&case) {
            let Some(slot) = self.slots.get_mut(self.line(account).slot()) else { continue };
            let Some(stamp) = slot.state.arrived_at(victim) else { continue };
            slot.state.forget(victim);
            redo.go_from(account, stamp, Kind::Debit);
        }
        self.go_again(redo, names, &mut tell);
        case.begins.iter().for_each(|at| self.remove_begin(*at));
    }

    fn remove_seed(&mut self, place: u32, victim: VictimId) {
        let Some(seeds) = self.seeds.get_mut(&place) else { return };
        if let Some(at) = seeds.iter().position(|other| *other == victim) {
            seeds.remove(at);
        }
        if seeds.is_empty() {
            self.seeds.remove(&place);
            self.log.row_mut(place).into_iter().for_each(|row| row.flags &= !SEED);
        } else {
            self.overlap(place);
        }
    }

    fn mark_gone(&mut self, at: u32) {
        self.begins.get_mut(at as usize).into_iter().for_each(|begin| begin.is_gone = true);
    }

    fn remove_begin(&mut self, at: u32) {
        let Some(begin) = self.begins.get_mut(at as usize) else { return };
        (begin.is_gone, begin.is_booked) = (true, false);
        let account = begin.account;
        if let Some(begun) = self.begun.get_mut(&account) {
            begun.retain(|other| *other != at);
            if begun.is_empty() {
                self.begun.remove(&account);
            }
        }
        // One that waits for its moment is still named there.
        if !self.pending.iter().any(|Reverse(due)| due.kind == Kind::Begin && due.at == at) {
            self.free_begins.push(at);
        }
    }

    /// Nothing can go back to him any more.
    pub(super) fn forget(&mut self, victim: VictimId) {
        let Some(case) = self.cases.remove(&victim) else { return };
        case.begins.iter().for_each(|at| self.remove_begin(*at));
        let places = places(&case);
        // Asked for all at once, so that the waits for them overlap.
        let slots = places.iter().filter_map(|account| self.slots.get(self.line(*account).slot()));
        self.looked ^=
            slots.filter_map(|slot| slot.state.anybody()).fold(0, |looked, victim| looked ^ i64::from(victim.0));
        for account in places {
            let Some(line) = self.lines.get_mut(account.0 as usize) else { continue };
            let Some(slot) = self.slots.get_mut(line.slot()) else { continue };
            // What it was like before is put right when somebody goes back to it.
            slot.state.forget(victim);
            if slot.state.is_empty() {
                self.slots.remove(line.slot());
                line.set_slot(NO_SLOT);
                line.set_live(false);
            }
        }
    }

    /// A bank has confirmed a hold.
    pub fn hold(&mut self, hold: Hold, names: &Names, mut tell: impl FnMut(News<'_>)) {
        self.holds.entry(hold.account).or_default().push(hold);
        let after = Stamp::after(hold.at);
        if self.slots.get(self.line(hold.account).slot()).is_some_and(|slot| slot.state.touched > after) {
            let mut redo = Redo::default();
            redo.go_from(hold.account, after, Kind::Begin);
            self.go_again(redo, names, &mut tell);
        }
    }
}

/// The accounts where he was met, each once.
pub(super) fn places(case: &Case) -> Vec<AccountId> {
    let mut places = case.places.clone();
    places.sort_unstable();
    places.dedup();
    places
}
