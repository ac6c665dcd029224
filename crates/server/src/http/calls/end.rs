//! `POST /api/v1/calls/{id}/end`: the call is over. What it came to is kept; of what was said nothing, unless it
//! sounded like a scam: then the radar hears of it, as of a text.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::problem::Problem;
use crate::http::verdicts::judge::VerdictBody;
use crate::http::verdicts::member::Sending;
use crate::sift::calls::Ended;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use cordon_desk::Refusal;

/// End a call
#[utoipa::path(
    post, path = "/api/v1/calls/{id}/end", tag = "sift", operation_id = "end_call",
    params(("id" = String, Path, description = "the call, as it was begun", min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "c-1")),
    responses((status = 200, description = "what it came to", body = VerdictBody), Acting)
)]
pub async fn end(State(app): State<App>, sending: Sending, Path(id): Path<String>) -> Result<Response, Problem> {
    match ended(&app, &sending, &id).await {
        Ok(answer) => Ok(([(CONTENT_TYPE, "application/json")], answer).into_response()),
        Err(refusal) => Err(sending.refused(&app, refusal).await),
    }
}

pub async fn ended(app: &App, sending: &Sending, id: &str) -> Result<Vec<u8>, Refusal> {
    let service = app.sift().map_err(|problem| problem.refusal().clone())?;
    let now = app.clock.now();
    let ended = service.calls.end(&service.room, sending.0.agency, id, now)?;
    let agency = sending.0.agency.to_string();
    let Ended { event, facts, verdict, .. } = &ended;
    let answer = service.room.keep_call(&agency, "talk", event.clone(), (facts, verdict), now).await?;
    ended.tell_radar(&service.room, &agency);
    Ok(answer)
}
