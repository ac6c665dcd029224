//! `POST /api/v1/officers/{id}/second-factor/reset`: an officer has lost his second factors; an administrator, not
//! he himself, takes them away.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Nothing;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::office::reset_factors as reset;
use cordon_desk::verbs::ResetFactors;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct FactorsResetBody {
    officer: String,
    /// One-time codes and passkeys that were taken away.
    removed: usize,
}

/// Take away an officer's second factors
#[utoipa::path(
    post, path = "/api/v1/officers/{id}/second-factor/reset", tag = "office", operation_id = "reset_factors",
    params(("id" = String, Path, description = "the officer", example = "off_019ab0c4d1e87000800000000000000a", pattern = "^off_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    responses((status = 200, description = "taken away; every session of the officer has ended", body = FactorsResetBody), Acting)
)]
pub async fn reset_factors(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body: _ }): Centre<Writer<Nothing>>,
) -> Result<Json<FactorsResetBody>, Problem> {
    let read = move || parse(&id);
    let done = act::<ResetFactors, _, _>(&app, call, read, |app, call, id| reset(&app.desk, call, id)).await?;
    Ok(Json(FactorsResetBody { officer: done.officer.to_string(), removed: done.removed }))
}
