//! `GET /api/v1/officers/{id}/identities`: the accounts by which an officer comes in from outside, masked.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::office::identities_of;
use cordon_desk::verbs::Read;
use cordon_store::records::Identity;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct IdentityBody {
    #[schema(example = "idn_019ab0c4d1e87000800000000000000a")]
    id: String,
    #[schema(example = "https://id.city.example")]
    issuer: String,
    /// What may be seen of the account.
    #[schema(example = "****beef")]
    subject: String,
    #[schema(format = "date-time")]
    added_at: String,
    /// The administrator who linked it, or the officer himself.
    added_by: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct IdentitiesBody {
    items: Vec<IdentityBody>,
}

impl From<Identity> for IdentityBody {
    fn from(it: Identity) -> Self {
        Self {
            id: it.id.to_string(),
            issuer: it.issuer,
            subject: it.subject_mask,
            added_at: it.added_at.rfc3339(),
            added_by: it.added_by.to_string(),
        }
    }
}

/// List an officer's accounts at the identity provider
#[utoipa::path(
    get, path = "/api/v1/officers/{id}/identities", tag = "office", operation_id = "list_identities",
    params(("id" = String, Path, description = "the officer", example = "off_019ab0c4d1e87000800000000000000a", pattern = "^off_[0-9a-f]{32}$")),
    responses((status = 200, description = "those that hold, the oldest first", body = IdentitiesBody), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<IdentitiesBody>, Problem> {
    let found =
        act::<Read, _, _>(&app, call, move || parse(&id), |app, call, id| identities_of(&app.desk, call, id)).await?;
    Ok(Json(IdentitiesBody { items: found.into_iter().map(IdentityBody::from).collect() }))
}
