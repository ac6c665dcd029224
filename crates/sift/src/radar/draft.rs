//! A draft type: what an officer gets to read, correct, adopt or dismiss. It holds ids, counts and phrases that
//! several people's texts share; no text.
//!
//! Not here: its life (the desk).

use super::background::Background;
use super::phrases::{Chosen, Group, Phrase};
use super::{Kept, Pool};
use crate::digest::hex_digest;
use crate::text::clause::Sense;
use crate::text::lexicon::{Both, Lexicon};
use cordon_model::time::Stamp;
use std::collections::{BTreeMap, BTreeSet};

/// Phrases in a name, and in a warning.
const NAMED: usize = 2;
const WARNED: usize = 3;
/// A known code is told when so many of a thousand people's texts have it.
const KNOWN_FROM: u64 = 250;
/// Digits of a key.
const KEY_DIGITS: usize = 8;

/// How much there is to a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sure {
    Low,
    Medium,
    High,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// From its first text: the same while that is kept.
    pub key: String,
    pub name: Both,
    pub warning: Both,
    pub first_seen: Stamp,
    pub last_seen: Stamp,
    /// The texts, by id, the earliest first.
    pub members: Vec<String>,
    pub reporters: usize,
    pub phrases: Vec<Phrase>,
    /// Codes of the lexicon that its texts have, with the share of people in thousandths.
    pub known: Vec<(String, u64)>,
    /// Of a thousand of its people, in whose texts one of the phrases stands.
    pub covered: u64,
    /// Of a thousand texts that do not belong to it, an estimate from above of those that have one of them.
    pub elsewhere: u64,
    pub sure: Sure,
}

pub(super) fn draft(
    members: &[usize],
    kept: &[&Kept],
    pool: &Pool,
    background: &Background,
    lexicon: &Lexicon,
) -> Option<Draft> {
    let texts: Vec<&Kept> = members.iter().filter_map(|place| kept.get(*place).copied()).collect();
    let group = Group::new(&texts, pool, background);
    let Chosen { phrases, covered } = group.phrases(lexicon);
    let (first, last) = (texts.first()?, texts.last()?);
    if phrases.is_empty() {
        return None;
    }
    let reporters = people(&texts);
    let covered = share(covered, reporters);
    // Texts are counted by phrase: one that has two is counted twice.
    let hits: u64 = phrases.iter().map(|phrase| phrase.elsewhere).sum();
    let elsewhere = hits.saturating_mul(1000).checked_div(group.others()).unwrap_or(0);
    Some(Draft {
        key: key(&first.id),
        name: name(&phrases),
        warning: warning(&phrases),
        first_seen: first.at,
        last_seen: last.at,
        members: texts.iter().map(|text| text.id.clone()).collect(),
        known: known(&texts, lexicon, reporters),
        sure: sure(reporters, covered, elsewhere),
        reporters,
        phrases,
        covered,
        elsewhere,
    })
}

fn people(texts: &[&Kept]) -> usize {
    texts.iter().map(|text| text.reporter.as_str()).collect::<BTreeSet<_>>().len()
}

fn share(some: usize, all: usize) -> u64 {
    (some as u64).saturating_mul(1000).checked_div(all as u64).unwrap_or(0)
}

fn key(first: &str) -> String {
    hex_digest([first.as_bytes()]).chars().take(KEY_DIGITS).collect()
}

fn sure(reporters: usize, covered: u64, elsewhere: u64) -> Sure {
    match (reporters, covered, elsewhere) {
        (8.., 700.., ..=5) => Sure::High,
        (5.., 600.., ..=10) => Sure::Medium,
        _ => Sure::Low,
    }
}

fn known(texts: &[&Kept], lexicon: &Lexicon, reporters: usize) -> Vec<(String, u64)> {
    let mut by_code: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for text in texts {
        for (_, finding, _) in text.reading.found.iter().filter(|(_, finding, _)| finding.sense == Sense::Meant) {
            by_code.entry(finding.code).or_default().insert(&text.reporter);
        }
    }
    let shares = by_code.into_iter().map(|(code, people)| (code, share(people.len(), reporters)));
    let mut known: Vec<(String, u64)> = shares
        .filter(|(_, share)| *share >= KNOWN_FROM)
        .filter_map(|(code, share)| Some((lexicon.entry(code)?.code.clone(), share)))
        .collect();
    known.sort_by(|(one, more), (other, less)| (less, one).cmp(&(more, other)));
    known
}

fn name(phrases: &[Phrase]) -> Both {
    let said: Vec<String> = phrases.iter().take(NAMED).map(|phrase| format!("“{}”", phrase.text)).collect();
    Both { zh: format!("新型话术：{}", said.concat()), en: format!("new script: {}", said.join(", ")) }
}

/// Says what to do, names nobody, and has no link: it must not become a scam's tool.
fn warning(phrases: &[Phrase]) -> Both {
    let said: Vec<String> = phrases.iter().take(WARNED).map(|phrase| format!("“{}”", phrase.text)).collect();
    Both {
        zh: format!(
            "近期多人反映同一种新骗局，对方会说{}。遇到请先停下：不转账、不给验证码、不装软件、不共享屏幕，自行拨打96110核实。",
            said.concat()
        ),
        en: format!(
            "Several people have told of one new scam. You may hear {}. Stop first: send no money, give no code, install \
             nothing, share no screen, and call 96110 yourself.",
            said.join(", ")
        ),
    }
}
