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

    pub fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let key = format!("demo-{}-{:p}", self.keys.fetch_add(1, Ordering::Relaxed), self);
        let mut answer = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("Authorization", self.bearer())
            .header("Idempotency-Key", &format!("{key}-{}", crate::clock::system().ms()))
            .content_type("application/json")
            .send(serde_json::to_vec(body)?.as_slice())?;
        let status = answer.status();
        let text = answer.body_mut().read_to_string()?;
        if !status.is_success() {
            bail!("POST {path}: {status} {text}");
        }
        Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
    }
}

/// A text at a JSON pointer or member.
pub fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    let found = if path.starts_with('/') { value.pointer(path) } else { value.get(path) };
    found.and_then(Value::as_str)
}
