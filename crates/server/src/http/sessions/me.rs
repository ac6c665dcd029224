//! `GET /api/v1/sessions/me`: the officer of this session.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Reader, refused};
use crate::http::problem::Problem;
use crate::http::shapes::office::OfficerBody;
use axum::Json;
use axum::extract::State;
use cordon_desk::{Actor, Refusal};
use cordon_model::Code;

/// Who am I
#[utoipa::path(
    get, path = "/api/v1/sessions/me", tag = "office", operation_id = "show_session",
    responses((status = 200, description = "the officer", body = OfficerBody), Looking)
)]
pub async fn me(State(app): State<App>, Reader(call): Reader) -> Result<Json<OfficerBody>, Problem> {
    match &call.actor {
        Actor::Officer(officer) => Ok(Json(OfficerBody::from(officer.clone()))),
        _ => Err(refused(&app, call, Refusal::new(Code::NotFound, "a key has no session")).await),
    }
}
