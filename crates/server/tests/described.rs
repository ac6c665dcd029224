//! The operations as the description of the API has them, and requests made from its examples.

use serde_json::{Map, Value};

#[derive(Debug, Clone)]
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    pub about: Value,
}

impl Operation {
    pub fn is_public(&self) -> bool {
        self.about["security"] == serde_json::json!([{}])
    }

    pub fn mutates(&self) -> bool {
        self.method != "GET" && !self.is_a_look()
    }

    /// Too much, or what is nobody else's affair, is asked for to stand in an address; nothing is changed by it. To
    /// renew a lease twice is to renew it once.
    pub fn is_a_look(&self) -> bool {
        let looks = [
            "check_rules",
            "backtest_rules",
            "look_up_object",
            "renew",
            "ask_new_passkey",
            "ask_passkey",
            "ask_outside",
            "ask_identity",
            "ask_proof",
            "try_text",
        ];
        looks.contains(&self.id.as_str())
    }

    /// What is judged in flight has a log of its own; the event's id is its key (`verdicts/`).
    pub fn is_in_flight(&self) -> bool {
        matches!(self.id.as_str(), "judge_events" | "look_up" | "begin_call" | "hear_utterance" | "end_call")
    }

    /// One's own sessions and second factor: everybody's who has signed in, and nothing to be remembered.
    pub fn is_own_sign_in(&self) -> bool {
        self.path.starts_with("/api/v1/sessions") || self.path.starts_with("/api/v1/second-factor")
    }

    /// Told by an agency alone: its contacts, and what it sees.
    pub fn is_an_agencys(&self) -> bool {
        self.is_in_flight()
            || matches!(self.id.as_str(), "register_contact" | "end_contact" | "record_consent" | "revoke_consent")
    }

    /// The body of the examples; none where the operation takes none.
    pub fn body(&self, api: &Value) -> Option<Value> {
        let schema = &self.about["requestBody"]["content"]["application/json"]["schema"];
        (!schema.is_null()).then(|| example(api, schema))
    }
}

pub fn operations(api: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, methods) in api["paths"].as_object().unwrap() {
        for (method, about) in methods.as_object().unwrap() {
            found.push(Operation {
                id: about["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                about: about.clone(),
            });
        }
    }
    found
}

fn example(api: &Value, schema: &Value) -> Value {
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    if let Some(name) = schema["$ref"].as_str() {
        return example(api, &api["components"]["schemas"][name.rsplit('/').next().unwrap()]);
    }
    for list in ["oneOf", "allOf"] {
        if let Some(kinds) = schema[list].as_array() {
            return kinds.iter().find(|kind| kind["type"] != "null").map_or(Value::Null, |kind| example(api, kind));
        }
    }
    if let Some(words) = schema["enum"].as_array() {
        return words[0].clone();
    }
    if let Some(fields) = schema["properties"].as_object() {
        let made: Map<String, Value> =
            fields.iter().map(|(name, schema)| (name.clone(), example(api, schema))).collect();
        return Value::Object(made);
    }
    if schema["type"] == "array" {
        return Value::Array(vec![example(api, &schema["items"])]);
    }
    let is = |kind: &str| schema["type"] == kind || schema["type"].as_array().is_some_and(|k| k.contains(&kind.into()));
    if is("boolean") {
        return Value::Bool(true);
    }
    if is("integer") {
        return Value::from(1);
    }
    Value::from("text")
}
