//! What can be asked about an event, by name. Lists, counters, the script detector and the event itself fill
//! these in; rules read them, and a person reads them beside a verdict. A fact that nobody filled in is
//! unknown, which is not the same as zero or false.
//!
//! Not here: how each is found (`numbers`, `payments`, `lists`, `text`), and what follows (`rules`, `judge`).

mod catalogue;

pub use catalogue::Fact;

/// What kind of value a fact has. All are kept as whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// 1 or 0.
    Truth,
    Count,
    /// Thousandths: shares, probabilities.
    Permille,
    /// Thousandths of a logit.
    Logit,
    /// Minor units of the event's currency.
    Money,
    /// Milliseconds, since the epoch or long.
    Millis,
    /// The place of a word in its closed list.
    Word(&'static [&'static str]),
}

impl Shape {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Truth => "truth",
            Self::Count => "count",
            Self::Permille => "permille",
            Self::Logit => "logit",
            Self::Money => "money",
            Self::Millis => "millis",
            Self::Word(_) => "word",
        }
    }

    /// The words of its closed list; none where it is no word.
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Word(words) => words,
            _ => &[],
        }
    }
}

/// A fact as people read of it.
#[derive(Clone, Copy, Debug)]
pub struct About {
    pub name: &'static str,
    pub shape: Shape,
    pub zh: &'static str,
    pub en: &'static str,
}

/// The facts about one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    known: [u64; Fact::COUNT.div_ceil(64)],
    values: [i64; Fact::COUNT],
}

impl Default for Facts {
    fn default() -> Self {
        Self { known: [0; Fact::COUNT.div_ceil(64)], values: [0; Fact::COUNT] }
    }
}

impl Facts {
    pub fn set(&mut self, fact: Fact, value: i64) {
        let place = fact.place();
        if let (Some(known), Some(slot)) = (self.known.get_mut(place / 64), self.values.get_mut(place)) {
            *known |= 1 << (place % 64);
            *slot = value;
        }
    }

    pub fn set_truth(&mut self, fact: Fact, value: bool) {
        self.set(fact, i64::from(value));
    }

    /// A word of the fact's list; one that is not in it leaves the fact unknown.
    pub fn set_word(&mut self, fact: Fact, word: &str) {
        let Shape::Word(words) = fact.about().shape else { return };
        if let Some(place) = (0..).zip(words).find_map(|(place, of)| (*of == word).then_some(place)) {
            self.set(fact, place);
        }
    }

    pub fn set_known(&mut self, fact: Fact, value: Option<i64>) {
        if let Some(value) = value {
            self.set(fact, value);
        }
    }

    pub fn get(&self, fact: Fact) -> Option<i64> {
        let place = fact.place();
        let known = self.known.get(place / 64).is_some_and(|known| known & (1 << (place % 64)) != 0);
        known.then(|| self.values.get(place).copied()).flatten()
    }

    /// Whether it is this word of its list.
    pub fn is_word(&self, fact: Fact, word: &str) -> bool {
        let Shape::Word(words) = fact.about().shape else { return false };
        self.get(fact).and_then(|place| words.get(usize::try_from(place).ok()?)) == Some(&word)
    }

    pub fn is_true(&self, fact: Fact) -> bool {
        self.get(fact) == Some(1)
    }

    /// All that is known, in the order of the catalogue.
    pub fn iter(&self) -> impl Iterator<Item = (Fact, i64)> + '_ {
        Fact::ALL.iter().filter_map(|fact| self.get(*fact).map(|value| (*fact, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_nobody_filled_in_is_unknown() {
        let mut facts = Facts::default();
        assert_eq!(facts.get(Fact::PayAmount), None);
        facts.set(Fact::PayAmount, 0);
        assert_eq!(facts.get(Fact::PayAmount), Some(0));
        facts.set_word(Fact::ListHost, "black");
        facts.set_word(Fact::ListApp, "purple");
        assert_eq!(facts.iter().collect::<Vec<_>>(), [(Fact::PayAmount, 0), (Fact::ListHost, 3)]);
        assert!(facts.is_word(Fact::ListHost, "black") && !facts.is_word(Fact::ListHost, "white"));
        assert!(!facts.is_word(Fact::ListApp, "none") && !facts.is_word(Fact::PayAmount, "0"));
    }

    #[test]
    fn every_fact_is_found_by_its_name() {
        for fact in Fact::ALL {
            assert_eq!(Fact::named(fact.about().name), Some(*fact), "{fact:?} shares its name");
        }
    }
}
