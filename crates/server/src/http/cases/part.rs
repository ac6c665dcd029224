//! `POST /api/v1/cases/{id}/part`: two cases that were taken for one are two again.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::ReasonBody;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::money::part_cases::part_cases;
use cordon_desk::verbs::PartCases;
use cordon_model::CaseId;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct PartedFromBody {
    #[schema(example = "mrg_019ab0c4d1e87000800000000000000a")]
    merger: String,
    /// The case that it was merged into.
    into: String,
}

/// Part a case from the one it was merged into
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/part", tag = "money", operation_id = "part_cases",
    params(("id" = String, Path, description = "the second report", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"), ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ReasonBody,
    responses((status = 200, description = "parted", body = PartedFromBody), Acting)
)]
pub async fn part(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ReasonBody>>,
) -> Result<Json<PartedFromBody>, Problem> {
    let read = move || Ok((parse(&id)?, body.reason));
    let done = act::<PartCases, _, _>(&app, call, read, |app, call, (id, reason): (CaseId, String)| {
        part_cases(&app.desk, call, id, &reason)
    })
    .await?;
    Ok(Json(PartedFromBody { merger: done.merger.to_string(), into: done.into.to_string() }))
}
