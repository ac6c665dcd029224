//! `POST /api/v1/waiting/put-back`: lines are free again; a supervisor puts back what others have.

use super::rows::{RowsDoneBody, WorkRowsBody, rows};
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use cordon_desk::verbs::PutBack;
use cordon_desk::work;

/// Put lines back
#[utoipa::path(
    post, path = "/api/v1/waiting/put-back", tag = "office", operation_id = "put_back",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = WorkRowsBody,
    responses((status = 200, description = "what became of each", body = RowsDoneBody), Acting)
)]
pub async fn put_back(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<WorkRowsBody>>,
) -> Result<Json<RowsDoneBody>, Problem> {
    let read = move || Ok(rows(body.rows));
    let done = act::<PutBack, _, _>(&app, call, read, |app, call, rows| work::put_back(&app.desk, call, &rows)).await?;
    Ok(Json(RowsDoneBody::from(done)))
}
