//! `POST /api/v1/second-factor/recovery-codes`: ten new recovery codes; the old ones are over.

#![expect(missing_debug_implementations, reason = "bodies hold secrets and must not reach a log")]

use super::OwnPasswordBody;
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::Own;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use cordon_desk::office::renew_recovery_codes;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesBody {
    /// Told once.
    recovery_codes: Vec<String>,
}

/// Draw new recovery codes
#[utoipa::path(
    post, path = "/api/v1/second-factor/recovery-codes", tag = "office", operation_id = "renew_recovery_codes",
    request_body = OwnPasswordBody,
    responses((status = 200, description = "the new ones", body = RecoveryCodesBody), Acting)
)]
pub async fn renew_codes(
    State(app): State<App>,
    Own { call, session, body, .. }: Own<OwnPasswordBody>,
) -> Result<Json<RecoveryCodesBody>, Problem> {
    let password = body.private();
    let codes = app.run(move |app| renew_recovery_codes(&app.desk, &call, &session, password.as_ref())).await?;
    Ok(Json(RecoveryCodesBody { recovery_codes: codes.into_iter().map(|code| code.0).collect() }))
}
