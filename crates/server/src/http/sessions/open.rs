//! `POST /api/v1/sessions`: login and password against a session, or against the first step of one. An idempotency key is not asked for:
//! the answer is a secret and is remembered nowhere.

#![expect(missing_debug_implementations, reason = "bodies hold secrets and must not reach a log")]

use crate::app::App;
use crate::http::answers::Open;
use crate::http::caller;
use crate::http::limit::{self, Address};
use crate::http::open;
use crate::http::problem::Problem;
use crate::random;
use crate::web::{Site, session_cookie};
use axum::body::Body;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use cordon_desk::office::{Credentials, SignedIn, sign_in};
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
    /// `full`: signed in. `second`: the token opens nothing yet but `POST /api/v1/sessions/second`. `enrol`: a
    /// second factor has to be set up first, below `/api/v1/second-factor`.
    #[schema(example = "full")]
    stage: String,
    /// By what the second step is done: `totp`, `passkey`, `recovery_code`.
    ways: Vec<String>,
}

impl SessionBody {
    pub fn of(signed: &SignedIn, token: Option<String>) -> Self {
        Self {
            officer: signed.officer.to_string(),
            token,
            expires_at: signed.expires_at.rfc3339(),
            stage: signed.stage.name().to_owned(),
            ways: signed.ways.iter().map(|way| (*way).to_owned()).collect(),
        }
    }
}

/// The answer of a step: the token is told, or put into the cookie.
pub fn told(signed: &SignedIn, in_cookie: bool, site: Option<Extension<Site>>) -> Response {
    let secure = site.is_some_and(|Extension(site)| site.secure_cookies);
    let cookie = in_cookie.then(|| [(SET_COOKIE, session_cookie(&signed.token.0, secure, ""))]);
    let token = (!in_cookie).then(|| signed.token.0.clone());
    (StatusCode::CREATED, cookie, Json(SessionBody::of(signed, token))).into_response()
}

/// Sign in
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "office", operation_id = "sign_in", security(()),
    request_body = SignInBody,
    responses((status = 201, description = "signed in, or one step further: `stage` says which", body = SessionBody),
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
    if body.cookie && !caller::is_json(&headers) {
        return Err(Problem::from(Refusal::new(Code::BodyInvalid, "a cookie is given to `application/json` only")));
    }
    let call = Call::new(Actor::Citizen, app.clock.now(), random::seed());
    let door = caller::door(&headers, body.cookie);
    let with = Credentials { login: Private(body.login), password: Private(body.password), door };
    let signed = app.run(move |app| sign_in(&app.desk, &call, &with)).await?;
    Ok(told(&signed, body.cookie, site))
}
