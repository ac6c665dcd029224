//! `POST /api/v1/rules/{id}/shadow`: a set begins to judge beside the one in force. `GET` of the same: what it has
//! come to.

use crate::app::App;
use crate::http::answers::{Acting, Looking};
use crate::http::caller::{Centre, Reader, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Nothing;
use crate::http::shapes::rules::{RuleSetStateBody, RuleShadowBody};
use crate::rules::{fit, put_in_force};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read;
use cordon_desk::rules::start_shadow;
use cordon_desk::verbs::{Read, StartShadow};
use cordon_model::RuleSet;

/// Run rules in shadow
#[utoipa::path(
    post, path = "/api/v1/rules/{id}/shadow", tag = "council", operation_id = "start_shadow",
    params(("id" = String, Path, description = "the set", example = "rls_019ab0c4d1e87000800000000000000a", pattern = "^rls_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    responses((status = 200, description = "in shadow", body = RuleSetStateBody), Acting)
)]
pub async fn start(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body: _ }): Centre<Writer<Nothing>>,
) -> Result<Json<RuleSetStateBody>, Problem> {
    let read = move || parse(&id);
    let done = act::<StartShadow, _, _>(&app, call, read, |app, call, id| {
        let done = start_shadow(&app.desk, call, id, &fit)?;
        put_in_force(app)?;
        Ok(done)
    })
    .await?;
    Ok(Json(done.into()))
}

/// Show what a shadow has come to
#[utoipa::path(
    get, path = "/api/v1/rules/{id}/shadow", tag = "council", operation_id = "show_shadow",
    params(("id" = String, Path, description = "the set", example = "rls_019ab0c4d1e87000800000000000000a", pattern = "^rls_[0-9a-f]{32}$")),
    responses((status = 200, description = "its figures on this server", body = RuleShadowBody), Looking)
)]
pub async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<RuleShadowBody>, Problem> {
    let read = move || parse(&id);
    let shown = act::<Read, _, _>(&app, call, read, |app, call, id| {
        let set: RuleSet = read::rule_set(&app.desk, call, id)?;
        let service = app.sift().map_err(|problem| problem.refusal().clone())?;
        let shadowed = service.room.shadows().so_far().filter(|shadowed| shadowed.digest == set.digest);
        Ok(shadowed.map(RuleShadowBody::from).unwrap_or_default())
    })
    .await?;
    Ok(Json(shown))
}
