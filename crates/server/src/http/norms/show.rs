//! `GET /api/v1/norms/{key}`: one norm with all its versions.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::problem::Problem;
use crate::http::shapes::council::NormHistory;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::verbs::Read;
use cordon_desk::{Refusal, read};
use cordon_model::{Code, NormKey};

/// The norm of this key; what is none is not found.
pub fn norm_key(text: &str) -> Result<NormKey, Refusal> {
    NormKey::parse(text).ok_or_else(|| Refusal::new(Code::NotFound, "no norm has this key"))
}

/// Show a norm
#[utoipa::path(
    get, path = "/api/v1/norms/{key}", tag = "council", operation_id = "show_norm",
    params(("key" = String, Path, description = "the key of the norm", example = "stop.life", pattern = "^[a-z_]{1,40}[.][a-z_]{1,40}$")),
    responses((status = 200, description = "the norm", body = NormHistory), Looking)
)]
pub async fn show(
    State(app): State<App>,
    Path(key): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<NormHistory>, Problem> {
    let found = act::<Read, _, _>(
        &app,
        call,
        move || norm_key(&key),
        |app, call, key| {
            let views = read::norms(&app.desk, call)?;
            let view = views.iter().find(|view| view.key == key).ok_or(Refusal::bare(Code::NotFound))?;
            Ok(NormHistory::from(view))
        },
    )
    .await?;
    Ok(Json(found))
}
