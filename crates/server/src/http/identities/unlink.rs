//! `POST /api/v1/identities/{id}/unlink`: an account at the identity provider opens nothing any more, by an
//! administrator or by its owner. What it opened ends.

use super::link::IdentityLinkedBody;
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Nothing;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::office::unlink_identity;
use cordon_desk::verbs::UnlinkIdentity;

/// End the link of an account at the identity provider
#[utoipa::path(
    post, path = "/api/v1/identities/{id}/unlink", tag = "office", operation_id = "unlink_identity",
    params(("id" = String, Path, description = "the link", example = "idn_019ab0c4d1e87000800000000000000a", pattern = "^idn_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    responses((status = 200, description = "ended, with the sessions that it opened", body = IdentityLinkedBody), Acting)
)]
pub async fn unlink(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body: _ }): Centre<Writer<Nothing>>,
) -> Result<Json<IdentityLinkedBody>, Problem> {
    let read = move || parse(&id);
    let done =
        act::<UnlinkIdentity, _, _>(&app, call, read, |app, call, id| unlink_identity(&app.desk, call, id)).await?;
    Ok(Json(IdentityLinkedBody::of(done.identity, done.officer)))
}
