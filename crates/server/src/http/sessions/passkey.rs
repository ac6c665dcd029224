//! `POST /api/v1/sessions/second/passkey`: the second step, by the signature of a passkey.

#![expect(missing_debug_implementations, reason = "bodies hold secrets and must not reach a log")]

use super::half_in::HalfIn;
use super::open::{SessionBody, told};
use crate::app::App;
use crate::http::answers::Open;
use crate::http::limit::Address;
use crate::http::problem::Problem;
use crate::web::Site;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use cordon_desk::office::steps::{self, Question};
use cordon_desk::office::{factors_of, half_in, pass_passkey};
use cordon_desk::verbs::{SignIn, Verb};
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyAnswerBody {
    step: String,
    /// What the browser said, as `PublicKeyCredential.toJSON()` gives it.
    #[schema(value_type = Object)]
    response: serde_json::Value,
}

/// Sign in by a passkey: the answer
#[utoipa::path(
    post, path = "/api/v1/sessions/second/passkey", tag = "office", operation_id = "sign_in_passkey",
    request_body = PasskeyAnswerBody,
    responses((status = 201, description = "signed in; the token of the first step is over", body = SessionBody),
        (status = 401, description = "no first step, or too long ago", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "the passkey's answer is not right", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"), Open)
)]
pub async fn passkey(
    State(app): State<App>,
    address: Address,
    site: Option<Extension<Site>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let HalfIn { call, token, in_cookie, door, body } =
        HalfIn::<PasskeyAnswerBody>::of(&app, address, &headers, body).await?;
    let signed = app
        .run(move |app| {
            let officer = half_in(&app.desk, &call, &token)?;
            let there = factors_of(&app.desk, &officer)?.passkeys;
            let answered = steps::take(&app.desk, Question::Passkey, Some(officer.id), &body.step, call.now)
                .and_then(|state| app.passkeys()?.answered(&there, body.response, &state));
            let about = [officer.id.to_string()];
            let (one, key) = answered.map_err(|refusal| app.desk.note_refusal(SignIn::NAME, &call, refusal, &about))?;
            pass_passkey(&app.desk, &call, &token, one.id, &key, &door)
        })
        .await?;
    Ok(told(&signed, in_cookie, site))
}
