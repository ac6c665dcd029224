//! One walk by one rule: what is due next, and what it does. Due are the beginnings, the debits of
//! accounts where victims' money is, and the credits that bring it.

use super::found::{Carrying, Walked};
use super::holder::Holder;
use super::ledger::{Due, Ledgers};
use super::visited::{Opened, Visited};
use crate::names::{AccountId, TxId};
use crate::rule::Rule;
use crate::trace::Totals;
use crate::tracer::steps::{Terms, place};
use crate::transfer::Stamp;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// What a walk needs, kept for the next one.
#[derive(Debug)]
pub struct Room<H: Holder> {
    places: FxHashMap<AccountId, usize>,
    accounts: Vec<Visited<H>>,
    queue: BinaryHeap<Reverse<Next>>,
    /// Victims' money that is debited and not credited yet.
    ways: Vec<Option<Way<H::Load>>>,
    edges: Vec<Carrying<H::Kept>>,
}

impl<H: Holder> Default for Room<H> {
    fn default() -> Self {
        Self {
            places: FxHashMap::default(),
            accounts: Vec::new(),
            queue: BinaryHeap::new(),
            ways: Vec::new(),
            edges: Vec::new(),
        }
    }
}

impl<H: Holder> Room<H> {
    fn clear(&mut self) {
        self.places.clear();
        self.accounts.clear();
        self.queue.clear();
        self.ways.clear();
        self.edges.clear();
    }
}

struct Walk<'a, 'l, H: Holder> {
    rule: Rule,
    terms: &'a Terms<'a>,
    ledgers: &'l mut Ledgers<'a>,
    room: &'l mut Room<H>,
    /// The last moment at which anything is followed.
    end: i64,
    /// Whose units leave first may be known beforehand: there is one victim, whose money is in no book but as it
    /// came.
    may_skip: bool,
    totals: Vec<Totals>,
}

/// What is found by one rule.
pub fn walk<'a, 'r, H: Holder>(
    rule: Rule,
    terms: &'a Terms<'a>,
    ledgers: &mut Ledgers<'a>,
    room: &'r mut Room<H>,
) -> Walked<'r, H>
where
    'a: 'r,
{
    room.clear();
    let (end, totals) = (terms.question.end(), vec![Totals::ZERO; terms.victims.len()]);
    let may_skip = terms.question.roots.len() == 1;
    let mut walk = Walk { rule, terms, ledgers, room: &mut *room, end, may_skip, totals };
    walk.queue_beginnings();
    walk.go();
    walk.finish();
    let totals = walk.totals;
    Walked { rule, terms, accounts: &room.accounts, edges: &room.edges, totals }
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

/// Victims' money between debit and credit.
#[derive(Debug, Default)]
struct Way<L> {
    load: L,
    due: Due,
}

impl<H: Holder> Walk<'_, '_, H> {
    fn queue_beginnings(&mut self) {
        let until = self.terms.question.seen_until.unwrap_or(i64::MAX);
        let seeds = self.ledgers.seeds.iter().map(|(id, (seed, _))| (seed.debit, What::Seed(*id)));
        let begins = (0..).zip(&self.ledgers.begins).map(|(at, (_, stamp, _))| (*stamp, What::Begin(at)));
        let begun = seeds.chain(begins).filter(|(stamp, _)| stamp.t <= until);
        self.room.queue.extend(begun.map(|(stamp, what)| Reverse(Next { stamp, what })));
    }

    fn go(&mut self) {
        // Whatever is debited goes through here, so that little is moved about.
        let mut way = Way::<H::Load>::default();
        while let Some(Reverse(next)) = self.room.queue.peek().copied() {
            if let What::Debit(at) = next.what {
                self.debit(at as usize, next.stamp, &mut way);
                continue;
            }
            self.room.queue.pop();
            match next.what {
                What::Debit(_) => {}
                What::Seed(seed) => self.seed(seed, &mut way),
                What::Credit(way) => self.credits(next.stamp, way),
                What::Begin(at) => self.begin(at as usize, next.stamp),
            }
        }
    }

    fn visit(&mut self, id: AccountId) -> usize {
        let (accounts, ledgers) = (&mut self.room.accounts, &*self.ledgers);
        *self.room.places.entry(id).or_insert_with(|| {
            // Made where it stays; pushed, it would be made on the stack and then moved.
            accounts.extend(std::iter::once_with(|| Visited::new(id, ledgers.seat(id))));
            accounts.len() - 1
        })
    }

    /// Opens an account's ledger after a stamp, unless it is open.
    fn open(&mut self, at: usize, after: Stamp) {
        let Some(visited) = self.room.accounts.get_mut(at).filter(|visited| visited.opened.is_none()) else { return };
        let ledger = self.ledgers.ledger(visited.id);
        let debits = self.ledgers.debits(visited.id, &ledger, after);
        let never_rests = self.ledgers.begins_from(visited.id);
        visited.opened = Some(Opened { ledger, debits, is_queued: false, skips: false, never_rests });
    }

    /// When an account's next debit is due, if somebody's money may leave with it.
    fn due(&mut self, at: usize) -> Option<Next> {
        let visited = self.room.accounts.get_mut(at)?;
        let rests = visited.rests();
        let ahead = if self.may_skip && !rests { visited.ahead(self.rule) } else { 0 };
        let opened = visited.opened.as_mut()?;
        (opened.is_queued, opened.skips) = (false, ahead > 0);
        if rests {
            return None;
        }
        let stamp = if ahead > 0 {
            self.ledgers.peek_beyond(&opened.debits, ahead, self.end)?
        } else {
            self.ledgers.peek(&mut opened.debits)?
        };
        if stamp.t > self.end {
            visited.later = Some(stamp.t);
            return None;
        }
        opened.is_queued = true;
        Some(Next { stamp, what: What::Debit(number(at)) })
    }

    fn queue_debit(&mut self, at: usize) {
        let opened = self.room.accounts.get(at).and_then(|visited| visited.opened.as_ref());
        if opened.is_some_and(|opened| !opened.is_queued) {
            let due = self.due(at);
            self.room.queue.extend(due.map(Reverse));
        }
    }

    /// The first in the queue: a debit of an account that is or was expanded. The account's next debit takes
    /// its place there.
    fn debit(&mut self, at: usize, stamp: Stamp, way: &mut Way<H::Load>) {
        self.pass_over(at, |debit| debit < stamp);
        let is_taken = self.take(at, way);
        let next = self.due(at);
        if let Some(mut first) = self.room.queue.peek_mut() {
            if let Some(next) = next {
                *first = Reverse(next);
            } else {
                PeekMut::pop(first);
            }
        }
        if is_taken {
            self.send(way);
        }
    }

    fn take(&mut self, at: usize, Way { load, due }: &mut Way<H::Load>) -> bool {
        H::clear(load);
        let rule = self.rule;
        let Some(visited) = self.room.accounts.get_mut(at) else { return false };
        let Some(opened) = &mut visited.opened else { return false };
        if !self.ledgers.next(&mut opened.debits, due) {
            return false;
        }
        visited.catch_up(rule, due.plain.before);
        let (seat, holder, _) = visited.parts();
        holder.leave(rule, &due.plain, seat, &due.transfer, &mut self.totals, load);
        if !H::is_empty(load) {
            let carrying = || Carrying { transfer: due.transfer, kept: H::kept(load) };
            self.room.edges.extend(std::iter::once_with(carrying));
        }
        true
    }

    /// A transfer with which a victim's loss begins, from an account that is not expanded; of one that
    /// is, the debit is due as any other.
    fn seed(&mut self, id: TxId, way: &mut Way<H::Load>) {
        let Some(due) = self.ledgers.seed_due(id) else { return };
        let place = self.room.places.get(&due.transfer.from);
        let visited = place.and_then(|at| self.room.accounts.get(*at));
        if visited.is_none_or(|visited| visited.opened.is_none()) {
            H::clear(&mut way.load);
            way.due = due;
            self.send(way);
        }
    }

    /// Sends on its way what a debit takes with it.
    fn send(&mut self, way: &mut Way<H::Load>) {
        let transfer = &way.due.transfer;
        if let Some((_, victims)) = self.ledgers.seeds.get(&transfer.id) {
            for victim in victims {
                H::begin_with(self.rule, &mut way.load, *victim, transfer.amount, &mut self.totals);
            }
        }
        if H::is_empty(&way.load) {
            return;
        }
        let stamp = transfer.credited();
        if self.terms.question.seen_until.is_some_and(|last| stamp.t > last) {
            self.room.ways.push(Some(std::mem::take(way)));
            return;
        }
        let is_later = |next: &Next| next.stamp > stamp || (next.stamp == stamp && matches!(next.what, What::Begin(_)));
        if self.room.queue.peek().is_none_or(|Reverse(next)| is_later(next)) {
            // Nothing is due before it: it need not stand in the queue.
            self.credit(way);
        } else {
            let what = What::Credit(number(self.room.ways.len()));
            self.room.queue.push(Reverse(Next { stamp, what }));
            self.room.ways.push(Some(std::mem::take(way)));
        }
    }

    /// The credits of one stamp, in the order of their texts where there are several.
    fn credits(&mut self, stamp: Stamp, first: u32) {
        let mut all: SmallVec<[u32; 4]> = SmallVec::from_slice(&[first]);
        while let Some(Reverse(Next { stamp: at, what: What::Credit(way) })) = self.room.queue.peek()
            && *at == stamp
        {
            all.push(*way);
            self.room.queue.pop();
        }
        if all.len() > 1 {
            let id =
                |at: &u32| self.room.ways.get(*at as usize).and_then(Option::as_ref).map(|way| way.due.transfer.id);
            let names = self.ledgers.names;
            all.sort_by(|a, b| match (id(a), id(b)) {
                (Some(a), Some(b)) => names.transfer_order(a, b),
                _ => std::cmp::Ordering::Equal,
            });
        }
        for at in all {
            if let Some(way) = self.room.ways.get_mut(at as usize).and_then(Option::take) {
                self.credit(&way);
            }
        }
    }

    fn credit(&mut self, Way { load, due }: &Way<H::Load>) {
        let (rule, terms, stamp) = (self.rule, self.terms, due.transfer.credited());
        let at = self.visit(due.transfer.to);
        let Some(visited) = self.room.accounts.get_mut(at) else { return };
        let (seat, holder, _) = visited.parts();
        let ready = holder.arrive(rule, seat, load, &due.transfer, terms);
        if ready.is_some() {
            self.open(at, stamp);
        }
        self.pass_over(at, |debit| debit <= stamp);
        let Some(visited) = self.room.accounts.get_mut(at) else { return };
        // Of an account that was never expanded nobody asks what its book held.
        let opened = visited.opened.as_ref();
        let plain = opened.map(|opened| self.ledgers.credit(&opened.ledger, due)).unwrap_or_default();
        visited.catch_up(rule, plain.before);
        if let Some(ready) = ready {
            visited.holder.expand(rule, &ready, plain.before, stamp.t);
        }
        if rule.counts() {
            visited.holder.book(rule, &due.transfer, plain.repaid, load, &mut self.totals);
        }
        self.queue_debit(at);
    }

    /// The money is there, whatever the postings say.
    fn begin(&mut self, number: usize, stamp: Stamp) {
        let Some((id, _, begin)) = self.ledgers.begins.get(number).copied() else { return };
        let (rule, terms, at) = (self.rule, self.terms, self.visit(id));
        let Some(visited) = self.room.accounts.get_mut(at) else { return };
        let (seat, holder, _) = visited.parts();
        let ready = holder.begin(rule, seat, &begin, stamp, terms);
        if ready.is_some() {
            self.open(at, stamp);
        }
        self.pass_over(at, |debit| debit <= stamp);
        let ledger = self.ledgers.ledger(id);
        let before = self.ledgers.begin(&ledger, number).before;
        let Some(visited) = self.room.accounts.get_mut(at) else { return };
        visited.catch_up(rule, before);
        let holder = &mut visited.holder;
        if let Some(ready) = ready {
            holder.expand(rule, &ready, before, stamp.t);
        }
        if rule.counts() {
            let overlap = holder.claim(rule, &begin, before, stamp.t);
            if let Some(totals) = self.totals.get_mut(place(begin.victim)) {
                totals.claimed += begin.amount.unwrap_or(0);
                totals.overlap += overlap;
            }
        }
        self.queue_debit(at);
    }

    /// Passes over the debits that are not looked at one by one, as long as they are wanted.
    #[inline]
    fn pass_over(&mut self, at: usize, wants: impl Fn(Stamp) -> bool) {
        let Some(visited) = self.room.accounts.get_mut(at) else { return };
        let (_, holder, opened) = visited.parts();
        if let Some(opened) = opened.filter(|opened| !opened.is_queued || opened.skips) {
            let passed = self.ledgers.pass_over(&mut opened.debits, wants, holder.watched());
            if opened.skips {
                holder.pass(passed);
            }
        }
    }

    fn finish(&mut self) {
        let rule = self.rule;
        for at in 0..self.room.accounts.len() {
            let end = self.end;
            self.pass_over(at, |debit| debit.t <= end);
        }
        for visited in &mut self.room.accounts {
            visited.holder.close(visited.later);
        }
        if rule.counts() {
            let totals = &mut self.totals;
            self.room.ways.iter().flatten().for_each(|way| H::add_on_the_way(&way.load, totals));
            self.room.accounts.iter().for_each(|visited| visited.holder.add_to(totals));
        }
    }
}

fn number(at: usize) -> u32 {
    // INVARIANT (names): accounts and transfers are numbered by `u32`.
    u32::try_from(at).unwrap_or(u32::MAX)
}
