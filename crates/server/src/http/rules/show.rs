//! `GET /api/v1/rules/{id}`: one set, with its files.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::rules::RuleSetBody;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read;
use cordon_desk::verbs::Read;

/// Show a set of rules
#[utoipa::path(
    get, path = "/api/v1/rules/{id}", tag = "council", operation_id = "show_rules",
    params(("id" = String, Path, description = "the set", example = "rls_019ab0c4d1e87000800000000000000a", pattern = "^rls_[0-9a-f]{32}$")),
    responses((status = 200, description = "the set", body = RuleSetBody), Looking)
)]
pub async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<RuleSetBody>, Problem> {
    let read = move || parse(&id);
    let found = act::<Read, _, _>(&app, call, read, |app, call, id| read::rule_set(&app.desk, call, id)).await?;
    Ok(Json(found.into()))
}
