//! How often runs of signs stand in texts that are known, lawful ones and scams alike: what stands there is nothing
//! new. Counts only.
//!
//! Not here: what is new.

use super::reading::{grams, stretches};
use crate::text::call::Speaker;
use crate::text::record::{Record, RecordError, records};
use std::collections::HashMap;

/// What stands in fewer texts is nobody's habit, and is not kept.
const KEPT_FROM: u32 = 2;

#[derive(Clone, Debug, Default)]
pub struct Background {
    counts: HashMap<u64, u32>,
    texts: u64,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../corpus/", $name, ".jsonl")))),*]
    };
}

/// The project's own texts to learn from.
const SHIPPED: &[(&str, &str)] = files![
    "normal/a",
    "normal/b",
    "pairs/T01",
    "pairs/T02",
    "pairs/T03",
    "pairs/T04",
    "pairs/T05",
    "pairs/T06",
    "pairs/T07",
    "pairs/T08",
    "pairs/T09",
    "pairs/T10",
    "pairs/T11",
    "pairs/T12",
    "pairs/T13",
    "pairs/T14",
];

impl Background {
    pub fn of<'t>(texts: impl Iterator<Item = Vec<&'t str>>) -> Self {
        let mut background = Self::default();
        for text in texts {
            background.add(&text.into_iter().map(str::to_owned).collect::<Vec<_>>());
        }
        background.counts.retain(|_, count| *count >= KEPT_FROM);
        background
    }

    fn add(&mut self, said: &[String]) {
        self.texts = self.texts.saturating_add(1);
        for gram in grams(&stretches(said)) {
            let count = self.counts.entry(gram).or_default();
            *count = count.saturating_add(1);
        }
    }

    pub fn of_records<'r>(records: impl Iterator<Item = &'r Record>) -> Self {
        Self::of(records.map(caller))
    }

    /// Of the project's own texts.
    pub fn shipped() -> Result<Self, RecordError> {
        Ok(Self::of_records(shipped()?.iter()))
    }

    pub fn texts(&self) -> u64 {
        self.texts
    }

    pub fn count(&self, gram: u64) -> u32 {
        self.counts.get(&gram).copied().unwrap_or(0)
    }
}

/// The project's own texts to learn from, as they are compiled in.
pub fn shipped() -> Result<Vec<Record>, RecordError> {
    let files = SHIPPED.iter().map(|(name, text)| records(name, text)).collect::<Result<Vec<_>, _>>()?;
    Ok(files.into_iter().flatten().collect())
}

/// What the suspected side says.
pub fn caller(record: &Record) -> Vec<&str> {
    let own = record.turns.iter().filter(|(who, _)| *who == Speaker::Caller);
    own.map(|(_, text)| text.as_str()).collect()
}
