//! What comes late. The accounts that it changes are taken back to the moment to which it belongs, and
//! are gone through again from there, all together in the order of time; an account to which another
//! amount is paid than before is taken back when its turn comes. What nothing reaches stays as it is.

use super::log::{CREDITED, DEBITED, More};
use super::past::{Due, Kind, Posting};
use super::{Key, Refused, Table, Tell};
use crate::names::{AccountId, Names};
use crate::transfer::{Stamp, Transfer, TransferError};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::hash_map::Entry;

/// What is to be gone through again.
#[derive(Debug, Default)]
pub(super) struct Redo {
    causes: Vec<Cause>,
    /// Accounts whose opening was found anew.
    asked: Vec<AccountId>,
    pub amended: Option<Amended>,
}

#[derive(Clone, Copy, Debug)]
struct Cause {
    account: AccountId,
    key: Key,
    /// Units that turn out to have been there from the beginning.
    opening: i64,
}

/// A row of which more is known now, and what was known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amended {
    pub place: u32,
    pub more: More,
    pub credited: Stamp,
    pub is_debited: bool,
    pub is_credited: bool,
}

/// Whose turn it is, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    key: Key,
    account: AccountId,
    /// It is to be taken back, unless it was already.
    wakes: bool,
}

impl Redo {
    pub const fn is_empty(&self) -> bool {
        self.causes.is_empty()
    }
}

impl Table {
    /// Notes that an account is to be gone through again from `key` on. `states`: a balance was stated first.
    pub(super) fn redo_from(&mut self, redo: &mut Redo, account: AccountId, key: Key, states: bool, names: &Names) {
        let mut key = key;
        let is_before_first = self.openings.get(&account).is_some_and(|opening| opening.stamp >= key.stamp);
        // Found once, with all that is to be booked; what was there is put right when it is taken back.
        let asks = (states || is_before_first) && !redo.asked.contains(&account);
        let opening = if asks { self.find_opening(account, redo, names) } else { 0 };
        if asks {
            redo.asked.push(account);
        }
        if opening != 0
            && let Some(slot) = self.slots.get(self.line(account).slot())
        {
            key = key.min(Key { stamp: slot.born, kind: Kind::Debit });
        }
        key = key.max(Key { stamp: Stamp::new(self.horizon(), i64::MIN), kind: Kind::Debit });
        redo.causes.push(Cause { account, key, opening });
    }

    /// Goes again through all that is to be gone through.
    pub(super) fn go_again(&mut self, redo: Redo, names: &Names, tell: Tell) {
        let mut queue: BinaryHeap<Reverse<Turn>> = BinaryHeap::new();
        let mut openings: FxHashMap<AccountId, i64> = FxHashMap::default();
        for Cause { account, key, opening } in &redo.causes {
            queue.push(Reverse(Turn { key: *key, account: *account, wakes: true }));
            *openings.entry(*account).or_default() += *opening;
        }
        let mut again: FxHashMap<AccountId, std::vec::IntoIter<Posting>> = FxHashMap::default();
        while let Some(Reverse(turn)) = queue.pop() {
            let account = turn.account;
            let postings = match again.entry(account) {
                Entry::Occupied(_) if turn.wakes => continue,
                Entry::Occupied(postings) => postings.into_mut(),
                Entry::Vacant(new) => {
                    let postings = self.set_back(account, turn.key, &redo, names);
                    if let Some(line) = self.lines.get_mut(account.0 as usize) {
                        line.net += openings.get(&account).copied().unwrap_or(0);
                    }
                    new.insert(postings.into_iter())
                }
            };
            if !turn.wakes && let Some(posting) = postings.next() {
                queue.extend(self.book_late(&posting, tell).map(Reverse));
            }
            if let Some(next) = postings.as_slice().first() {
                queue.push(Reverse(Turn { key: next.key, account, wakes: false }));
            }
        }
    }

    /// Books what is gone through again. The payee's turn, where other money than before comes to him.
    fn book_late(&mut self, posting: &Posting, tell: Tell) -> Option<Turn> {
        match posting.key.kind {
            Kind::Debit => {
                let changed = self.book_debit(posting.at, tell);
                let row = *self.log.row(posting.at).filter(|_| changed)?;
                let stamp = self.log.credited(posting.at, &row);
                let key = Key { stamp, kind: Kind::Credit };
                (stamp <= self.mark).then_some(Turn { key, account: row.to, wakes: true })
            }
            Kind::Credit => {
                self.book_credit(posting.at);
                None
            }
            Kind::Begin => {
                self.book_begin(posting.at);
                None
            }
        }
    }

    /// A transfer is told again: what one bank leaves out the other may add.
    pub(super) fn take_again(
        &mut self,
        place: u32,
        told: &Transfer,
        names: &Names,
        tell: Tell,
    ) -> Result<bool, Refused> {
        let known = self.log.transfer(place).ok_or(Refused::TooOld)?;
        let whole = known.with(told).ok_or(TransferError::Conflict)?;
        if whole == known {
            return Ok(false);
        }
        let (Some(row), more) = (self.log.row(place).copied(), self.log.more(place)) else {
            return Err(Refused::TooOld);
        };
        let (credited, now) = (known.credited(), whole.credited());
        if row.debit().t < self.horizon() {
            return Err(Refused::TooOld);
        }
        let (credit, balance_before) = (whole.credit, whole.balance_before);
        self.log.set_more(place, More { credit, balance_before, net_before: more.net_before });
        self.log.stretch(place, now);
        let (is_debited, is_credited) = (row.has(DEBITED), row.has(CREDITED));
        if let Some(row) = self.log.row_mut(place) {
            row.flags &= !(DEBITED | CREDITED);
        }
        let amended = Amended { place, more, credited, is_debited, is_credited };
        let mut redo = Redo { amended: Some(amended), ..Redo::default() };
        let states = balance_before.is_some() && !self.line(row.from).is_stated();
        if is_debited {
            self.redo_from(&mut redo, row.from, Key { stamp: row.debit(), kind: Kind::Debit }, states, names);
            let stamp = credited.min(now);
            if stamp <= self.mark {
                self.redo_from(&mut redo, row.to, Key { stamp, kind: Kind::Credit }, false, names);
            }
        }
        if now > self.mark {
            self.pending.push(Reverse(Due { stamp: now, kind: Kind::Credit, at: place }));
        }
        self.go_again(redo, names, tell);
        Ok(true)
    }
}
