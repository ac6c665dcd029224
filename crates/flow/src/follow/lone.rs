//! An account of a walk that follows one victim by a rule without an order of units. Most questions are of this
//! kind, and then there are no lists: of people there is one, of units there are sums. The steps say the same as
//! [`crate::tracer::steps`] and the book's, which are the law; random ledgers are followed by both.

use super::holder::Holder;
use super::ledger::Passed;
use crate::rule::Rule;
use crate::trace::{Carried, Note, Notes, Place, Totals};
use crate::tracer::account::{Account, Person};
use crate::tracer::book::{Load, LoadShare, Split};
use crate::tracer::plain::Plain;
use crate::tracer::stage::Begin;
use crate::tracer::steps::{Seat, Terms};
use crate::transfer::{Stamp, Transfer};
use smallvec::smallvec;

/// The only victim's number.
const VICTIM: u32 = 0;
/// No walk came here yet.
const NO_WALK: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
pub struct Lone {
    /// The least number of transfers that brought his money here.
    walk: u32,
    arrived_at: Stamp,
    received: u64,
    /// The end of his window where the account is expanded for him, and before everything where it is not.
    end: i64,
    /// His window is over here: he is served no more.
    is_over: bool,
    stood: bool,
    notes: Notes,
    /// All units of the book, and his.
    total: u64,
    in_book: u64,
    leaf: u64,
    ended: u64,
}

/// What a transfer has of his.
#[derive(Clone, Copy, Debug, Default)]
pub struct Part {
    is_his: bool,
    walk: u32,
    amount: u64,
}

impl Default for Lone {
    fn default() -> Self {
        Self {
            walk: NO_WALK,
            arrived_at: Stamp::default(),
            received: 0,
            end: i64::MIN,
            is_over: false,
            stood: false,
            notes: Notes::NONE,
            total: 0,
            in_book: 0,
            leaf: 0,
            ended: 0,
        }
    }
}

impl Lone {
    /// Whether one victim is followed, by a rule that has sums alone.
    pub fn is_enough(rule: Rule, terms: &Terms) -> bool {
        terms.victims.len() == 1 && rule.counts() && !rule.is_ordered()
    }

    const fn is_expanded(&self) -> bool {
        self.end > i64::MIN
    }

    const fn is_served(&self, t: i64) -> bool {
        t <= self.end
    }

    fn end_window(&mut self, t: i64) {
        if self.is_expanded() && !self.is_over && t > self.end {
            self.is_over = true;
            self.stood |= self.in_book > 0;
            self.ended += std::mem::take(&mut self.in_book);
        }
    }

    /// Units out of the book by the rule. How many of them are his.
    #[inline]
    fn draw(&mut self, rule: Rule, amount: u64) -> u64 {
        let (had, his) = (self.total, self.in_book);
        let leaving = amount.min(had);
        self.total -= leaving;
        if his == 0 {
            return 0;
        }
        let drawn = match rule {
            Rule::TaintFirst => amount.min(his),
            Rule::CleanFirst => his - his.min(had.saturating_sub(amount)),
            _ => Split::new(leaving, had).next(his),
        };
        self.in_book -= drawn;
        drawn
    }

    fn meet(&mut self, walk: u32, stamp: Stamp) {
        if self.walk == NO_WALK {
            self.arrived_at = stamp;
        }
        self.walk = self.walk.min(walk);
    }

    fn is_ready(&self, seat: &Seat, terms: &Terms, t: i64) -> bool {
        let question = terms.question;
        let may = !seat.is_sink && !seat.is_stop && self.received >= question.floor.max(1);
        may && !self.is_expanded() && self.walk < question.hops && t <= terms.end_of(VICTIM)
    }

    /// His newest units outside the book, or clean ones, at most `amount`.
    fn hand(&mut self, amount: u64) -> u64 {
        let handed = amount.min(self.total - self.in_book);
        self.in_book += handed;
        handed
    }
}

impl Holder for Lone {
    type Load = Part;
    type Kept = Part;
    /// The end of his window.
    type Ready = i64;

    fn is_reached(&self) -> bool {
        self.walk != NO_WALK
    }

    #[inline]
    fn is_clean(&self) -> bool {
        self.is_expanded() && self.in_book == 0
    }

    #[inline]
    fn watched(&mut self) -> (i64, &mut Notes) {
        (self.end, &mut self.notes)
    }

    /// Its rules have no order of units.
    fn ahead(&self, _: Rule) -> u64 {
        0
    }

    fn pass(&mut self, _: Passed) {}

    #[inline]
    fn catch_up(&mut self, _: Rule, before: u64, rested: bool) {
        if self.is_expanded() {
            self.total = if rested && self.in_book == 0 { before } else { self.total.max(before) };
        }
    }

    #[inline]
    fn leave(
        &mut self,
        rule: Rule,
        plain: &Plain,
        seat: &Seat,
        transfer: &Transfer,
        totals: &mut [Totals],
        load: &mut Part,
    ) {
        let t = transfer.debit.t;
        self.end_window(t);
        if self.stood {
            self.notes.add(Note::Window);
        }
        if !self.is_expanded() {
            return;
        }
        if self.is_served(t) {
            plain.note(&mut self.notes);
        }
        self.total += plain.added;
        if plain.removed > 0 {
            let unseen = self.draw(rule, plain.removed);
            totals.iter_mut().for_each(|totals| totals.unseen += unseen);
        }
        let amount = self.draw(rule, transfer.amount);
        *load = Part { is_his: amount > 0, walk: self.walk + 1, amount };
        if load.is_his && seat.holds.iter().any(|hold| hold.is_broken(t, plain.left)) {
            self.notes.add(Note::Breach);
        }
    }

    #[inline]
    fn arrive(&mut self, _: Rule, seat: &Seat, load: &Part, transfer: &Transfer, terms: &Terms) -> Option<i64> {
        let (stamp, end) = (transfer.credited(), terms.end_of(VICTIM));
        self.end_window(stamp.t);
        self.meet(load.walk, stamp);
        self.received += load.amount;
        if transfer.is_skewed() {
            self.notes.add(Note::Skew);
        }
        if stamp.t > end {
            self.notes.add(Note::Window);
        }
        self.is_ready(seat, terms, stamp.t).then_some(end)
    }

    fn begin(&mut self, _: Rule, seat: &Seat, begin: &Begin, stamp: Stamp, terms: &Terms) -> Option<i64> {
        self.end_window(stamp.t);
        self.meet(0, stamp);
        self.received += begin.amount.unwrap_or(0);
        self.is_ready(seat, terms, stamp.t).then(|| terms.end_of(VICTIM))
    }

    #[inline]
    fn expand(&mut self, _: Rule, end: &i64, before: u64, _: i64) {
        (self.total, self.end) = (before, *end);
        let handed = self.hand(self.leaf);
        self.leaf -= handed;
    }

    #[inline]
    fn book(&mut self, rule: Rule, transfer: &Transfer, repaid: u64, load: &Part, totals: &mut [Totals]) {
        let is_served = self.is_served(transfer.credited().t);
        if !is_served {
            self.leaf += load.amount;
        }
        if !self.is_expanded() {
            return;
        }
        let (amount, his) = (transfer.amount, if is_served { load.amount } else { 0 });
        self.total += amount - repaid;
        let mut split = match rule {
            Rule::TaintFirst => Split::new(repaid.saturating_sub(amount - his), his),
            Rule::CleanFirst => Split::new(repaid.min(his), his),
            _ => Split::new(repaid, amount),
        };
        let absorbed = if repaid > 0 { split.next(his) } else { 0 };
        self.in_book += his - absorbed;
        totals.iter_mut().for_each(|totals| totals.absorbed += absorbed);
    }

    fn claim(&mut self, _: Rule, begin: &Begin, before: u64, t: i64) -> u64 {
        let amount = begin.amount.unwrap_or(0);
        let added = amount.saturating_sub(before);
        if !self.is_served(t) {
            self.leaf += amount;
            self.total += added;
            return 0;
        }
        let claimed = self.hand(amount);
        self.total += added;
        self.in_book += added;
        amount - added - claimed
    }

    fn close(&mut self, later: Option<i64>) {
        let Some(later) = later else { return };
        self.end_window(later);
        if self.stood {
            self.notes.add(Note::Window);
        }
    }

    fn add_to(&self, totals: &mut [Totals]) {
        totals.iter_mut().for_each(|totals| totals.on_accounts += self.in_book + self.leaf + self.ended);
    }

    #[inline]
    fn is_empty(load: &Part) -> bool {
        !load.is_his
    }

    #[inline]
    fn clear(load: &mut Part) {
        *load = Part::default();
    }

    fn begin_with(_: Rule, load: &mut Part, _: u32, amount: u64, totals: &mut [Totals]) {
        for totals in totals {
            totals.claimed += amount;
            totals.overlap += load.amount;
        }
        *load = Part { is_his: true, walk: 0, amount };
    }

    #[inline]
    fn kept(load: &Part) -> Part {
        *load
    }

    fn add_on_the_way(load: &Part, totals: &mut [Totals]) {
        totals.iter_mut().for_each(|totals| totals.on_the_way += load.amount);
    }

    fn found(&self, rule: Rule, seat: &Seat, terms: &Terms) -> Place {
        let person = Person {
            victim: VICTIM,
            end: terms.end_of(VICTIM),
            walk: self.walk,
            arrived_at: self.arrived_at,
            is_expanded: self.is_expanded(),
            in_book: self.in_book,
            leaf: self.leaf,
            ended: self.ended,
            brought: 0,
        };
        let people = if self.is_reached() { smallvec![person] } else { smallvec![] };
        let account = Account { people, received: self.received, notes: self.notes, ..Account::default() };
        terms.found(rule, seat, &account)
    }

    fn carried(kept: &Part, rule: Rule, amount: u64, terms: &Terms) -> Carried {
        let share = LoadShare { victim: VICTIM, amount: kept.amount, walk: kept.walk };
        terms.carried(rule, &Load { shares: smallvec![share], ..Load::default() }, amount)
    }
}
