//! `GET /api/v1/handovers/{id}`: one watch handed over, and what still waits of it.

use super::shape::HandoverShown;
use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read;
use cordon_desk::verbs::Read;
use cordon_model::HandoverId;

/// Show a watch handed over
#[utoipa::path(
    get, path = "/api/v1/handovers/{id}", tag = "office", operation_id = "show_handover",
    params(("id" = String, Path, description = "the handover", example = "hov_019ab0c4d1e87000800000000000000a", pattern = "^hov_[0-9a-f]{32}$")),
    responses((status = 200, description = "the handover", body = HandoverShown), Looking)
)]
pub async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<HandoverShown>, Problem> {
    let found = act::<Read, _, _>(
        &app,
        call,
        move || parse(&id),
        |app, call, id: HandoverId| read::handover(&app.desk, call, id),
    )
    .await?;
    Ok(Json(HandoverShown::from(found)))
}
