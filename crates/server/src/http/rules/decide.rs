//! `POST /api/v1/rules/{id}/decide`: a second officer puts a set in force that ran in shadow, or refuses it. The next
//! event is judged by it, without a restart.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::rules::RuleSetStateBody;
use crate::rules::{fit, put_in_force};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::Refusal;
use cordon_desk::read::standing_rules;
use cordon_desk::rules::{Decision, decide_rules};
use cordon_desk::verbs::DecideRules;
use cordon_model::RuleSetId;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideRulesBody {
    adopt: bool,
    /// Why it is refused; not needed to adopt it. No personal data.
    #[schema(example = "误报过多", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: Option<String>,
}

/// Put rules in force, or refuse them
#[utoipa::path(
    post, path = "/api/v1/rules/{id}/decide", tag = "council", operation_id = "decide_rules",
    params(("id" = String, Path, description = "the set", example = "rls_019ab0c4d1e87000800000000000000a", pattern = "^rls_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = DecideRulesBody,
    responses((status = 200, description = "in force, or refused", body = RuleSetStateBody), Acting)
)]
pub async fn decide(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<DecideRulesBody>>,
) -> Result<Json<RuleSetStateBody>, Problem> {
    let read = move || Ok((parse(&id)?, body));
    let done = act::<DecideRules, _, _>(&app, call, read, |app, call, (id, body)| {
        let shadowed = shadowed(app, id)?;
        let decision = Decision { adopt: body.adopt, reason: body.reason.unwrap_or_default(), shadowed };
        let done = decide_rules(&app.desk, call, id, &decision, &fit)?;
        put_in_force(app)?;
        Ok(done)
    })
    .await?;
    Ok(Json(done.into()))
}

/// What the second officer could see: events, and those that would have been treated otherwise.
fn shadowed(app: &App, id: RuleSetId) -> Result<Option<(u64, u64)>, Refusal> {
    let Some(set) = standing_rules(&app.desk)?.shadow.filter(|set| set.id == id) else { return Ok(None) };
    let so_far = app.sift().ok().and_then(|service| service.room.shadows().so_far());
    Ok(so_far.filter(|so_far| so_far.digest == set.digest).map(|so_far| so_far.figures.sum()))
}
