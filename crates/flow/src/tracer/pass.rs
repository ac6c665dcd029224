//! One pass over the postings by one rule. Only accounts that victims' money reached cost anything.

use super::account::Account;
use super::book::{Book, Load, LoadShare, NOBODY, Run, served};
use super::plain::Plain;
use super::stage::{Begin, Event, Kind, Seat, Stage};
use crate::names::{AccountId, VictimId};
use crate::rule::Rule;
use crate::trace::{Carried, CarriedShare, Note, Notes, Outcome, Place, Share, Totals};
use crate::transfer::{Stamp, Transfer};

pub struct Pass<'a> {
    rule: Rule,
    stage: &'a Stage<'a>,
    accounts: Vec<Option<Box<Account>>>,
    loads: Vec<Option<Box<Load>>>,
    edges: Vec<(Transfer, Carried)>,
    totals: Vec<Totals>,
    /// By account: it would be expanded if its postings were there.
    wanted: Vec<bool>,
}

/// What a pass found, the accounts it wants postings of, and those it expanded.
pub struct Part {
    pub outcome: Outcome,
    pub wanted: Vec<AccountId>,
    pub expanded: Vec<AccountId>,
}

impl<'a> Pass<'a> {
    pub fn new(rule: Rule, stage: &'a Stage<'a>) -> Self {
        Self {
            rule,
            stage,
            accounts: vec![None; stage.accounts.len()],
            loads: vec![None; stage.transfers.len()],
            edges: Vec::new(),
            totals: vec![Totals::ZERO; stage.victims.len()],
            wanted: vec![false; stage.accounts.len()],
        }
    }

    pub fn go(&mut self) {
        let stage = self.stage;
        for (event, plain) in stage.events.iter().zip(&stage.plain) {
            let Some(seat) = stage.accounts.get(event.account) else { continue };
            match (event.kind, stage.transfers.get(event.index), stage.begins.get(event.index)) {
                (Kind::Debit, Some(transfer), _) => self.debit(event, plain, seat, transfer),
                (Kind::Credit, Some(transfer), _) => self.credit(event, plain, seat, transfer),
                (Kind::Begin, _, Some(begin)) => self.begin(event, plain, seat, *begin),
                _ => {}
            }
        }
    }

    fn debit(&mut self, event: &Event, plain: &Plain, seat: &Seat, transfer: &Transfer) {
        let (rule, stage) = (self.rule, self.stage);
        let account = self.accounts.get_mut(event.account).and_then(Option::as_deref_mut);
        let mut load = match account {
            Some(account) if account.expanded_until > i64::MIN => {
                leave(rule, account, plain, seat, transfer, &mut self.totals)
            }
            _ => Load::default(),
        };
        if !load.shares.is_empty() {
            self.edges.push((*transfer, carried(rule, &load, transfer.amount, stage)));
        }
        if let Some(victims) = stage.seeds.get(&event.index) {
            victims.iter().for_each(|victim| self.begin_with(&mut load, *victim, transfer.amount));
        }
        if !load.shares.is_empty()
            && let Some(slot) = self.loads.get_mut(event.index)
        {
            *slot = Some(Box::new(load));
        }
    }

    /// What of a transfer is nobody's becomes the victim's with whom it begins.
    fn begin_with(&mut self, load: &mut Load, victim: u32, amount: u64) {
        let at = load.shares.partition_point(|share| share.victim < victim);
        if load.shares.get(at).is_none_or(|share| share.victim != victim) {
            load.shares.insert(at, LoadShare { victim, amount: 0, walk: 0 });
        }
        let taken: u64 = load.shares.iter().map(|share| share.amount).sum();
        let Some(share) = load.shares.get_mut(at) else { return };
        share.walk = 0;
        if !self.rule.counts() {
            share.amount = amount;
            return;
        }
        let new = amount - taken;
        share.amount += new;
        if load.runs.is_empty() {
            load.runs.push(Run { owner: NOBODY, amount });
        }
        load.runs.iter_mut().filter(|run| run.owner == NOBODY).for_each(|run| run.owner = victim);
        if let Some(totals) = self.totals.get_mut(place(victim)) {
            totals.claimed += amount;
            totals.overlap += taken;
        }
    }

    fn credit(&mut self, event: &Event, plain: &Plain, seat: &Seat, transfer: &Transfer) {
        let load = self.loads.get_mut(event.index).and_then(Option::take);
        let (rule, t) = (self.rule, event.stamp.t);
        let Some(slot) = self.accounts.get_mut(event.account) else { return };
        let Some(load) = load else {
            if let Some(account) = slot.as_deref_mut().filter(|account| account.book.is_some()) {
                account.end_windows(t);
                account.book_credit(rule, transfer.amount, plain.repaid, &Load::default(), t, |_, _| {});
            }
            return;
        };
        let account = slot.get_or_insert_default();
        account.end_windows(t);
        arrive(rule, account, &load, transfer, event.stamp, self.stage);
        let comers = load.shares.iter().map(|share| share.victim);
        let wanted = expand(rule, account, seat, self.stage, comers, plain.before, t);
        let totals = &mut self.totals;
        if rule.counts() {
            account.book_credit(rule, transfer.amount, plain.repaid, &load, t, |victim, amount| {
                if let Some(totals) = totals.get_mut(place(victim)) {
                    totals.absorbed += amount;
                }
            });
        }
        self.want(event.account, wanted);
    }

    /// The money is there, whatever the postings say.
    fn begin(&mut self, event: &Event, plain: &Plain, seat: &Seat, begin: Begin) {
        let (rule, stage, t) = (self.rule, self.stage, event.stamp.t);
        let Some(slot) = self.accounts.get_mut(event.account) else { return };
        let account = slot.get_or_insert_default();
        account.end_windows(t);
        let amount = begin.amount.unwrap_or(0);
        account.meet(begin.victim, stage.end_of(begin.victim), 0, event.stamp);
        account.received += if rule.counts() { amount } else { 0 };
        let wanted = expand(rule, account, seat, stage, [begin.victim].into_iter(), plain.before, t);
        if rule.counts() {
            let overlap = claim(rule, account, begin.victim, amount, plain.before, t);
            if let Some(totals) = self.totals.get_mut(place(begin.victim)) {
                totals.claimed += amount;
                totals.overlap += overlap;
            }
        }
        self.want(event.account, wanted);
    }

    fn want(&mut self, account: usize, wanted: bool) {
        if wanted && let Some(slot) = self.wanted.get_mut(account) {
            *slot = true;
        }
    }

    pub fn finish(mut self, missing: impl Fn(AccountId) -> Note) -> Part {
        for load in self.loads.iter().flatten().filter(|_| self.rule.counts()) {
            for share in &load.shares {
                if let Some(totals) = self.totals.get_mut(place(share.victim)) {
                    totals.on_the_way += share.amount;
                }
            }
        }
        let mut part = Part { outcome: Outcome::default(), wanted: Vec::new(), expanded: Vec::new() };
        for ((seat, account), wanted) in self.stage.accounts.iter().zip(self.accounts).zip(&self.wanted) {
            let Some(account) = account else { continue };
            for person in account.people.iter().filter(|_| self.rule.counts()) {
                if let Some(totals) = self.totals.get_mut(place(person.victim)) {
                    totals.on_accounts += person.in_book + person.leaf + person.ended;
                }
            }
            let mut found = self.stage.found(self.rule, seat, &account);
            if *wanted {
                part.wanted.push(seat.id);
                found.notes.add(missing(seat.id));
            }
            if account.expanded_until > i64::MIN {
                part.expanded.push(seat.id);
            }
            part.outcome.places.insert(seat.id, found);
        }
        part.outcome.edges = self.edges;
        part.outcome.totals = self.stage.victims.iter().copied().zip(self.totals).collect();
        part
    }
}

/// A debit of an account that is or was expanded.
fn leave(
    rule: Rule,
    account: &mut Account,
    plain: &Plain,
    seat: &Seat,
    transfer: &Transfer,
    totals: &mut [Totals],
) -> Load {
    let t = transfer.debit.t;
    account.end_windows(t);
    if account.stood {
        account.notes.add(Note::Window);
    }
    if account.is_expanded(t) {
        let marks = [
            (Note::Overdraft, plain.is_overdraft),
            (Note::UnseenCredit, plain.is_unseen_credit),
            (Note::UnseenDebit, plain.is_unseen_debit),
        ];
        marks.into_iter().filter(|(_, holds)| *holds).for_each(|(note, _)| account.notes.add(note));
    }
    let load = if rule.counts() {
        if let Some(book) = &mut account.book {
            book.put_at_bottom(rule.is_ordered(), plain.added);
        }
        if plain.removed > 0 {
            for share in account.draw(rule, plain.removed, t).shares {
                if let Some(totals) = totals.get_mut(place(share.victim)) {
                    totals.unseen += share.amount;
                }
            }
        }
        account.draw(rule, transfer.amount, t)
    } else {
        let amount = transfer.amount;
        let shares = served(&account.people, t).map(|p| LoadShare { victim: p.victim, amount, walk: p.walk + 1 });
        Load { shares: shares.collect(), runs: Vec::new() }
    };
    if !load.shares.is_empty() && seat.holds.iter().any(|hold| hold.is_broken(t, plain.left)) {
        account.notes.add(Note::Breach);
    }
    load
}

fn carried(rule: Rule, load: &Load, amount: u64, stage: &Stage) -> Carried {
    let shares: Vec<CarriedShare> = load
        .shares
        .iter()
        .map(|s| CarriedShare { victim: stage.victim(s.victim), amount: s.amount, hop: s.walk })
        .collect();
    let amount = if rule.counts() { shares.iter().map(|share| share.amount).sum() } else { amount };
    Carried { amount, shares }
}

fn arrive(rule: Rule, account: &mut Account, load: &Load, transfer: &Transfer, stamp: Stamp, stage: &Stage) {
    let mut late = false;
    for share in &load.shares {
        let end = stage.end_of(share.victim);
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

/// Expands the account for whom it is time. True when it would, and its postings are not there.
fn expand(
    rule: Rule,
    account: &mut Account,
    seat: &Seat,
    stage: &Stage,
    comers: impl Iterator<Item = u32>,
    before: u64,
    t: i64,
) -> bool {
    let enough = !rule.counts() || account.received >= stage.question.floor.max(1);
    if !seat.may_expand || !enough {
        return false;
    }
    let was_open = std::mem::replace(&mut account.is_open, true);
    let hops = stage.question.hops;
    let ready = |p: &super::account::Person| !p.is_expanded && p.walk < hops && t <= p.end;
    let victims: Vec<u32> = if was_open {
        comers.filter(|victim| account.person(*victim).is_some_and(|person| ready(person))).collect()
    } else {
        account.people.iter().filter(|person| ready(person)).map(|person| person.victim).collect()
    };
    if victims.is_empty() {
        return false;
    }
    if !seat.is_complete {
        return true;
    }
    if rule.counts() && account.book.is_none() {
        account.book = Some(Book::of_clean(rule.is_ordered(), before));
    }
    account.expand(rule.is_ordered(), &victims, t);
    false
}

/// The victim's claim to the newest units of the account. What of it is somebody's already.
fn claim(rule: Rule, account: &mut Account, victim: u32, amount: u64, had: u64, t: i64) -> u64 {
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

fn place(victim: u32) -> usize {
    usize::try_from(victim).unwrap_or(usize::MAX)
}

impl Stage<'_> {
    fn victim(&self, victim: u32) -> VictimId {
        self.victims.get(place(victim)).copied().unwrap_or(VictimId(victim))
    }

    fn found(&self, rule: Rule, seat: &Seat, account: &Account) -> Place {
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
