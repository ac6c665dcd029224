//! `POST /api/v1/waiting/put-off`: lines are not looked at until later, never beyond their own time.

use super::rows::{RowsDoneBody, WorkRowBody, rows};
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use crate::http::shapes::moment;
use axum::Json;
use axum::extract::State;
use cordon_desk::verbs::PutOff;
use cordon_desk::work::{self, NewPutOff};
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutOffBody {
    #[schema(min_items = 1, max_items = 100)]
    rows: Vec<WorkRowBody>,
    /// In the next 24 hours.
    #[schema(format = "date-time", example = "2026-11-23T18:00:00+08:00")]
    until: String,
    #[schema(example = "等银行上班后再打电话", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

/// Put lines off
#[utoipa::path(
    post, path = "/api/v1/waiting/put-off", tag = "office", operation_id = "put_off",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = PutOffBody,
    responses((status = 200, description = "what became of each", body = RowsDoneBody), Acting)
)]
pub async fn put_off(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<PutOffBody>>,
) -> Result<Json<RowsDoneBody>, Problem> {
    let read =
        move || Ok(NewPutOff { rows: rows(body.rows), until: moment("until", &body.until)?, reason: body.reason });
    let done = act::<PutOff, _, _>(&app, call, read, |app, call, new| work::put_off(&app.desk, call, &new)).await?;
    Ok(Json(RowsDoneBody::from(done)))
}
