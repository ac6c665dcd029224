//! The book of an expanded account, kept so that a posting costs little however many units it holds:
//! sums for the rules without an order, a deque of runs for the others.

use super::account::{Account, Person};
use crate::rule::Rule;
use smallvec::SmallVec;
use std::collections::VecDeque;

/// The owner of clean units.
pub const NOBODY: u32 = u32::MAX;

/// Neighbouring units of one owner. An owner whose window is over owns nothing any more: his runs
/// are read as clean, and not rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub owner: u32,
    pub amount: u64,
}

/// INVARIANT (book): `total` is the sum of the runs where they are kept, and `tainted` the sum of
/// what people who are served have in the book.
#[derive(Clone, Debug, Default)]
pub struct Book {
    pub total: u64,
    pub tainted: u64,
    /// Oldest first; empty under the rules without an order.
    pub runs: VecDeque<Run>,
}

/// What a transfer has with it between its debit and its credit.
#[derive(Clone, Debug, Default)]
pub struct Load {
    /// In the order of victims; most often there is one.
    pub shares: SmallVec<[LoadShare; 1]>,
    /// All its units, in the order in which they were drawn; empty under the rules without an order.
    pub runs: Vec<Run>,
}

#[derive(Clone, Copy, Debug)]
pub struct LoadShare {
    pub victim: u32,
    pub amount: u64,
    pub walk: u32,
}

pub fn push(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        _ if run.amount == 0 => {}
        Some(last) if last.owner == run.owner => last.amount += run.amount,
        _ => runs.push(run),
    }
}

impl Book {
    pub fn of_clean(ordered: bool, total: u64) -> Self {
        let mut book = Self { total, ..Self::default() };
        if ordered {
            book.push_run(Run { owner: NOBODY, amount: total });
        }
        book
    }

    fn push_run(&mut self, run: Run) {
        match self.runs.back_mut() {
            _ if run.amount == 0 => {}
            Some(last) if last.owner == run.owner => last.amount += run.amount,
            _ => self.runs.push_back(run),
        }
    }

    /// On top; `tainted` is the caller's to keep.
    pub fn put_on_top(&mut self, ordered: bool, run: Run) {
        self.total += run.amount;
        if ordered {
            self.push_run(run);
        }
    }

    /// Clean units came on top since the last posting that was looked at: up to `before`.
    pub fn catch_up(&mut self, ordered: bool, before: u64) {
        let missed = before.saturating_sub(self.total);
        self.put_on_top(ordered, Run { owner: NOBODY, amount: missed });
    }

    pub fn put_at_bottom(&mut self, ordered: bool, amount: u64) {
        self.total += amount;
        if ordered && amount > 0 {
            self.runs.push_front(Run { owner: NOBODY, amount });
        }
    }

    /// The oldest or the newest units.
    fn take(&mut self, newest: bool, amount: u64) -> Vec<Run> {
        let mut left = amount;
        let mut taken = Vec::new();
        while left > 0 {
            let end = if newest { self.runs.back_mut() } else { self.runs.front_mut() };
            let Some(run) = end else { break };
            let part = run.amount.min(left);
            run.amount -= part;
            left -= part;
            taken.push(Run { amount: part, ..*run });
            if run.amount == 0 {
                if newest {
                    self.runs.pop_back()
                } else {
                    self.runs.pop_front()
                };
            }
        }
        self.total -= amount - left;
        taken
    }
}

impl Account {
    /// Whose a run is at `t`.
    fn owner(&self, owner: u32, t: i64) -> u32 {
        let at = self.people.binary_search_by_key(&owner, |person| person.victim).ok();
        at.and_then(|at| self.people.get(at)).filter(|person| person.is_served(t)).map_or(NOBODY, |p| p.victim)
    }

    /// Draws units by the rule; what the book does not have is overdraft, and comes last.
    pub fn draw(&mut self, rule: Rule, amount: u64, t: i64) -> Load {
        let Some(book) = &mut self.book else { return Load::default() };
        let had = book.total;
        let leaving = amount.min(had);
        if rule.is_ordered() {
            let taken = book.take(rule == Rule::Lifo, leaving);
            return self.load(taken, amount - leaving, t);
        }
        book.total -= leaving;
        let tainted = book.tainted;
        let (part, whole) = match rule {
            Rule::TaintFirst => (amount.min(tainted), tainted),
            Rule::CleanFirst => (tainted - tainted.min(had.saturating_sub(amount)), tainted),
            Rule::Haircut => (leaving, had),
            _ => (0, 1),
        };
        let mut load = Load::default();
        let mut split = Split::new(part, whole);
        let mut left = 0;
        for person in self.people.iter_mut().filter(|person| person.in_book > 0) {
            let amount = split.next(person.in_book);
            person.in_book -= amount;
            left += amount;
            if amount > 0 {
                load.shares.push(LoadShare { victim: person.victim, amount, walk: person.walk + 1 });
            }
        }
        book.tainted -= left;
        load
    }

    /// Runs that were taken out of the book as a load, their owners' parts gone from it.
    fn load(&mut self, taken: Vec<Run>, overdraft: u64, t: i64) -> Load {
        let mut load = Load::default();
        for run in taken {
            let owner = if run.owner == NOBODY { NOBODY } else { self.owner(run.owner, t) };
            push(&mut load.runs, Run { owner, ..run });
        }
        push(&mut load.runs, Run { owner: NOBODY, amount: overdraft });
        let mut owned: Vec<(u32, u64)> =
            load.runs.iter().filter(|run| run.owner != NOBODY).map(|run| (run.owner, run.amount)).collect();
        owned.sort_unstable();
        for (victim, amount) in owned {
            self.leave(&mut load, victim, amount);
        }
        load
    }

    fn leave(&mut self, load: &mut Load, victim: u32, amount: u64) {
        if let Some(book) = &mut self.book {
            book.tainted -= amount;
        }
        let Some(person) = self.person(victim) else { return };
        person.in_book -= amount;
        match load.shares.last_mut() {
            Some(last) if last.victim == victim => last.amount += amount,
            _ => load.shares.push(LoadShare { victim, amount, walk: person.walk + 1 }),
        }
    }

    /// The newest clean units become the victim's, at most `amount`. How many did.
    pub fn hand_newest(&mut self, ordered: bool, amount: u64, victim: u32, t: i64) -> u64 {
        let Some(mut book) = self.book.take() else { return 0 };
        let handed = amount.min(book.total - book.tainted);
        if ordered && handed > 0 {
            let mut left = handed;
            let mut above = Vec::new();
            while left > 0 {
                let Some(run) = book.runs.pop_back() else { break };
                let owner = self.owner(run.owner, t);
                let part = if owner == NOBODY { run.amount.min(left) } else { 0 };
                left -= part;
                above.push(Run { owner: victim, amount: part });
                above.push(Run { owner, amount: run.amount - part });
            }
            above.into_iter().rev().for_each(|run| book.push_run(run));
        }
        self.give(&mut book, victim, handed);
        self.book = Some(book);
        handed
    }

    /// Of the newest `amount` units what is clean becomes the victim's. How many did.
    pub fn claim_newest(&mut self, ordered: bool, amount: u64, victim: u32, t: i64) -> u64 {
        if !ordered {
            return self.hand_newest(ordered, amount, victim, t);
        }
        let Some(mut book) = self.book.take() else { return 0 };
        let mut claimed = 0;
        let newest = book.take(true, amount);
        for run in newest.into_iter().rev() {
            let owner = self.owner(run.owner, t);
            claimed += if owner == NOBODY { run.amount } else { 0 };
            book.put_on_top(true, Run { owner: if owner == NOBODY { victim } else { owner }, ..run });
        }
        self.give(&mut book, victim, claimed);
        self.book = Some(book);
        claimed
    }

    fn give(&mut self, book: &mut Book, victim: u32, amount: u64) {
        book.tainted += amount;
        if let Some(person) = self.person(victim) {
            person.in_book += amount;
        }
    }

    /// Books a credit of `amount` of which the load tells the owners and `repaid` repays an overdraft.
    /// Victims for whom the account is not expanded have their part beside the book. What of each
    /// victim repaid the overdraft is given to `absorb`.
    pub fn book_credit(
        &mut self,
        rule: Rule,
        amount: u64,
        repaid: u64,
        load: &Load,
        t: i64,
        absorb: impl FnMut(u32, u64),
    ) {
        for share in &load.shares {
            let Some(person) = self.person(share.victim) else { continue };
            if person.is_served(t) {
                person.in_book += share.amount;
            } else {
                person.leaf += share.amount;
            }
        }
        if self.book.is_none() {
            return;
        }
        if rule.is_ordered() {
            self.book_runs(amount, repaid, load, t, absorb);
        } else {
            self.book_sums(rule, amount, repaid, load, t, absorb);
        }
    }

    fn book_sums(
        &mut self,
        rule: Rule,
        amount: u64,
        repaid: u64,
        load: &Load,
        t: i64,
        mut absorb: impl FnMut(u32, u64),
    ) {
        let served =
            |account: &mut Self, share: &LoadShare| account.person(share.victim).is_some_and(|p| p.is_served(t));
        let shares: SmallVec<[LoadShare; 1]> =
            load.shares.iter().filter(|share| served(self, share)).copied().collect();
        let tainted: u64 = shares.iter().map(|share| share.amount).sum();
        let mut split = match rule {
            Rule::TaintFirst => Split::new(repaid.saturating_sub(amount - tainted), tainted),
            Rule::CleanFirst => Split::new(repaid.min(tainted), tainted),
            _ => Split::new(repaid, amount),
        };
        let mut used = 0;
        for share in &shares {
            let part = split.next(share.amount);
            used += part;
            if part > 0
                && let Some(person) = self.person(share.victim)
            {
                person.in_book -= part;
                absorb(share.victim, part);
            }
        }
        if let Some(book) = &mut self.book {
            book.total += amount - repaid;
            book.tainted += tainted - used;
        }
    }

    fn book_runs(&mut self, amount: u64, repaid: u64, load: &Load, t: i64, mut absorb: impl FnMut(u32, u64)) {
        let Some(mut book) = self.book.take() else { return };
        let whole = [Run { owner: NOBODY, amount }];
        let runs = if load.runs.is_empty() { whole.as_slice() } else { load.runs.as_slice() };
        let mut owed = repaid;
        for run in runs {
            let owner = if run.owner == NOBODY { NOBODY } else { self.owner(run.owner, t) };
            let used = run.amount.min(owed);
            owed -= used;
            book.put_on_top(true, Run { owner, amount: run.amount - used });
            if owner == NOBODY {
                continue;
            }
            book.tainted += run.amount - used;
            if used > 0
                && let Some(person) = self.person(owner)
            {
                person.in_book -= used;
                absorb(owner, used);
            }
        }
        self.book = Some(book);
    }
}

/// Shares of a part of a whole: ⌊S_j·part/whole⌋ − ⌊S_(j−1)·part/whole⌋, one after the other.
struct Split {
    part: u64,
    whole: u64,
    sum: u64,
    given: u64,
}

impl Split {
    const fn new(part: u64, whole: u64) -> Self {
        Self { part, whole, sum: 0, given: 0 }
    }

    fn next(&mut self, share: u64) -> u64 {
        self.sum += share;
        let up_to = self.up_to();
        let given = up_to - self.given;
        self.given = up_to;
        given
    }

    fn up_to(&self) -> u64 {
        if self.part >= self.whole {
            return self.sum;
        }
        // Most products fit into 64 bits, where a division costs a fraction.
        if let Some(product) = self.sum.checked_mul(self.part) {
            return product / self.whole;
        }
        let product = u128::from(self.sum) * u128::from(self.part);
        // INVARIANT (part): the part is below the whole, so the quotient is below the sum.
        u64::try_from(product / u128::from(self.whole)).unwrap_or(self.sum)
    }
}

/// Whether anybody is served here with units or, under `poison`, at all.
pub fn served(people: &[Person], t: i64) -> impl Iterator<Item = &Person> {
    people.iter().filter(move |person| person.is_served(t))
}
