//! What one posting does to an account under one rule: the steps that a pass over all postings and a
//! walk over the archive share. They know nothing of where postings come from.

use super::account::{Account, Person};
use super::book::{Book, Load, LoadShare, NOBODY, Run, served};
use super::plain::Plain;
use crate::names::{AccountId, VictimId};
use crate::question::{Hold, Question};
use crate::rule::Rule;
use crate::trace::{Carried, CarriedShare, Note, Notes, Place, Share, Totals};
use crate::transfer::{Stamp, Transfer};
use smallvec::SmallVec;

/// A question, with its victims by small numbers in the order in which they are served.
#[derive(Debug)]
pub struct Terms<'a> {
    pub question: &'a Question,
    pub victims: Vec<VictimId>,
    /// The ends of their windows.
    pub ends: Vec<i64>,
}

/// What the question says of an account.
#[derive(Clone, Debug, Default)]
pub struct Seat {
    pub is_sink: bool,
    pub is_stop: bool,
    pub holds: Vec<Hold>,
}

impl<'a> Terms<'a> {
    pub fn of(question: &'a Question) -> Self {
        let (victims, ends) = question.ends().into_iter().unzip();
        Self { question, victims, ends }
    }

    pub fn number(&self, victim: VictimId) -> u32 {
        self.victims.binary_search(&victim).ok().and_then(|at| u32::try_from(at).ok()).unwrap_or(0)
    }

    pub fn end_of(&self, victim: u32) -> i64 {
        self.ends.get(place(victim)).copied().unwrap_or(i64::MIN)
    }

    fn victim(&self, victim: u32) -> VictimId {
        self.victims.get(place(victim)).copied().unwrap_or(VictimId(victim))
    }

    pub fn seat(&self, id: AccountId) -> Seat {
        let question = self.question;
        Seat {
            is_sink: question.sinks.contains(&id),
            is_stop: question.stops.contains(&id),
            holds: question.holds.iter().filter(|hold| hold.account == id).copied().collect(),
        }
    }

    pub fn carried(&self, rule: Rule, load: &Load, amount: u64) -> Carried {
        let shares: Vec<CarriedShare> = load
            .shares
            .iter()
            .map(|s| CarriedShare { victim: self.victim(s.victim), amount: s.amount, hop: s.walk })
            .collect();
        let amount = if rule.counts() { shares.iter().map(|share| share.amount).sum() } else { amount };
        Carried { amount, shares }
    }

    /// What a pass has found at an account.
    pub fn found(&self, rule: Rule, seat: &Seat, account: &Account) -> Place {
        let mut notes = account.notes;
        let mut shares = Vec::with_capacity(account.people.len());
        for person in &account.people {
            let amount = if rule.counts() { person.in_book + person.leaf + person.ended } else { person.brought };
            shares.push(Share {
                victim: self.victim(person.victim),
                amount,
                leaf: person.leaf,
                level: person.walk + 1,
                arrived_at: person.arrived_at,
            });
            if !person.is_expanded && (person.leaf > 0 || !rule.counts()) {
                notes.add_all(self.why_leaf(rule, seat, account.received, person.walk));
            }
        }
        let amount = if rule.counts() { shares.iter().map(|share| share.amount).sum() } else { account.poisoned };
        Place { shares, amount, notes }
    }

    fn why_leaf(&self, rule: Rule, seat: &Seat, received: u64, walk: u32) -> Notes {
        let reasons = [
            (Note::Sink, seat.is_sink),
            (Note::Stopped, seat.is_stop),
            (Note::Floor, rule.counts() && received < self.question.floor.max(1)),
            (Note::Hops, walk >= self.question.hops),
        ];
        reasons.into_iter().filter(|(_, holds)| *holds).map(|(note, _)| note).collect()
    }
}

/// A debit of an account that is or was expanded: what it takes with it goes into an empty load.
pub fn leave(
    rule: Rule,
    account: &mut Account,
    plain: &Plain,
    seat: &Seat,
    transfer: &Transfer,
    totals: &mut [Totals],
    load: &mut Load,
) {
    let t = transfer.debit.t;
    account.end_windows(t);
    if account.stood {
        account.notes.add(Note::Window);
    }
    if account.is_expanded(t) {
        plain.note(&mut account.notes);
    }
    if rule.counts() {
        if let Some(book) = &mut account.book {
            book.put_at_bottom(rule.is_ordered(), plain.added);
        }
        if plain.removed > 0 {
            account.draw(rule, plain.removed, t, load);
            for share in &load.shares {
                if let Some(totals) = totals.get_mut(place(share.victim)) {
                    totals.unseen += share.amount;
                }
            }
            load.clear();
        }
        account.draw(rule, transfer.amount, t, load);
    } else {
        let amount = transfer.amount;
        let shares = served(&account.people, t).map(|p| LoadShare { victim: p.victim, amount, walk: p.walk + 1 });
        load.shares.extend(shares);
    }
    if !load.shares.is_empty() && seat.holds.iter().any(|hold| hold.is_broken(t, plain.left)) {
        account.notes.add(Note::Breach);
    }
}

/// What of a transfer is nobody's becomes the victim's with whom it begins.
pub fn begin_with(rule: Rule, load: &mut Load, victim: u32, amount: u64, totals: &mut [Totals]) {
    let at = load.shares.partition_point(|share| share.victim < victim);
    if load.shares.get(at).is_none_or(|share| share.victim != victim) {
        load.shares.insert(at, LoadShare { victim, amount: 0, walk: 0 });
    }
    let taken: u64 = load.shares.iter().map(|share| share.amount).sum();
    let Some(share) = load.shares.get_mut(at) else { return };
    share.walk = 0;
    if !rule.counts() {
        share.amount = amount;
        return;
    }
    let new = amount - taken;
    share.amount += new;
    if load.runs.is_empty() {
        load.runs.push(Run { owner: NOBODY, amount });
    }
    load.runs.iter_mut().filter(|run| run.owner == NOBODY).for_each(|run| run.owner = victim);
    if let Some(totals) = totals.get_mut(place(victim)) {
        totals.claimed += amount;
        totals.overlap += taken;
    }
}

/// Victims' money comes with a transfer.
pub fn arrive(rule: Rule, account: &mut Account, load: &Load, transfer: &Transfer, stamp: Stamp, terms: &Terms) {
    let mut late = false;
    for share in &load.shares {
        let end = terms.end_of(share.victim);
        late |= stamp.t > end;
        if let Some(person) = account.meet(share.victim, end, share.walk, stamp) {
            person.brought += if rule.counts() { 0 } else { share.amount };
        }
        account.received += if rule.counts() { share.amount } else { 0 };
    }
    account.poisoned += if rule.counts() { 0 } else { transfer.amount };
    if transfer.is_skewed() {
        account.notes.add(Note::Skew);
    }
    if late {
        account.notes.add(Note::Window);
    }
}

/// Victims by their numbers; most often there is one.
pub type Victims = SmallVec<[u32; 4]>;

/// Adds for whom it is time to expand the account, of those who came just now; of all who are there when it
/// is open for the first time.
pub fn ready(
    rule: Rule,
    account: &mut Account,
    seat: &Seat,
    terms: &Terms,
    comers: impl Iterator<Item = u32>,
    t: i64,
    victims: &mut Victims,
) {
    let enough = !rule.counts() || account.received >= terms.question.floor.max(1);
    if seat.is_sink || seat.is_stop || !enough {
        return;
    }
    let was_open = std::mem::replace(&mut account.is_open, true);
    let hops = terms.question.hops;
    let ready = |p: &Person| !p.is_expanded && p.walk < hops && t <= p.end;
    if was_open {
        for victim in comers {
            if account.person(victim).is_some_and(|person| ready(person)) {
                victims.push(victim);
            }
        }
    } else {
        for person in account.people.iter().filter(|person| ready(person)) {
            victims.push(person.victim);
        }
    }
}

/// Expands the account, whose book held `before` just now, for these victims.
pub fn expand(rule: Rule, account: &mut Account, victims: &[u32], before: u64, t: i64) {
    if rule.counts() && account.book.is_none() {
        account.book = Some(Book::of_clean(rule.is_ordered(), before));
    }
    account.expand(rule.is_ordered(), victims, t);
}

/// The victim's claim to the newest units of the account. What of it is somebody's already.
pub fn claim(rule: Rule, account: &mut Account, victim: u32, amount: u64, had: u64, t: i64) -> u64 {
    let served = account.person(victim).is_some_and(|person| person.is_served(t));
    let added = amount.saturating_sub(had);
    if !served {
        if let Some(person) = account.person(victim) {
            person.leaf += amount;
        }
        if let Some(book) = &mut account.book {
            book.put_on_top(rule.is_ordered(), Run { owner: NOBODY, amount: added });
        }
        return 0;
    }
    let claimed = account.claim_newest(rule.is_ordered(), amount, victim, t);
    if let Some(book) = &mut account.book {
        book.put_on_top(rule.is_ordered(), Run { owner: victim, amount: added });
        book.tainted += added;
    }
    if let Some(person) = account.person(victim) {
        person.in_book += added;
    }
    amount - added - claimed
}

pub fn place(victim: u32) -> usize {
    usize::try_from(victim).unwrap_or(usize::MAX)
}
