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

/// Most often there are one or two.
pub type Runs = SmallVec<[Run; 2]>;

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
    /// All its units, in the order in which they were drawn; empty under the rules without an order, and
    /// where all are clean.
    pub runs: Runs,
}

#[derive(Clone, Copy, Debug)]
pub struct LoadShare {
    pub victim: u32,
    pub amount: u64,
    pub walk: u32,
}

fn push(runs: &mut Runs, run: Run) {
    match runs.last_mut() {
        _ if run.amount == 0 => {}
        Some(last) if last.owner == run.owner => last.amount += run.amount,
        _ => runs.push(run),
    }
}

impl Load {
    pub fn clear(&mut self) {
        self.shares.clear();
        self.runs.clear();
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

    /// The oldest units as far as they are clean.
    pub fn clean_at_bottom(&self) -> u64 {
        self.runs.front().filter(|run| run.owner == NOBODY).map_or(0, |run| run.amount)
    }

    /// So much of what is clean at the bottom left, and so much was put there.
    pub fn pass(&mut self, left: u64, added: u64) {
        self.put_at_bottom(true, added);
        let mut left = left;
        while left > 0 {
            let Some(run) = self.take(false, left) else { return };
            left -= run.amount;
        }
    }

    /// Clean units, if all that is wanted is clean: then nobody has to look at it further.
    fn take_clean(&mut self, newest: bool, amount: u64) -> bool {
        let end = if newest { self.runs.back_mut() } else { self.runs.front_mut() };
        let Some(run) = end.filter(|run| run.owner == NOBODY && run.amount > amount) else { return false };
        run.amount -= amount;
        self.total -= amount;
        true
    }

    /// The oldest or the newest units of one owner, at most `amount`.
    fn take(&mut self, newest: bool, amount: u64) -> Option<Run> {
        let end = if newest { self.runs.back_mut() } else { self.runs.front_mut() };
        let run = end?;
        let part = Run { amount: run.amount.min(amount), ..*run };
        run.amount -= part.amount;
        if run.amount == 0 {
            if newest {
                self.runs.pop_back()
            } else {
                self.runs.pop_front()
            };
        }
        self.total -= part.amount;
        Some(part)
    }
}

impl Account {
    /// Whose a run is at `t`.
    fn owner(&self, owner: u32, t: i64) -> u32 {
        let at = self.people.binary_search_by_key(&owner, |person| person.victim).ok();
        at.and_then(|at| self.people.get(at)).filter(|person| person.is_served(t)).map_or(NOBODY, |p| p.victim)
    }

    /// Draws units by the rule into an empty load; what the book does not have is overdraft, and comes last.
    pub fn draw(&mut self, rule: Rule, amount: u64, t: i64, load: &mut Load) {
        if rule.is_ordered() {
            return self.draw_runs(rule == Rule::Lifo, amount, t, load);
        }
        let Some(book) = &mut self.book else { return };
        let had = book.total;
        let leaving = amount.min(had);
        book.total -= leaving;
        let tainted = book.tainted;
        let (part, whole) = match rule {
            Rule::TaintFirst => (amount.min(tainted), tainted),
            Rule::CleanFirst => (tainted - tainted.min(had.saturating_sub(amount)), tainted),
            Rule::Haircut => (leaving, had),
            _ => (0, 1),
        };
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
    }

    /// Units out of the book, the oldest or the newest first.
    fn draw_runs(&mut self, newest: bool, amount: u64, t: i64, load: &mut Load) {
        if self.book.as_mut().is_none_or(|book| book.take_clean(newest, amount)) {
            return;
        }
        let mut left = amount;
        while left > 0 {
            let taken = self.book.as_mut().and_then(|book| book.take(newest, left));
            let mut run = taken.unwrap_or(Run { owner: NOBODY, amount: left });
            left -= run.amount;
            if run.owner != NOBODY {
                run.owner = self.leave(load, run, t);
            }
            push(&mut load.runs, run);
        }
    }

    /// Who owns a run at `t`; it is his no more here, and in the load is his share.
    fn leave(&mut self, load: &mut Load, run: Run, t: i64) -> u32 {
        let Run { owner: victim, amount } = run;
        let Some(person) = self.person(victim).filter(|person| person.is_served(t)) else { return NOBODY };
        person.in_book -= amount;
        let walk = person.walk + 1;
        if let Some(book) = &mut self.book {
            book.tainted -= amount;
        }
        match load.shares.binary_search_by_key(&victim, |share| share.victim) {
            Ok(at) => load.shares.get_mut(at).into_iter().for_each(|share| share.amount += amount),
            Err(at) => load.shares.insert(at, LoadShare { victim, amount, walk }),
        }
        victim
    }

    /// The newest clean units become the victim's, at most `amount`. How many did.
    pub fn hand_newest(&mut self, ordered: bool, amount: u64, victim: u32, t: i64) -> u64 {
        let Some(mut book) = self.book.take() else { return 0 };
        let handed = amount.min(book.total - book.tainted);
        if ordered && handed > 0 {
            let mut left = handed;
            let mut above = Runs::new();
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
        let (mut newest, mut left) = (Runs::new(), amount);
        while left > 0 {
            let Some(run) = book.take(true, left) else { break };
            left -= run.amount;
            newest.push(run);
        }
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
        let mut tainted = 0;
        for share in &load.shares {
            let Some(person) = self.person(share.victim) else { continue };
            if person.is_served(t) {
                person.in_book += share.amount;
                tainted += share.amount;
            } else {
                person.leaf += share.amount;
            }
        }
        let Some(book) = &mut self.book else { return };
        if repaid == 0 && !rule.is_ordered() {
            book.total += amount;
            book.tainted += tainted;
            return;
        }
        if rule.is_ordered() {
            self.book_runs(amount, repaid, load, t, absorb);
        } else {
            self.book_sums(rule, amount, (repaid, tainted), load, t, absorb);
        }
    }

    fn book_sums(
        &mut self,
        rule: Rule,
        amount: u64,
        (repaid, tainted): (u64, u64),
        load: &Load,
        t: i64,
        mut absorb: impl FnMut(u32, u64),
    ) {
        let mut split = match rule {
            Rule::TaintFirst => Split::new(repaid.saturating_sub(amount - tainted), tainted),
            Rule::CleanFirst => Split::new(repaid.min(tainted), tainted),
            _ => Split::new(repaid, amount),
        };
        let mut used = 0;
        for share in &load.shares {
            let Some(person) = self.person(share.victim).filter(|person| person.is_served(t)) else { continue };
            let part = split.next(share.amount);
            used += part;
            person.in_book -= part;
            if part > 0 {
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
pub struct Split {
    part: u64,
    whole: u64,
    sum: u64,
    given: u64,
}

impl Split {
    pub const fn new(part: u64, whole: u64) -> Self {
        Self { part, whole, sum: 0, given: 0 }
    }

    #[inline]
    pub fn next(&mut self, share: u64) -> u64 {
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
