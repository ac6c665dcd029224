//! `GET /api/v1/glossary`: what states, kinds and notes are called, in both languages.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{People, Reader};
use crate::http::problem::Problem;
use crate::web::glossary::GlossaryBody;
use axum::Json;
use axum::extract::State;

/// Show the words
#[utoipa::path(
    get, path = "/api/v1/glossary", tag = "office", operation_id = "show_glossary",
    responses((status = 200, description = "all of them", body = GlossaryBody), Looking)
)]
pub async fn show(
    State(_app): State<App>,
    People(Reader(_call)): People<Reader>,
) -> Result<Json<GlossaryBody>, Problem> {
    Ok(Json(GlossaryBody::all()))
}
