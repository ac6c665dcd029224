//! `POST /api/v1/officers/{id}/retire`: an officer leaves the service; an administrator, not he himself, says so.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Nothing;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::office::retire_officer;
use cordon_desk::verbs::RetireOfficer;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct OfficerRetiredBody {
    officer: String,
    /// Lines that he had in hand, free now.
    freed: u64,
    /// Shifts from now on that still name him: no stop is signed in them until others are entered.
    shifts: usize,
    /// Freezes in force of which he is the named owner, to be handed on.
    freezes: usize,
}

/// End an officer's service
#[utoipa::path(
    post, path = "/api/v1/officers/{id}/retire", tag = "office", operation_id = "retire_officer",
    params(("id" = String, Path, description = "the officer", example = "off_019ab0c4d1e87000800000000000000a", pattern = "^off_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    responses((status = 200, description = "he cannot sign in any more; his sessions have ended", body = OfficerRetiredBody), Acting)
)]
pub async fn retire(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body: _ }): Centre<Writer<Nothing>>,
) -> Result<Json<OfficerRetiredBody>, Problem> {
    let read = move || parse(&id);
    let done =
        act::<RetireOfficer, _, _>(&app, call, read, |app, call, id| retire_officer(&app.desk, call, id)).await?;
    Ok(Json(OfficerRetiredBody {
        officer: done.officer.to_string(),
        freed: done.freed,
        shifts: done.shifts,
        freezes: done.freezes,
    }))
}
