//! `POST /api/v1/second-factor/passkeys/{id}/remove`: a passkey of one's own is taken away.

use super::OwnPasswordBody;
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::Own;
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::office::remove_passkey as remove;
use cordon_desk::verbs::{RemovePasskey, Verb};

/// Remove a passkey
#[utoipa::path(
    post, path = "/api/v1/second-factor/passkeys/{id}/remove", tag = "office", operation_id = "remove_passkey",
    params(("id" = String, Path, description = "the passkey", example = "psk_019ab0c4d1e87000800000000000000a", pattern = "^psk_[0-9a-f]{32}$")),
    request_body = OwnPasswordBody,
    responses((status = 204, description = "it opens nothing any more"), Acting)
)]
pub async fn remove_passkey(
    State(app): State<App>,
    Path(id): Path<String>,
    Own { call, session, body, .. }: Own<OwnPasswordBody>,
) -> Result<StatusCode, Problem> {
    let password = body.private();
    app.run(move |app| match parse(&id) {
        Ok(id) => remove::remove_passkey(&app.desk, &call, &session, id, password.as_ref()),
        Err(refusal) => Err(app.desk.note_refusal(RemovePasskey::NAME, &call, refusal, &[])),
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
