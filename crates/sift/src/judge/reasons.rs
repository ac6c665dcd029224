//! Why: of all that spoke for it the strongest, and what spoke most against it.

use super::{Held, Said};
use crate::text::lexicon::Lexicon;
use crate::text::verdict as text;
use crate::verdict::{Action, Place, REASONS_MAX, Reason};

pub struct Reasons {
    pub shown: Vec<Reason>,
    pub against: Option<Reason>,
}

/// A rule that asks for something stands before what only adds to the sum: it decided.
pub fn strongest(said: Option<&Said>, held: &[Held<'_>]) -> Reasons {
    let mut ranked: Vec<(Action, i32, Pick<'_>)> = Vec::with_capacity(held.len().saturating_add(REASONS_MAX));
    for rule in held.iter().filter(|rule| rule.is_reason()) {
        ranked.push((rule.then.unwrap_or_default(), rule.weight, Pick::Rule(rule)));
    }
    for phrase in said.iter().flat_map(|said| &said.reasons) {
        ranked.push((Action::Allow, phrase.contribution, Pick::Phrase(phrase)));
    }
    ranked.sort_by(|one, other| (other.0, other.1).cmp(&(one.0, one.1)).then_with(|| one.2.code().cmp(other.2.code())));
    let against = held.iter().filter(|rule| rule.weight < 0).map(Pick::Rule);
    let against = against.chain(said.and_then(|said| said.against.as_ref()).map(Pick::Phrase));
    Reasons {
        shown: ranked.iter().take(REASONS_MAX).map(|(.., pick)| pick.told()).collect(),
        against: against.min_by_key(Pick::weight).map(|pick| pick.told()),
    }
}

enum Pick<'a> {
    Rule(&'a Held<'a>),
    Phrase(&'a Reason),
}

impl Pick<'_> {
    fn code(&self) -> &str {
        match self {
            Self::Rule(rule) => rule.id,
            Self::Phrase(phrase) => &phrase.code,
        }
    }

    fn weight(&self) -> i32 {
        match self {
            Self::Rule(rule) => rule.weight,
            Self::Phrase(phrase) => phrase.contribution,
        }
    }

    fn told(&self) -> Reason {
        match self {
            Self::Rule(rule) => Reason {
                code: format!("rule.{}", rule.id),
                zh: rule.zh.to_owned(),
                en: rule.en.to_owned(),
                contribution: rule.weight,
                place: None,
            },
            Self::Phrase(phrase) => (*phrase).clone(),
        }
    }
}

pub fn of_phrase(lexicon: &Lexicon, reason: &text::Reason) -> Option<Reason> {
    let entry = lexicon.entry(reason.code)?;
    Some(Reason {
        code: entry.code.clone(),
        zh: entry.name.zh.clone(),
        en: entry.name.en.clone(),
        contribution: reason.contribution,
        // Of a live call places are known of the last turn only.
        place: (reason.to > 0).then_some(Place { turn: reason.turn, from: reason.from, to: reason.to }),
    })
}
