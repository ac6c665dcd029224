//! `POST /api/v1/officers/{id}/password`: an administrator sets a password; whoever is signed in as that officer is signed out.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::office::set_password as set;
use cordon_desk::verbs::SetPassword;
use cordon_model::exchange::Private;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "a password must not reach a log")]
pub struct PasswordBody {
    #[schema(example = "a long new password", format = Password, min_length = 12, max_length = 200)]
    password: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PasswordSetBody {
    officer: String,
}

/// Set a password
#[utoipa::path(
    post, path = "/api/v1/officers/{id}/password", tag = "office", operation_id = "set_password",
    params(("id" = String, Path, description = "the officer", example = "off_019ab0c4d1e87000800000000000000a", pattern = "^off_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = PasswordBody,
    responses((status = 200, description = "set", body = PasswordSetBody), Acting)
)]
pub async fn set_password(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<PasswordBody>>,
) -> Result<Json<PasswordSetBody>, Problem> {
    let read = move || Ok((parse(&id)?, Private(body.password)));
    let done =
        act::<SetPassword, _, _>(&app, call, read, |app, call, (id, password)| set(&app.desk, call, id, &password))
            .await?;
    Ok(Json(PasswordSetBody { officer: done.officer.to_string() }))
}
