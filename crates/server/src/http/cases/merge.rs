//! `POST /api/v1/cases/{id}/merge`: two cases are one victim's loss, told twice.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::Refusal;
use cordon_desk::money::merge_cases::merge_cases;
use cordon_desk::verbs::MergeCases;
use cordon_model::CaseId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeBody {
    /// The case that it is worked on with from now on.
    #[schema(example = "cas_019ab0c4d1e87000800000000000000b", pattern = "^cas_[0-9a-f]{32}$")]
    into: String,
    #[schema(example = "同一受害人两次报案", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MergedBody {
    #[schema(example = "mrg_019ab0c4d1e87000800000000000000a")]
    merger: String,
    /// Transfers that stand in both.
    same: u32,
}

/// Merge a case into another
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/merge", tag = "money", operation_id = "merge_cases",
    params(("id" = String, Path, description = "the second report", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"), ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = MergeBody,
    responses((status = 200, description = "merged", body = MergedBody), Acting)
)]
pub async fn merge(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<MergeBody>>,
) -> Result<Json<MergedBody>, Problem> {
    let read = move || {
        let into = CaseId::parse(&body.into).map_err(|_| Refusal::field("into", "is no case's id"))?;
        Ok((parse(&id)?, into, body.reason))
    };
    let done = act::<MergeCases, _, _>(&app, call, read, |app, call, (id, into, reason): (CaseId, CaseId, String)| {
        merge_cases(&app.desk, call, id, into, &reason)
    })
    .await?;
    Ok(Json(MergedBody { merger: done.merger.to_string(), same: done.same }))
}
