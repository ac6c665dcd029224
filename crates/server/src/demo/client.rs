//! A caller of the centre's and the members' real interfaces.

use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How long one answer may take before the demo gives up.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Somebody with a bearer credential at a base address.
#[derive(Debug)]
pub struct Client {
    base: String,
    bearer: Option<String>,
    agent: ureq::Agent,
    keys: AtomicU64,
}

impl Client {
    pub fn new(base: &str, bearer: Option<&str>) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(ANSWER_WITHIN));
        Self {
            base: base.to_owned(),
            bearer: bearer.map(str::to_owned),
            agent: config.build().new_agent(),
            keys: AtomicU64::new(0),
        }
    }

    /// Signs an officer in.
    pub fn officer(base: &str, login: &str, password: &str) -> anyhow::Result<Self> {
        let stranger = Self::new(base, None);
        let session = stranger.post("/api/v1/sessions", &json!({"login": login, "password": password}))?;
        let token = text(&session, "token").with_context(|| format!("no session for `{login}`"))?;
        Ok(Self::new(base, Some(token)))
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.bearer.as_deref().unwrap_or(""))
    }

    pub fn get(&self, path: &str) -> anyhow::Result<Value> {
        let mut answer =
            self.agent.get(format!("{}{path}", self.base)).header("Authorization", self.bearer()).call()?;
        let status = answer.status();
        let body = answer.body_mut().read_to_string()?;
        if !status.is_success() {
            bail!("GET {path}: {status} {body}");
        }
        Ok(serde_json::from_str(&body)?)
    }

    pub fn bytes(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let mut answer =
            self.agent.get(format!("{}{path}", self.base)).header("Authorization", self.bearer()).call()?;
        let status = answer.status();
        let bytes = answer.body_mut().read_to_vec()?;
        if !status.is_success() {
            bail!("GET {path}: {status} {}", String::from_utf8_lossy(&bytes));
        }
        Ok(bytes)
    }

    /// Acts once, with a key of its own.
    pub fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let count = self.keys.fetch_add(1, Ordering::Relaxed);
        let key = format!("demo-{}-{}-{count}", std::process::id(), crate::clock::system().ms());
        let (status, answer) = self.post_with(&key, path, body)?;
        if !(200..300).contains(&status) {
            bail!("POST {path}: {status} {answer}");
        }
        Ok(answer)
    }

    /// Acts with a given key: sent again after a failure, it is the same act.
    pub fn post_with(&self, key: &str, path: &str, body: &Value) -> anyhow::Result<(u16, Value)> {
        let mut answer = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("Authorization", self.bearer())
            .header("Idempotency-Key", key)
            .content_type("application/json")
            .send(serde_json::to_vec(body)?.as_slice())?;
        let status = answer.status().as_u16();
        let text = answer.body_mut().read_to_string()?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
    }
}

/// A text at a JSON pointer or member.
pub fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    let found = if path.starts_with('/') { value.pointer(path) } else { value.get(path) };
    found.and_then(Value::as_str)
}
