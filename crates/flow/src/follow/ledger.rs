//! The ledger of an account as a walk reads it: out of the archive's columns as far as these can be
//! relied on, and else all its postings, put in order and gone over once.

use super::FollowError;
use crate::archive::{At, Cursor, Snapshot};
use crate::names::{AccountId, Names, TxId};
use crate::question::Start;
use crate::trace::Notes;
use crate::tracer::plain::{Net, Plain, above_zero, openings, plain};
use crate::tracer::stage::{Begin, Event, Kind, order, ties};
use crate::tracer::steps::{Seat, Terms};
use crate::transfer::{Stamp, Transfer, TransferError};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// Where the postings of an account are read.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Its sealed postings, out of the columns.
    is_kept: bool,
    /// All others: what is not sealed yet, or everything.
    told: Option<Rc<Told>>,
}

/// Postings in order, with what they say whatever the rule.
#[derive(Debug)]
pub struct Told {
    transfers: Vec<Transfer>,
    events: Vec<Event>,
    plain: Vec<Plain>,
    /// The book at the moment of which balances are told.
    balance: u64,
    tie: Option<Stamp>,
}

/// What debits did that were passed over.
#[derive(Clone, Copy, Debug, Default)]
pub struct Passed {
    /// Units that left, also unseen.
    pub left: u64,
    /// Units that stated balances put at the bottom.
    pub added: u64,
}

impl Passed {
    fn add(&mut self, amount: u64, plain: &Plain) {
        // INVARIANT (volume): the sum of all amounts and stated balances fits.
        self.left = self.left.saturating_add(amount).saturating_add(plain.removed);
        self.added = self.added.saturating_add(plain.added);
    }
}

/// An account's next debits.
#[derive(Clone, Debug)]
pub struct Debits {
    kept: Option<Cursor>,
    told: Option<(Rc<Told>, usize)>,
}

/// A debit, and what it says of the payer's book.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    pub transfer: Transfer,
    pub plain: Plain,
    pub at: Option<At>,
}

impl Default for Due {
    fn default() -> Self {
        Self { transfer: Transfer::BLANK, plain: Plain::default(), at: None }
    }
}

pub struct Ledgers<'a> {
    archive: &'a Snapshot,
    pub names: &'a Names,
    terms: &'a Terms<'a>,
    /// What begins on an account, in the order in which victims are served.
    pub begins: Vec<(AccountId, Stamp, Begin)>,
    /// The transfers that begin something, and the victims with whom they do.
    pub seeds: FxHashMap<TxId, (Transfer, Vec<u32>)>,
    /// Who pays these.
    payers: FxHashSet<AccountId>,
    /// Transfers that the archive does not know, or not so well.
    extra: Vec<Transfer>,
    /// Accounts whose books are not the archive's.
    touched: FxHashSet<AccountId>,
    read: FxHashMap<AccountId, Ledger>,
    /// Of the accounts of which the question says something.
    seats: FxHashMap<AccountId, Rc<Seat>>,
}

impl<'a> Ledgers<'a> {
    pub fn of(archive: &'a Snapshot, names: &'a Names, terms: &'a Terms<'a>) -> Result<Self, FollowError> {
        let mut ledgers = Self {
            archive,
            names,
            terms,
            begins: Vec::new(),
            seeds: FxHashMap::default(),
            payers: FxHashSet::default(),
            extra: Vec::new(),
            touched: FxHashSet::default(),
            read: FxHashMap::default(),
            seats: seats(terms),
        };
        for root in terms.question.roots_in_order() {
            let victim = terms.number(root.victim);
            match root.start {
                Start::Transfer(transfer) => ledgers.seed(victim, &transfer)?,
                Start::Account { account, at, amount } => {
                    ledgers.touched.insert(account);
                    ledgers.begins.push((account, Stamp::after(at), Begin { victim, amount }));
                }
            }
        }
        Ok(ledgers)
    }

    fn seed(&mut self, victim: u32, told: &Transfer) -> Result<(), FollowError> {
        if let Some((known, victims)) = self.seeds.get_mut(&told.id) {
            victims.push(victim);
            let whole = known.with(told).ok_or_else(|| conflict(self.names, told))?;
            return if whole == *known { Ok(()) } else { self.touch(whole) };
        }
        self.payers.insert(told.from);
        let sealed = self.archive.find(told).map(|kept| kept.transfer);
        let known = sealed.or_else(|| self.archive.in_tail(told.from).into_iter().find(|t| t.id == told.id));
        let whole = known.map_or(Some(*told), |known| known.with(told)).ok_or_else(|| conflict(self.names, told))?;
        self.seeds.insert(told.id, (whole, vec![victim]));
        if known == Some(whole) { Ok(()) } else { self.touch(whole) }
    }

    /// The archive knows less of this transfer than the question: both its accounts are read whole.
    fn touch(&mut self, whole: Transfer) -> Result<(), FollowError> {
        self.extra.retain(|other| other.id != whole.id);
        self.extra.push(whole);
        self.touched.extend([whole.from, whole.to]);
        if let Some((known, _)) = self.seeds.get_mut(&whole.id) {
            *known = whole;
        }
        Ok(())
    }

    /// The debit with which a loss begins, where its account's book is nothing to anybody.
    pub fn seed_due(&self, id: TxId) -> Option<Due> {
        self.seeds.get(&id).map(|(transfer, _)| Due { transfer: *transfer, plain: Plain::default(), at: None })
    }

    /// Whether the account pays a transfer with which a loss begins.
    pub fn begins_from(&self, account: AccountId) -> bool {
        self.payers.contains(&account)
    }

    pub fn seat(&self, account: AccountId) -> Option<Rc<Seat>> {
        if self.seats.is_empty() { None } else { self.seats.get(&account).map(Rc::clone) }
    }

    pub fn ledger(&mut self, account: AccountId) -> Ledger {
        let is_own = self.terms.question.seen_until.is_some() || self.touched.contains(&account);
        if !is_own && self.archive.is_plain(account) {
            return Ledger { is_kept: true, told: None };
        }
        if let Some(ledger) = self.read.get(&account) {
            return ledger.clone();
        }
        let ledger = if is_own { self.read_whole(account) } else { self.read_tail(account) };
        self.read.insert(account, ledger.clone());
        ledger
    }

    /// What is not sealed, where it follows what is; else everything.
    fn read_tail(&self, account: AccountId) -> Ledger {
        let Some(sealed) = self.archive.sealed(account) else { return self.read_whole(account) };
        let tail = self.archive.in_tail(account);
        let net = Net::of(sealed.net, sealed.is_stated);
        let told = self.tell(account, tail, sealed.has_postings.then_some(net));
        told.map_or_else(
            || self.read_whole(account),
            |told| Ledger { is_kept: sealed.has_postings, told: Some(Rc::new(told)) },
        )
    }

    fn read_whole(&self, account: AccountId) -> Ledger {
        let mut all = self.archive.of_account(account);
        for extra in self.extra.iter().filter(|extra| extra.from == account || extra.to == account) {
            all.retain(|transfer| transfer.id != extra.id);
            all.push(*extra);
        }
        Ledger { is_kept: false, told: self.tell(account, all, None).map(Rc::new) }
    }

    /// Puts postings in order. None where they say what was there before those that they follow.
    fn tell(&self, account: AccountId, transfers: Vec<Transfer>, follows: Option<Net>) -> Option<Told> {
        let question = self.terms.question;
        let (mut events, mut begins) = (Vec::new(), Vec::new());
        for (index, transfer) in transfers.iter().enumerate() {
            let event = |stamp, kind| Event { stamp, kind, account: 0, index };
            if transfer.from == account {
                events.push(event(transfer.debit, Kind::Debit));
            }
            if transfer.to == account {
                events.push(event(transfer.credited(), Kind::Credit));
            }
        }
        for (_, stamp, begin) in self.begins.iter().filter(|(id, _, _)| *id == account) {
            events.push(Event { stamp: *stamp, kind: Kind::Begin, account: 0, index: begins.len() });
            begins.push(*begin);
        }
        events.retain(|event| question.seen_until.is_none_or(|last| event.stamp.t <= last));
        events.sort_by(|a, b| order(a, b, &transfers, self.names));
        let nets = match follows {
            Some(net) if !net.is_stated && opens(net, &events, &transfers) => return None,
            Some(net) => vec![net],
            None => openings(1, &events, &transfers, &begins),
        };
        let totals = plain(question.balance_end(), nets, &events, &transfers, &begins);
        let tie = ties(question.end(), 1, &events).first().copied().flatten();
        let balance = totals.balances.first().copied().unwrap_or(0);
        Some(Told { transfers, events, plain: totals.plain, balance, tie })
    }

    pub fn debits(&self, account: AccountId, ledger: &Ledger, after: Stamp) -> Debits {
        Debits {
            kept: ledger.is_kept.then(|| self.archive.cursor(account, after)),
            told: ledger.told.as_ref().map(|told| (Rc::clone(told), told.first_after(after))),
        }
    }

    /// The stamp of the next debit.
    #[inline]
    pub fn peek(&self, debits: &mut Debits) -> Option<Stamp> {
        if let Some(cursor) = &mut debits.kept {
            if let Some(stamp) = self.archive.peek(cursor) {
                return Some(stamp);
            }
            debits.kept = None;
        }
        let (told, next) = debits.told.as_mut()?;
        while told.events.get(*next).is_some_and(|event| event.kind != Kind::Debit) {
            *next += 1;
        }
        told.events.get(*next).map(|event| event.stamp)
    }

    /// The debit that [`Self::peek`] saw; whether there is one.
    #[inline]
    pub fn next(&self, debits: &mut Debits, due: &mut Due) -> bool {
        if let Some(cursor) = &mut debits.kept {
            let Some((at, net)) = self.archive.next(cursor, &mut due.transfer) else { return false };
            due.plain = Net::of(net, true).debit(due.transfer.amount, due.transfer.balance_before);
            due.at = Some(at);
            return true;
        }
        let Some((told, next)) = debits.told.as_mut() else { return false };
        let (Some(event), Some(plain)) = (told.events.get(*next), told.plain.get(*next)) else { return false };
        let Some(transfer) = told.transfers.get(event.index) else { return false };
        *next += 1;
        *due = Due { transfer: *transfer, plain: *plain, at: None };
        true
    }

    /// Passes over debits none of which takes anybody's money, as long as they are wanted: what they say of the
    /// account while it is expanded is noted.
    pub fn pass_over(
        &self,
        debits: &mut Debits,
        wants: impl Fn(Stamp) -> bool,
        (last, notes): (i64, &mut Notes),
    ) -> Passed {
        let mut passed = Passed::default();
        self.each(debits, |stamp, amount, plain| {
            if !wants(stamp) {
                return false;
            }
            if stamp.t <= last {
                plain.note(notes);
            }
            passed.add(amount, &plain);
            true
        });
        passed
    }

    /// The stamp of the first debit by which more units than these have left, or of the first after a moment.
    pub fn peek_beyond(&self, debits: &Debits, units: u64, end: i64) -> Option<Stamp> {
        let (mut ahead, mut passed, mut found) = (debits.clone(), Passed::default(), None);
        self.each(&mut ahead, |stamp, amount, plain| {
            passed.add(amount, &plain);
            found = (passed.left > units || stamp.t > end).then_some(stamp);
            found.is_none()
        });
        found
    }

    /// One debit after the other, as long as they are wanted.
    #[inline]
    fn each(&self, debits: &mut Debits, mut wants: impl FnMut(Stamp, u64, Plain) -> bool) {
        if let Some(cursor) = &mut debits.kept {
            let mut is_wanted = true;
            self.archive.pass_over(cursor, |stamp, amount, net, stated| {
                is_wanted = wants(stamp, amount, Net::of(net, true).debit(amount, stated));
                is_wanted
            });
            if !is_wanted {
                return;
            }
            debits.kept = None;
        }
        let Some((told, next)) = debits.told.as_mut() else { return };
        while let (Some(event), Some(plain)) = (told.events.get(*next), told.plain.get(*next)) {
            if event.kind == Kind::Debit {
                let amount = told.transfers.get(event.index).map_or(0, |transfer| transfer.amount);
                if !wants(event.stamp, amount, *plain) {
                    return;
                }
            }
            *next += 1;
        }
    }

    /// What a credit says of the payee's book.
    pub fn credit(&self, ledger: &Ledger, due: &Due) -> Plain {
        let told = ledger.told.as_ref().and_then(|told| told.credit(&due.transfer));
        told.unwrap_or_else(|| {
            // A payer who is read whole does not say where his debits are sealed.
            let at = due.at.or_else(|| self.archive.find(&due.transfer).map(|kept| kept.at));
            let net = at.map_or(0, |at| self.archive.net_before_credit(at));
            Net::of(net, true).credit(due.transfer.amount)
        })
    }

    /// What a beginning says of the book of its account.
    pub fn begin(&self, ledger: &Ledger, number: usize) -> Plain {
        let Some((account, _, _)) = self.begins.get(number) else { return Plain::default() };
        let earlier = self.begins.iter().take(number).filter(|(id, _, _)| id == account).count();
        let told = ledger.told.as_ref();
        told.and_then(|told| {
            let at = told.events.iter().position(|event| event.kind == Kind::Begin && event.index == earlier)?;
            told.plain.get(at).copied()
        })
        .unwrap_or_default()
    }

    /// The book at the moment of which balances are told, and the last tie within the windows.
    pub fn at_end(&mut self, account: AccountId) -> (u64, Option<Stamp>) {
        let (ledger, end) = (self.ledger(account), self.terms.question.balance_end());
        let told = ledger.told.as_ref();
        let tie = told.and_then(|told| told.tie);
        let is_later = |told: &Rc<Told>| told.events.first().is_none_or(|first| first.stamp.t > end);
        match told {
            Some(told) if !ledger.is_kept || !is_later(told) => (told.balance, tie),
            _ => (above_zero(self.archive.net_at(account, end)), tie),
        }
    }
}

impl Told {
    fn first_after(&self, after: Stamp) -> usize {
        self.events.partition_point(|event| event.stamp <= after)
    }

    fn credit(&self, transfer: &Transfer) -> Option<Plain> {
        let key = (transfer.credited(), Kind::Credit);
        let first = self.events.partition_point(|event| (event.stamp, event.kind) < key);
        let same = (first..).zip(self.events.get(first..)?);
        let mut same = same.take_while(|(_, event)| (event.stamp, event.kind) == key);
        let is_it = |event: &Event| self.transfers.get(event.index).is_some_and(|t| t.id == transfer.id);
        let (at, _) = same.find(|(_, event)| is_it(event))?;
        self.plain.get(at).copied()
    }
}

fn seats(terms: &Terms) -> FxHashMap<AccountId, Rc<Seat>> {
    let question = terms.question;
    let held = question.holds.iter().map(|hold| hold.account);
    let named = held.chain(question.sinks.iter().copied()).chain(question.stops.iter().copied());
    named.map(|account| (account, Rc::new(terms.seat(account)))).collect()
}

/// Whether the first balance that is stated says that more was there than what was known before.
fn opens(follows: Net, events: &[Event], transfers: &[Transfer]) -> bool {
    let mut net = follows;
    for event in events {
        let Some(transfer) = transfers.get(event.index) else { continue };
        match (event.kind, transfer.balance_before) {
            (Kind::Debit, Some(stated)) => return stated > net.net,
            (Kind::Debit, None) => drop(net.debit(transfer.amount, None)),
            (Kind::Credit, _) => drop(net.credit(transfer.amount)),
            (Kind::Begin, _) => {}
        }
    }
    false
}

fn conflict(names: &Names, transfer: &Transfer) -> FollowError {
    FollowError::Begins(names.transfer_text(transfer.id).into_owned(), TransferError::Conflict)
}
