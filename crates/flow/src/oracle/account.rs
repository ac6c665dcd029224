//! What a pass knows of one account: its book, and each victim whose money came there.

use super::book::Book;
use crate::names::{AccountId, VictimId};
use crate::question::Question;
use crate::rule::Rule;
use crate::trace::{Note, Notes, Place, Share};
use crate::transfer::Stamp;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
pub struct Account {
    pub book: Book,
    pub stated_before: bool,
    /// Victims' units that came, of all victims, wherever they went.
    pub received: u64,
    /// What poisoned transfers brought.
    pub poisoned: u64,
    pub people: BTreeMap<VictimId, Person>,
    /// Money stood here when a window ended.
    pub stood: bool,
    pub notes: Notes,
}

/// One victim at one account.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// The least number of transfers that brought his money here.
    pub walk: u32,
    pub arrived_at: Stamp,
    pub is_expanded: bool,
    pub was_expanded: bool,
    /// Units beside the book.
    pub leaf: u64,
    /// Units that stood in the book when his window ended.
    pub ended: u64,
    /// Under `poison`: what poisoned transfers brought.
    pub brought: u64,
}

impl Account {
    /// A victim's money comes by a walk.
    pub fn meet(&mut self, victim: VictimId, walk: u32, stamp: Stamp) {
        let new =
            Person { walk, arrived_at: stamp, is_expanded: false, was_expanded: false, leaf: 0, ended: 0, brought: 0 };
        let person = self.people.entry(victim).or_insert(new);
        person.walk = person.walk.min(walk);
    }

    pub fn is_expanded(&self) -> bool {
        self.people.values().any(|person| person.is_expanded)
    }

    pub fn expanded_for(&self, victim: VictimId) -> bool {
        self.people.get(&victim).is_some_and(|person| person.is_expanded)
    }

    /// Whether enough came, and the account may be expanded at all.
    fn is_open(&self, id: AccountId, rule: Rule, question: &Question) -> bool {
        let enough = !rule.counts() || self.received >= question.floor.max(1);
        enough && !question.sinks.contains(&id) && !question.stops.contains(&id)
    }

    /// For whom the account is to be expanded now and was not before.
    pub fn to_expand(
        &self,
        id: AccountId,
        t: i64,
        rule: Rule,
        question: &Question,
        ends: &BTreeMap<VictimId, i64>,
    ) -> Vec<VictimId> {
        if !self.is_open(id, rule, question) {
            return Vec::new();
        }
        let ready = |victim: &VictimId, person: &Person| {
            !person.is_expanded && person.walk < question.hops && ends.get(victim).is_some_and(|end| t <= *end)
        };
        self.people.iter().filter(|(victim, person)| ready(victim, person)).map(|(victim, _)| *victim).collect()
    }

    /// Expands for these victims: their leaf money becomes the newest clean units, the lesser's below.
    pub fn expand(&mut self, rule: Rule, victims: &[VictimId]) {
        for victim in victims.iter().rev() {
            let Some(person) = self.people.get_mut(victim) else { continue };
            person.is_expanded = true;
            person.was_expanded = true;
            person.leaf -= self.book.hand_newest(rule, person.leaf, None, Some(*victim));
        }
    }

    /// A victim's window is over: what he has here stays his and is followed no more.
    pub fn end(&mut self, rule: Rule, victim: VictimId) {
        let Some(person) = self.people.get_mut(&victim) else { return };
        let amount = self.book.of(victim);
        person.ended += amount;
        self.stood |= amount > 0 || (person.is_expanded && !rule.counts());
        person.is_expanded = false;
        self.book.hand_newest(rule, amount, Some(victim), None);
    }

    pub fn on_account(&self, victim: VictimId, person: &Person) -> u64 {
        self.book.of(victim) + person.leaf + person.ended
    }

    pub fn place(&self, id: AccountId, rule: Rule, question: &Question, missing: Option<Note>) -> Place {
        let amount = |victim: &VictimId, person: &Person| {
            if rule.counts() { self.on_account(*victim, person) } else { person.brought }
        };
        let shares: Vec<Share> = self
            .people
            .iter()
            .map(|(victim, person)| Share {
                victim: *victim,
                amount: amount(victim, person),
                leaf: person.leaf,
                level: person.walk + 1,
                arrived_at: person.arrived_at,
            })
            .collect();
        let total = if rule.counts() { shares.iter().map(|share| share.amount).sum() } else { self.poisoned };
        let mut notes = self.notes;
        notes.add_all(self.why_leaf(id, rule, question));
        missing.into_iter().for_each(|note| notes.add(note));
        Place { shares, amount: total, notes }
    }

    /// Why money here is a leaf.
    fn why_leaf(&self, id: AccountId, rule: Rule, question: &Question) -> Notes {
        let mut notes = Notes::NONE;
        let leaves = self.people.values().filter(|p| !p.was_expanded && (p.leaf > 0 || !rule.counts()));
        for person in leaves {
            let reasons = [
                (Note::Sink, question.sinks.contains(&id)),
                (Note::Stopped, question.stops.contains(&id)),
                (Note::Floor, rule.counts() && self.received < question.floor.max(1)),
                (Note::Hops, person.walk >= question.hops),
            ];
            reasons.into_iter().filter(|(_, holds)| *holds).for_each(|(note, _)| notes.add(note));
        }
        notes
    }
}
