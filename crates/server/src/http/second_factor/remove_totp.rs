//! `POST /api/v1/second-factor/totp/remove`: one's own one-time codes are given up.

use super::OwnPasswordBody;
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::Own;
use crate::http::problem::Problem;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::office::remove_totp as remove;

/// Give up one-time codes
#[utoipa::path(
    post, path = "/api/v1/second-factor/totp/remove", tag = "office", operation_id = "remove_totp",
    request_body = OwnPasswordBody,
    responses((status = 204, description = "gone, with the recovery codes"), Acting)
)]
pub async fn remove_totp(
    State(app): State<App>,
    Own { call, session, body, .. }: Own<OwnPasswordBody>,
) -> Result<StatusCode, Problem> {
    let password = body.private();
    app.run(move |app| remove(&app.desk, &call, &session, password.as_ref())).await?;
    Ok(StatusCode::NO_CONTENT)
}
