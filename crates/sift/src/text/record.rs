//! A text with its label, as training and assessment read it: one JSON object a line.
//!
//! Not here: files and folders (the server reads them).

use crate::kinds::{ScamType, named};
use crate::text::call::{Channel, Speaker};
use serde::Deserialize;

/// What a record is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    Scam,
    /// Offers of what is forbidden; counted with scams.
    Illegal,
    Ad,
    Normal,
}

impl Label {
    pub fn is_scam(self) -> bool {
        matches!(self, Self::Scam | Self::Illegal)
    }
}

#[derive(Clone, Debug)]
pub struct Record {
    pub id: String,
    pub channel: Channel,
    pub label: Label,
    pub kind: Option<ScamType>,
    /// Near-duplicates share it; data is split by it.
    pub group: String,
    /// The two lines of a sibling pair share it.
    pub pair: Option<String>,
    /// The file it came from.
    pub source: String,
    pub turns: Vec<(Speaker, String)>,
}

/// A line that is no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}:{line}: {what}; see `docs/concepts/sift.md` for the form of a record")]
pub struct RecordError {
    pub source_name: String,
    pub line: usize,
    pub what: String,
}

#[derive(Deserialize)]
struct Raw {
    id: String,
    channel: Channel,
    label: Option<Label>,
    #[serde(rename = "type")]
    kind: Option<String>,
    /// A name or a number.
    group: Option<serde_json::Value>,
    pair: Option<String>,
    text: Option<String>,
    turns: Option<Vec<(String, String)>>,
}

/// Records of one file; blank lines are passed over.
pub fn records(source: &str, text: &str) -> Result<Vec<Record>, RecordError> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(line, text)| record(source, line, text)).collect()
}

/// One record; without a label it counts as normal, for scoring asks for none.
pub fn record(source: &str, line: usize, text: &str) -> Result<Record, RecordError> {
    let error = |what: String| RecordError { source_name: source.to_owned(), line, what };
    let raw: Raw = serde_json::from_str(text).map_err(|reason| error(reason.to_string()))?;
    let turns = match (raw.turns, raw.text) {
        (Some(turns), None) => turns.into_iter().map(|(who, said)| (speaker(&who), said)).collect(),
        (None, Some(text)) => vec![(Speaker::Caller, text)],
        _ => return Err(error("needs either `text` or `turns`".to_owned())),
    };
    Ok(Record {
        group: raw.group.map(|group| group.to_string()).or_else(|| raw.pair.clone()).unwrap_or_else(|| raw.id.clone()),
        id: raw.id,
        channel: raw.channel,
        label: raw.label.unwrap_or(Label::Normal),
        kind: raw.kind.as_deref().and_then(named),
        pair: raw.pair,
        source: source.to_owned(),
        turns,
    })
}

fn speaker(who: &str) -> Speaker {
    if who == "B" { Speaker::Other } else { Speaker::Caller }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_records_or_say_what_is_wrong() {
        let good =
            r#"{"id":"a","channel":"call","label":"scam","type":"gongjianfa","turns":[["A","你好"],["B","谁"]]}"#;
        let read = records("x.jsonl", &format!("{good}\n\n")).unwrap();
        assert_eq!(read[0].kind, Some(ScamType::T08));
        assert_eq!(read[0].turns[1].0, Speaker::Other);
        for bad in ["{", r#"{"id":"a","channel":"call"}"#, r#"{"id":"a","channel":"fax","text":""}"#] {
            assert_eq!(records("x.jsonl", bad).unwrap_err().line, 1);
        }
    }
}
