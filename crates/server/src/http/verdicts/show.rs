//! `GET /api/v1/verdicts/{id}`: a verdict that was given, as it was given. Of a call the latest stage.

use super::judge::VerdictBody;
use super::member::Sending;
use crate::app::App;
use crate::http::answers::Looking;
use crate::http::problem::Problem;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

/// Show a verdict
#[utoipa::path(
    get, path = "/api/v1/verdicts/{id}", tag = "sift", operation_id = "show_verdict",
    params(("id" = String, Path, description = "the event's id, as it was sent", min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "c-1")),
    responses((status = 200, description = "the verdict as it was given", body = VerdictBody), Looking)
)]
pub async fn show(State(app): State<App>, sending: Sending, Path(id): Path<String>) -> Result<Response, Problem> {
    let agency = sending.0.agency.to_string();
    let found = app
        .peek(move |app| {
            let service = app.sift().map_err(|problem| problem.refusal().clone())?;
            service.room.verdict(&agency, &id)
        })
        .await;
    match found {
        Ok(answer) => Ok(([(CONTENT_TYPE, "application/json")], answer).into_response()),
        Err(problem) => Err(sending.refused(&app, problem.refusal().clone()).await),
    }
}
