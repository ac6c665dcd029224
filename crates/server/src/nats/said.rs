//! A message becomes an answer: the same question, the same checks and the same bytes as over HTTP. The key in
//! the message says who asks; that the subject is his too is asked besides.

use crate::app::App;
use crate::http::hygiene::REQUEST_SECONDS_MAX;
use crate::http::problem::Problem;
use crate::http::verdicts::judge::{answered, is_lines};
use crate::http::verdicts::member::{Sending, is_of_the_moment};
use async_nats::HeaderMap;
use cordon_desk::Refusal;
use cordon_model::Code;
use std::time::Duration;

pub const CONTENT_TYPE: &str = "Content-Type";
const AUTHORIZATION: &str = "Authorization";
/// By these two, clients of services know an error (NATS ADR-32).
const ERROR: &str = "Nats-Service-Error";
const ERROR_CODE: &str = "Nats-Service-Error-Code";

/// An answer on its way out.
#[derive(Debug)]
pub struct Said {
    pub status: u16,
    kind: &'static str,
    code: Option<Code>,
    pub body: Vec<u8>,
    /// The centre could not take some of it at the moment: the same should come again.
    pub should_come_again: bool,
}

impl Said {
    pub fn problem(problem: &Problem) -> Self {
        Self {
            status: problem.status().as_u16(),
            kind: "application/problem+json",
            code: Some(problem.code()),
            body: serde_json::to_vec(&problem.body()).unwrap_or_default(),
            should_come_again: is_of_the_moment(problem.code()),
        }
    }

    pub fn refused(code: Code, detail: impl Into<String>) -> Self {
        Self::problem(&Problem::from(Refusal::new(code, detail)))
    }

    /// Verdicts that are durable, and more bytes than the NATS server takes in one message.
    pub fn too_long(&self, max: usize) -> Self {
        let bytes = self.body.len();
        let detail =
            format!("the answer has {bytes} bytes, the NATS server takes {max}; send fewer events in a message");
        Self::refused(Code::TooLarge, detail)
    }

    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, self.kind);
        if let Some(code) = self.code {
            headers.insert(ERROR, code.text());
            headers.insert(ERROR_CODE, self.status.to_string());
        }
        headers
    }
}

/// What is said to a message on the subject of the agency with this code.
pub async fn said(app: &App, code: &str, headers: Option<&HeaderMap>, body: &[u8]) -> Said {
    let limit = Duration::from_secs(REQUEST_SECONDS_MAX);
    match tokio::time::timeout(limit, judged(app, code, headers, body)).await {
        Ok(Ok(said)) => said,
        Ok(Err(problem)) => Said::problem(&problem),
        Err(_) => Said::refused(Code::Uncertain, format!("it took longer than {REQUEST_SECONDS_MAX} s")),
    }
}

async fn judged(app: &App, code: &str, headers: Option<&HeaderMap>, body: &[u8]) -> Result<Said, Problem> {
    let header = |name: &str| headers.and_then(|headers| headers.get(name)).map(|value| value.as_str());
    let key = header(AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
    let key =
        key.ok_or_else(|| Problem::from(Refusal::new(Code::NotSignedIn, "`Authorization: Bearer` is missing")))?;
    let sending = Sending::by(app, key).await?;
    if *sending.0.code != *code {
        let refusal = Refusal::field("subject", "is not that of the agency whose key this is");
        return Err(sending.refused(app, refusal).await);
    }
    if body.len() > crate::http::BODY_BYTES_MAX {
        return Err(sending.refused(app, Refusal::bare(Code::TooLarge)).await);
    }
    let many = is_lines(header(CONTENT_TYPE));
    match answered(app, &sending, many, body).await {
        Ok(answered) => Ok(Said {
            status: 200,
            kind: answered.kind,
            code: None,
            body: answered.body,
            should_come_again: answered.should_come_again,
        }),
        Err(refusal) => Err(sending.refused(app, refusal).await),
    }
}
