//! `POST /api/v1/norms/proposals/{id}/decide`: a proposed norm is adopted or refused by another officer than the one who proposed it.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::council::decide_norm;
use cordon_desk::verbs::DecideNorm;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptBody {
    #[schema(example = true)]
    adopt: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NormDecidedBody {
    proposal: String,
    /// The norm with its version, where it was adopted.
    #[schema(example = "stop.life@2")]
    norm: Option<String>,
}

/// Decide a proposal
#[utoipa::path(
    post, path = "/api/v1/norms/proposals/{id}/decide", tag = "council", operation_id = "decide_norm",
    params(("id" = String, Path, description = "the proposal", example = "prp_019ab0c4d1e87000800000000000000a", pattern = "^prp_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = AdoptBody,
    responses((status = 200, description = "decided", body = NormDecidedBody), Acting)
)]
pub async fn decide(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<AdoptBody>>,
) -> Result<Json<NormDecidedBody>, Problem> {
    let read = move || Ok((parse(&id)?, body.adopt));
    let done =
        act::<DecideNorm, _, _>(&app, call, read, |app, call, (id, adopt)| decide_norm(&app.desk, call, id, adopt))
            .await?;
    Ok(Json(NormDecidedBody { proposal: done.proposal.to_string(), norm: done.norm }))
}
