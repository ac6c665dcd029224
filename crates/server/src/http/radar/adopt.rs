//! `POST /api/v1/radar/{id}/adopt`: an officer is for a script; when a second one is, its lines are part of the
//! lexicon.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Nothing;
use crate::http::shapes::script::ScriptStateBody;
use crate::radar;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::radar::adopt_script;
use cordon_desk::verbs::AdoptScript;

/// Adopt a script
#[utoipa::path(
    post, path = "/api/v1/radar/{id}/adopt", tag = "council", operation_id = "adopt_script",
    params(("id" = String, Path, description = "the script", example = "scr_019ab0c4d1e87000800000000000000a", pattern = "^scr_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    responses((status = 200, description = "seconded, or live", body = ScriptStateBody), Acting)
)]
pub async fn adopt(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body: _ }): Centre<Writer<Nothing>>,
) -> Result<Json<ScriptStateBody>, Problem> {
    let read = move || parse(&id);
    let done = act::<AdoptScript, _, _>(&app, call, read, |app, call, id| {
        let done = adopt_script(&app.desk, call, id, |live| radar::lexicon_with(live).map(|_| ()))?;
        radar::put_in_force(app)?;
        Ok(done)
    })
    .await?;
    Ok(Json(done.into()))
}
