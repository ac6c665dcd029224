//! `POST /api/v1/handovers/{id}/take`: the officer who comes takes the desk over.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Nothing;
use crate::http::waiting::rows::RowsDoneBody;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::verbs::TakeOverWatch;
use cordon_desk::work::take_over_watch;
use cordon_model::HandoverId;

/// Take the watch over
#[utoipa::path(
    post, path = "/api/v1/handovers/{id}/take", tag = "office", operation_id = "take_over_watch",
    params(("id" = String, Path, description = "the handover", example = "hov_019ab0c4d1e87000800000000000000a", pattern = "^hov_[0-9a-f]{32}$"), ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    responses((status = 200, description = "what became of the lines that the other had in hand", body = RowsDoneBody), Acting)
)]
pub async fn take_over(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body: _ }): Centre<Writer<Nothing>>,
) -> Result<Json<RowsDoneBody>, Problem> {
    let work = |app: &App, call: &cordon_desk::Call, id: HandoverId| take_over_watch(&app.desk, call, id);
    let done = act::<TakeOverWatch, _, _>(&app, call, move || parse(&id), work).await?;
    Ok(Json(RowsDoneBody::from(done)))
}
