//! `POST /api/v1/second-factor/totp/confirm`: one code shows that the secret has arrived; recovery codes are told.

#![expect(missing_debug_implementations, reason = "bodies hold secrets and must not reach a log")]

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::Own;
use crate::http::problem::Problem;
use crate::web::{Site, session_cookie};
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use cordon_desk::office::confirm_totp as confirm;
use cordon_model::exchange::Private;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TotpCodeBody {
    /// Six digits of the authenticator.
    #[schema(example = "000000", min_length = 1, max_length = 40)]
    code: String,
}

#[derive(Serialize, ToSchema)]
pub struct TotpConfirmedBody {
    /// Each for one sign-in without the authenticator. Told once.
    recovery_codes: Vec<String>,
    /// For whoever had to set this up before he was in: his new token, unless it went into the cookie.
    token: Option<String>,
}

/// Confirm one-time codes
#[utoipa::path(
    post, path = "/api/v1/second-factor/totp/confirm", tag = "office", operation_id = "confirm_totp",
    request_body = TotpCodeBody,
    responses((status = 200, description = "asked for from now on; other sessions have ended", body = TotpConfirmedBody), Acting)
)]
pub async fn confirm_totp(
    State(app): State<App>,
    site: Option<Extension<Site>>,
    Own { call, session, token, by_cookie, door, body }: Own<TotpCodeBody>,
) -> Result<Response, Problem> {
    let code = Private(body.code);
    let done = app.run(move |app| confirm(&app.desk, &call, &session, &token, &code, &door)).await?;
    let secure = site.is_some_and(|Extension(site)| site.secure_cookies);
    let new = done.session.map(|(token, _)| token.0);
    let cookie = new.as_ref().filter(|_| by_cookie).map(|token| [(SET_COOKIE, session_cookie(token, secure, ""))]);
    let recovery_codes = done.recovery_codes.into_iter().map(|code| code.0).collect();
    let told = TotpConfirmedBody { recovery_codes, token: new.filter(|_| !by_cookie) };
    Ok((cookie, Json(told)).into_response())
}
