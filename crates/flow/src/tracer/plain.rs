//! What postings say of their accounts whatever the rule: how much a book holds before each of them,
//! how much of a credit repays an overdraft, what a stated balance adds or takes away.

use super::stage::{Begin, Event, Kind};
use crate::trace::{Note, Notes};
use crate::transfer::{Transfer, signed};

/// What is true of one event under every rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// The units in the book before it and before what a stated balance changes.
    pub before: u64,
    /// Of a debit, the units in the book after it.
    pub left: u64,
    /// Clean units that a stated balance puts at the bottom.
    pub added: u64,
    /// Units of the book that left unseen.
    pub removed: u64,
    /// Of a credit, what repays an overdraft.
    pub repaid: u64,
    pub is_overdraft: bool,
    pub is_unseen_credit: bool,
    pub is_unseen_debit: bool,
}

impl Plain {
    /// What it says of an account that is expanded.
    #[inline]
    pub fn note(&self, notes: &mut Notes) {
        let marks = [
            (Note::Overdraft, self.is_overdraft),
            (Note::UnseenCredit, self.is_unseen_credit),
            (Note::UnseenDebit, self.is_unseen_debit),
        ];
        marks.into_iter().filter(|(_, holds)| *holds).for_each(|(note, _)| notes.add(note));
    }
}

pub struct PlainTotals {
    pub plain: Vec<Plain>,
    /// The books at the moment of which balances are told.
    pub balances: Vec<u64>,
}

/// An account's book less its overdraft.
#[derive(Clone, Copy, Debug, Default)]
pub struct Net {
    pub net: i64,
    /// A balance was stated already.
    pub is_stated: bool,
    /// The book at that moment, once it has come.
    at_end: Option<i64>,
}

/// `nets`: the books before the first event, by account.
pub fn plain(end: i64, mut nets: Vec<Net>, events: &[Event], transfers: &[Transfer], begins: &[Begin]) -> PlainTotals {
    let mut plain = Vec::with_capacity(events.len());
    for event in events {
        let Some(net) = nets.get_mut(event.account) else { continue };
        if event.stamp.t > end && net.at_end.is_none() {
            net.at_end = Some(net.net);
        }
        plain.push(match event.kind {
            Kind::Debit => {
                transfers.get(event.index).map(|t| net.debit(t.amount, t.balance_before)).unwrap_or_default()
            }
            Kind::Credit => transfers.get(event.index).map(|t| net.credit(t.amount)).unwrap_or_default(),
            Kind::Begin => net.begin(begins.get(event.index).and_then(|begin| begin.amount)),
        });
    }
    let balances = nets.iter().map(|net| above_zero(net.at_end.unwrap_or(net.net))).collect();
    PlainTotals { plain, balances }
}

/// The accounts at the beginning: the least that makes each first stated balance true.
pub fn openings(accounts: usize, events: &[Event], transfers: &[Transfer], begins: &[Begin]) -> Vec<Net> {
    // What is there without an opening, and the sum of the postings alone.
    let mut sofar = vec![(Net::default(), 0_i64); accounts];
    let mut nets = vec![Net::default(); accounts];
    for event in events {
        let (Some((net, sum)), Some(opened)) = (sofar.get_mut(event.account), nets.get_mut(event.account)) else {
            continue;
        };
        if net.is_stated {
            continue;
        }
        match (event.kind, transfers.get(event.index)) {
            (Kind::Begin, _) => {
                net.begin(begins.get(event.index).and_then(|begin| begin.amount));
            }
            (Kind::Credit, Some(transfer)) => {
                net.net += signed(transfer.amount);
                *sum += signed(transfer.amount);
            }
            (Kind::Debit, Some(Transfer { balance_before: Some(stated), .. })) => {
                net.is_stated = true;
                opened.net = if net.net < *stated { *stated - *sum } else { 0 };
            }
            (Kind::Debit, Some(transfer)) => {
                net.net -= signed(transfer.amount);
                *sum -= signed(transfer.amount);
            }
            (_, None) => {}
        }
    }
    nets
}

impl Net {
    pub const fn of(net: i64, is_stated: bool) -> Self {
        Self { net, is_stated, at_end: None }
    }

    #[inline]
    pub fn debit(&mut self, amount: u64, stated: Option<i64>) -> Plain {
        let before = above_zero(self.net);
        let mut plain = Plain { before, ..Plain::default() };
        if let Some(stated) = stated {
            let first = !std::mem::replace(&mut self.is_stated, true);
            plain.added = above_zero(stated).saturating_sub(before);
            plain.removed = before.saturating_sub(above_zero(stated));
            plain.is_unseen_credit = stated > self.net && !first;
            plain.is_unseen_debit = stated < self.net;
            self.net = stated;
        }
        plain.is_overdraft = amount > above_zero(self.net);
        self.net -= signed(amount);
        plain.left = above_zero(self.net);
        plain
    }

    #[inline]
    pub fn credit(&mut self, amount: u64) -> Plain {
        let before = above_zero(self.net);
        let owed = above_zero(self.net.saturating_neg());
        self.net += signed(amount);
        Plain { before, repaid: owed.min(amount), ..Plain::default() }
    }

    pub fn begin(&mut self, amount: Option<u64>) -> Plain {
        let before = above_zero(self.net);
        if let Some(amount) = amount {
            self.net = self.net.max(signed(amount));
        }
        Plain { before, ..Plain::default() }
    }
}

#[inline]
pub fn above_zero(net: i64) -> u64 {
    u64::try_from(net).unwrap_or(0)
}
