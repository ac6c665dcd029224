//! Money that lies: on an account from which nothing has gone since it came, the money of different cases
//! lies side by side. None changes where another's goes, so clusters that only lie there stay apart. What
//! is said of the account for all of them, how much they have there and what is noted, is put together
//! from what each of them has.

use super::joint::Joint;
use cordon_flow::Notes;
use cordon_model::{CaseId, Currency, Money};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) type ClusterId = u64;
type Key = (Currency, String);

/// A case's money on an account where it only lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lie {
    /// What is noted of the account, for all whose money lies there.
    pub noted: Notes,
    /// Why it is not followed by itself, where it is too little, too far or too late for that: then nothing
    /// of the others is told of it.
    pub alone: Option<Notes>,
}

/// What one cluster has on an account.
#[derive(Clone, Debug, Default)]
pub(super) struct Lain {
    pub cases: Vec<Has>,
    pub notes: Notes,
}

/// What one case has there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Has {
    pub case: CaseId,
    pub amount: Money,
    /// Whether the reporter is known.
    pub identified: bool,
    /// The place of its part, and of the account in it.
    pub part: usize,
    pub place: usize,
    pub is_alone: bool,
}

#[derive(Debug, Default)]
pub(super) struct Lying {
    on: HashMap<Key, BTreeMap<ClusterId, Lain>>,
    /// Accounts on which something else lies than was said last.
    touched: BTreeSet<Key>,
    /// What was noted by those who left an account, and by those who came, since it was last asked.
    left: BTreeMap<Key, Notes>,
    came: BTreeMap<Key, Notes>,
}

impl Lying {
    pub fn enter(&mut self, id: ClusterId, currency: Currency, joint: &Joint) {
        for (number, lies) in joint.lies.iter().enumerate() {
            for (account, lie) in lies {
                let key = (currency, account.clone());
                self.touched.insert(key.clone());
                self.came.entry(key.clone()).or_default().add_all(lie.noted);
                let lain = self.on.entry(key).or_default().entry(id).or_default();
                lain.notes.add_all(lie.noted);
                let Some(part) = joint.parts.get(number) else { continue };
                // What other rules alone brought here is no place of the part.
                let place = part.places.iter().enumerate().find(|(_, place)| place.account == *account);
                lain.cases.extend(place.map(|(at, place)| Has {
                    case: part.case,
                    amount: place.amount,
                    identified: part.identified,
                    part: number,
                    place: at,
                    is_alone: lie.alone.is_some(),
                }));
            }
        }
    }

    pub fn leave(&mut self, id: ClusterId, currency: Currency, joint: &Joint) {
        for account in joint.lies.iter().flat_map(BTreeMap::keys) {
            let key = (currency, account.clone());
            if let Some(on) = self.on.get_mut(&key) {
                let lain = on.remove(&id).unwrap_or_default();
                self.left.entry(key.clone()).or_default().add_all(lain.notes);
                if on.is_empty() {
                    self.on.remove(&key);
                }
            }
            self.touched.insert(key);
        }
    }

    /// The clusters that only lie on an account.
    pub fn on(&self, currency: Currency, account: &str) -> impl Iterator<Item = (ClusterId, &Lain)> {
        let on = self.on.get(&(currency, account.to_owned()));
        on.into_iter().flatten().map(|(id, lain)| (*id, lain))
    }

    pub fn side_by_side(&self) -> usize {
        self.on.values().filter(|on| on.len() > 1).count()
    }

    /// Clusters that say of an account what is noted of it no longer by whom it was found: they have it from
    /// a trace that they were in together.
    pub fn take_doubtful(&mut self) -> BTreeSet<ClusterId> {
        let came = std::mem::take(&mut self.came);
        let mut doubtful = BTreeSet::new();
        for (key, left) in std::mem::take(&mut self.left) {
            let gone = left.without(came.get(&key).copied().unwrap_or_default());
            let on = self.on.get(&key).into_iter().flatten();
            doubtful.extend(on.filter(|(_, lain)| gone.without(lain.notes) != gone).map(|(id, _)| *id));
        }
        doubtful
    }

    pub fn take_touched(&mut self) -> BTreeSet<Key> {
        std::mem::take(&mut self.touched)
    }

    /// What other clusters' cases have on an account. Nobody's money is held for a reporter who is not known.
    pub fn beside(&self, id: ClusterId, currency: Currency, account: &str) -> Vec<(CaseId, Money)> {
        let others = self.on(currency, account).filter(|(other, _)| *other != id);
        let there = others.flat_map(|(_, lain)| &lain.cases).filter(|has| has.identified && has.amount.is_positive());
        there.map(|has| (has.case, has.amount)).collect()
    }
}
