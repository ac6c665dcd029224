//! `POST /api/v1/rules`: a set of rules is proposed. It is read strictly; nothing changes until it ran in shadow and
//! another officer put it in force.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use crate::http::shapes::rules::{RuleDoubtBody, RuleFileBody, files};
use crate::rules::{doubts, fit, read};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::rules::{NewRules, propose_rules};
use cordon_desk::verbs::ProposeRules;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeRulesBody {
    #[schema(min_items = 1, max_items = 64)]
    files: Vec<RuleFileBody>,
    /// Why. No personal data.
    #[schema(example = "近期多起共享屏幕转账", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RulesProposedBody {
    #[schema(example = "rls_019ab0c4d1e87000800000000000000a")]
    set: String,
    number: u32,
    digest: String,
    state: String,
    /// What is doubtful about it; the first 200.
    doubts: Vec<RuleDoubtBody>,
}

/// Propose rules
#[utoipa::path(
    post, path = "/api/v1/rules", tag = "council", operation_id = "propose_rules",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ProposeRulesBody,
    responses((status = 201, description = "proposed", body = RulesProposedBody), Acting)
)]
pub async fn propose(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<ProposeRulesBody>>,
) -> Result<(StatusCode, Json<RulesProposedBody>), Problem> {
    let input = move || Ok(NewRules { files: files(body.files)?, reason: body.reason });
    let done = act::<ProposeRules, _, _>(&app, call, input, |app, call, new| {
        let done = propose_rules(&app.desk, call, &new, &fit)?;
        let doubts = doubts(&read(&new.files)?).into_iter().map(RuleDoubtBody::from).collect();
        let (number, digest, state) = (done.number, done.digest, done.state);
        Ok(RulesProposedBody { set: done.set.to_string(), number, digest, state, doubts })
    })
    .await?;
    Ok((StatusCode::CREATED, Json(done)))
}
