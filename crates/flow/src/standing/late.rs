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
    pub amended: Option<Amended>,
}

#[derive(Clone, Copy, Debug)]
struct Cause {
    account: AccountId,
    key: Key,
    /// A balance is stated for the first time.
    states: bool,
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

    /// An account is to be gone through again from `key` on.
    pub fn go_from(&mut self, account: AccountId, stamp: Stamp, kind: Kind) {
        self.causes.push(Cause { account, key: Key { stamp, kind }, states: false });
    }

    /// The same where its bank states a balance for the first time.
    pub fn states(&mut self, account: AccountId, stamp: Stamp) {
        self.causes.push(Cause { account, key: Key { stamp, kind: Kind::Debit }, states: true });
    }

    /// One for each account.
    fn earliest(&self) -> Vec<Cause> {
        let mut causes = self.causes.clone();
        causes.sort_by_key(|cause| (cause.account, cause.key));
        causes.dedup_by(|later, first| {
            first.states |= later.account == first.account && later.states;
            later.account == first.account
        });
        causes
    }
}

impl Table {
    /// When an account is to be taken back to, and the units that turn out to have been there all along.
    fn cause(&mut self, cause: &Cause, redo: &Redo, names: &Names) -> (Key, i64) {
        let (account, mut key) = (cause.account, cause.key);
        let is_before_first = self.openings.get(&account).is_some_and(|opening| opening.stamp >= key.stamp);
        let opening = if cause.states || is_before_first { self.find_opening(account, redo, names) } else { 0 };
        if opening != 0
            && let Some(slot) = self.slots.get(self.line(account).slot())
        {
            key = key.min(Key { stamp: slot.born, kind: Kind::Debit });
        }
        (key.max(Key { stamp: Stamp::new(self.horizon(), i64::MIN), kind: Kind::Debit }), opening)
    }

    /// Goes again through all that is to be gone through.
    pub(super) fn go_again(&mut self, redo: Redo, names: &Names, tell: Tell) {
        let mut queue: BinaryHeap<Reverse<Turn>> = BinaryHeap::new();
        let mut openings: FxHashMap<AccountId, i64> = FxHashMap::default();
        for cause in redo.earliest() {
            let (key, opening) = self.cause(&cause, &redo, names);
            queue.push(Reverse(Turn { key, account: cause.account, wakes: true }));
            openings.insert(cause.account, opening);
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
            if !turn.wakes
                && let Some(posting) = postings.next()
            {
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
            if states {
                redo.states(row.from, row.debit());
            } else {
                redo.go_from(row.from, row.debit(), Kind::Debit);
            }
            if credited.min(now) <= self.mark {
                redo.go_from(row.to, credited.min(now), Kind::Credit);
            }
        }
        if now > self.mark {
            self.pending.push(Reverse(Due { stamp: now, kind: Kind::Credit, at: place }));
        }
        self.go_again(redo, names, tell);
        Ok(true)
    }
}
