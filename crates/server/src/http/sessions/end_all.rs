//! `DELETE /api/v1/sessions`: every session of one's own ends, this one as well.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::Reader;
use crate::http::problem::Problem;
use crate::web::session_cookie;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, SET_COOKIE};
use cordon_desk::office::end_sessions;

/// Sign out everywhere
#[utoipa::path(
    delete, path = "/api/v1/sessions", tag = "office", operation_id = "end_sessions",
    responses((status = 204, description = "all have ended"), Acting)
)]
pub async fn end_all(
    State(app): State<App>,
    Reader(call): Reader,
) -> Result<(StatusCode, [(HeaderName, String); 1]), Problem> {
    app.run(move |app| end_sessions(&app.desk, &call)).await?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, session_cookie("", false, "; Max-Age=0"))]))
}
