//! Booking: one posting after another, as the law says.

use super::account::Credit;
use super::late::Redo;
use super::line::{Line, NO_SLOT};
use super::log::{ARRIVED, BREACH, CREDITED, DEBITED, SEED, TOLD};
use super::past::{Due, Kind};
use super::slots::Slot;
use super::terms::Ends;
use super::{CREDIT_LATE_MS_MAX, News, Refused, Table, Tainted, Tell, net};
use crate::names::{AccountId, Names, VictimId};
use crate::trace::{CarriedShare, Note, Notes};
use crate::transfer::{Stamp, Transfer, TransferError, VOLUME_MAX};
use std::cmp::Reverse;

/// What of a transfer is nobody's becomes the victim's with whom it begins. What is somebody's already.
pub fn begin_with(load: &mut Vec<CarriedShare>, victim: VictimId, amount: u64) -> u64 {
    let taken: u64 = load.iter().map(|share| share.amount).sum();
    let at = load.partition_point(|share| share.victim < victim);
    match load.get_mut(at).filter(|share| share.victim == victim) {
        Some(share) => (share.amount, share.hop) = (share.amount + amount - taken, 0),
        None => load.insert(at, CarriedShare { victim, amount: amount - taken, hop: 0 }),
    }
    taken
}

pub fn check_credit(transfer: &Transfer) -> Result<(), Refused> {
    let behind = transfer.credited().t - transfer.debit.t;
    if behind > CREDIT_LATE_MS_MAX { Err(Refused::CreditTooLate) } else { Ok(()) }
}

impl Table {
    pub(super) fn line(&self, account: AccountId) -> Line {
        self.lines.get(account.0 as usize).copied().unwrap_or(Line::NEW)
    }

    pub(super) fn take_one(&mut self, transfer: &Transfer, names: &Names, tell: Tell) -> Result<bool, Refused> {
        transfer.check()?;
        check_credit(transfer)?;
        if let Some(place) = self.log.ids.find(transfer.id) {
            let fresh = self.take_again(place, transfer, names, tell)?;
            // It may have been told of by a report, before the stream came so far.
            self.book_pending(transfer.debit, names, tell);
            self.mark = self.mark.max(transfer.debit);
            return Ok(fresh);
        }
        if transfer.debit.t < self.horizon() {
            return Err(Refused::TooOld);
        }
        let place = self.write(transfer)?;
        self.book_pending(transfer.debit.before(), names, tell);
        self.mark = self.mark.max(transfer.debit);
        self.arrive(place, names, tell);
        if self.log.is_fresh() {
            self.forget_past();
        }
        Ok(true)
    }

    /// Writes a row down; nothing of it is booked.
    pub(super) fn write(&mut self, transfer: &Transfer) -> Result<u32, Refused> {
        let volume = self.volume.saturating_add(transfer.amount);
        if volume > VOLUME_MAX {
            return Err(TransferError::Volume.into());
        }
        let accounts = transfer.from.0.max(transfer.to.0) as usize + 1;
        if accounts > self.lines.len() {
            self.lines.resize(accounts, Line::NEW);
        }
        let newest = (self.line(transfer.from).newest, self.line(transfer.to).newest);
        let place = self.log.push(transfer, newest, 0).ok_or(Refused::Full)?;
        self.volume = volume;
        for account in [transfer.from, transfer.to] {
            if let Some(line) = self.lines.get_mut(account.0 as usize) {
                line.newest = place;
            }
        }
        Ok(place)
    }

    /// Books what was waiting for the stream to come so far.
    pub(super) fn book_pending(&mut self, until: Stamp, names: &Names, tell: Tell) {
        while let Some(Reverse(due)) = self.pending.peek().copied().filter(|Reverse(due)| due.stamp <= until) {
            self.pending.pop();
            self.mark = self.mark.max(due.stamp);
            match due.kind {
                Kind::Debit if self.log.row(due.at).is_some_and(|row| !row.has(DEBITED)) => {
                    self.arrive(due.at, names, tell);
                }
                Kind::Credit if self.waits(due) => {
                    let is_next = due.stamp > self.booked;
                    self.arrive_at_payee(due.at, is_next, Redo::default(), names, tell);
                }
                Kind::Begin => self.arrive_begin(due.at, names, tell),
                _ => {}
            }
        }
    }

    /// Whether a credit is still to be booked at that moment.
    pub(super) fn waits(&self, due: Due) -> bool {
        let row = self.log.row(due.at).filter(|row| due.kind == Kind::Credit && !row.has(CREDITED));
        row.is_some_and(|row| self.log.credited(due.at, row) == due.stamp)
    }

    /// Books a row where it belongs.
    pub(super) fn arrive(&mut self, place: u32, names: &Names, tell: Tell) {
        let Some(row) = self.log.row_mut(place) else { return };
        row.flags |= ARRIVED;
        let row = *row;
        let stamp = row.debit();
        let is_next = stamp > self.booked;
        let line = self.line(row.from);
        let states_first = row.has_more() && !line.is_stated() && self.log.more(place).balance_before.is_some();
        let mut redo = Redo::default();
        if states_first && is_next && !line.has_slot() {
            self.state_first(place);
        }
        let is_late =
            if is_next { states_first && line.has_slot() } else { states_first || self.matters(row.from, stamp) };
        if is_late && states_first {
            redo.states(row.from, stamp);
        } else if is_late {
            redo.go_from(row.from, stamp, Kind::Debit);
        } else {
            self.book_debit(place, tell);
        }
        let credited = self.log.credited(place, &row);
        if credited <= self.mark {
            self.arrive_at_payee(place, is_next && !is_late, redo, names, tell);
            return;
        }
        self.pending.push(Reverse(Due { stamp: credited, kind: Kind::Credit, at: place }));
        self.go_again(redo, names, tell);
    }

    fn arrive_at_payee(&mut self, place: u32, is_next: bool, mut redo: Redo, names: &Names, tell: Tell) {
        let Some(row) = self.log.row(place).copied() else { return };
        let stamp = self.log.credited(place, &row);
        let comes_with = row.has_load() || row.has(SEED);
        let is_late = !is_next
            && (!redo.is_empty()
                || if comes_with { !self.is_live_before(row.to, stamp) } else { self.matters(row.to, stamp) });
        if is_late {
            redo.go_from(row.to, stamp, Kind::Credit);
        } else {
            self.book_credit(place);
        }
        self.go_again(redo, names, tell);
    }

    /// Whether something at `stamp` without victims' money changes more than a sum.
    fn matters(&self, account: AccountId, stamp: Stamp) -> bool {
        let line = self.line(account);
        line.is_stated() || self.slots.get(line.slot()).is_some_and(|slot| slot.state.touched >= stamp)
    }

    /// Whether all that happened on the account was looked at, and was before `stamp`.
    fn is_live_before(&self, account: AccountId, stamp: Stamp) -> bool {
        let line = self.line(account);
        line.is_live() && self.slots.get(line.slot()).is_some_and(|slot| slot.state.touched < stamp)
    }

    /// Books a debit. True where it carries something else than it did.
    pub(super) fn book_debit(&mut self, place: u32, tell: Tell) -> bool {
        let Some(row) = self.log.row(place).copied() else { return false };
        let Some(line) = self.lines.get_mut(row.from.0 as usize) else { return false };
        let (stamp, mut stated) = (row.debit(), None);
        if row.has_more() {
            let more = self.log.more(place);
            stated = more.balance_before;
            self.log.set_more(place, super::log::More { net_before: line.net, ..more });
        }
        let (plain, after) = net::debit(line.net, row.amount, stated);
        line.net = after;
        self.load.clear();
        let mut is_breach = false;
        if line.is_live()
            && let Some(slot) = self.slots.get_mut(line.slot())
        {
            slot.touch(stamp, self.terms.kept_ms());
            slot.state.debit(self.terms.rule, &plain, row.amount, stamp.t, &mut self.load);
            line.set_live(slot.state.is_live());
            is_breach = !self.load.is_empty()
                && (self.holds.get(&row.from).into_iter().flatten()).any(|hold| hold.is_broken(stamp.t, plain.left));
            if is_breach {
                slot.state.add_note(Note::Breach);
            }
        }
        if let Some(row) = self.log.row_mut(place) {
            row.flags |= DEBITED;
        }
        self.booked = self.booked.max(stamp);
        let changed = (row.has_load() || !self.load.is_empty()) && self.tell(place, is_breach, tell);
        if row.has(SEED) {
            self.overlap(place);
        }
        changed
    }

    /// Keeps what a transfer carries, and tells it where that is news. True where it is.
    fn tell(&mut self, place: u32, is_breach: bool, tell: Tell) -> bool {
        let Some(row) = self.log.row(place).copied() else { return false };
        let changed = self.log.load(place) != self.load.as_slice();
        if !changed && row.has(BREACH) == is_breach {
            return false;
        }
        let shown = |load: &[CarriedShare]| -> Vec<CarriedShare> {
            load.iter().filter(|share| self.is_shown(share.victim)).copied().collect()
        };
        let is_news = |shares: &[CarriedShare], old: &[CarriedShare]| {
            (row.has(TOLD) || !shares.is_empty()) && (shares != old || row.has(BREACH) != is_breach)
        };
        let told;
        let (shares, is_news) = if self.closed.is_empty() {
            (self.load.as_slice(), is_news(&self.load, self.log.load(place)))
        } else {
            told = shown(&self.load);
            (told.as_slice(), is_news(&told, &shown(self.log.load(place))))
        };
        if is_news && let Some(transfer) = self.log.transfer(place) {
            let notes = if is_breach { Notes::one(Note::Breach) } else { Notes::NONE };
            let tainted = Tainted { transfer: &transfer, shares, notes };
            tell(if row.has(TOLD) { News::Corrected(tainted) } else { News::Followed(tainted) });
        }
        if changed {
            self.log.set_load(place, &self.load);
        }
        if let Some(row) = self.log.row_mut(place) {
            let flags = (row.flags & !BREACH) | if is_breach { BREACH } else { 0 };
            row.flags = flags | if is_news { TOLD } else { 0 };
        }
        changed
    }

    /// What a transfer brings: what it carries, and whose begins with it.
    pub(super) fn arriving(&self, place: u32, load: &mut Vec<CarriedShare>) {
        load.extend_from_slice(self.log.load(place));
        let amount = self.log.row(place).map_or(0, |row| row.amount);
        for victim in self.seeds.get(&place).into_iter().flatten() {
            begin_with(load, *victim, amount);
        }
    }

    pub(super) fn book_credit(&mut self, place: u32) {
        let Some(row) = self.log.row(place).copied() else { return };
        let (mut stamp, mut is_skewed) = (row.debit(), false);
        if row.has_more() {
            stamp = self.log.credited(place, &row);
            is_skewed = self.log.more(place).credit.is_some_and(|credit| credit < row.debit());
        }
        let mut seeded = Vec::new();
        if row.has(SEED) {
            self.arriving(place, &mut seeded);
        }
        let Some(line) = self.lines.get_mut(row.to.0 as usize) else { return };
        let (plain, after) = net::credit(line.net, row.amount);
        line.net = after;
        let load = if row.has(SEED) { seeded.as_slice() } else { self.log.load(place) };
        if !line.has_slot() && !load.is_empty() {
            line.set_slot(self.slots.add(Slot::new(stamp), NO_SLOT).unwrap_or(NO_SLOT));
        }
        if (line.is_live() || !load.is_empty())
            && let Some(slot) = self.slots.get_mut(line.slot())
        {
            slot.touch(stamp, self.terms.kept_ms());
            let credit = Credit { amount: row.amount, load, stamp, is_skewed };
            let (ends, mut met) = (Ends { terms: &self.terms, cases: &self.cases }, Vec::new());
            slot.state.credit(ends, row.to, &plain, &credit, |victim| met.push(victim));
            line.set_live(slot.state.is_live());
            met.into_iter().for_each(|victim| self.note_place(victim, row.to));
        }
        if let Some(row) = self.log.row_mut(place) {
            row.flags |= CREDITED;
        }
        self.booked = self.booked.max(stamp);
    }

    pub(super) fn note_place(&mut self, victim: VictimId, account: AccountId) {
        if let Some(case) = self.cases.get_mut(&victim) {
            case.places.push(account);
        }
    }
}
