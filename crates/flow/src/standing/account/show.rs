//! What an account shows of itself.

use super::{Held, Person, State};
use crate::names::{AccountId, VictimId};
use crate::standing::terms::Terms;
use crate::trace::{Place, Share};
use crate::transfer::Stamp;

/// What of a victim's claims went where on one account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fate {
    pub on_account: u64,
    pub absorbed: u64,
    pub unseen: u64,
    pub overlap: u64,
}

impl State {
    /// As the answer shows it.
    pub fn place(&self, terms: &Terms, id: AccountId, is_shown: impl Fn(VictimId) -> bool) -> Place {
        let mut notes = self.notes;
        let mut shares = Vec::with_capacity(self.people.len());
        for (held, person) in self.held.iter().zip(&self.people).filter(|(held, _)| is_shown(held.victim)) {
            shares.push(share(held, person));
            if !person.is_expanded && person.leaf > 0 {
                notes.add_all(terms.why_leaf(id, self.received, held.walk));
            }
        }
        Place { amount: shares.iter().map(|share| share.amount).sum(), shares, notes }
    }

    pub fn share(&self, victim: VictimId) -> Option<Share> {
        let at = self.place_of(victim, 0);
        let held = self.held.get(at).filter(|held| held.victim == victim)?;
        Some(share(held, self.people.get(at)?))
    }

    pub fn fate(&self, victim: VictimId) -> Option<Fate> {
        let at = self.place_of(victim, 0);
        let held = self.held.get(at).filter(|held| held.victim == victim)?;
        let person = self.people.get(at)?;
        let on_account = held.in_book + person.leaf + person.ended;
        Some(Fate { on_account, absorbed: person.absorbed, unseen: person.unseen, overlap: person.overlap })
    }

    pub fn arrived_at(&self, victim: VictimId) -> Option<Stamp> {
        self.share(victim).map(|share| share.arrived_at)
    }
}

const fn share(held: &Held, person: &Person) -> Share {
    Share {
        victim: held.victim,
        amount: held.in_book + person.leaf + person.ended,
        leaf: person.leaf,
        level: held.walk + 1,
        arrived_at: person.arrived_at,
    }
}
