//! `GET /api/v1/agencies/{id}/keys`: the keys that were issued to an agency, by digest. What a key is nobody can tell.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read;
use cordon_desk::verbs::Read;
use cordon_store::records::AgencyKey;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct KeyLine {
    /// By which it is revoked.
    digest: String,
    #[schema(format = "date-time")]
    issued_at: String,
    #[schema(format = "date-time")]
    revoked_at: Option<String>,
}

impl From<AgencyKey> for KeyLine {
    fn from(key: AgencyKey) -> Self {
        Self {
            digest: key.digest,
            issued_at: key.issued_at.rfc3339(),
            revoked_at: key.revoked_at.map(|at| at.rfc3339()),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct KeysBody {
    items: Vec<KeyLine>,
    /// A key by which it signs its files is kept.
    has_file_key: bool,
}

/// List an agency's keys
#[utoipa::path(
    get, path = "/api/v1/agencies/{id}/keys", tag = "office", operation_id = "list_keys",
    params(("id" = String, Path, description = "the agency", example = "agy_019ab0c4d1e87000800000000000000a", pattern = "^agy_[0-9a-f]{32}$")),
    responses((status = 200, description = "its keys, by digest", body = KeysBody), Looking)
)]
pub async fn list_keys(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<KeysBody>, Problem> {
    let read = move || parse(&id);
    let found = act::<Read, _, _>(&app, call, read, |app, call, id| read::agency(&app.desk, call, id)).await?;
    Ok(Json(KeysBody {
        has_file_key: found.agency.file_key.is_some(),
        items: found.keys.into_iter().map(KeyLine::from).collect(),
    }))
}
