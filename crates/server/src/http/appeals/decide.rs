//! `POST /api/v1/appeals/{id}/decide`: decided by a supervisor who had no hand in the measure; upheld, the measure is lifted, in part, what is not tainted.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Amount;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::Refusal;
use cordon_desk::council::{Decision, Outcome, decide_appeal};
use cordon_desk::verbs::DecideAppeal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    #[schema(inline)]
    outcome: OutcomeWord,
    /// With `part`: what is tainted and stays held; the rest goes free in this act.
    kept: Option<Amount>,
    /// Told to the citizen and the agency: no personal data.
    #[schema(example = "经核实，账户与本案无关", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

/// The citizen is right, right in part, or not.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(rename_all = "snake_case")]
pub enum OutcomeWord {
    Uphold,
    Part,
    Reject,
}

impl DecisionBody {
    fn decision(self) -> Result<Decision, Refusal> {
        let outcome = match (self.outcome, self.kept) {
            (OutcomeWord::Uphold, None) => Outcome::Uphold,
            (OutcomeWord::Reject, None) => Outcome::Reject,
            (OutcomeWord::Part, Some(kept)) => Outcome::Part { kept: kept.money()? },
            (OutcomeWord::Part, None) => return Err(Refusal::missing("kept")),
            (_, Some(_)) => return Err(Refusal::field("kept", "stands with `part` only")),
        };
        Ok(Decision { outcome, reason: self.reason })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DecidedBody {
    appeal: String,
    /// The order that lifts or reduces the measure, where one was needed.
    lift: Option<String>,
    /// A freeze of the tainted part that was drafted, where the agency can hold all or nothing only.
    freeze: Option<String>,
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
    let read = move || Ok((parse(&id)?, body.decision()?));
    let done = act::<DecideAppeal, _, _>(&app, call, read, |app, call, (id, decision)| {
        decide_appeal(&app.desk, call, id, &decision)
    })
    .await?;
    let text = |id: Option<cordon_model::OrderId>| id.map(|id| id.to_string());
    Ok(Json(DecidedBody { appeal: done.appeal.to_string(), lift: text(done.lift), freeze: text(done.freeze) }))
}
