//! `POST /api/v1/agencies/{id}/keys`: a key for an agency's machine. It is told once, here; what is kept is its digest.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Nothing;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::office::issue_key as issue;
use cordon_desk::verbs::IssueKey;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
#[expect(missing_debug_implementations, reason = "a key must not reach a log")]
pub struct KeyBody {
    agency: String,
    /// By which it is revoked.
    digest: String,
    /// For `Authorization: Bearer`; empty when the same request comes again.
    key: Option<String>,
}

/// Issue a key
#[utoipa::path(
    post, path = "/api/v1/agencies/{id}/keys", tag = "office", operation_id = "issue_key",
    params(("id" = String, Path, description = "the agency", example = "agy_019ab0c4d1e87000800000000000000a", pattern = "^agy_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    responses((status = 201, description = "issued", body = KeyBody), Acting)
)]
pub async fn issue_key(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body: _ }): Centre<Writer<Nothing>>,
) -> Result<(StatusCode, Json<KeyBody>), Problem> {
    let read = move || parse(&id);
    let done = act::<IssueKey, _, _>(&app, call, read, |app, call, id| issue(&app.desk, call, id)).await?;
    Ok((
        StatusCode::CREATED,
        Json(KeyBody { agency: done.agency.to_string(), digest: done.digest, key: done.key.map(|key| key.0) }),
    ))
}
