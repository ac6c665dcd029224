//! One walk by one rule: what is due next, and what it does. Due are the beginnings, the debits of
//! accounts that are or were expanded, and the credits that bring victims' money.

use super::ledger::{Debits, Due, Ledger, Ledgers};
use crate::names::{AccountId, TxId};
use crate::rule::Rule;
use crate::trace::{Note, Outcome, RuleTotals, Totals};
use crate::tracer::account::Account;
use crate::tracer::book::{Load, LoadShare};
use crate::tracer::stage::Begin;
use crate::tracer::steps::{Seat, Terms, arrive, begin_with, claim, expand, leave, place, ready};
use crate::transfer::{Stamp, Transfer};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

/// What the question says of an account of which it says nothing.
static NOTHING: Seat = Seat { is_sink: false, is_stop: false, holds: Vec::new() };

struct Walk<'a, 'l> {
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
    edges: Vec<Carrying>,
    totals: Vec<Totals>,
}

/// What is found by one rule.
pub fn walk<'a>(rule: Rule, terms: &'a Terms<'a>, ledgers: &mut Ledgers<'a>) -> Walked<'a> {
    let mut walk = Walk::new(rule, terms, ledgers);
    walk.go();
    walk.finish()
}

/// What is due, in the order in which it is: by stamp, debits before credits before beginnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Next {
    stamp: Stamp,
    what: What,
}

/// Others by their place in a list of the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// An account's next debit.
    Debit(u32),
    /// A debit that begins something, whether its account is expanded or not.
    Seed(TxId),
    Credit(u32),
    Begin(u32),
}

/// An account that the walk has to do with.
#[derive(Debug)]
struct Visited {
    id: AccountId,
    seat: Option<Rc<Seat>>,
    account: Account,
    opened: Option<Box<Opened>>,
    /// The first debit after all windows.
    later: Option<i64>,
}

/// The ledger of an account that is or was expanded.
#[derive(Debug)]
struct Opened {
    ledger: Ledger,
    debits: Debits,
}

/// Victims' money between debit and credit.
struct Way {
    load: Load,
    due: Due,
}

#[derive(Debug)]
struct Carrying {
    transfer: Transfer,
    shares: SmallVec<[LoadShare; 1]>,
}

impl<'a, 'l> Walk<'a, 'l> {
    fn new(rule: Rule, terms: &'a Terms<'a>, ledgers: &'l mut Ledgers<'a>) -> Self {
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
        let seeds = self.ledgers.seeds.iter().map(|(id, (seed, _))| (seed.debit, What::Seed(*id)));
        let begins = (0..).zip(&self.ledgers.begins).map(|(at, (_, stamp, _))| (*stamp, What::Begin(at)));
        let begun = seeds.chain(begins).filter(|(stamp, _)| stamp.t <= until);
        self.queue.extend(begun.map(|(stamp, what)| Reverse(Next { stamp, what })));
    }

    fn go(&mut self) {
        while let Some(Reverse(next)) = self.queue.pop() {
            match next.what {
                What::Debit(at) => self.debit(at as usize),
                What::Seed(seed) => self.seed(seed),
                What::Credit(way) => self.credits(next.stamp, way),
                What::Begin(at) => self.begin(at as usize, next.stamp),
            }
        }
    }

    fn push(&mut self, stamp: Stamp, what: What) {
        self.queue.push(Reverse(Next { stamp, what }));
    }

    fn visit(&mut self, id: AccountId) -> usize {
        let (accounts, ledgers) = (&mut self.accounts, &*self.ledgers);
        *self.places.entry(id).or_insert_with(|| {
            let seat = ledgers.seat(id);
            accounts.push(Visited { id, seat, account: Account::default(), opened: None, later: None });
            accounts.len() - 1
        })
    }

    /// Opens an account's ledger after a stamp, unless it is open.
    fn open(&mut self, at: usize, after: Stamp) {
        let Some(visited) = self.accounts.get_mut(at).filter(|visited| visited.opened.is_none()) else { return };
        let ledger = self.ledgers.ledger(visited.id);
        let debits = self.ledgers.debits(visited.id, &ledger, after);
        visited.opened = Some(Box::new(Opened { ledger, debits }));
        self.go_on(at);
    }

    /// Queues an account's next debit.
    fn go_on(&mut self, at: usize) {
        let Some(visited) = self.accounts.get_mut(at) else { return };
        let Some(opened) = &mut visited.opened else { return };
        match self.ledgers.peek(&mut opened.debits) {
            Some(stamp) if stamp.t <= self.end => self.push(stamp, What::Debit(number(at))),
            later => visited.later = later.map(|stamp| stamp.t),
        }
    }

    /// The next debit of an account that is or was expanded.
    fn debit(&mut self, at: usize) {
        let (rule, totals) = (self.rule, &mut self.totals);
        let Some(visited) = self.accounts.get_mut(at) else { return };
        let Some(opened) = &mut visited.opened else { return };
        let Some(due) = self.ledgers.next(&mut opened.debits) else { return };
        let (account, seat) = (&mut visited.account, visited.seat.as_deref().unwrap_or(&NOTHING));
        catch_up(rule, account, due.plain.before);
        let load = leave(rule, account, &due.plain, seat, &due.transfer, totals);
        if !load.shares.is_empty() {
            self.edges.push(Carrying { transfer: due.transfer, shares: load.shares.clone() });
        }
        self.go_on(at);
        self.send(load, due);
    }

    /// A transfer with which a victim's loss begins, from an account that is not expanded; of one that
    /// is, the debit is due as any other.
    fn seed(&mut self, id: TxId) {
        let Some(due) = self.ledgers.seed_due(id) else { return };
        let place = self.places.get(&due.transfer.from);
        let visited = place.and_then(|at| self.accounts.get(*at));
        if visited.is_none_or(|visited| visited.opened.is_none()) {
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
        let (stamp, what) = (due.transfer.credited(), What::Credit(number(self.ways.len())));
        let is_later = |next: &Next| next.stamp > stamp || (next.stamp == stamp && matches!(next.what, What::Begin(_)));
        let is_next = self.queue.peek().is_none_or(|Reverse(next)| is_later(next));
        if self.terms.question.seen_until.is_some_and(|last| stamp.t > last) {
            self.ways.push(Some(Way { load, due }));
        } else if is_next {
            // Nothing is due before it: it need not stand in the queue.
            self.credit(&Way { load, due });
        } else {
            self.push(stamp, what);
            self.ways.push(Some(Way { load, due }));
        }
    }

    /// The credits of one stamp, in the order of their texts where there are several.
    fn credits(&mut self, stamp: Stamp, first: u32) {
        let mut all: SmallVec<[u32; 4]> = SmallVec::from_slice(&[first]);
        while let Some(Reverse(Next { stamp: at, what: What::Credit(way) })) = self.queue.peek()
            && *at == stamp
        {
            all.push(*way);
            self.queue.pop();
        }
        if all.len() > 1 {
            let id = |at: &u32| self.ways.get(*at as usize).and_then(Option::as_ref).map(|way| way.due.transfer.id);
            let names = self.ledgers.names;
            all.sort_by(|a, b| match (id(a), id(b)) {
                (Some(a), Some(b)) => names.transfer_order(a, b),
                _ => std::cmp::Ordering::Equal,
            });
        }
        for at in all {
            if let Some(way) = self.ways.get_mut(at as usize).and_then(Option::take) {
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
        let seat = visited.seat.as_deref().unwrap_or(&NOTHING);
        let victims = ready(rule, account, seat, terms, comers, stamp.t);
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
        let seat = visited.seat.as_deref().unwrap_or(&NOTHING);
        let victims = ready(rule, account, seat, terms, [victim].into_iter(), stamp.t);
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

    /// What was found.
    fn finish(mut self) -> Walked<'a> {
        let rule = self.rule;
        for way in self.ways.iter().flatten().filter(|_| rule.counts()) {
            for share in &way.load.shares {
                if let Some(totals) = self.totals.get_mut(place(share.victim)) {
                    totals.on_the_way += share.amount;
                }
            }
        }
        for visited in &mut self.accounts {
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
        }
        Walked { rule, terms: self.terms, accounts: self.accounts, edges: self.edges, totals: self.totals }
    }
}

/// What one walk found.
#[derive(Debug)]
pub struct Walked<'a> {
    rule: Rule,
    terms: &'a Terms<'a>,
    accounts: Vec<Visited>,
    edges: Vec<Carrying>,
    totals: Vec<Totals>,
}

impl Walked<'_> {
    /// How many transfers carried victims' money, and how many accounts it reached.
    pub fn counts(&self) -> (usize, usize) {
        let reached = self.accounts.iter().filter(|visited| !visited.account.people.is_empty());
        (self.edges.len(), reached.count())
    }

    pub fn total(self) -> Totals {
        RuleTotals::of(self.terms.victims.iter().copied().zip(self.totals).collect()).all
    }

    pub fn expanded(&self) -> impl Iterator<Item = AccountId> {
        self.accounts.iter().filter(|visited| visited.opened.is_some()).map(|visited| visited.id)
    }

    pub fn outcome(self) -> Outcome {
        let (rule, terms) = (self.rule, self.terms);
        let found =
            |visited: &Visited| terms.found(rule, visited.seat.as_deref().unwrap_or(&NOTHING), &visited.account);
        let carried = |Carrying { transfer, shares }: Carrying| {
            let load = Load { shares, runs: Vec::new() };
            (transfer, terms.carried(rule, &load, transfer.amount))
        };
        Outcome {
            places: self.accounts.iter().map(|visited| (visited.id, found(visited))).collect(),
            edges: self.edges.into_iter().map(carried).collect(),
            totals: terms.victims.iter().copied().zip(self.totals).collect(),
        }
    }
}

/// Clean money that came since the last posting that was due lies on top.
fn catch_up(rule: Rule, account: &mut Account, before: u64) {
    if let Some(book) = &mut account.book {
        book.catch_up(rule.is_ordered(), before);
    }
}

fn number(at: usize) -> u32 {
    // INVARIANT (names): accounts and transfers are numbered by `u32`.
    u32::try_from(at).unwrap_or(u32::MAX)
}
