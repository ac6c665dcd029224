//! What happened on an account, and what it was like at an earlier moment.

use super::account::{Credit, State};
use super::late::Redo;
use super::log::{ARRIVED, CREDITED, DEBITED};
use super::{Key, Table, net};
use crate::names::{AccountId, Names, TxId};
use crate::transfer::Stamp;
use std::cmp::Ordering;

/// Of two postings with one stamp the debit comes first, and a beginning last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Debit,
    Credit,
    Begin,
}

/// What is to be booked when the stream has come so far. `at` is a row, or a beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    pub stamp: Stamp,
    pub kind: Kind,
    pub at: u32,
}

/// One event of an account.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub key: Key,
    pub at: u32,
    /// It is in the books as they are.
    is_booked: bool,
    /// It belongs in them.
    is_due: bool,
    /// What it added, and where that does not lead back to what was there, what was there.
    added: i64,
    before: Option<i64>,
}

impl Posting {
    pub const fn is_due(&self) -> bool {
        self.is_due
    }

    pub const fn added(&self) -> i64 {
        self.added
    }

    /// What was there before the first of the postings, given what is there now.
    pub fn undo(postings: &[Self], net: i64) -> i64 {
        let booked = postings.iter().rev().filter(|posting| posting.is_booked);
        booked.fold(net, |net, posting| posting.before.unwrap_or(net - posting.added))
    }
}

impl Stamp {
    /// The one just before it.
    pub(super) const fn before(self) -> Self {
        match self.seq.checked_sub(1) {
            Some(seq) => Self::new(self.t, seq),
            None => Self::new(self.t.saturating_sub(1), i64::MAX),
        }
    }
}

impl Table {
    /// What happened on an account after a stamp, in order.
    pub(super) fn history(&self, account: AccountId, after: Stamp, redo: &Redo, names: &Names) -> Vec<Posting> {
        let mut found = Vec::new();
        let newest = self.line(account).newest;
        self.log.back(account, newest, after, |place, row| {
            let amended = redo.amended.filter(|amended| amended.place == place);
            let more = if row.has_more() { self.log.more(place) } else { super::log::More::default() };
            let (amount, has_arrived) = (net::signed(row.amount), row.has(ARRIVED));
            if row.from == account {
                let key = Key { stamp: row.debit(), kind: Kind::Debit };
                let is_due = has_arrived && key.stamp <= self.mark;
                let before = more.balance_before.map(|_| more.net_before);
                let is_booked = row.has(DEBITED);
                found.push(Posting { key, at: place, is_booked, is_due, added: -amount, before });
                if let Some(old) = amended {
                    let before = old.more.balance_before.map(|_| old.more.net_before);
                    found.push(Posting {
                        key,
                        at: place,
                        is_booked: old.is_debited,
                        is_due: false,
                        added: -amount,
                        before,
                    });
                }
            }
            if row.to == account {
                let key = Key { stamp: self.log.credited(place, row), kind: Kind::Credit };
                let (is_booked, is_due) = (row.has(CREDITED), has_arrived && key.stamp <= self.mark);
                let posting = Posting { key, at: place, is_booked, is_due, added: amount, before: None };
                found.push(posting);
                if let Some(old) = amended {
                    let key = Key { stamp: old.credited, kind: Kind::Credit };
                    found.push(Posting { key, is_booked: old.is_credited, is_due: false, ..posting });
                }
            }
        });
        for at in self.begun.get(&account).into_iter().flatten() {
            let Some(begin) = self.begins.get(*at as usize) else { continue };
            let key = Key { stamp: begin.stamp(), kind: Kind::Begin };
            let is_due = key.stamp <= self.mark && !begin.is_gone;
            found.push(Posting {
                key,
                at: *at,
                is_booked: begin.is_booked,
                is_due,
                added: 0,
                before: Some(begin.net_before),
            });
        }
        found.retain(|posting| posting.key.stamp > after && (posting.is_booked || posting.is_due));
        if !found.is_sorted_by(|a, b| self.order(b, a, names) == Ordering::Less) {
            found.sort_by(|a, b| self.order(a, b, names));
        } else {
            found.reverse();
        }
        found
    }

    /// The order in which an account reads what happens.
    fn order(&self, a: &Posting, b: &Posting, names: &Names) -> Ordering {
        let id = |posting: &Posting| self.log.row(posting.at).map_or(TxId(0), |row| row.id);
        let victim = |posting: &Posting| (self.begins.get(posting.at as usize).map(|begin| begin.victim), posting.at);
        a.key.cmp(&b.key).then_with(|| match a.key.kind {
            Kind::Begin => victim(a).cmp(&victim(b)),
            _ => names.transfer_order(id(a), id(b)),
        })
    }

    /// Takes an account back to what it was before `key`. What is to be booked again, in order.
    pub(super) fn set_back(&mut self, account: AccountId, key: Key, redo: &Redo, names: &Names) -> Vec<Posting> {
        let slot = self.slots.get(self.line(account).slot());
        let (mut key, mut state, mut since) = (key, None, None);
        if let Some(slot) = slot {
            if key.stamp <= slot.born {
                // As good as new.
            } else if slot.state.touched < key.stamp {
                state = Some(slot.state.clone());
            } else if let Some(version) = slot.before(key.stamp) {
                (state, since) = (Some(version.state.clone()), Some(version.since));
            } else {
                (state, since) = (Some(State::new()), Some(slot.born.before()));
            }
        }
        if state.is_none() {
            key.kind = Kind::Debit;
        }
        let after = since.unwrap_or_else(|| key.stamp.before());
        let mut postings = self.history(account, after, redo, names);
        let mut net = Posting::undo(&postings, self.line(account).net);
        postings.retain(|posting| posting.is_due);
        let again = postings.split_off(postings.partition_point(|posting| posting.key < key));
        if let Some(state) = &mut state {
            state.renew(self.ends());
            let mut load = Vec::new();
            for posting in &postings {
                net = self.book_again(state, account, posting, net, &mut load);
            }
        }
        self.put_back(account, key, state, net);
        again
    }

    fn put_back(&mut self, account: AccountId, key: Key, state: Option<State>, net: i64) {
        let Some(line) = self.lines.get_mut(account.0 as usize) else { return };
        line.net = net;
        line.set_live(state.as_ref().is_some_and(|state| state.is_live()));
        match (state, self.slots.get_mut(line.slot())) {
            (Some(state), Some(slot)) => slot.set_back(state, key.stamp),
            (None, Some(_)) => {
                self.slots.remove(line.slot());
                line.set_slot(super::line::NO_SLOT);
            }
            _ => {}
        }
    }

    /// Books a posting on a state of the past, with what was found then. The net after it.
    fn book_again(
        &self,
        state: &mut State,
        id: AccountId,
        posting: &Posting,
        net: i64,
        load: &mut Vec<crate::trace::CarriedShare>,
    ) -> i64 {
        let stamp = posting.key.stamp;
        load.clear();
        let is_live = state.is_live();
        if posting.key.kind == Kind::Begin {
            let Some(begin) = self.begins.get(posting.at as usize) else { return net };
            let (plain, after) = net::begin(net, begin.amount);
            state.begin(self.ends(), id, &plain, begin.victim, begin.amount, stamp);
            state.touched = state.touched.max(stamp);
            return after;
        }
        let Some(row) = self.log.row(posting.at) else { return net };
        let more = self.log.more(posting.at);
        let after = if posting.key.kind == Kind::Debit {
            let (plain, after) = net::debit(net, row.amount, more.balance_before);
            state.debit(self.terms.rule, &plain, row.amount, stamp.t, load);
            if row.has(super::log::BREACH) {
                state.add_note(crate::trace::Note::Breach);
            }
            after
        } else {
            let (plain, after) = net::credit(net, row.amount);
            self.arriving(posting.at, load);
            let is_skewed = more.credit.is_some_and(|credit| credit < row.debit());
            let credit = Credit { amount: row.amount, load, stamp, is_skewed };
            state.credit(self.ends(), id, &plain, &credit, |_| {});
            after
        };
        // What does not matter leaves no trace, as when it was booked first.
        if is_live || (posting.key.kind == Kind::Credit && !load.is_empty()) {
            state.touched = state.touched.max(stamp);
        }
        after
    }
}
