//! Reads files of rules. Whatever is not understood is refused, with file, line, rule and what to do: a rule
//! that silently counts for nothing would be worse than none.

use super::parse::{Fault, parse};
use super::shape::condition;
use super::{RULES_MAX, Rule, Rules, Scale};
use crate::digest::hex_digest;
use crate::judge::{Kind, Thresholds};
use crate::verdict::Action;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A rule alone decides nothing: its weight stays within this, in thousandths of a logit.
const WEIGHT_MAX: i32 = 20_000;

/// A file by its name, with what is in it.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}; {next}")]
pub struct RuleError {
    pub file: String,
    pub line: usize,
    /// The rule's id, where it is about one.
    pub rule: Option<String>,
    pub what: String,
    /// What to do about it.
    pub next: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    rule: Vec<Spanned<RawRule>>,
    #[serde(default)]
    scale: BTreeMap<Spanned<String>, RawScale>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    r#for: Vec<Kind>,
    when: Spanned<String>,
    #[serde(default)]
    weight: i32,
    then: Option<Action>,
    zh: String,
    en: String,
    source: String,
    group: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScale {
    #[serde(default)]
    bias: i32,
    watch: i32,
    warn: i32,
    hold: Option<i32>,
}

/// Faults are collected, so that an officer mends a file in one go.
struct Reader<'a> {
    file: File<'a>,
    faults: Vec<RuleError>,
}

pub fn read(files: &[File<'_>]) -> Result<Rules, Vec<RuleError>> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut scales: [Option<Scale>; Kind::ALL.len()] = [None; Kind::ALL.len()];
    let mut faults = Vec::new();
    for file in files {
        let mut reader = Reader { file: *file, faults: Vec::new() };
        reader.file_into(&mut rules, &mut scales);
        faults.append(&mut reader.faults);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let digest = hex_digest(files.iter().flat_map(|file| [file.name.as_bytes(), &[0], file.text.as_bytes(), &[0]]));
    Ok(Rules::new(rules, scales.map(Option::unwrap_or_default), digest))
}

impl Reader<'_> {
    fn file_into(&mut self, rules: &mut Vec<Rule>, scales: &mut [Option<Scale>; Kind::ALL.len()]) {
        let raw: RawFile = match toml::from_str(self.file.text) {
            Ok(raw) => raw,
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                return self.fault(at, None, error.message().to_owned(), "see rules/README.md for the shape of a file");
            }
        };
        for (kind, scale) in raw.scale {
            self.scale_into(&kind, &scale, scales);
        }
        for spanned in raw.rule {
            let at = spanned.span().start;
            let rule = spanned.into_inner();
            if let Some(before) = rules.iter().find(|before| before.id == rule.id) {
                let what = format!("the rule {} is there already, in {}", rule.id, before.file);
                self.fault(at, Some(&rule.id), what, "give each rule an id of its own");
            } else if rules.len() >= RULES_MAX {
                let what = format!("more than {RULES_MAX} rules");
                self.fault(at, Some(&rule.id), what, "join rules that say the same by ||");
            } else if let Some(rule) = self.rule(at, rule) {
                rules.push(rule);
            }
        }
    }

    fn scale_into(&mut self, name: &Spanned<String>, raw: &RawScale, scales: &mut [Option<Scale>; Kind::ALL.len()]) {
        let at = name.span().start;
        let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.name() == name.get_ref()) else {
            let what = format!("there is no kind of event {}", name.get_ref());
            return self.fault(at, None, what, "write [scale.text], [scale.call] or [scale.payment]");
        };
        let hold = raw.hold.unwrap_or(i32::MAX);
        if raw.watch > raw.warn || raw.warn > hold {
            return self.fault(at, None, "thresholds that do not rise".into(), "let watch ≤ warn ≤ hold");
        }
        if raw.hold.is_some() && kind != Kind::Payment {
            return self.fault(at, None, "hold for what is no payment".into(), "only a bank delays; remove hold");
        }
        let thresholds = Thresholds { watch: raw.watch, warn: raw.warn, hold };
        let scale = Scale { bias: raw.bias, thresholds };
        match scales.get_mut(kind as usize) {
            Some(slot @ None) => *slot = Some(scale),
            _ => self.fault(at, None, format!("a second scale of {}", kind.name()), "keep one"),
        }
    }

    fn rule(&mut self, at: usize, raw: RawRule) -> Option<Rule> {
        let before = self.faults.len();
        let id = raw.id.as_str();
        let named = !id.is_empty() && id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.'));
        self.refuse(!named, at, id, "an id that is none", "use small Latin letters, digits, _ and .");
        self.refuse(
            raw.r#for.is_empty(),
            at,
            id,
            "a rule for nothing",
            "write for = [\"text\"], \"call\" or \"payment\"",
        );
        for (text, what) in [(&raw.zh, "no reason in Chinese"), (&raw.en, "no reason in English")] {
            self.refuse(text.trim().is_empty(), at, id, what, "a person is shown it: write one sentence");
        }
        self.refuse(raw.source.trim().is_empty(), at, id, "no source", "name the law, guidance or measurement");
        let heavy = raw.weight.saturating_abs() > WEIGHT_MAX;
        self.refuse(heavy, at, id, "a weight too large", "stay within 20000 thousandths of a logit");
        let idle = raw.weight == 0 && raw.then.is_none_or(|then| then == Action::Allow);
        self.refuse(idle, at, id, "a rule from which nothing follows", "give it a weight or then = \"watch\"");
        let delays = raw.then == Some(Action::Hold) && raw.r#for.iter().any(|kind| *kind != Kind::Payment);
        self.refuse(delays, at, id, "hold for what is no payment", "only a bank delays; write warn");
        let when = raw.when.span().start;
        let condition = parse(raw.when.get_ref()).and_then(|expr| condition(&expr));
        let condition = match condition {
            Ok(condition) => Some(condition),
            Err(Fault { at, what, next }) => {
                let what = format!("rule {id}, when, character {at}: {what}");
                self.fault(when, Some(id), what, &next);
                None
            }
        };
        let condition = condition.filter(|_| self.faults.len() == before)?;
        Some(Rule {
            id: raw.id,
            kinds: raw.r#for,
            when: raw.when.into_inner(),
            weight: raw.weight,
            then: raw.then,
            zh: raw.zh,
            en: raw.en,
            source: raw.source,
            group: raw.group,
            file: self.file.name.to_owned(),
            condition,
        })
    }

    fn refuse(&mut self, wrong: bool, at: usize, id: &str, what: &str, next: &str) {
        if wrong {
            self.fault(at, Some(id), format!("rule {id}: {what}"), next);
        }
    }

    fn fault(&mut self, at: usize, rule: Option<&str>, what: String, next: &str) {
        let line = self.file.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let rule = rule.map(str::to_owned);
        self.faults.push(RuleError { file: self.file.name.to_owned(), line, rule, what, next: next.to_owned() });
    }
}
