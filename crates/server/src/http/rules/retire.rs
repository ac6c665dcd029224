//! `POST /api/v1/rules/{id}/retire`: a set goes, and what ran before it is judged by at once; or one that nobody has
//! decided is taken back.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::rules::RuleSetStateBody;
use crate::rules::{fit, put_in_force};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::rules::{BackTo, retire_rules};
use cordon_desk::verbs::RetireRules;
use serde::Deserialize;
use utoipa::ToSchema;

/// What is judged by afterwards.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(rename_all = "snake_case")]
pub enum BackToWord {
    /// The set before it; without one what came with the binary.
    #[default]
    Before,
    /// What came with the binary.
    Shipped,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireRulesBody {
    /// No personal data.
    #[schema(example = "误报过多", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
    #[serde(default)]
    #[schema(inline)]
    back_to: BackToWord,
}

/// Take rules out of force
#[utoipa::path(
    post, path = "/api/v1/rules/{id}/retire", tag = "council", operation_id = "retire_rules",
    params(("id" = String, Path, description = "the set", example = "rls_019ab0c4d1e87000800000000000000a", pattern = "^rls_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = RetireRulesBody,
    responses((status = 200, description = "retired, or withdrawn", body = RuleSetStateBody), Acting)
)]
pub async fn retire(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<RetireRulesBody>>,
) -> Result<Json<RuleSetStateBody>, Problem> {
    let read = move || Ok((parse(&id)?, body));
    let done = act::<RetireRules, _, _>(&app, call, read, |app, call, (id, body)| {
        let back_to = match body.back_to {
            BackToWord::Before => BackTo::Before,
            BackToWord::Shipped => BackTo::Shipped,
        };
        let done = retire_rules(&app.desk, call, id, (back_to, &body.reason), &fit)?;
        put_in_force(app)?;
        Ok(done)
    })
    .await?;
    Ok(Json(done.into()))
}
