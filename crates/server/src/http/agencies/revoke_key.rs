//! `DELETE /api/v1/agencies/keys/{digest}`: the next request with this key is a stranger's. A key can be
//! revoked once, so no idempotency key is asked for.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Reader};
use crate::http::problem::Problem;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::office::revoke_key as revoke;

/// Revoke a key
#[utoipa::path(
    delete, path = "/api/v1/agencies/keys/{digest}", tag = "office", operation_id = "revoke_key",
    params(("digest" = String, Path, description = "SHA-256 of the key, as told when it was issued; never the key",
        pattern = "^[0-9a-f]{64}$", example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
    responses((status = 204, description = "revoked"), Acting)
)]
pub async fn revoke_key(
    State(app): State<App>,
    Path(digest): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<StatusCode, Problem> {
    app.run(move |app| revoke(&app.desk, &call, &digest)).await?;
    Ok(StatusCode::NO_CONTENT)
}
