//! One pass over the postings by one rule. Only accounts that victims' money reached cost anything.

use super::account::Account;
use super::book::Load;
use super::plain::Plain;
use super::stage::{Begin, Event, Kind, Place, Stage};
use super::steps::{Victims, arrive, begin_with, claim, expand, leave, place, ready};
use crate::names::AccountId;
use crate::rule::Rule;
use crate::trace::{Carried, Note, Outcome, Totals};
use crate::transfer::Transfer;

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
            totals: vec![Totals::ZERO; stage.terms.victims.len()],
            wanted: vec![false; stage.accounts.len()],
        }
    }

    pub fn go(&mut self) {
        let stage = self.stage;
        for (event, plain) in stage.events.iter().zip(&stage.plain) {
            let Some(at) = stage.accounts.get(event.account) else { continue };
            match (event.kind, stage.transfers.get(event.index), stage.begins.get(event.index)) {
                (Kind::Debit, Some(transfer), _) => self.debit(event, plain, at, transfer),
                (Kind::Credit, Some(transfer), _) => self.credit(event, plain, at, transfer),
                (Kind::Begin, _, Some(begin)) => self.begin(event, plain, at, *begin),
                _ => {}
            }
        }
    }

    fn debit(&mut self, event: &Event, plain: &Plain, at: &Place, transfer: &Transfer) {
        let (rule, stage) = (self.rule, self.stage);
        let account = self.accounts.get_mut(event.account).and_then(Option::as_deref_mut);
        let mut load = Load::default();
        if let Some(account) = account.filter(|account| account.expanded_until > i64::MIN) {
            leave(rule, account, plain, &at.seat, transfer, &mut self.totals, &mut load);
        }
        if !load.shares.is_empty() {
            self.edges.push((*transfer, stage.terms.carried(rule, &load, transfer.amount)));
        }
        if let Some(victims) = stage.seeds.get(&event.index) {
            victims.iter().for_each(|v| begin_with(rule, &mut load, *v, transfer.amount, &mut self.totals));
        }
        if !load.shares.is_empty()
            && let Some(slot) = self.loads.get_mut(event.index)
        {
            *slot = Some(Box::new(load));
        }
    }

    fn credit(&mut self, event: &Event, plain: &Plain, at: &Place, transfer: &Transfer) {
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
        arrive(rule, account, &load, transfer, event.stamp, &self.stage.terms);
        let comers = load.shares.iter().map(|share| share.victim);
        let mut victims = Victims::new();
        ready(rule, account, &at.seat, &self.stage.terms, comers, t, &mut victims);
        if at.is_complete && !victims.is_empty() {
            expand(rule, account, &victims, plain.before, t);
        }
        let totals = &mut self.totals;
        if rule.counts() {
            account.book_credit(rule, transfer.amount, plain.repaid, &load, t, |victim, amount| {
                if let Some(totals) = totals.get_mut(place(victim)) {
                    totals.absorbed += amount;
                }
            });
        }
        self.want(event.account, !at.is_complete && !victims.is_empty());
    }

    /// The money is there, whatever the postings say.
    fn begin(&mut self, event: &Event, plain: &Plain, at: &Place, begin: Begin) {
        let (rule, terms, t) = (self.rule, &self.stage.terms, event.stamp.t);
        let Some(slot) = self.accounts.get_mut(event.account) else { return };
        let account = slot.get_or_insert_default();
        account.end_windows(t);
        let amount = begin.amount.unwrap_or(0);
        account.meet(begin.victim, terms.end_of(begin.victim), 0, event.stamp);
        account.received += if rule.counts() { amount } else { 0 };
        let mut victims = Victims::new();
        ready(rule, account, &at.seat, terms, [begin.victim].into_iter(), t, &mut victims);
        if at.is_complete && !victims.is_empty() {
            expand(rule, account, &victims, plain.before, t);
        }
        if rule.counts() {
            let overlap = claim(rule, account, begin.victim, amount, plain.before, t);
            if let Some(totals) = self.totals.get_mut(place(begin.victim)) {
                totals.claimed += amount;
                totals.overlap += overlap;
            }
        }
        self.want(event.account, !at.is_complete && !victims.is_empty());
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
        for ((at, account), wanted) in self.stage.accounts.iter().zip(self.accounts).zip(&self.wanted) {
            let Some(account) = account else { continue };
            for person in account.people.iter().filter(|_| self.rule.counts()) {
                if let Some(totals) = self.totals.get_mut(place(person.victim)) {
                    totals.on_accounts += person.in_book + person.leaf + person.ended;
                }
            }
            let mut found = self.stage.terms.found(self.rule, &at.seat, &account);
            if *wanted {
                part.wanted.push(at.id);
                found.notes.add(missing(at.id));
            }
            if account.expanded_until > i64::MIN {
                part.expanded.push(at.id);
            }
            part.outcome.places.insert(at.id, found);
        }
        part.outcome.edges = self.edges;
        part.outcome.totals = self.stage.terms.victims.iter().copied().zip(self.totals).collect();
        part
    }
}
