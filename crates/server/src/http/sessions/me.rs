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
use serde::Serialize;
use utoipa::ToSchema;

/// Who is signed in, and what time it is at the centre.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionShown {
    #[serde(flatten)]
    officer: OfficerBody,
    /// The centre's clock, by which countdowns run.
    #[schema(format = "date-time")]
    now: String,
    /// Officers practise here: everybody in it is made up.
    drill: bool,
}

/// Who am I
#[utoipa::path(
    get, path = "/api/v1/sessions/me", tag = "office", operation_id = "show_session",
    responses((status = 200, description = "the officer", body = SessionShown), Looking)
)]
pub async fn me(State(app): State<App>, Reader(call): Reader) -> Result<Json<SessionShown>, Problem> {
    match &call.actor {
        Actor::Officer(officer) => Ok(Json(SessionShown {
            officer: OfficerBody::from(officer.clone()),
            now: call.now.rfc3339(),
            drill: app.is_drill,
        })),
        _ => Err(refused(&app, call, Refusal::new(Code::NotFound, "a key has no session")).await),
    }
}
