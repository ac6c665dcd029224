//! `POST /api/v1/verdicts`: one event as JSON, or many as JSON lines; the verdict is in the answer, and on the
//! disk before. The event's own `id` makes it one: the same again gets the same verdict.

use super::member::{Sending, is_of_the_moment};
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::parsed;
use crate::http::limit::system_seconds;
use crate::http::problem::Problem;
use crate::sift::room::{Judging, Room};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cordon_desk::Refusal;
use cordon_model::{Code, Stamp};
use cordon_sift::event::Event;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Events in one request.
pub const LINES_MAX: usize = 1_000;
const LINES: &str = "application/x-ndjson";

/// An event: `kind` says which fields it has (docs/interfaces/verdicts.md).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"kind": "call", "id": "c-1", "at": 1_800_000_000_000_i64, "stage": "attempt",
    "caller": "+8619900000001", "callee": "+8619900000002", "route": "international"}))]
pub struct EventBody {
    #[schema(pattern = "^(text|call|payment)$", max_length = 7)]
    kind: String,
    #[schema(min_length = 1, max_length = 100, pattern = "^[!-~]+$")]
    id: String,
    /// Milliseconds since 1970 (UTC).
    at: i64,
}

/// A verdict (docs/concepts/verdicts.md).
#[derive(Debug, Serialize, ToSchema)]
pub struct VerdictBody {
    id: String,
    #[schema(format = "date-time")]
    learned_at: String,
    /// Whether the words were read: only on a basis.
    content_read: bool,
    #[schema(pattern = "^(allow|watch|warn|hold|block)$")]
    action: String,
    /// Thousandths.
    probability: u16,
    #[schema(pattern = "^(low|medium|high|very_high)$")]
    grade: String,
    /// T01 to T14; none is 未定.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Stage of the script, 1 to 8.
    stage: Option<u8>,
    /// Strongest first: code, zh, en, contribution in thousandths of a logit, place in the text.
    #[schema(value_type = Vec<Object>)]
    reasons: Vec<serde_json::Value>,
    #[schema(value_type = Option<Object>)]
    against: Option<serde_json::Value>,
    /// Rules that could not be evaluated: a person should look.
    failed: Vec<String>,
    /// Digests of model, lexicon, rules and lists.
    #[schema(value_type = Object)]
    versions: serde_json::Value,
    redress: String,
}

/// Judge events
#[utoipa::path(
    post, path = "/api/v1/verdicts", tag = "sift", operation_id = "judge_events",
    request_body(content((EventBody = "application/json"), (String = "application/x-ndjson"))),
    responses((status = 200, description = "the verdict; for JSON lines one line each, in their order: a verdict, or a `problem` with the line's `id`",
        content((VerdictBody = "application/json"), (String = "application/x-ndjson"))), Acting)
)]
pub async fn judge(
    State(app): State<App>,
    sending: Sending,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let many = is_lines(headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()));
    match answered(&app, &sending, many, &body).await {
        Ok(answered) => Ok((StatusCode::OK, [(CONTENT_TYPE, answered.kind)], answered.body).into_response()),
        Err(refusal) => Err(sending.refused(&app, refusal).await),
    }
}

/// Verdicts as they are told, over HTTP or otherwise.
#[derive(Debug)]
pub struct Answered {
    pub kind: &'static str,
    pub body: Vec<u8>,
    /// Some line could not be taken at the moment: the same should come again.
    pub should_come_again: bool,
}

pub fn is_lines(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| kind.starts_with(LINES))
}

pub async fn answered(app: &App, sending: &Sending, many: bool, body: &[u8]) -> Result<Answered, Refusal> {
    if many {
        return lines(app, sending, body).await;
    }
    let body = one(app, sending, body).await?;
    Ok(Answered { kind: "application/json", body, should_come_again: false })
}

fn text(body: &[u8]) -> Result<&str, Refusal> {
    std::str::from_utf8(body).map_err(|_| Refusal::new(Code::BodyInvalid, "is not UTF-8"))
}

fn event(sending: &Sending, raw: &str) -> Result<Event, Refusal> {
    let event: Event = parsed(raw.as_bytes())?;
    // What an agency cannot see it cannot tell: the route is not there for it.
    if sending.0.sees(&event) { Ok(event) } else { Err(Refusal::bare(Code::NotFound)) }
}

async fn one(app: &App, sending: &Sending, body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let service = app.sift().map_err(|problem| problem.refusal().clone())?;
    service.members.take(sending.0.agency, 1, system_seconds())?;
    let raw = text(body)?;
    let event = event(sending, raw)?;
    service.room.judge(&sending.0.agency.to_string(), raw, event, app.clock.now()).await
}

/// Every line is judged before the first waits for the disk, so that all wait for it together.
async fn lines(app: &App, sending: &Sending, body: &[u8]) -> Result<Answered, Refusal> {
    let service = app.sift().map_err(|problem| problem.refusal().clone())?;
    let raw = text(body)?;
    let lines: Vec<&str> = raw.lines().filter(|line| !line.trim().is_empty()).take(LINES_MAX + 1).collect();
    if lines.len() > LINES_MAX {
        return Err(Refusal::new(Code::TooLarge, format!("at most {LINES_MAX} events in one request")));
    }
    service.members.take(sending.0.agency, lines.len(), system_seconds())?;
    let (agency, now) = (sending.0.agency.to_string(), app.clock.now());
    let begun: Vec<Begun<'_>> = lines.iter().map(|line| begin(&service.room, sending, &agency, line, now)).collect();
    let (mut answer, mut should_come_again) = (Vec::new(), false);
    for (id, judging) in begun {
        let judged = match judging {
            Ok(judging) => judging.end(&service.room).await,
            Err(refusal) => Err(refusal),
        };
        should_come_again |= judged.as_ref().is_err_and(|refusal| is_of_the_moment(refusal.code));
        answer.extend(judged.unwrap_or_else(|refusal| problem_line(id, refusal)));
        answer.push(b'\n');
    }
    Ok(Answered { kind: LINES, body: answer, should_come_again })
}

type Begun<'a> = (Option<String>, Result<Judging<'a>, Refusal>);

fn begin<'a>(room: &Room, sending: &Sending, agency: &'a str, line: &'a str, now: Stamp) -> Begun<'a> {
    match event(sending, line) {
        Ok(event) => (Some(event.id().to_owned()), room.begin(agency, line, event, now)),
        Err(refusal) => (None, Err(refusal)),
    }
}

fn problem_line(id: Option<String>, refusal: Refusal) -> Vec<u8> {
    let line = serde_json::json!({"id": id, "problem": Problem::from(refusal).body()});
    serde_json::to_vec(&line).unwrap_or_default()
}
