//! One walk by one rule: what is due next, and what it does. Due are the beginnings, the debits of
//! accounts that are or were expanded, and the credits that bring victims' money.

use super::ledger::{Debits, Due, Ledger, Ledgers};
use crate::names::{AccountId, TxId};
use crate::rule::Rule;
use crate::trace::{Carried, Note, Outcome, Totals};
use crate::tracer::account::Account;
use crate::tracer::book::Load;
use crate::tracer::stage::{Begin, Kind};
use crate::tracer::steps::{Seat, Terms, arrive, begin_with, claim, expand, leave, place, ready};
use crate::transfer::{Stamp, Transfer};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

pub struct Walk<'a, 'l> {
    rule: Rule,
    terms: &'a Terms<'a>,
    ledgers: &'l mut Ledgers<'a>,
    /// The last moment at which anything is followed.
    end: i64,
    places: FxHashMap<AccountId, usize>,
    accounts: Vec<Visited>,
    queue: BinaryHeap<Reverse<Next>>,
    /// Victims' money that is debited and not credited yet.
    ways: Vec<Option<Way>>,
    edges: Vec<(Transfer, Carried)>,
    totals: Vec<Totals>,
}

/// What is due, in the order in which it is: by stamp, debits before credits before beginnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Next {
    stamp: Stamp,
    kind: Kind,
    /// A debit's account, by its place; a credit's way; a beginning by its number.
    at: usize,
    /// A debit that begins something, and is due whether its account is expanded or not.
    seed: Option<TxId>,
}

/// An account that the walk has to do with.
struct Visited {
    id: AccountId,
    seat: Seat,
    account: Account,
    opened: Option<Opened>,
    /// The first debit after all windows.
    later: Option<i64>,
}

/// An account that is or was expanded.
struct Opened {
    ledger: Ledger,
    debits: Debits,
    due: Option<Due>,
}

struct Way {
    load: Load,
    due: Due,
}

impl<'a, 'l> Walk<'a, 'l> {
    pub fn new(rule: Rule, terms: &'a Terms<'a>, ledgers: &'l mut Ledgers<'a>) -> Self {
        let mut walk = Self {
            rule,
            terms,
            ledgers,
            end: terms.question.end(),
            places: FxHashMap::default(),
            accounts: Vec::new(),
            queue: BinaryHeap::new(),
            ways: Vec::new(),
            edges: Vec::new(),
            totals: vec![Totals::ZERO; terms.victims.len()],
        };
        walk.queue_beginnings();
        walk
    }

    fn queue_beginnings(&mut self) {
        let until = self.terms.question.seen_until.unwrap_or(i64::MAX);
        let seeds: Vec<Transfer> = self.ledgers.seeds.values().map(|(seed, _)| *seed).collect();
        for seed in seeds.into_iter().filter(|seed| seed.debit.t <= until) {
            let at = self.visit(seed.from);
            self.queue.push(Reverse(Next { stamp: seed.debit, kind: Kind::Debit, at, seed: Some(seed.id) }));
        }
        for (at, (_, stamp, _)) in self.ledgers.begins.iter().enumerate().filter(|(_, begin)| begin.1.t <= until) {
            self.queue.push(Reverse(Next { stamp: *stamp, kind: Kind::Begin, at, seed: None }));
        }
    }

    pub fn go(&mut self) {
        while let Some(Reverse(next)) = self.queue.pop() {
            match (next.kind, next.seed) {
                (Kind::Debit, None) => self.debit(next.at),
                (Kind::Debit, Some(seed)) => self.seed(next.at, seed),
                (Kind::Credit, _) => self.credits(next),
                (Kind::Begin, _) => self.begin(next.at, next.stamp),
            }
        }
    }

    fn visit(&mut self, id: AccountId) -> usize {
        let (accounts, terms) = (&mut self.accounts, self.terms);
        *self.places.entry(id).or_insert_with(|| {
            let seat = terms.seat(id);
            accounts.push(Visited { id, seat, account: Account::default(), opened: None, later: None });
            accounts.len() - 1
        })
    }

    /// Opens an account's ledger after a stamp, unless it is open.
    fn open(&mut self, at: usize, after: Stamp) {
        let Some(visited) = self.accounts.get_mut(at).filter(|visited| visited.opened.is_none()) else { return };
        let ledger = self.ledgers.ledger(visited.id);
        let debits = self.ledgers.debits(visited.id, &ledger, after);
        visited.opened = Some(Opened { ledger, debits, due: None });
        self.go_on(at);
    }

    /// Queues an account's next debit.
    fn go_on(&mut self, at: usize) {
        let Some(visited) = self.accounts.get_mut(at) else { return };
        let Some(opened) = &mut visited.opened else { return };
        opened.due = self.ledgers.next(&mut opened.debits);
        match opened.due {
            Some(Due { transfer, .. }) if transfer.debit.t <= self.end => {
                self.queue.push(Reverse(Next { stamp: transfer.debit, kind: Kind::Debit, at, seed: None }));
            }
            later => visited.later = later.map(|due| due.transfer.debit.t),
        }
    }

    /// The next debit of an account that is or was expanded.
    fn debit(&mut self, at: usize) {
        let (rule, totals) = (self.rule, &mut self.totals);
        let Some(visited) = self.accounts.get_mut(at) else { return };
        let Some(due) = visited.opened.as_mut().and_then(|opened| opened.due.take()) else { return };
        let account = &mut visited.account;
        catch_up(rule, account, due.plain.before);
        let load = leave(rule, account, &due.plain, &visited.seat, &due.transfer, totals);
        if !load.shares.is_empty() {
            self.edges.push((due.transfer, self.terms.carried(rule, &load, due.transfer.amount)));
        }
        self.send(load, due);
        self.go_on(at);
    }

    /// A transfer with which a victim's loss begins, from an account that is not expanded; of one that
    /// is, the debit is due as any other.
    fn seed(&mut self, at: usize, id: TxId) {
        let is_opened = self.accounts.get(at).is_some_and(|visited| visited.opened.is_some());
        if !is_opened && let Some(due) = self.ledgers.seed_due(id) {
            self.send(Load::default(), due);
        }
    }

    /// Sends on its way what a debit takes with it.
    fn send(&mut self, mut load: Load, due: Due) {
        if let Some((_, victims)) = self.ledgers.seeds.get(&due.transfer.id) {
            for victim in victims {
                begin_with(self.rule, &mut load, *victim, due.transfer.amount, &mut self.totals);
            }
        }
        if load.shares.is_empty() {
            return;
        }
        let stamp = due.transfer.credited();
        if self.terms.question.seen_until.is_none_or(|last| stamp.t <= last) {
            self.queue.push(Reverse(Next { stamp, kind: Kind::Credit, at: self.ways.len(), seed: None }));
        }
        self.ways.push(Some(Way { load, due }));
    }

    /// The credits of one stamp, in the order of their texts where there are several.
    fn credits(&mut self, first: Next) {
        let mut all = vec![first.at];
        while let Some(Reverse(next)) = self.queue.peek()
            && (next.stamp, next.kind) == (first.stamp, Kind::Credit)
        {
            all.push(next.at);
            self.queue.pop();
        }
        if all.len() > 1 {
            let id = |at: &usize| self.ways.get(*at).and_then(Option::as_ref).map(|way| way.due.transfer.id);
            let names = self.ledgers.names;
            all.sort_by(|a, b| match (id(a), id(b)) {
                (Some(a), Some(b)) => names.transfer_order(a, b),
                _ => std::cmp::Ordering::Equal,
            });
        }
        for at in all {
            if let Some(way) = self.ways.get_mut(at).and_then(Option::take) {
                self.credit(&way);
            }
        }
    }

    fn credit(&mut self, Way { load, due }: &Way) {
        let (rule, terms, stamp) = (self.rule, self.terms, due.transfer.credited());
        let at = self.visit(due.transfer.to);
        let Some(visited) = self.accounts.get_mut(at) else { return };
        let account = &mut visited.account;
        account.end_windows(stamp.t);
        arrive(rule, account, load, &due.transfer, stamp, terms);
        let comers = load.shares.iter().map(|share| share.victim);
        let victims = ready(rule, account, &visited.seat, terms, comers, stamp.t);
        if !victims.is_empty() {
            self.open(at, stamp);
        }
        let Some(visited) = self.accounts.get_mut(at) else { return };
        // Of an account that was never expanded nobody asks what its book held.
        let opened = visited.opened.as_ref();
        let plain = opened.map(|opened| self.ledgers.credit(&opened.ledger, due)).unwrap_or_default();
        let account = &mut visited.account;
        catch_up(rule, account, plain.before);
        if !victims.is_empty() {
            expand(rule, account, &victims, plain.before, stamp.t);
        }
        if rule.counts() {
            let totals = &mut self.totals;
            account.book_credit(rule, due.transfer.amount, plain.repaid, load, stamp.t, |victim, amount| {
                if let Some(totals) = totals.get_mut(place(victim)) {
                    totals.absorbed += amount;
                }
            });
        }
    }

    /// The money is there, whatever the postings say.
    fn begin(&mut self, number: usize, stamp: Stamp) {
        let Some((id, _, Begin { victim, amount })) = self.ledgers.begins.get(number).copied() else { return };
        let (rule, terms, at) = (self.rule, self.terms, self.visit(id));
        let Some(visited) = self.accounts.get_mut(at) else { return };
        let account = &mut visited.account;
        account.end_windows(stamp.t);
        let amount = amount.unwrap_or(0);
        account.meet(victim, terms.end_of(victim), 0, stamp);
        account.received += if rule.counts() { amount } else { 0 };
        let victims = ready(rule, account, &visited.seat, terms, [victim].into_iter(), stamp.t);
        if !victims.is_empty() {
            self.open(at, stamp);
        }
        let ledger = self.ledgers.ledger(id);
        let before = self.ledgers.begin(&ledger, number).before;
        let Some(visited) = self.accounts.get_mut(at) else { return };
        let account = &mut visited.account;
        catch_up(rule, account, before);
        if !victims.is_empty() {
            expand(rule, account, &victims, before, stamp.t);
        }
        if rule.counts() {
            let overlap = claim(rule, account, victim, amount, before, stamp.t);
            if let Some(totals) = self.totals.get_mut(place(victim)) {
                totals.claimed += amount;
                totals.overlap += overlap;
            }
        }
    }

    /// What was found, and the accounts that were expanded.
    pub fn finish(mut self) -> (Outcome, Vec<AccountId>) {
        let (rule, terms) = (self.rule, self.terms);
        for way in self.ways.iter().flatten().filter(|_| rule.counts()) {
            for share in &way.load.shares {
                if let Some(totals) = self.totals.get_mut(place(share.victim)) {
                    totals.on_the_way += share.amount;
                }
            }
        }
        let (mut outcome, mut expanded) = (Outcome::default(), Vec::new());
        for mut visited in self.accounts {
            let account = &mut visited.account;
            if let Some(later) = visited.later {
                account.end_windows(later);
                if account.stood {
                    account.notes.add(Note::Window);
                }
            }
            for person in account.people.iter().filter(|_| rule.counts()) {
                if let Some(totals) = self.totals.get_mut(place(person.victim)) {
                    totals.on_accounts += person.in_book + person.leaf + person.ended;
                }
            }
            if visited.opened.is_some() {
                expanded.push(visited.id);
            }
            outcome.places.insert(visited.id, terms.found(rule, &visited.seat, account));
        }
        outcome.edges = self.edges;
        outcome.totals = terms.victims.iter().copied().zip(self.totals).collect();
        (outcome, expanded)
    }
}

/// Clean money that came since the last posting that was due lies on top.
fn catch_up(rule: Rule, account: &mut Account, before: u64) {
    if let Some(book) = &mut account.book {
        book.catch_up(rule.is_ordered(), before);
    }
}
