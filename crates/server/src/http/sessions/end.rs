//! `DELETE /api/v1/sessions/current`: the session ends. Ending it twice is ending it, so there is no key.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{self, Reader};
use crate::http::problem::Problem;
use crate::web::session_cookie;
use axum::extract::State;
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use cordon_desk::office::sign_out;
use cordon_model::Code;
use cordon_model::exchange::Private;

/// Sign out
#[utoipa::path(
    delete, path = "/api/v1/sessions/current", tag = "office", operation_id = "sign_out",
    responses((status = 204, description = "the session has ended"), Acting)
)]
pub async fn end(
    State(app): State<App>,
    Reader(call): Reader,
    headers: HeaderMap,
) -> Result<(StatusCode, [(HeaderName, String); 1]), Problem> {
    let token = caller::token(&headers).map(Private).ok_or_else(|| Problem::of(Code::NotSignedIn))?;
    app.run(move |app| sign_out(&app.desk, &call, &token)).await?;
    // Where there was a cookie, it goes as well.
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, session_cookie("", false, "; Max-Age=0"))]))
}
