//! `GET /api/v1/radar/{id}`: one script, with its lines.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::script::ScriptBody;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read;
use cordon_desk::verbs::Read;

/// Show a script
#[utoipa::path(
    get, path = "/api/v1/radar/{id}", tag = "council", operation_id = "show_script",
    params(("id" = String, Path, description = "the script", example = "scr_019ab0c4d1e87000800000000000000a", pattern = "^scr_[0-9a-f]{32}$")),
    responses((status = 200, description = "the script", body = ScriptBody), Looking)
)]
pub async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<ScriptBody>, Problem> {
    let read = move || parse(&id);
    let found = act::<Read, _, _>(&app, call, read, |app, call, id| read::script(&app.desk, call, id)).await?;
    Ok(Json(found.into()))
}
