//! `POST /api/v1/sessions/second`: the second step, by a one-time code or a recovery code. The token of the first
//! step goes; the answer is a secret and is remembered nowhere, so there is no key.

#![expect(missing_debug_implementations, reason = "bodies hold secrets and must not reach a log")]

use super::open::{SessionBody, told};
use crate::app::App;
use crate::http::answers::Open;
use crate::http::caller;
use crate::http::limit::{self, Address};
use crate::http::open;
use crate::http::problem::Problem;
use crate::random;
use crate::web::Site;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use cordon_desk::office::pass_second;
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::Code;
use cordon_model::exchange::Private;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondStepBody {
    /// Six digits of the authenticator, or a recovery code.
    #[schema(example = "000000", min_length = 1, max_length = 40)]
    code: String,
}

/// Sign in, second step
#[utoipa::path(
    post, path = "/api/v1/sessions/second", tag = "office", operation_id = "sign_in_second",
    request_body = SecondStepBody,
    responses((status = 201, description = "signed in; the token of the first step is over", body = SessionBody),
        (status = 401, description = "no first step, or too long ago", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "the code is wrong, or was used before", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"), Open)
)]
pub async fn second(
    State(app): State<App>,
    address: Address,
    site: Option<Extension<Site>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    app.limits.sign_in.take(address, limit::system_seconds())?;
    let token = caller::token(&headers).ok_or_else(|| Problem::of(Code::NotSignedIn))?;
    caller::session(&app, &token).await?;
    let body: SecondStepBody = open::json(body).await?;
    let in_cookie = caller::by_cookie(&headers);
    if in_cookie && !caller::is_json(&headers) {
        return Err(Problem::from(Refusal::new(Code::BodyInvalid, "send it as `application/json`")));
    }
    let call = Call::new(Actor::Citizen, app.clock.now(), random::seed());
    let (code, door) = (Private(body.code), caller::door(&headers, in_cookie));
    let signed = app.run(move |app| pass_second(&app.desk, &call, &token, &code, &door)).await?;
    Ok(told(&signed, in_cookie, site))
}
