//! `POST /api/v1/calls/{id}`: a call begins. The answer says whether it is to be announced and may be read: a
//! number that the user named is left alone. After a restart of the centre it is begun again.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::parsed;
use crate::http::problem::Problem;
use crate::http::verdicts::member::Sending;
use crate::sift::calls::Beginning;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::telecom::is_allowed;
use cordon_model::exchange::Private;
use cordon_model::{Code, Stamp};
use cordon_sift::event::ContentBasis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "a number must not reach a log")]
pub struct BeginBody {
    /// Milliseconds since 1970 (UTC).
    at: i64,
    #[schema(example = "+8619900000001", min_length = 1, max_length = 200)]
    caller: String,
    /// The one called, whom it is about.
    #[schema(example = "+8619900000002", min_length = 1, max_length = 200)]
    user: String,
    /// On which ground the words may be read: consent, reported, public, approved.
    #[schema(value_type = Option<String>, pattern = "^(consent|reported|public|approved)$", max_length = 8)]
    basis: Option<ContentBasis>,
    /// Both have heard that the call is read.
    #[serde(default)]
    notice_played: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BegunBody {
    id: String,
    /// Play the notice before anything is handed on.
    announce: bool,
    /// Whether words will be read; else only signalling is used.
    analyse: bool,
    /// Why not.
    #[schema(pattern = "^(allowed_number|no_basis)$")]
    why: Option<&'static str>,
}

/// Begin a call
#[utoipa::path(
    post, path = "/api/v1/calls/{id}", tag = "sift", operation_id = "begin_call",
    params(("id" = String, Path, description = "the carrier's own number of the call", min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "c-1")),
    request_body = BeginBody,
    responses((status = 201, description = "begun, or it goes on already", body = BegunBody), Acting)
)]
pub async fn begin(
    State(app): State<App>,
    sending: Sending,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<BegunBody>), Problem> {
    match begun(&app, &sending, id, &body).await {
        Ok(begun) => Ok((StatusCode::CREATED, Json(begun))),
        Err(refusal) => Err(sending.refused(&app, refusal).await),
    }
}

async fn begun(app: &App, sending: &Sending, id: String, body: &[u8]) -> Result<BegunBody, Refusal> {
    if !sending.0.is_carrier() {
        return Err(Refusal::bare(Code::NotFound));
    }
    let body: BeginBody = parsed(body)?;
    let (user, caller) = (Private(body.user.clone()), Private(body.caller.clone()));
    let agency = sending.0.agency;
    let now = app.clock.now();
    let asked = app.peek(move |app| is_allowed(&app.desk, agency, &user, &caller, now)).await;
    let is_allowed = asked.map_err(|problem| problem.refusal().clone())?;
    let (basis, notice_played) = (body.basis, body.notice_played);
    let service = app.sift().map_err(|problem| problem.refusal().clone())?;
    let about = Beginning {
        id: id.clone(),
        at: Stamp::from_ms(body.at),
        caller: body.caller,
        user: body.user,
        basis,
        is_allowed,
        notice_played,
    };
    service.calls.begin(agency, about, service.room.words().now(), now)?;
    let analyse = !is_allowed && basis.is_some();
    let why = if is_allowed { Some("allowed_number") } else { basis.is_none().then_some("no_basis") };
    Ok(BegunBody { id, announce: analyse && !notice_played, analyse, why })
}
