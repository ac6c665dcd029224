//! `POST /api/v1/appeals/{id}/decide`: decided by a supervisor who had no hand in the measure; upheld, the measure is lifted.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::council::{Decision, decide_appeal};
use cordon_desk::verbs::DecideAppeal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// True: the citizen is right, and the measure goes.
    #[schema(example = true)]
    uphold: bool,
    /// Told to the citizen and the agency: no personal data.
    #[schema(example = "经核实，账户与本案无关", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DecidedBody {
    appeal: String,
    /// The order that lifts the measure, where one was needed.
    lift: Option<String>,
}

/// Decide an appeal
#[utoipa::path(
    post, path = "/api/v1/appeals/{id}/decide", tag = "council", operation_id = "decide_appeal",
    params(("id" = String, Path, description = "the appeal", example = "apl_019ab0c4d1e87000800000000000000a", pattern = "^apl_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = DecisionBody,
    responses((status = 200, description = "decided", body = DecidedBody), Acting)
)]
pub async fn decide(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<DecisionBody>>,
) -> Result<Json<DecidedBody>, Problem> {
    let read = move || Ok((parse(&id)?, Decision { uphold: body.uphold, reason: body.reason }));
    let done = act::<DecideAppeal, _, _>(&app, call, read, |app, call, (id, decision)| {
        decide_appeal(&app.desk, call, id, &decision)
    })
    .await?;
    Ok(Json(DecidedBody { appeal: done.appeal.to_string(), lift: done.lift.map(|id| id.to_string()) }))
}
