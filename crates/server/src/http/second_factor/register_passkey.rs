//! `POST /api/v1/second-factor/passkeys`: the passkey that a browser has made.

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
use cordon_desk::Refusal;
use cordon_desk::office::register_passkey::NewPasskey;
use cordon_desk::office::register_passkey::register_passkey as register;
use cordon_desk::office::steps::{self, Question};
use cordon_desk::verbs::{RegisterPasskey, Verb};
use cordon_model::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskeyBody {
    step: String,
    /// What its owner calls it.
    #[schema(example = "办公室电脑", min_length = 1, max_length = 60)]
    name: String,
    /// What the browser said, as `PublicKeyCredential.toJSON()` gives it.
    #[schema(value_type = Object)]
    response: serde_json::Value,
}

#[derive(Serialize, ToSchema)]
pub struct PasskeyRegisteredBody {
    passkey: String,
    /// Told once, to whoever had none.
    recovery_codes: Vec<String>,
    /// For whoever had to set this up before he was in: his new token, unless it went into the cookie.
    token: Option<String>,
}

/// Add a passkey
#[utoipa::path(
    post, path = "/api/v1/second-factor/passkeys", tag = "office", operation_id = "register_passkey",
    request_body = NewPasskeyBody,
    responses((status = 200, description = "asked for from now on; other sessions have ended", body = PasskeyRegisteredBody), Acting)
)]
pub async fn register_passkey(
    State(app): State<App>,
    site: Option<Extension<Site>>,
    Own { call, session, token, by_cookie, door, body }: Own<NewPasskeyBody>,
) -> Result<Response, Problem> {
    let done = app
        .run(move |app| {
            let made = (|| {
                let officer = call.actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
                let state = steps::take(&app.desk, Question::PasskeyNew, Some(officer), &body.step, call.now)?;
                app.passkeys()?.made(body.response, &state)
            })();
            let made = made.map_err(|refusal| app.desk.note_refusal(RegisterPasskey::NAME, &call, refusal, &[]))?;
            let new = NewPasskey { name: body.name, credential: made.credential, key: made.key };
            register(&app.desk, &call, &session, &token, &new, &door)
        })
        .await?;
    let secure = site.is_some_and(|Extension(site)| site.secure_cookies);
    let new = done.session.map(|(token, _)| token.0);
    let cookie = new.as_ref().filter(|_| by_cookie).map(|token| [(SET_COOKIE, session_cookie(token, secure, ""))]);
    let told = PasskeyRegisteredBody {
        passkey: done.passkey.to_string(),
        recovery_codes: done.recovery_codes.into_iter().map(|code| code.0).collect(),
        token: new.filter(|_| !by_cookie),
    };
    Ok((cookie, Json(told)).into_response())
}
