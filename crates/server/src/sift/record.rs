//! What one record of the log says. A verdict's clear part is a key, a digest and a time; who and what it is
//! about is sealed. Of a text only the words of its reasons are kept, and none below `watch`.
//!
//! Not here: batches and files (`log`).

use cordon_model::Stamp;
use cordon_sift::event::Event;
use cordon_sift::facts::{Fact, Facts};
use cordon_sift::judge::Kind;
use cordon_sift::verdict::{Action, Verdict};
use cordon_store::vault::{NONCE_BYTES, Sealer};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering};

const VERDICT: u8 = 1;
const CLOSE: u8 = 2;
const NOTED: u8 = 3;
/// Kind, key, body, time.
const CLEAR: usize = 1 + 8 + 8 + 8;
const ACTION_AT: usize = CLEAR;

/// What finds a verdict again: the key of agency and id, and the digest of the body it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub key: u64,
    pub body: u64,
    pub learned_at: Stamp,
    pub action: Action,
}

/// What is sealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub agency: String,
    /// As what it was judged; older records do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Without its text.
    pub event: Event,
    /// By the place of the fact in the file's head.
    pub facts: Vec<(u16, i64)>,
    /// The words behind the reasons, from `watch` on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// The end of a run of records, with the root of the tree over them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    pub first: u64,
    pub count: u64,
    /// Hex.
    pub root: String,
    /// How many of them are verdicts.
    pub verdicts: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Record<'b> {
    Verdict(Known, &'b [u8]),
    Close(Close),
    /// The journal has the root of the batch that begins here.
    Noted(u64),
}

/// Seals verdicts, each with a nonce of its own.
#[derive(Debug)]
pub struct Seals {
    sealer: Sealer,
    /// Random for each run of the centre; the rest of a nonce counts.
    run: [u8; 16],
    next: AtomicU64,
}

impl Seals {
    pub fn new(sealer: Sealer, run: [u8; 16]) -> Self {
        Self { sealer, run, next: AtomicU64::new(0) }
    }

    fn nonce(&self) -> [u8; NONCE_BYTES] {
        let count = self.next.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        let mut nonce = [0; NONCE_BYTES];
        nonce.iter_mut().zip(self.run.iter().chain(&count)).for_each(|(to, from)| *to = *from);
        nonce
    }

    /// A verdict's record: `kept`, and the answer as it was given.
    pub fn verdict(&self, known: &Known, kept: &Kept, answer: &[u8]) -> Option<Vec<u8>> {
        let told = serde_json::to_vec(kept).ok()?;
        let mut plain = Vec::with_capacity(told.len().saturating_add(answer.len()).saturating_add(4));
        plain.extend_from_slice(&u32::try_from(told.len()).ok()?.to_le_bytes());
        plain.extend_from_slice(&told);
        plain.extend_from_slice(answer);
        let mut record = vec![VERDICT];
        record.extend_from_slice(&known.key.to_le_bytes());
        record.extend_from_slice(&known.body.to_le_bytes());
        record.extend_from_slice(&known.learned_at.ms().to_le_bytes());
        record.push(known.action as u8);
        let nonce = self.nonce();
        let cipher = self.sealer.seal(nonce, &record, &plain)?;
        record.extend_from_slice(&nonce);
        record.extend_from_slice(&cipher);
        Some(record)
    }

    /// What a verdict's record kept, and the answer that was given.
    pub fn open(&self, record: &[u8]) -> Option<(Kept, Vec<u8>)> {
        let (clear, rest) = record.split_at_checked(CLEAR.checked_add(1)?)?;
        let (nonce, cipher) = rest.split_at_checked(NONCE_BYTES)?;
        let plain = self.sealer.open(nonce.try_into().ok()?, clear, cipher)?;
        let (len, rest) = plain.split_at_checked(4)?;
        let len = u32::from_le_bytes(len.try_into().ok()?);
        let (told, answer) = rest.split_at_checked(len as usize)?;
        Some((serde_json::from_slice(told).ok()?, answer.to_vec()))
    }
}

pub fn close(close: &Close) -> Vec<u8> {
    let mut record = vec![CLOSE];
    // A struct of numbers and a text always has a JSON form.
    record.extend(serde_json::to_vec(close).unwrap_or_default());
    record
}

pub fn noted(first: u64) -> Vec<u8> {
    let mut record = vec![NOTED];
    record.extend_from_slice(&first.to_le_bytes());
    record
}

/// None for what this build does not know.
pub fn read(record: &[u8]) -> Option<Record<'_>> {
    let (kind, rest) = record.split_first()?;
    match *kind {
        VERDICT => known(record).map(|known| Record::Verdict(known, record)),
        CLOSE => serde_json::from_slice(rest).ok().map(Record::Close),
        NOTED => Some(Record::Noted(u64::from_le_bytes(rest.try_into().ok()?))),
        _ => None,
    }
}

pub fn is_verdict(record: &[u8]) -> bool {
    record.first() == Some(&VERDICT)
}

fn known(record: &[u8]) -> Option<Known> {
    let number = |at: usize| Some(u64::from_le_bytes(record.get(at..at.checked_add(8)?)?.try_into().ok()?));
    let action = Action::ALL.get(usize::from(*record.get(ACTION_AT)?)).copied()?;
    let learned_at = Stamp::from_ms(number(17)?.cast_signed());
    Some(Known { key: number(1)?, body: number(9)?, learned_at, action })
}

/// An event as it is kept, and the words behind the reasons: from `watch` on, and nothing of the rest.
pub fn parted(mut event: Event, verdict: &Verdict) -> (Event, Vec<String>) {
    let Event::Text(text) = &mut event else { return (event, Vec::new()) };
    let Some(said) = text.text.take().filter(|_| verdict.action >= Action::Watch) else { return (event, Vec::new()) };
    let places = verdict.reasons.iter().filter_map(|reason| reason.place);
    let words = places.map(|place| {
        let len = place.to.saturating_sub(place.from) as usize;
        said.chars().skip(place.from as usize).take(len).collect()
    });
    let words = words.collect();
    (event, words)
}

pub fn facts(facts: &Facts) -> Vec<(u16, i64)> {
    facts.iter().map(|(fact, value)| (u16::try_from(fact.place()).unwrap_or(u16::MAX), value)).collect()
}

/// The names of all facts, as a file's head says them; of words their list as well: `name=none|white`.
pub fn fact_names() -> Vec<String> {
    let said = |fact: &Fact| match fact.about().shape.words() {
        [] => fact.about().name.to_owned(),
        words => format!("{}={}", fact.about().name, words.join("|")),
    };
    Fact::ALL.iter().map(said).collect()
}

/// How values that were written under a head's names are read today: by name, words by their word. What today
/// has no name for stays unknown.
#[derive(Debug)]
pub struct Names(Vec<Option<Named>>);

#[derive(Debug)]
struct Named {
    fact: Fact,
    /// The words of then; none where the head did not say them.
    words: Vec<String>,
}

impl Names {
    pub fn of(head: &[String]) -> Self {
        let read = |said: &String| {
            let (name, words) = said.split_once('=').unwrap_or((said, ""));
            let words = words.split('|').filter(|word| !word.is_empty()).map(str::to_owned).collect();
            Fact::named(name).map(|fact| Named { fact, words })
        };
        Self(head.iter().map(read).collect())
    }

    pub fn facts(&self, kept: &[(u16, i64)]) -> Facts {
        let mut facts = Facts::default();
        for (place, value) in kept {
            let Some(Some(Named { fact, words })) = self.0.get(usize::from(*place)) else { continue };
            let word = usize::try_from(*value).ok().and_then(|value| words.get(value));
            match word {
                Some(word) => facts.set_word(*fact, word),
                None if words.is_empty() => facts.set(*fact, *value),
                None => {}
            }
        }
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_under_other_names_is_read_by_name() {
        let mut before = Facts::default();
        before.set(Fact::PayAmount, 5_000);
        before.set_word(Fact::CallGrade, "high");
        assert_eq!(Names::of(&fact_names()).facts(&facts(&before)), before);
        // Another order, a fact that is gone, one that was renamed, and words that stood elsewhere.
        let head = ["call.grade=very_high|high|low", "pay.old", "pay.amount", "list.host"].map(str::to_owned);
        let read = Names::of(&head).facts(&[(0, 1), (1, 7), (2, 5_000), (3, 3), (9, 1)]);
        before.set_word(Fact::ListHost, "black");
        assert_eq!(read, before);
        // A word that today's list has not.
        assert_eq!(Names::of(&["call.grade=huge".to_owned()]).facts(&[(0, 0)]), Facts::default());
    }
}
