//! `POST /api/v1/calls/{id}/utterances`: something was said. What the call comes to so far is in the answer, with
//! whom to tell when an alarm was raised; the alarm is on the disk before.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::parsed;
use crate::http::limit::system_seconds;
use crate::http::problem::Problem;
use crate::http::verdicts::member::Sending;
use crate::random;
use crate::sift::calls::{Alarm, Heard, Utterance};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use cordon_desk::telecom::{NewCallAlarm, RaisedCallAlarm, raise_call_alarm};
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::exchange::Private;
use cordon_sift::event::ContentBasis;
use cordon_sift::text::call::Speaker;
use cordon_sift::verdict::{Action, Verdict};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use utoipa::ToSchema;

#[derive(Clone, Copy, Deserialize, ToSchema, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Caller,
    User,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "what was said must not reach a log")]
pub struct UtteranceBody {
    /// Its number in the call, from 0: the same again is not heard twice.
    seq: u32,
    #[schema(inline)]
    speaker: Who,
    #[schema(example = "您好", max_length = 20000)]
    text: String,
    /// If it is another than the call began with.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^(consent|reported|public|approved)$", max_length = 8)]
    basis: Option<ContentBasis>,
    #[serde(default)]
    notice_played: bool,
}

/// What a call comes to so far.
#[derive(Serialize)]
struct Told<'a> {
    call: &'a str,
    seq: u32,
    /// What is shown: it rises at once and falls after some calm turns.
    level: Action,
    content_read: bool,
    #[serde(flatten)]
    verdict: &'a Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    alarm: Option<Raised>,
}

/// An alarm, and whom the carrier tells.
#[derive(Serialize)]
struct Raised {
    id: String,
    tell_user: bool,
    /// Contacts that the carrier registered.
    tell_relatives: Vec<String>,
}

/// Hand on what was said
#[utoipa::path(
    post, path = "/api/v1/calls/{id}/utterances", tag = "sift", operation_id = "hear_utterance",
    params(("id" = String, Path, description = "the call, as it was begun", min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "c-1")),
    request_body = UtteranceBody,
    responses((status = 200, description = "what the call comes to so far (docs/interfaces/live-calls.md)", body = Object), Acting)
)]
pub async fn hear(
    State(app): State<App>,
    sending: Sending,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    match heard(&app, &sending, &id, &body).await {
        Ok(told) => Ok(([(CONTENT_TYPE, "application/json")], told.to_string()).into_response()),
        Err(refusal) => Err(sending.refused(&app, refusal).await),
    }
}

/// One utterance, however it came; whoever listens to the call hears of it.
pub async fn heard(app: &App, sending: &Sending, id: &str, body: &[u8]) -> Result<Arc<str>, Refusal> {
    let service = app.sift().map_err(|problem| problem.refusal().clone())?;
    let agency = sending.0.agency;
    if !service.calls.is_there(agency, id) {
        return Err(crate::sift::calls::gone());
    }
    service.members.take(agency, 1, system_seconds())?;
    let body: UtteranceBody = parsed(body)?;
    let speaker = match body.speaker {
        Who::Caller => Speaker::Caller,
        Who::User => Speaker::Other,
    };
    let UtteranceBody { seq, text, basis, notice_played, .. } = body;
    let said = Utterance { seq, speaker, text, basis, notice_played };
    let mut heard = service.calls.hear(&service.room, agency, id, &said, app.clock.now())?;
    let alarm = match heard.alarm.take() {
        None => None,
        Some(alarm) => match raise(app, sending, id, &heard, alarm).await {
            Ok(raised) => Some(raised),
            Err(refusal) => {
                service.calls.not_alarmed(agency, id);
                return Err(refusal);
            }
        },
    };
    let Heard { verdict, level, content_read, news, .. } = &heard;
    let told = Told { call: id, seq, level: *level, content_read: *content_read, verdict, alarm };
    let told: Arc<str> = serde_json::to_string(&told).unwrap_or_default().into();
    if let Some(news) = news {
        // Nobody may be listening any more.
        let _ = news.send(Arc::clone(&told));
    }
    Ok(told)
}

/// The verdict first, then the alarm: both are durable when somebody is told.
async fn raise(app: &App, sending: &Sending, id: &str, heard: &Heard, alarm: Alarm) -> Result<Raised, Refusal> {
    let service = app.sift().map_err(|problem| problem.refusal().clone())?;
    let agency = sending.0.agency;
    let now = app.clock.now();
    let Alarm { user, event, facts, begun_at } = alarm;
    service.room.keep_call(&agency.to_string(), "warned", event, (&facts, &heard.verdict), now).await?;
    let verdict = &heard.verdict;
    let new = NewCallAlarm {
        call: id.to_owned(),
        user: Private(user),
        probability: verdict.probability,
        scam: verdict.kind.map(|kind| kind.to_string()),
        stage: verdict.stage,
        reasons: verdict.reasons.iter().map(|reason| reason.code.clone()).collect(),
    };
    let key = format!("alarm-{id}-{}", begun_at.ms());
    let call = Call::new(Actor::Agency(agency), now, random::seed());
    // The same call alarms once, whatever its words come to when it is asked again.
    let call = call.key(key.clone(), Sha256::digest(key.as_bytes()).into());
    let done = app.run(move |app| raise_call_alarm(&app.desk, &call, &new)).await;
    let RaisedCallAlarm { alarm, relatives } = done.map_err(|problem| problem.refusal().clone())?;
    let tell_relatives = relatives.iter().map(ToString::to_string).collect();
    Ok(Raised { id: alarm.to_string(), tell_user: true, tell_relatives })
}
