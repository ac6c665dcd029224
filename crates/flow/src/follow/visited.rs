//! An account that a walk has to do with, and whether its debits have to be looked at one by one.

use super::holder::Holder;
use super::ledger::{Debits, Ledger};
use crate::names::AccountId;
use crate::rule::Rule;
use crate::tracer::steps::Seat;
use std::rc::Rc;

/// What the question says of an account of which it says nothing.
static NOTHING: Seat = Seat { is_sink: false, is_stop: false, holds: Vec::new() };

#[derive(Debug)]
pub struct Visited<H> {
    pub id: AccountId,
    seat: Option<Rc<Seat>>,
    pub holder: H,
    pub opened: Option<Opened>,
    /// The first debit after all windows.
    pub later: Option<i64>,
}

/// The ledger of an account that is or was expanded.
#[derive(Debug)]
pub struct Opened {
    pub ledger: Ledger,
    pub debits: Debits,
    /// Its next debit stands in the queue.
    pub is_queued: bool,
    /// The one that stands there is not the next, but the first that may take somebody's money.
    pub skips: bool,
    /// A loss begins with one of its debits: they are looked at one by one whoever's money is there.
    pub never_rests: bool,
}

impl<H: Holder> Visited<H> {
    pub fn new(id: AccountId, seat: Option<Rc<Seat>>) -> Self {
        Self { id, seat, holder: H::default(), opened: None, later: None }
    }

    /// What the question says of it, beside what is known.
    #[inline]
    pub fn parts(&mut self) -> (&Seat, &mut H, Option<&mut Opened>) {
        (self.seat.as_deref().unwrap_or(&NOTHING), &mut self.holder, self.opened.as_mut())
    }

    pub fn seat(&self) -> &Seat {
        self.seat.as_deref().unwrap_or(&NOTHING)
    }

    /// Units that leave before anybody's. An account whose debits are looked at one by one has none.
    #[inline]
    pub fn ahead(&self, rule: Rule) -> u64 {
        if self.opened.as_ref().is_some_and(|opened| opened.never_rests) { 0 } else { self.holder.ahead(rule) }
    }

    /// Nobody's money can leave: what does leave is looked at all at once, when money comes or at the end.
    #[inline]
    pub fn rests(&self) -> bool {
        self.holder.is_clean() && self.opened.as_ref().is_some_and(|opened| !opened.never_rests)
    }

    /// The book held so much just now. While the account rested nothing was put into it or drawn from it;
    /// else clean money came since the last debit.
    #[inline]
    pub fn catch_up(&mut self, rule: Rule, before: u64) {
        let rested = self.opened.as_ref().is_none_or(|opened| !opened.is_queued);
        self.holder.catch_up(rule, before, rested);
    }
}
