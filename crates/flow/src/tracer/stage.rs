//! What all passes of a round share: the postings in order, accounts and victims by small numbers,
//! and what the postings say whatever the rule.

use super::plain::{Plain, openings, plain};
use super::steps::{Seat, Terms};
use crate::names::{AccountId, Names};
use crate::question::{Question, Start};
use crate::transfer::{Stamp, Transfer};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Debit,
    Credit,
    Begin,
}

#[derive(Clone, Copy, Debug)]
pub struct Event {
    pub stamp: Stamp,
    pub kind: Kind,
    /// The account by its place in `Stage::accounts`.
    pub account: usize,
    /// The transfer by its place in `Stage::transfers`, or the beginning in `Stage::begins`.
    pub index: usize,
}

/// A beginning on an account; the victim by his place in `Terms::victims`.
#[derive(Clone, Copy, Debug)]
pub struct Begin {
    pub victim: u32,
    pub amount: Option<u64>,
}

#[derive(Clone, Debug)]
pub struct Place {
    pub id: AccountId,
    /// All its postings are there.
    pub is_complete: bool,
    pub seat: Seat,
}

#[derive(Debug)]
pub struct Stage<'a> {
    pub terms: Terms<'a>,
    pub transfers: &'a [Transfer],
    pub events: Vec<Event>,
    /// Beside each event.
    pub plain: Vec<Plain>,
    pub accounts: Vec<Place>,
    pub begins: Vec<Begin>,
    /// The victims whose money begins with a transfer.
    pub seeds: HashMap<usize, Vec<u32>>,
    balances: Vec<u64>,
    ties: Vec<Option<Stamp>>,
}

impl<'a> Stage<'a> {
    pub fn set(
        question: &'a Question,
        transfers: &'a [Transfer],
        names: &Names,
        complete: impl Fn(AccountId) -> bool,
    ) -> Self {
        let terms = Terms::of(question);
        let mut numbers = Numbers::default();
        let mut events = Vec::with_capacity(transfers.len().saturating_mul(2));
        for (index, transfer) in transfers.iter().enumerate() {
            let (from, to) = (numbers.of(transfer.from), numbers.of(transfer.to));
            events.push(Event { stamp: transfer.debit, kind: Kind::Debit, account: from, index });
            events.push(Event { stamp: transfer.credited(), kind: Kind::Credit, account: to, index });
        }
        let (begins, seeds) = begin(&terms, transfers, &mut numbers, &mut events);
        events.retain(|event| question.seen_until.is_none_or(|last| event.stamp.t <= last));
        // The sort is stable: beginnings at one moment stay in the order of victims.
        events.sort_by(|a, b| order(a, b, transfers, names));
        let place = |id: &AccountId| Place { id: *id, is_complete: complete(*id), seat: terms.seat(*id) };
        let accounts: Vec<Place> = numbers.accounts.iter().map(place).collect();
        let nets = openings(accounts.len(), &events, transfers, &begins);
        let totals = plain(question.balance_end(), nets, &events, transfers, &begins);
        let ties = ties(question.end(), accounts.len(), &events);
        Self { terms, transfers, events, plain: totals.plain, accounts, begins, seeds, balances: totals.balances, ties }
    }

    /// Balances and ties of these accounts.
    pub fn of_expanded(
        &self,
        expanded: &BTreeSet<AccountId>,
    ) -> (BTreeMap<AccountId, u64>, BTreeMap<AccountId, Stamp>) {
        let rows = || self.accounts.iter().zip(&self.balances).zip(&self.ties);
        let mine = || rows().filter(|((place, _), _)| expanded.contains(&place.id));
        let balances = mine().map(|((place, balance), _)| (place.id, *balance)).collect();
        let ties = mine().filter_map(|((place, _), tie)| Some((place.id, (*tie)?))).collect();
        (balances, ties)
    }
}

#[derive(Default)]
struct Numbers {
    of: HashMap<AccountId, usize>,
    accounts: Vec<AccountId>,
}

impl Numbers {
    fn of(&mut self, id: AccountId) -> usize {
        let next = self.accounts.len();
        let number = *self.of.entry(id).or_insert(next);
        if number == next {
            self.accounts.push(id);
        }
        number
    }
}

/// The beginnings on accounts as events, and those that are transfers beside the transfers.
fn begin(
    terms: &Terms,
    transfers: &[Transfer],
    numbers: &mut Numbers,
    events: &mut Vec<Event>,
) -> (Vec<Begin>, HashMap<usize, Vec<u32>>) {
    let question = terms.question;
    let wanted: BTreeSet<_> = question.roots.iter().filter_map(|root| seed(&root.start)).collect();
    let ids = transfers.iter().enumerate().filter(|(_, transfer)| wanted.contains(&transfer.id));
    let places: HashMap<_, _> = ids.map(|(index, transfer)| (transfer.id, index)).collect();
    let mut begins = Vec::new();
    let mut seeds: HashMap<usize, Vec<u32>> = HashMap::new();
    for root in question.roots_in_order() {
        let victim = terms.number(root.victim);
        match root.start {
            Start::Transfer(transfer) => {
                let index = places.get(&transfer.id).copied();
                index.into_iter().for_each(|index| seeds.entry(index).or_default().push(victim));
            }
            Start::Account { account, at, amount } => {
                let (account, index) = (numbers.of(account), begins.len());
                events.push(Event { stamp: Stamp::after(at), kind: Kind::Begin, account, index });
                begins.push(Begin { victim, amount });
            }
        }
    }
    (begins, seeds)
}

const fn seed(start: &Start) -> Option<crate::names::TxId> {
    match start {
        Start::Transfer(transfer) => Some(transfer.id),
        Start::Account { .. } => None,
    }
}

pub fn order(a: &Event, b: &Event, transfers: &[Transfer], names: &Names) -> Ordering {
    a.stamp.cmp(&b.stamp).then(a.kind.cmp(&b.kind)).then_with(|| {
        if a.kind == Kind::Begin {
            return Ordering::Equal;
        }
        match (transfers.get(a.index), transfers.get(b.index)) {
            (Some(a), Some(b)) => names.transfer_order(a.id, b.id),
            _ => Ordering::Equal,
        }
    })
}

/// For each account the last stamp within the windows under which two transfers post to it.
pub fn ties(end: i64, accounts: usize, events: &[Event]) -> Vec<Option<Stamp>> {
    let mut ties = vec![None; accounts];
    let mut last: Vec<Option<(Stamp, usize)>> = vec![None; accounts];
    for event in events.iter().filter(|event| event.kind != Kind::Begin && event.stamp.t <= end) {
        let (Some(last), Some(tie)) = (last.get_mut(event.account), ties.get_mut(event.account)) else { continue };
        // Two postings of one transfer are no tie, whatever lies between them.
        if last.is_some_and(|(stamp, index)| stamp == event.stamp && index != event.index) {
            *tie = Some(event.stamp);
        }
        *last = Some((event.stamp, event.index));
    }
    ties
}
