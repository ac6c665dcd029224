//! ZEN's side: the same rules as a decision table that collects, and events as its variables.

use crate::Problem;
use crate::ours::Asked;
use cordon_sift::facts::{Fact, Shape};
use cordon_sift::judge::Kind;
use cordon_sift::rules::{Rule, Rules};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use zen_engine::model::DecisionContent;
use zen_engine::{Decision, DecisionEngine};

pub type Input = zen_engine::Variable;

/// The rules for a kind of event. With `columns`, a condition that is a list of tests on different facts stands in
/// the columns of its facts.
pub fn table(rules: &Rules, kind: Kind, columns: bool) -> Result<Decision, Problem> {
    let rules: Vec<&Rule> = rules.rules().iter().filter(|rule| rule.kinds.contains(&kind)).collect();
    let split = |rule: &Rule| cells(&rule.when).filter(|_| columns);
    let mut facts: Vec<String> = rules.iter().filter_map(|rule| split(rule)).flat_map(BTreeMap::into_keys).collect();
    facts.sort();
    facts.dedup();
    let mut inputs = vec![json!({"id": "when", "name": "when"})];
    inputs.extend(facts.iter().map(|fact| json!({"id": fact, "name": fact, "field": fact})));
    let row = |rule: &&Rule| {
        let mut row = Map::new();
        row.insert("_id".into(), json!(rule.id));
        row.insert("held".into(), json!(format!("'{}'", rule.id)));
        let split = split(rule);
        row.insert("when".into(), json!(if split.is_some() { String::new() } else { written(&rule.when) }));
        for fact in &facts {
            let cell = split.as_ref().and_then(|cells| cells.get(fact)).cloned().unwrap_or_default();
            row.insert(fact.clone(), json!(cell));
        }
        Value::Object(row)
    };
    let content = json!({"hitPolicy": "collect", "inputs": inputs,
        "outputs": [{"id": "held", "name": "held", "field": "held"}], "rules": rules.iter().map(row).collect::<Vec<_>>()});
    let node = |id: &str, kind: &str, content: Value| json!({"id": id, "name": id, "type": kind, "content": content});
    let edge =
        |from: &str, to: &str| json!({"id": format!("{from}-{to}"), "type": "edge", "sourceId": from, "targetId": to});
    let graph = json!({
        "nodes": [node("in", "inputNode", json!({})), node("rules", "decisionTableNode", content), node("out", "outputNode", json!({}))],
        "edges": [edge("in", "rules"), edge("rules", "out")],
    });
    let content: DecisionContent = serde_json::from_value(graph)?;
    let mut decision =
        DecisionEngine::default().create_decision(content.into()).map_err(|error| format!("{error:?}"))?;
    decision.compile();
    Ok(decision)
}

/// A condition in ZEN's words. Only what the shipped rules use is known.
fn written(when: &str) -> String {
    let mut out = String::new();
    let mut rest = when;
    while let Some(first) = rest.chars().next() {
        let (taken, put) = if let Some(quoted) = rest.strip_prefix('\'') {
            let end = quoted.find('\'').map_or(rest.len(), |end| end + 2);
            (end, rest.get(..end).unwrap_or(rest).to_owned())
        } else if first.is_ascii_alphabetic() {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len());
            let word = rest.get(..end).unwrap_or(rest);
            match known(rest).or_else(|| number(word, rest).map(|(taken, value)| (taken, value.to_string()))) {
                Some(put) => put,
                None => (end, word.to_owned()),
            }
        } else {
            match rest.get(..2) {
                Some("&&") => (2, " and ".into()),
                Some("||") => (2, " or ".into()),
                Some("!=") => (2, "!=".into()),
                _ if first == '!' => (1, "not ".into()),
                _ => (first.len_utf8(), first.to_string()),
            }
        };
        out += &put;
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

/// `has(FACT)`: what ZEN does not know is null.
fn known(rest: &str) -> Option<(usize, String)> {
    let inside = rest.strip_prefix("has(")?;
    let end = inside.find(')')?;
    Some(("has(".len() + end + 1, format!("({} != null)", inside.get(..end)?)))
}

/// `yuan(5)` and its like as a number, with how much of the text it takes.
fn number(word: &str, rest: &str) -> Option<(usize, i64)> {
    let inside = rest.strip_prefix(word)?.strip_prefix('(')?;
    let end = inside.find(')')?;
    let argument = inside.get(..end)?;
    let value = match word {
        "yuan" => argument.parse::<i64>().ok()? * 100,
        "percent" => argument.parse::<i64>().ok()? * 10,
        "days" => argument.parse::<i64>().ok()? * 86_400_000,
        "duration" => duration(argument.trim_matches('\''))?,
        _ => return None,
    };
    Some((word.len() + 2 + end, value))
}

fn duration(text: &str) -> Option<i64> {
    let (count, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let ms = match unit {
        "h" => 3_600_000,
        "m" => 60_000,
        "s" => 1_000,
        _ => return None,
    };
    Some(count.parse::<i64>().ok()? * ms)
}

/// The cells of a condition that only joins tests on different facts by "and".
fn cells(when: &str) -> Option<BTreeMap<String, String>> {
    if when.contains(['(', '|']) && !when.contains("yuan(") && !when.contains("percent(") && !when.contains("duration(")
    {
        return None;
    }
    let mut found = BTreeMap::new();
    for test in when.split("&&").map(str::trim) {
        let (fact, cell) = cell(test)?;
        if found.insert(fact, cell).is_some() {
            return None;
        }
    }
    Some(found)
}

fn cell(test: &str) -> Option<(String, String)> {
    let (denied, bare) = test.strip_prefix('!').map_or((false, test), |bare| (true, bare));
    if let Some(fact) = Fact::named(bare).filter(|fact| fact.about().shape == Shape::Truth) {
        return Some((fact.about().name.to_owned(), (!denied).to_string()));
    }
    let (name, rest) = test.split_once(' ')?;
    Fact::named(name)?;
    let rest = rest.trim();
    let cell = if let Some(list) = rest.strip_prefix("in ") {
        list.trim().strip_prefix('[')?.strip_suffix(']')?.to_owned()
    } else if let Some(value) = rest.strip_prefix("== ") {
        plain(value)?
    } else {
        let (op, value) = rest.split_once(' ')?;
        matches!(op, ">" | ">=" | "<" | "<=").then(|| plain(value)).flatten().map(|value| format!("{op} {value}"))?
    };
    Some((name.to_owned(), cell))
}

/// A number or a word, and nothing else.
fn plain(value: &str) -> Option<String> {
    let value = written(value.trim());
    let is_word = value.starts_with('\'') && value.ends_with('\'');
    (is_word || value.parse::<i64>().is_ok()).then_some(value)
}

pub fn input(asked: &Asked) -> Input {
    let mut rooms: Map<String, Value> = Map::new();
    for (fact, value) in asked.facts.iter() {
        let Some((room, name)) = fact.about().name.split_once('.') else { continue };
        let value = match fact.about().shape {
            Shape::Truth => json!(value != 0),
            Shape::Word(words) => json!(usize::try_from(value).ok().and_then(|place| words.get(place))),
            _ => json!(value),
        };
        let room = rooms.entry(room).or_insert_with(|| json!({}));
        if let Some(room) = room.as_object_mut() {
            room.insert(name.to_owned(), value);
        }
    }
    Value::Object(rooms).into()
}

fn result(decision: &Decision, input: &Input) -> Result<Input, Problem> {
    let mut evaluation = pin!(decision.evaluate(input.shallow_clone()));
    match evaluation.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(response)) => Ok(response.result),
        Poll::Ready(Err(error)) => Err(error.to_string().into()),
        Poll::Pending => Err("ZEN waits for something; a table needs nothing".into()),
    }
}

pub fn held(decision: &Decision, input: &Input) -> Result<Vec<String>, Problem> {
    let rows = serde_json::to_value(result(decision, input)?)?;
    let rows = rows.as_array().cloned().unwrap_or_default();
    Ok(rows.iter().filter_map(|row| row["held"].as_str()).map(str::to_owned).collect())
}

pub fn count(decision: &Decision, inputs: &[Input]) -> Result<usize, Problem> {
    inputs.iter().map(|input| Ok(result(decision, input)?.as_array().map_or(0, |rows| rows.borrow().len()))).sum()
}
