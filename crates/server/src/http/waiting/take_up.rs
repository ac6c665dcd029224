//! `POST /api/v1/waiting/take`: lines of his choice are the caller's, unless somebody has them.

use super::rows::{RowsDoneBody, WorkRowsBody, rows};
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use cordon_desk::verbs::TakeUp;
use cordon_desk::work;

/// Take lines
#[utoipa::path(
    post, path = "/api/v1/waiting/take", tag = "office", operation_id = "take_up",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = WorkRowsBody,
    responses((status = 200, description = "what became of each", body = RowsDoneBody), Acting)
)]
pub async fn take_up(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<WorkRowsBody>>,
) -> Result<Json<RowsDoneBody>, Problem> {
    let read = move || Ok(rows(body.rows));
    let done = act::<TakeUp, _, _>(&app, call, read, |app, call, rows| work::take_up(&app.desk, call, &rows)).await?;
    Ok(Json(RowsDoneBody::from(done)))
}
