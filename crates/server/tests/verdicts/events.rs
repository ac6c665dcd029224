//! Events for tests: numbers that nobody has.

use cordon_model::Stamp;
use serde_json::{Value, json};

pub const SCAM: &str = "我是公安局的，你涉嫌洗钱，不要告诉家人，把钱转到安全账户，验证码发给我";
pub const PLAIN: &str = "您的快递已放在门口，请及时取走";

pub fn call(id: u64, now: Stamp) -> Value {
    json!({"kind": "call", "id": format!("c-{id}"), "at": now.ms(), "stage": "attempt",
        "caller": format!("+861990000{:04}", id % 10_000), "callee": format!("+861980000{:04}", id * 7 % 10_000)})
}

pub fn text(id: &str, words: &str, basis: Option<&str>, now: Stamp) -> Value {
    let mut event = json!({"kind": "text", "id": id, "at": now.ms(), "channel": "sms",
        "from": "+8619900000001", "to": "+8619900000002", "text": words});
    basis.iter().for_each(|basis| event["basis"] = json!(basis));
    event
}
