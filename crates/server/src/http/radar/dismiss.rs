//! `POST /api/v1/radar/{id}/dismiss`: a script is none, or no longer one.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::script::ScriptStateBody;
use crate::radar;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::radar::dismiss_script;
use cordon_desk::verbs::DismissScript;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DismissBody {
    /// No personal data.
    #[schema(example = "与已有类型重复", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

/// Dismiss a script
#[utoipa::path(
    post, path = "/api/v1/radar/{id}/dismiss", tag = "council", operation_id = "dismiss_script",
    params(("id" = String, Path, description = "the script", example = "scr_019ab0c4d1e87000800000000000000a", pattern = "^scr_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = DismissBody,
    responses((status = 200, description = "dismissed", body = ScriptStateBody), Acting)
)]
pub async fn dismiss(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<DismissBody>>,
) -> Result<Json<ScriptStateBody>, Problem> {
    let read = move || Ok((parse(&id)?, body.reason));
    let done = act::<DismissScript, _, _>(&app, call, read, |app, call, (id, reason)| {
        let done = dismiss_script(&app.desk, call, id, &reason)?;
        radar::put_in_force(app)?;
        Ok(done)
    })
    .await?;
    Ok(Json(done.into()))
}
