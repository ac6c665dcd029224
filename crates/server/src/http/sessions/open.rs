//! `POST /api/v1/sessions`: login and password against a session. An idempotency key is not asked for:
//! the answer is a secret and is remembered nowhere.

#![expect(missing_debug_implementations, reason = "bodies hold secrets and must not reach a log")]

use crate::app::App;
use crate::http::answers::Open;
use crate::http::limit::{self, Address};
use crate::http::open;
use crate::http::problem::Problem;
use crate::random;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::office::{Credentials, sign_in};
use cordon_desk::{Actor, Call};
use cordon_model::exchange::Private;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInBody {
    #[schema(example = "wang.m", min_length = 1, max_length = 32)]
    login: String,
    #[schema(example = "correct horse battery", format = Password, min_length = 1, max_length = 200)]
    password: String,
}

#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    officer: String,
    /// For `Authorization: Bearer`. Told once.
    token: String,
    #[schema(format = "date-time")]
    expires_at: String,
}

/// Sign in
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "office", operation_id = "sign_in", security(()),
    request_body = SignInBody,
    responses((status = 201, description = "signed in", body = SessionBody),
        (status = 401, description = "login or password is wrong", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"), Open)
)]
pub async fn open(
    State(app): State<App>,
    address: Address,
    body: Body,
) -> Result<(StatusCode, Json<SessionBody>), Problem> {
    app.limits.sign_in.take(address, limit::system_seconds())?;
    let body: SignInBody = open::json(body).await?;
    let call = Call::new(Actor::Citizen, app.clock.now(), random::seed());
    let with = Credentials { login: Private(body.login), password: Private(body.password) };
    let signed = app.run(move |app| sign_in(&app.desk, &call, &with)).await?;
    let body = SessionBody {
        officer: signed.officer.to_string(),
        token: signed.token.0,
        expires_at: signed.expires_at.rfc3339(),
    };
    Ok((StatusCode::CREATED, Json(body)))
}
