//! A draft as lines of the lexicon, and adopted lines beside those that came with the binary.
//!
//! Not here: who adopts (the desk).

use super::draft::Draft;
use super::phrases::Phrase;
use crate::text::lexicon::{ADDED, File, Lexicon, LexiconError, Tactic};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A tactic with fewer phrases goes with the one that has most: room for codes is small.
const OWN_CODE_FROM: usize = 2;

impl Draft {
    /// A file that the lexicon's reader takes, one code for each tactic.
    pub fn toml(&self) -> String {
        let mut text = String::new();
        let quoted = |phrases: &[&Phrase], chinese: bool| {
            let own = phrases.iter().filter(|phrase| phrase.chinese == chinese);
            own.map(|phrase| format!("\"{}\"", phrase.text)).collect::<Vec<_>>().join(", ")
        };
        for (tactic, phrases) in by_tactic(&self.phrases) {
            let Words { name, zh, en, prior } = words(tactic);
            let Self { key, name: of, warning, reporters, .. } = self;
            // Writing into a string cannot fail.
            let _ = write!(
                text,
                "[[entry]]\ncode = \"new.{key}.{name}\"\ntactic = \"{name}\"\nname_zh = \"{}（{zh}）\"\nname_en = \"{} \
                 ({en})\"\nadvice_zh = \"{}\"\nadvice_en = \"{}\"\nsource = \"radar {key}: {reporters} people\"\nprior = \
                 {prior}\nzh = [{}]\nen = [{}]\n\n",
                of.zh,
                of.en,
                warning.zh,
                warning.en,
                quoted(&phrases, true),
                quoted(&phrases, false),
            );
        }
        text
    }
}

struct Words {
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    /// Less than what was learned of the shipped codes: it rests on few texts.
    prior: u16,
}

fn words(tactic: Tactic) -> Words {
    let (name, zh, en, prior) = match tactic {
        Tactic::Claim => ("claim", "自称身份", "claims to be", 700),
        Tactic::Pressure => ("pressure", "威胁催促", "pressure", 1_000),
        Tactic::Isolation => ("isolation", "隔离", "isolation", 1_200),
        Tactic::Demand => ("demand", "要求", "demand", 1_500),
        _ => ("hook", "诱饵", "lure", 1_000),
    };
    Words { name, zh, en, prior }
}

fn by_tactic(phrases: &[Phrase]) -> BTreeMap<Tactic, Vec<&Phrase>> {
    let mut by: BTreeMap<Tactic, Vec<&Phrase>> = BTreeMap::new();
    for phrase in phrases {
        by.entry(phrase.tactic).or_default().push(phrase);
    }
    let most = by.iter().max_by_key(|(tactic, phrases)| (phrases.len(), **tactic)).map(|(tactic, _)| *tactic);
    let Some(most) = most else { return by };
    let few: Vec<Tactic> = by
        .iter()
        .filter(|(tactic, phrases)| **tactic != most && phrases.len() < OWN_CODE_FROM)
        .map(|(tactic, _)| *tactic)
        .collect();
    for tactic in few {
        let moved = by.remove(&tactic).unwrap_or_default();
        by.entry(most).or_default().extend(moved);
    }
    by
}

/// Lines that were adopted, under a name of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    pub key: String,
    pub toml: String,
}

impl Addition {
    /// After all others, and known as no part of what a model was trained for.
    pub fn file_name(&self) -> String {
        format!("{ADDED}{}.toml", self.key)
    }
}

/// The lexicon with adopted lines beside its own.
pub fn with_additions(own: &[File<'_>], additions: &[Addition]) -> Result<Lexicon, LexiconError> {
    let names: Vec<String> = additions.iter().map(Addition::file_name).collect();
    let added = names.iter().zip(additions).map(|(name, addition)| File { name, text: &addition.toml });
    Lexicon::read(&own.iter().copied().chain(added).collect::<Vec<_>>())
}
