//! Who agreed to be called or written to for advertising, and who refused all of it, by key.
//!
//! Not here: the proof of a consent and how long it is kept (`desk`).

use crate::key::Key;
pub use cordon_model::listing::ConsentWay as Way;
use cordon_model::time::Stamp;
use std::collections::HashMap;

/// One consent of a receiver to one sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Of the record: the same again replaces it.
    pub id: String,
    /// For both ways if none is named.
    pub way: Option<Way>,
    pub from: Stamp,
    pub until: Option<Stamp>,
}

impl Consent {
    fn covers(&self, way: Way, at: Stamp) -> bool {
        self.way.is_none_or(|of| of == way) && self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

#[derive(Clone, Debug, Default)]
pub struct Registers {
    /// By sender and receiver.
    consents: HashMap<(Key, Key), Vec<Consent>>,
    /// When a receiver refused.
    refused: HashMap<Key, Stamp>,
}

impl Registers {
    /// A revoked consent is given again with its end.
    pub fn consent(&mut self, sender: Key, receiver: Key, consent: Consent) {
        let consents = self.consents.entry((sender, receiver)).or_default();
        consents.retain(|other| other.id != consent.id);
        consents.push(consent);
    }

    pub fn refuse(&mut self, receiver: Key, since: Stamp) {
        let at = self.refused.entry(receiver).or_insert(since);
        *at = since.min(*at);
    }

    pub fn allow(&mut self, receiver: Key) {
        self.refused.remove(&receiver);
    }

    pub fn consents(&self, sender: Key, receiver: Key, way: Way, at: Stamp) -> bool {
        let given = self.consents.get(&(sender, receiver));
        given.is_some_and(|given| given.iter().any(|consent| consent.covers(way, at)))
    }

    pub fn refuses(&self, receiver: Key, at: Stamp) -> bool {
        self.refused.get(&receiver).is_some_and(|since| *since <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_covers_its_own_way_and_time() {
        let (sender, receiver, other) = (Key(1), Key(2), Key(3));
        let at = Stamp::from_ms;
        let mut registers = Registers::default();
        let consent = Consent { id: "c".into(), way: Some(Way::Call), from: at(10), until: Some(at(20)) };
        registers.consent(sender, receiver, consent.clone());
        let holds = |registers: &Registers, way, ms| registers.consents(sender, receiver, way, at(ms));
        assert_eq!([9, 10, 19, 20].map(|ms| holds(&registers, Way::Call, ms)), [false, true, true, false]);
        assert!(!holds(&registers, Way::Text, 15) && !registers.consents(other, receiver, Way::Call, at(15)));
        registers.consent(sender, receiver, Consent { until: Some(at(12)), ..consent });
        assert!(!holds(&registers, Way::Call, 15), "revoked");
    }

    #[test]
    fn a_refusal_counts_from_its_first_day_until_it_is_taken_back() {
        let mut registers = Registers::default();
        registers.refuse(Key(1), Stamp::from_ms(10));
        registers.refuse(Key(1), Stamp::from_ms(30));
        assert!(registers.refuses(Key(1), Stamp::from_ms(10)) && !registers.refuses(Key(1), Stamp::from_ms(9)));
        registers.allow(Key(1));
        assert!(!registers.refuses(Key(1), Stamp::from_ms(40)));
    }
}
