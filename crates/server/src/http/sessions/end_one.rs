//! `DELETE /api/v1/sessions/{id}`: a session of one's own ends, wherever it is. Ending it twice is ending it, so
//! there is no key.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::office::end_session;
use cordon_desk::verbs::EndSession;

/// End a session of one's own
#[utoipa::path(
    delete, path = "/api/v1/sessions/{id}", tag = "office", operation_id = "end_session",
    params(("id" = String, Path, description = "the session", example = "ses_019ab0c4d1e87000800000000000000a", pattern = "^ses_[0-9a-f]{32}$")),
    responses((status = 204, description = "it has ended"), Acting)
)]
pub async fn end_one(
    State(app): State<App>,
    Path(id): Path<String>,
    Reader(call): Reader,
) -> Result<StatusCode, Problem> {
    let read = move || parse(&id);
    act::<EndSession, _, _>(&app, call, read, |app, call, id| end_session(&app.desk, call, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
