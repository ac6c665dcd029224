//! What is known of an account that victims' money reached, under a rule that knows sums only.

mod show;

use super::net::Plain;
use super::split::Split;
use super::terms::{Ends, Terms};
use crate::names::{AccountId, VictimId};
use crate::rule::Rule;
use crate::trace::{CarriedShare, Note, Notes};
use crate::transfer::Stamp;

/// What a debit looks at of one victim: small, so that a busy account's many lie close together.
#[derive(Clone, Copy, Debug)]
struct Held {
    victim: VictimId,
    walk: u32,
    in_book: u64,
}

/// The rest of what is known of him here.
#[derive(Clone, Copy, Debug)]
struct Person {
    end: i64,
    arrived_at: Stamp,
    is_expanded: bool,
    leaf: u64,
    ended: u64,
    absorbed: u64,
    unseen: u64,
    overlap: u64,
}

impl Person {
    const fn is_served(&self, t: i64) -> bool {
        self.is_expanded && t <= self.end
    }
}

/// INVARIANT (people): `held` and `people` are one list in two parts, in the order of victims;
/// `tainted` is the sum of what is held in the book.
#[derive(Clone, Debug)]
pub struct State {
    held: Vec<Held>,
    people: Vec<Person>,
    tainted: u64,
    received: u64,
    /// Enough came; whoever comes later is looked at alone.
    is_open: bool,
    expanded_until: i64,
    first_end: i64,
    /// Money stood here when a window ended.
    stood: bool,
    notes: Notes,
    /// The latest posting that could matter here.
    pub touched: Stamp,
}

/// A credit, as the payee sees it.
#[derive(Clone, Copy, Debug)]
pub struct Credit<'a> {
    pub amount: u64,
    pub load: &'a [CarriedShare],
    pub stamp: Stamp,
    pub is_skewed: bool,
}

impl State {
    /// Before anything came.
    pub const fn new() -> Self {
        Self {
            held: Vec::new(),
            people: Vec::new(),
            tainted: 0,
            received: 0,
            is_open: false,
            expanded_until: i64::MIN,
            first_end: i64::MAX,
            stood: false,
            notes: Notes::NONE,
            touched: super::log::FIRST,
        }
    }

    pub const fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Whether a debit, or a credit of nobody's money, can matter here: somebody's window is still to end,
    /// or money stood here when one did, and no debit has shown it yet.
    #[inline]
    pub const fn is_live(&self) -> bool {
        self.first_end < i64::MAX || (self.stood && !self.notes.has(Note::Window))
    }

    /// Ends the windows that are over before `t`: what people have in the book is clean there from now on.
    #[inline]
    pub fn end_windows(&mut self, t: i64) {
        if t > self.first_end {
            self.end_some(t);
        }
    }

    fn end_some(&mut self, t: i64) {
        self.first_end = i64::MAX;
        for (held, person) in self.held.iter_mut().zip(&mut self.people).filter(|(_, person)| person.is_expanded) {
            if t > person.end {
                self.stood |= held.in_book > 0;
                self.tainted -= held.in_book;
                person.ended += std::mem::take(&mut held.in_book);
            } else {
                self.first_end = self.first_end.min(person.end);
            }
        }
    }

    /// What leaves with a debit goes into `load`.
    pub fn debit(&mut self, rule: Rule, plain: &Plain, amount: u64, t: i64, load: &mut Vec<CarriedShare>) {
        self.end_windows(t);
        if self.expanded_until == i64::MIN {
            return;
        }
        if self.stood {
            self.notes.add(Note::Window);
        }
        if t <= self.expanded_until {
            let marks = [
                (Note::Overdraft, plain.is_overdraft),
                (Note::UnseenCredit, plain.is_unseen_credit),
                (Note::UnseenDebit, plain.is_unseen_debit),
            ];
            marks.into_iter().filter(|(_, holds)| *holds).for_each(|(note, _)| self.notes.add(note));
        }
        if self.tainted == 0 {
            return;
        }
        let had = plain.before + plain.added;
        if plain.removed > 0 {
            self.draw(rule, had, plain.removed, |_, person, part| person.unseen += part);
        }
        self.draw(rule, had - plain.removed, amount, |held, _, amount| {
            load.push(CarriedShare { victim: held.victim, amount, hop: held.walk + 1 });
        });
    }

    /// Draws `amount` from a book that has `had`: the table of the law.
    #[inline]
    fn draw(&mut self, rule: Rule, had: u64, amount: u64, mut give: impl FnMut(&Held, &mut Person, u64)) {
        let tainted = self.tainted;
        let (part, whole) = match rule {
            Rule::TaintFirst => (amount.min(tainted), tainted),
            Rule::CleanFirst => (tainted - tainted.min(had.saturating_sub(amount)), tainted),
            _ => (amount.min(had), had),
        };
        if part == 0 {
            return;
        }
        let mut split = Split::new(part, whole);
        let mut left = 0;
        for (held, person) in self.held.iter_mut().zip(&mut self.people).filter(|(held, _)| held.in_book > 0) {
            let part = split.next(held.in_book);
            if part > 0 {
                held.in_book -= part;
                left += part;
                give(held, person, part);
            }
        }
        self.tainted -= left;
    }

    /// Takes in a credit. `met` hears of victims whose money comes here for the first time.
    pub fn credit(
        &mut self,
        ends: Ends<'_>,
        id: AccountId,
        plain: &Plain,
        credit: &Credit<'_>,
        met: impl FnMut(VictimId),
    ) {
        let t = credit.stamp.t;
        self.end_windows(t);
        if credit.load.is_empty() {
            return;
        }
        self.arrive(ends, credit, met);
        self.expand(ends.terms, id, Some(credit.load), plain.before, t);
        let mut from = 0;
        for share in credit.load {
            let Some((at, held, person)) = self.find(share.victim, from) else { continue };
            from = at;
            if person.is_served(t) {
                held.in_book += share.amount;
                self.tainted += share.amount;
            } else {
                person.leaf += share.amount;
            }
        }
        if plain.repaid > 0 {
            self.absorb(ends.terms.rule, plain.repaid, credit);
        }
    }

    fn arrive(&mut self, ends: Ends<'_>, credit: &Credit<'_>, mut met: impl FnMut(VictimId)) {
        let (mut from, mut late) = (0, false);
        for share in credit.load {
            let Some((at, is_new)) = self.meet(ends, share.victim, share.hop, credit.stamp, from) else { continue };
            from = at;
            self.received += share.amount;
            late |= self.people.get(at).is_some_and(|person| credit.stamp.t > person.end);
            if is_new {
                met(share.victim);
            }
        }
        if credit.is_skewed {
            self.notes.add(Note::Skew);
        }
        if late {
            self.notes.add(Note::Window);
        }
    }

    /// His place in the list, and whether he is new. None: nobody knows of him any more.
    #[inline]
    fn meet(&mut self, ends: Ends<'_>, victim: VictimId, walk: u32, at: Stamp, from: usize) -> Option<(usize, bool)> {
        let place = self.place_of(victim, from);
        if let Some(held) = self.held.get_mut(place).filter(|held| held.victim == victim) {
            held.walk = held.walk.min(walk);
            return Some((place, false));
        }
        let end = ends.end(victim)?;
        self.held.insert(place, Held { victim, walk, in_book: 0 });
        self.people.insert(
            place,
            Person { end, arrived_at: at, is_expanded: false, leaf: 0, ended: 0, absorbed: 0, unseen: 0, overlap: 0 },
        );
        Some((place, true))
    }

    #[inline]
    fn place_of(&self, victim: VictimId, from: usize) -> usize {
        let rest = self.held.get(from..).unwrap_or_default();
        // Loads and lists run side by side more often than not.
        match rest.first() {
            Some(first) if first.victim >= victim => from,
            _ => from + rest.partition_point(|held| held.victim < victim),
        }
    }

    #[inline]
    fn find(&mut self, victim: VictimId, from: usize) -> Option<(usize, &mut Held, &mut Person)> {
        let at = self.place_of(victim, from);
        let held = self.held.get_mut(at).filter(|held| held.victim == victim)?;
        Some((at, held, self.people.get_mut(at)?))
    }

    /// Expands the account for whom it is time: of those who come where it is open already, else of all.
    fn expand(&mut self, terms: &Terms, id: AccountId, comers: Option<&[CarriedShare]>, before: u64, t: i64) {
        if self.received < terms.floor.max(1) {
            return;
        }
        let all = !self.is_open;
        if all && !terms.may_expand(id) {
            return;
        }
        self.is_open = true;
        let hops = terms.hops;
        let ready = |held: &Held, person: &Person| !person.is_expanded && held.walk < hops && t <= person.end;
        match comers {
            Some(load) if !all => {
                // What is too much of what they had beside the book is the lesser one's: the greater come first.
                for share in load.iter().rev() {
                    let at = self.place_of(share.victim, 0);
                    if let (Some(held), Some(person)) = (self.held.get(at), self.people.get(at))
                        && held.victim == share.victim
                        && ready(held, person)
                    {
                        self.expand_for(at, before);
                    }
                }
            }
            _ => {
                for at in (0..self.held.len()).rev() {
                    if let (Some(held), Some(person)) = (self.held.get(at), self.people.get(at))
                        && ready(held, person)
                    {
                        self.expand_for(at, before);
                    }
                }
            }
        }
    }

    /// His leaf money becomes clean units of the book's.
    fn expand_for(&mut self, at: usize, before: u64) {
        let free = before - self.tainted;
        let (Some(held), Some(person)) = (self.held.get_mut(at), self.people.get_mut(at)) else { return };
        person.is_expanded = true;
        self.expanded_until = self.expanded_until.max(person.end);
        self.first_end = self.first_end.min(person.end);
        let handed = person.leaf.min(free);
        person.leaf -= handed;
        held.in_book += handed;
        self.tainted += handed;
    }

    /// Of a credit that repays an overdraft, what of it is victims'.
    fn absorb(&mut self, rule: Rule, repaid: u64, credit: &Credit<'_>) {
        let t = credit.stamp.t;
        let served: Vec<(usize, u64)> = (credit.load.iter())
            .filter_map(|share| {
                let (at, _, person) = self.find(share.victim, 0)?;
                person.is_served(t).then_some((at, share.amount))
            })
            .collect();
        let tainted: u64 = served.iter().map(|(_, amount)| amount).sum();
        let mut split = match rule {
            Rule::TaintFirst => Split::new(repaid.saturating_sub(credit.amount - tainted).min(tainted), tainted),
            Rule::CleanFirst => Split::new(repaid.min(tainted), tainted),
            _ => Split::new(repaid, credit.amount),
        };
        for (at, amount) in served {
            let part = split.next(amount);
            if let (Some(held), Some(person)) = (self.held.get_mut(at), self.people.get_mut(at)) {
                held.in_book -= part;
                person.absorbed += part;
                self.tainted -= part;
            }
        }
    }

    /// A victim's claim to what is there. True where he is new.
    pub fn begin(
        &mut self,
        ends: Ends<'_>,
        id: AccountId,
        plain: &Plain,
        victim: VictimId,
        amount: u64,
        at: Stamp,
    ) -> bool {
        self.end_windows(at.t);
        let Some((place, is_new)) = self.meet(ends, victim, 0, at, 0) else { return false };
        self.received += amount;
        self.expand(ends.terms, id, Some(&[CarriedShare { victim, amount, hop: 0 }]), plain.before, at.t);
        let free = plain.before - self.tainted;
        let added = amount.saturating_sub(plain.before);
        let Some((held, person)) = self.held.get_mut(place).zip(self.people.get_mut(place)) else { return is_new };
        if !person.is_served(at.t) {
            person.leaf += amount;
            return is_new;
        }
        let claimed = amount.min(free);
        held.in_book += claimed + added;
        self.tainted += claimed + added;
        person.overlap += amount - added - claimed;
        is_new
    }

    /// Forgets a victim: what he had in the book is clean.
    pub fn forget(&mut self, victim: VictimId) {
        let at = self.place_of(victim, 0);
        if self.held.get(at).is_some_and(|held| held.victim == victim) {
            self.tainted -= self.held.remove(at).in_book;
            self.people.remove(at);
            if self.people.is_empty() {
                (self.expanded_until, self.first_end) = (i64::MIN, i64::MAX);
            }
        }
    }

    /// Makes a state of the past one of now: windows may have been prolonged since, and victims forgotten.
    pub fn renew(&mut self, ends: Ends<'_>) {
        let gone: Vec<VictimId> =
            self.held.iter().map(|held| held.victim).filter(|victim| ends.end(*victim).is_none()).collect();
        gone.into_iter().for_each(|victim| self.forget(victim));
        for (held, person) in self.held.iter().zip(&mut self.people) {
            let end = ends.end(held.victim).unwrap_or(person.end);
            let is_prolonged = end > std::mem::replace(&mut person.end, end);
            if is_prolonged && person.is_expanded {
                self.expanded_until = self.expanded_until.max(person.end);
                self.first_end = self.first_end.min(person.end);
            }
        }
    }

    /// One of those whose money came here.
    pub fn anybody(&self) -> Option<VictimId> {
        self.held.first().map(|held| held.victim)
    }

    pub const fn add_note(&mut self, note: Note) {
        self.notes.add(note);
    }
}
