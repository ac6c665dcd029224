//! `POST /api/v1/sessions`: login and password against a session. An idempotency key is not asked for:
//! the answer is a secret and is remembered nowhere.

#![expect(missing_debug_implementations, reason = "bodies hold secrets and must not reach a log")]

use crate::app::App;
use crate::http::answers::Open;
use crate::http::limit::{self, Address};
use crate::http::open;
use crate::http::problem::Problem;
use crate::random;
use crate::web::{Site, session_cookie};
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use cordon_desk::office::{Credentials, sign_in};
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::Code;
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
    /// For a browser: the token goes into a cookie that scripts cannot read, and is not told.
    #[serde(default)]
    #[schema(default = false)]
    cookie: bool,
}

#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    officer: String,
    /// For `Authorization: Bearer`. Told once; not where it went into a cookie.
    token: Option<String>,
    #[schema(format = "date-time")]
    expires_at: String,
}

/// A page of another site can post a form here, but not one that says this.
fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
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
    site: Option<Extension<Site>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    app.limits.sign_in.take(address, limit::system_seconds())?;
    let body: SignInBody = open::json(body).await?;
    if body.cookie && !is_json(&headers) {
        return Err(Problem::from(Refusal::new(Code::BodyInvalid, "a cookie is given to `application/json` only")));
    }
    let call = Call::new(Actor::Citizen, app.clock.now(), random::seed());
    let with = Credentials { login: Private(body.login), password: Private(body.password) };
    let signed = app.run(move |app| sign_in(&app.desk, &call, &with)).await?;
    let secure = site.is_some_and(|Extension(site)| site.secure_cookies);
    let cookie = body.cookie.then(|| [(SET_COOKIE, session_cookie(&signed.token.0, secure, ""))]);
    let token = (!body.cookie).then_some(signed.token.0);
    let told = SessionBody { officer: signed.officer.to_string(), token, expires_at: signed.expires_at.rfc3339() };
    Ok((StatusCode::CREATED, cookie, Json(told)).into_response())
}
