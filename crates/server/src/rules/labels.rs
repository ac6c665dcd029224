//! How events turned out, and of whom they are: from what officers have said of numbers and accounts since, or from
//! a list of events that somebody labelled, which goes before it.
//!
//! Groups are those who should not be treated worse than others. Without a list they are the kind of event, and of
//! payments whether the payer is sixty or older.

use anyhow::{Context, bail};
use cordon_desk::Refusal;
use cordon_desk::read::{Outcome, Outcomes};
use cordon_model::ListKind;
use cordon_sift::event::Event;
use cordon_sift::facts::Fact;
use cordon_sift::judge::Kind;
use cordon_sift::key::{Key, Keyer};
use cordon_sift::lists::forms;
use cordon_sift::rules::{Judged, Label};
use std::collections::HashMap;
use std::io::Read;

/// Events that can be labelled at once.
pub const LABELS_MAX: usize = 100_000;
/// Characters of a group's name.
pub const GROUP_CHARS_MAX: usize = 60;

/// By an event's id: how it turned out, and its group.
#[derive(Clone, Debug, Default)]
pub struct Labels(HashMap<String, (Label, String)>);

impl Labels {
    pub fn add(&mut self, id: String, label: Label, group: &str) -> Result<(), Refusal> {
        if self.0.len() >= LABELS_MAX {
            return Err(Refusal::field("labels", format!("are more than {LABELS_MAX}; send those that matter")));
        }
        if group.chars().count() > GROUP_CHARS_MAX || group.chars().any(char::is_control) {
            return Err(Refusal::field("group", format!("is longer than {GROUP_CHARS_MAX} characters, or not plain")));
        }
        self.0.insert(id, (label, group.to_owned()));
        Ok(())
    }

    pub fn get(&self, id: &str) -> Option<(Label, &str)> {
        self.0.get(id).map(|(label, group)| (*label, group.as_str()))
    }

    /// From a table `id,label,group`; the group may be empty or left out.
    pub fn table(name: &str, input: impl Read) -> anyhow::Result<Self> {
        let mut labels = Self::default();
        let mut rows = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(input);
        let head: Vec<String> = rows.headers()?.iter().map(|name| name.trim().to_ascii_lowercase()).collect();
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        if !matches!(head.as_slice(), ["id", "label"] | ["id", "label", "group"]) {
            bail!("{name}:1: the first line has to be `id,label,group`");
        }
        for (line, row) in (2u64..).zip(rows.records()) {
            let row = row.with_context(|| format!("{name}:{line}"))?;
            let (Some(id), Some(word)) = (row.get(0), row.get(1)) else { bail!("{name}:{line}: has no label") };
            let label = match word.trim() {
                "scam" => Label::Scam,
                "lawful" => Label::Lawful,
                "unknown" | "" => Label::Unknown,
                _ => bail!("{name}:{line}: a label is scam, lawful or unknown"),
            };
            let group = row.get(2).unwrap_or_default().trim();
            labels
                .add(id.trim().to_owned(), label, group)
                .map_err(|why| anyhow::anyhow!("{name}:{line}: {}", why.detail))?;
        }
        Ok(labels)
    }
}

/// What officers have said since of whom an event came from, or was to be paid to.
pub fn known(outcomes: &Outcomes, keyer: &Keyer, event: &Event) -> Label {
    let (kind, written) = match event {
        Event::Text(text) => (ListKind::Number, text.from.as_deref()),
        Event::Call(call) => (ListKind::Number, Some(call.caller.as_str())),
        Event::Payment(payment) => (ListKind::Account, Some(payment.payee.account.as_str())),
    };
    let key = written.and_then(|written| forms::key(kind, keyer, written).ok());
    let outcome = key.and_then(|Key(key)| outcomes.get(kind, &format!("{key:016x}")));
    match outcome {
        Some(Outcome::Scam) => Label::Scam,
        Some(Outcome::Lawful) => Label::Lawful,
        None => Label::Unknown,
    }
}

pub fn group(judged: &Judged) -> &'static str {
    match judged.kind {
        Kind::Text => "text",
        Kind::Call => "call",
        Kind::Payment if judged.facts.is_true(Fact::PayElder) => "payment, 60 and older",
        Kind::Payment => "payment",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_strictly() {
        let read = |text: &str| Labels::table("l.csv", text.as_bytes());
        let labels = read("id,label,group\ne1,scam,east\ne2, lawful ,\ne3,,\n").unwrap();
        assert_eq!(labels.get("e1"), Some((Label::Scam, "east")));
        assert_eq!(labels.get("e2"), Some((Label::Lawful, "")));
        assert_eq!((labels.get("e3"), labels.get("e4")), (Some((Label::Unknown, "")), None));
        for (text, what) in [
            ("event,label\n", "l.csv:1: the first line has to be"),
            ("id,label\ne1,bad\n", "l.csv:2: a label is scam"),
            ("id,label\ne1\n", "l.csv:2: has no label"),
        ] {
            let error = format!("{:#}", read(text).unwrap_err());
            assert!(error.starts_with(what), "{error}");
        }
    }
}
