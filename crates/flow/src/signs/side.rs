//! One side of an account, its credits or its debits: the postings of the longest window, and what they
//! sum to in each. A posting is counted when it comes, and once more by each window that it leaves.

use super::window::{Begins, Each, Window};
use std::collections::VecDeque;

/// A posting's number on its side of an account, from 0.
pub(super) type Slot = u32;
pub(super) const NOWHERE: Slot = Slot::MAX;

/// The first with its account for long.
pub(super) const FRESH: u8 = 1;
/// A later one is with the same account.
pub(super) const REPEATED: u8 = 2;
/// A debit that left next to nothing.
pub(super) const EMPTIES: u8 = 4;

#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub t: i64,
    pub amount: u64,
    /// Of a credit: what no debit has drawn yet.
    pub left: u64,
    /// Of a debit: what it drew from credits that were here.
    pub drawn: u64,
    /// Of a credit: the newest before it of which something is left. Of a debit: the one before it to the
    /// same account.
    pub before: Slot,
    /// Of a debit: how long what it drew had lain, on average.
    pub held_ms: u32,
    pub marks: u8,
    /// Of a credit: over how many accounts in a row its money came quickly.
    pub layer: u8,
}

impl Posting {
    pub const fn is(&self, mark: u8) -> bool {
        self.marks & mark != 0
    }
}

/// What the postings of a window sum to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many there are: the degree.
    pub count: u32,
    /// Of how many accounts.
    pub fan: u32,
    /// How many are the first with their account for long.
    pub fresh: u32,
    /// How many debits left next to nothing.
    pub emptied: u32,
    pub amount: u64,
}

/// What the day's postings sum to besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deep {
    /// The squares of the amounts, for their spread.
    pub squares: u128,
    /// What debits drew from credits that were here; and the same, each times the ms for which it had lain.
    pub drawn: u64,
    pub held: u128,
}

/// What the windows hold, and where they begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    /// The moment of the first posting of each window: as long as none leaves, no posting is looked at.
    due: Each<i64>,
    from: Each<Slot>,
    pub sums: Each<Sums>,
    pub deep: Deep,
}

/// Of a window without postings.
const NEVER_DUE: i64 = i64::MAX;

impl Default for Held {
    fn default() -> Self {
        let due = Each { hour: NEVER_DUE, day: NEVER_DUE, week: NEVER_DUE };
        Self { due, from: Each::default(), sums: Each::default(), deep: Deep::default() }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub held: Held,
    postings: VecDeque<Posting>,
    /// The place of the first posting that is kept.
    first: Slot,
}

impl Side {
    /// Lets the windows begin later.
    #[inline]
    pub fn advance(&mut self, begins: &Begins) {
        let Self { held, postings, first } = self;
        held.advance(begins, |place| at(postings, *first, place));
        while self.first < self.held.from.week {
            self.postings.pop_front();
            self.first += 1;
        }
    }

    /// The next posting is with an account whose last one was there: it is one more account to the windows
    /// that do not hold that.
    #[inline]
    pub fn meet(&mut self, last: Option<Slot>) {
        for window in Window::ALL {
            let is_there = last.is_some_and(|last| last >= *self.held.from.of(window));
            self.held.sums.of_mut(window).fan += u32::from(!is_there);
        }
        if let Some(posting) = last.and_then(|last| self.get_mut(last)) {
            posting.marks |= REPEATED;
        }
    }

    /// Adds the newest posting; so many are kept at most. Whether one had to go for it.
    #[inline]
    pub fn push(&mut self, posting: Posting, most: usize) -> bool {
        self.postings.push_back(posting);
        for window in Window::ALL {
            let due = self.held.due.of_mut(window);
            *due = posting.t.min(*due);
            let sums = self.held.sums.of_mut(window);
            sums.count += 1;
            sums.fresh += u32::from(posting.is(FRESH));
            sums.emptied += u32::from(posting.is(EMPTIES));
            sums.amount += posting.amount;
        }
        self.held.deep.squares += square(posting.amount);
        self.held.deep.drawn += posting.drawn;
        self.held.deep.held += held(&posting);
        let is_full = self.postings.len() > most;
        if let Some(oldest) = self.postings.front().copied().filter(|_| is_full) {
            self.postings.pop_front();
            let next = self.postings.front().map_or(NEVER_DUE, |next| next.t);
            self.held.drop(self.first, &oldest, next);
            self.first += 1;
        }
        is_full
    }

    /// The place that the next posting will have.
    pub fn next(&self) -> Slot {
        self.first.saturating_add(Slot::try_from(self.postings.len()).unwrap_or(NOWHERE))
    }

    #[inline]
    pub fn get(&self, place: Slot) -> Option<&Posting> {
        at(&self.postings, self.first, place)
    }

    #[inline]
    pub fn get_mut(&mut self, place: Slot) -> Option<&mut Posting> {
        let at = place.checked_sub(self.first)? as usize;
        self.postings.get_mut(at)
    }

    /// What the windows hold when they begin there, not earlier than now.
    pub fn as_of(&self, begins: &Begins) -> Held {
        let mut held = self.held;
        held.advance(begins, |place| self.get(place));
        held
    }

    pub fn bytes(&self) -> usize {
        self.postings.capacity() * size_of::<Posting>()
    }
}

impl Held {
    #[inline]
    fn advance<'p>(&mut self, begins: &Begins, posting: impl Fn(Slot) -> Option<&'p Posting>) {
        for window in Window::ALL {
            while *self.due.of(window) <= *begins.of(window) {
                let Some(first) = posting(*self.from.of(window)) else { return };
                self.leave(window, first);
                *self.due.of_mut(window) = posting(*self.from.of(window)).map_or(NEVER_DUE, |next| next.t);
            }
        }
    }

    /// The oldest posting of all goes, whichever windows still hold it.
    #[cold]
    fn drop(&mut self, place: Slot, oldest: &Posting, next: i64) {
        for window in Window::ALL {
            if *self.from.of(window) == place {
                self.leave(window, oldest);
                *self.due.of_mut(window) = next;
            }
        }
    }

    #[inline]
    fn leave(&mut self, window: Window, posting: &Posting) {
        let sums = self.sums.of_mut(window);
        sums.count -= 1;
        sums.fan -= u32::from(!posting.is(REPEATED));
        sums.fresh -= u32::from(posting.is(FRESH));
        sums.emptied -= u32::from(posting.is(EMPTIES));
        sums.amount -= posting.amount;
        *self.from.of_mut(window) += 1;
        if window == Window::Day {
            self.deep.squares -= square(posting.amount);
            self.deep.drawn -= posting.drawn;
            self.deep.held -= held(posting);
        }
    }
}

#[inline]
fn at(postings: &VecDeque<Posting>, first: Slot, place: Slot) -> Option<&Posting> {
    postings.get(place.checked_sub(first)? as usize)
}

const fn square(amount: u64) -> u128 {
    amount as u128 * amount as u128
}

const fn held(posting: &Posting) -> u128 {
    posting.drawn as u128 * posting.held_ms as u128
}
