//! `GET /api/v1/second-factor`: one's own second factors, without their secrets.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Reader, refused};
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use cordon_desk::office::factors_of;
use cordon_desk::{Actor, Refusal};
use cordon_model::Code;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct SecondFactorBody {
    /// The role needs one.
    needed: bool,
    /// Since when one-time codes are asked for; null without them.
    #[schema(format = "date-time")]
    totp_since: Option<String>,
    /// Recovery codes that were not used.
    recovery_left: usize,
}

/// See one's own second factor
#[utoipa::path(
    get, path = "/api/v1/second-factor", tag = "office", operation_id = "show_second_factor",
    responses((status = 200, description = "what there is", body = SecondFactorBody), Looking)
)]
pub async fn show(State(app): State<App>, Reader(call): Reader) -> Result<Json<SecondFactorBody>, Problem> {
    let Actor::Officer(officer) = call.actor.clone() else {
        return Err(refused(&app, call, Refusal::new(Code::NotFound, "a key has no second factor")).await);
    };
    let factors = app.peek(move |app| factors_of(&app.desk, &officer)).await?;
    Ok(Json(SecondFactorBody {
        needed: factors.needed,
        recovery_left: factors.second.recovery_left(),
        totp_since: factors.second.totp.map(|totp| totp.since.rfc3339()),
    }))
}
