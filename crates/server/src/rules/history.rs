//! What was judged, as rules may judge it again: out of the log of verdicts, or out of a file. Of an event its facts
//! are read and what it was about, of nobody a name.
//!
//! Not here: how it turned out (`labels`), and what is counted (`trial`).

use crate::sift::log::{LogError, Reader};
use crate::sift::record::{self, Names, Record, Seals};
use anyhow::{Context, anyhow, ensure};
use cordon_model::Stamp;
use cordon_sift::event::Event;
use cordon_sift::facts::{Fact, Facts, Shape};
use cordon_sift::judge::Kind;
use cordon_sift::rules::{Judged, Label};
use cordon_sift::verdict::Verdict;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::BufRead;

/// What of the past is asked for: learned at or after `from`, before `until`.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub from: Stamp,
    pub until: Stamp,
    /// No more events than these, the oldest first.
    pub events_max: u64,
}

/// One event of the log.
#[derive(Debug)]
pub struct Told<'a> {
    pub event: &'a Event,
    pub judged: &'a Judged,
    pub learned_at: Stamp,
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub events: u64,
    /// Records that do not open: they were changed, or the key was.
    pub unread: u64,
    /// There is more than was asked for; the first that was not read.
    pub cut_at: Option<Stamp>,
}

/// Tells what the log has of a span, also while it is written.
pub fn each(reader: &Reader, seals: &Seals, span: &Span, told: &mut dyn FnMut(&Told<'_>)) -> Result<Seen, LogError> {
    let mut seen = Seen::default();
    let mut names: Option<(u64, Names)> = None;
    for file in reader.files()? {
        if seen.cut_at.is_some() {
            break;
        }
        reader.so_far(file, &mut |segment, _, _, bytes| {
            let Some(Record::Verdict(known, sealed)) = record::read(bytes) else { return Ok(()) };
            let at = known.learned_at;
            if seen.cut_at.is_some() || at < span.from || at >= span.until {
                return Ok(());
            }
            if seen.events >= span.events_max {
                seen.cut_at = Some(at);
                return Ok(());
            }
            if names.as_ref().is_none_or(|(first, _)| *first != segment.first) {
                names = Some((segment.first, Names::of(&segment.head.facts)));
            }
            let Some((_, names)) = &names else { return Ok(()) };
            match opened(seals, names, sealed) {
                Some((event, judged)) => {
                    seen.events = seen.events.saturating_add(1);
                    told(&Told { event: &event, judged: &judged, learned_at: at });
                }
                None => seen.unread = seen.unread.saturating_add(1),
            }
            Ok(())
        })?;
    }
    Ok(seen)
}

fn opened(seals: &Seals, names: &Names, sealed: &[u8]) -> Option<(Event, Judged)> {
    let (kept, answer) = seals.open(sealed)?;
    let verdict: Verdict = serde_json::from_slice(&answer).ok()?;
    let kind = kept.kind.unwrap_or_else(|| Kind::of(&kept.event));
    let judged = Judged::of(kind, names.facts(&kept.facts), &verdict);
    Some((kept.event, judged))
}

/// A line of a file: facts by name, words as words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    kind: Kind,
    facts: BTreeMap<String, Value>,
    /// Whether what was said gave a reason of its own.
    #[serde(default)]
    worded: bool,
    label: Option<Label>,
    group: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Truth(bool),
    Number(i64),
    Word(String),
}

/// One event of a file.
#[derive(Debug)]
pub struct Filed {
    pub id: String,
    pub judged: Judged,
    pub label: Option<Label>,
    pub group: Option<String>,
}

/// Tells a file line by line; the first line that is not understood ends it.
pub fn each_line(name: &str, input: impl BufRead, told: &mut dyn FnMut(Filed)) -> anyhow::Result<()> {
    for (number, line) in (1u64..).zip(input.lines()) {
        let line = line.with_context(|| format!("cannot read `{name}`"))?;
        if line.trim().is_empty() {
            continue;
        }
        told(filed(&line).with_context(|| format!("{name}:{number}"))?);
    }
    Ok(())
}

fn filed(line: &str) -> anyhow::Result<Filed> {
    let Line { id, kind, facts, worded, label, group } = serde_json::from_str(line)?;
    let mut known = Facts::default();
    for (name, value) in &facts {
        let fact =
            Fact::named(name).ok_or_else(|| anyhow!("there is no fact {name}; see `cordon sift rules facts`"))?;
        set(&mut known, fact, value)?;
    }
    Ok(Filed { id, judged: Judged::told(kind, known, worded), label, group })
}

fn set(facts: &mut Facts, fact: Fact, value: &Value) -> anyhow::Result<()> {
    let name = fact.about().name;
    match (fact.about().shape, value) {
        (Shape::Truth, Value::Truth(value)) => facts.set_truth(fact, *value),
        (Shape::Word(words), Value::Word(word)) => {
            ensure!(words.contains(&word.as_str()), "{name} is one of {}", words.join(", "));
            facts.set_word(fact, word);
        }
        (Shape::Truth, _) => anyhow::bail!("{name} is true or false"),
        (Shape::Word(words), _) => anyhow::bail!("{name} is one of {}", words.join(", ")),
        (_, Value::Number(value)) => facts.set(fact, *value),
        (shape, _) => anyhow::bail!("{name} is a whole number ({})", shape.name()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_by_names_or_refused_by_line() {
        let read = |line: &str| {
            let mut told = Vec::new();
            each_line("h.jsonl", line.as_bytes(), &mut |filed| told.push(filed)).map(|()| told)
        };
        let good = "\n{\"id\": \"e1\", \"kind\": \"payment\", \"label\": \"scam\", \"facts\": \
                    {\"pay.amount\": 5000, \"pay.elder\": true, \"call.grade\": \"high\"}}\n";
        let told = read(good).unwrap();
        let facts = &told[0].judged.facts;
        assert_eq!((told[0].label, facts.get(Fact::PayAmount)), (Some(Label::Scam), Some(5_000)));
        assert!(facts.is_true(Fact::PayElder) && facts.get(Fact::CallGrade) == Some(2));
        for (facts, what) in [
            ("\"pay.old\": 1", "there is no fact pay.old"),
            ("\"pay.elder\": 1", "pay.elder is true or false"),
            ("\"call.grade\": \"huge\"", "call.grade is one of low, medium"),
            ("\"pay.amount\": \"5\"", "pay.amount is a whole number (money)"),
        ] {
            let line = format!("{{\"id\": \"e\", \"kind\": \"call\", \"facts\": {{{facts}}}}}");
            let error = format!("{:#}", read(&line).unwrap_err());
            assert!(error.starts_with("h.jsonl:1: ") && error.contains(what), "{error}");
        }
        assert!(read("{").is_err());
    }
}
