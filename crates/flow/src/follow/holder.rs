//! What a walk keeps of an account that victims' money reached, and what each posting does to it. Two are kept: the
//! tracer's own account, by whose steps any number of victims is followed by any rule; and [`super::lone::Lone`].

use super::ledger::Passed;
use crate::rule::Rule;
use crate::trace::{Carried, Note, Notes, Place, Totals};
use crate::tracer::account::Account;
use crate::tracer::book::{Book, Load, LoadShare};
use crate::tracer::plain::Plain;
use crate::tracer::stage::Begin;
use crate::tracer::steps::{Seat, Terms, Victims, arrive, begin_with, claim, expand, leave, place, ready};
use crate::transfer::{Stamp, Transfer};
use smallvec::SmallVec;
use std::fmt::Debug;

pub trait Holder: Debug + Default {
    /// What of victims' money a transfer has with it between its debit and its credit.
    type Load: Debug + Default;
    /// What of that is kept with the transfer.
    type Kept: Debug;
    /// For whom it is time to expand the account.
    type Ready;

    fn is_reached(&self) -> bool;
    /// It was expanded, and nobody who is served has anything in its book.
    fn is_clean(&self) -> bool;
    /// The last moment at which it is expanded for anybody, and where it is noted what was seen until then.
    fn watched(&mut self) -> (i64, &mut Notes);

    /// Units that leave before anybody's, whatever comes meanwhile.
    fn ahead(&self, rule: Rule) -> u64;
    /// They left, or some of them.
    fn pass(&mut self, passed: Passed);

    /// The book held so much just now; `rested`: since the last posting nothing was looked at.
    fn catch_up(&mut self, rule: Rule, before: u64, rested: bool);
    /// A debit; what it takes goes into an empty load.
    fn leave(
        &mut self,
        rule: Rule,
        plain: &Plain,
        seat: &Seat,
        transfer: &Transfer,
        totals: &mut [Totals],
        load: &mut Self::Load,
    );
    /// Victims' money comes. For whom it is time to expand the account now, if for anybody.
    fn arrive(
        &mut self,
        rule: Rule,
        seat: &Seat,
        load: &Self::Load,
        transfer: &Transfer,
        terms: &Terms,
    ) -> Option<Self::Ready>;
    /// A victim's money is said to be there. As above.
    fn begin(&mut self, rule: Rule, seat: &Seat, begin: &Begin, stamp: Stamp, terms: &Terms) -> Option<Self::Ready>;
    fn expand(&mut self, rule: Rule, ready: &Self::Ready, before: u64, t: i64);
    /// The credit is booked after what came with it arrived.
    fn book(&mut self, rule: Rule, transfer: &Transfer, repaid: u64, load: &Self::Load, totals: &mut [Totals]);
    /// What is claimed of the book. How much of it is somebody's already.
    fn claim(&mut self, rule: Rule, begin: &Begin, before: u64, t: i64) -> u64;
    /// All is over; `later`: the first debit after all windows.
    fn close(&mut self, later: Option<i64>);
    fn add_to(&self, totals: &mut [Totals]);

    fn is_empty(load: &Self::Load) -> bool;
    fn clear(load: &mut Self::Load);
    /// What of a transfer is nobody's becomes the victim's with whom it begins.
    fn begin_with(rule: Rule, load: &mut Self::Load, victim: u32, amount: u64, totals: &mut [Totals]);
    fn kept(load: &Self::Load) -> Self::Kept;
    fn add_on_the_way(load: &Self::Load, totals: &mut [Totals]);

    fn found(&self, rule: Rule, seat: &Seat, terms: &Terms) -> Place;
    fn carried(kept: &Self::Kept, rule: Rule, amount: u64, terms: &Terms) -> Carried;
}

impl Holder for Account {
    type Load = Load;
    type Kept = SmallVec<[LoadShare; 1]>;
    type Ready = Victims;

    fn is_reached(&self) -> bool {
        !self.people.is_empty()
    }

    #[inline]
    fn is_clean(&self) -> bool {
        self.book.as_ref().is_some_and(|book| book.tainted == 0)
    }

    fn watched(&mut self) -> (i64, &mut Notes) {
        (self.expanded_until, &mut self.notes)
    }

    #[inline]
    fn ahead(&self, rule: Rule) -> u64 {
        if rule == Rule::Fifo { self.book.as_ref().map_or(0, Book::clean_at_bottom) } else { 0 }
    }

    fn pass(&mut self, passed: Passed) {
        if let Some(book) = &mut self.book {
            book.pass(passed.left, passed.added);
        }
    }

    #[inline]
    fn catch_up(&mut self, rule: Rule, before: u64, rested: bool) {
        let Some(book) = &mut self.book else { return };
        if rested && book.tainted == 0 {
            *book = Book::of_clean(rule.is_ordered(), before);
        } else {
            book.catch_up(rule.is_ordered(), before);
        }
    }

    fn leave(
        &mut self,
        rule: Rule,
        plain: &Plain,
        seat: &Seat,
        transfer: &Transfer,
        totals: &mut [Totals],
        load: &mut Load,
    ) {
        leave(rule, self, plain, seat, transfer, totals, load);
    }

    fn arrive(&mut self, rule: Rule, seat: &Seat, load: &Load, transfer: &Transfer, terms: &Terms) -> Option<Victims> {
        let stamp = transfer.credited();
        self.end_windows(stamp.t);
        arrive(rule, self, load, transfer, stamp, terms);
        let comers = load.shares.iter().map(|share| share.victim);
        let mut victims = Victims::new();
        ready(rule, self, seat, terms, comers, stamp.t, &mut victims);
        (!victims.is_empty()).then_some(victims)
    }

    fn begin(&mut self, rule: Rule, seat: &Seat, begin: &Begin, stamp: Stamp, terms: &Terms) -> Option<Victims> {
        self.end_windows(stamp.t);
        let (victim, amount) = (begin.victim, begin.amount.unwrap_or(0));
        self.meet(victim, terms.end_of(victim), 0, stamp);
        self.received += if rule.counts() { amount } else { 0 };
        let mut victims = Victims::new();
        ready(rule, self, seat, terms, [victim].into_iter(), stamp.t, &mut victims);
        (!victims.is_empty()).then_some(victims)
    }

    fn expand(&mut self, rule: Rule, ready: &Victims, before: u64, t: i64) {
        expand(rule, self, ready, before, t);
    }

    fn book(&mut self, rule: Rule, transfer: &Transfer, repaid: u64, load: &Load, totals: &mut [Totals]) {
        let t = transfer.credited().t;
        self.book_credit(rule, transfer.amount, repaid, load, t, |victim, amount| {
            if let Some(totals) = totals.get_mut(place(victim)) {
                totals.absorbed += amount;
            }
        });
    }

    fn claim(&mut self, rule: Rule, begin: &Begin, before: u64, t: i64) -> u64 {
        claim(rule, self, begin.victim, begin.amount.unwrap_or(0), before, t)
    }

    fn close(&mut self, later: Option<i64>) {
        let Some(later) = later else { return };
        self.end_windows(later);
        if self.stood {
            self.notes.add(Note::Window);
        }
    }

    fn add_to(&self, totals: &mut [Totals]) {
        for person in &self.people {
            if let Some(totals) = totals.get_mut(place(person.victim)) {
                totals.on_accounts += person.in_book + person.leaf + person.ended;
            }
        }
    }

    #[inline]
    fn is_empty(load: &Load) -> bool {
        load.shares.is_empty()
    }

    #[inline]
    fn clear(load: &mut Load) {
        load.clear();
    }

    fn begin_with(rule: Rule, load: &mut Load, victim: u32, amount: u64, totals: &mut [Totals]) {
        begin_with(rule, load, victim, amount, totals);
    }

    fn kept(load: &Load) -> Self::Kept {
        SmallVec::from_slice(&load.shares)
    }

    fn add_on_the_way(load: &Load, totals: &mut [Totals]) {
        for share in &load.shares {
            if let Some(totals) = totals.get_mut(place(share.victim)) {
                totals.on_the_way += share.amount;
            }
        }
    }

    fn found(&self, rule: Rule, seat: &Seat, terms: &Terms) -> Place {
        terms.found(rule, seat, self)
    }

    fn carried(kept: &Self::Kept, rule: Rule, amount: u64, terms: &Terms) -> Carried {
        terms.carried(rule, &Load { shares: kept.clone(), ..Load::default() }, amount)
    }
}
