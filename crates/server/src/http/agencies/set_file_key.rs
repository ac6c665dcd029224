//! `POST /api/v1/agencies/{id}/file-key`: by which the agency signs the files of its receipts.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::office::set_file_key as set;
use cordon_desk::verbs::SetFileKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileKeyBody {
    /// Ed25519, the public half, as `cordon member … bundle key` prints it.
    #[schema(example = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", pattern = "^[0-9a-f]{64}$")]
    key: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FileKeySetBody {
    agency: String,
}

/// Set an agency's file key
#[utoipa::path(
    post, path = "/api/v1/agencies/{id}/file-key", tag = "office", operation_id = "set_file_key",
    params(("id" = String, Path, description = "the agency", example = "agy_019ab0c4d1e87000800000000000000a", pattern = "^agy_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = FileKeyBody,
    responses((status = 200, description = "set", body = FileKeySetBody), Acting)
)]
pub async fn set_file_key(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<FileKeyBody>>,
) -> Result<Json<FileKeySetBody>, Problem> {
    let read = move || parse(&id);
    let done =
        act::<SetFileKey, _, _>(&app, call, read, move |app, call, id| set(&app.desk, call, id, &body.key)).await?;
    Ok(Json(FileKeySetBody { agency: done.agency.to_string() }))
}
