//! `POST /api/v1/accounts/protections/end`: a protection ends before its time.

use crate::app::App;
use crate::http::accounts::protect::ProtectedBody;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use cordon_desk::money::unprotect_account::unprotect_account;
use cordon_desk::verbs::UnprotectAccount;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndBody {
    /// The account's key.
    #[schema(
        example = "0f8b4a525a0e4f6e9d1b2a53c1a0a0010f8b4a525a0e4f6e9d1b2a53c1a0a001",
        pattern = "^[0-9a-f]{64}$",
        max_length = 64
    )]
    account: String,
    #[schema(example = "账户已销户", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

/// End a protection
#[utoipa::path(
    post, path = "/api/v1/accounts/protections/end", tag = "money", operation_id = "unprotect_account",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = EndBody,
    responses((status = 200, description = "ended", body = ProtectedBody), Acting)
)]
pub async fn unprotect(
    State(app): State<App>,

    Centre(Writer { call, body }): Centre<Writer<EndBody>>,
) -> Result<Json<ProtectedBody>, Problem> {
    let read = move || Ok((body.account, body.reason));
    let done = act::<UnprotectAccount, _, _>(&app, call, read, |app, call, (key, reason)| {
        unprotect_account(&app.desk, call, &key, &reason)
    })
    .await?;
    Ok(Json(ProtectedBody::from(done)))
}
