//! `POST /api/v1/sessions/second`: the second step, by a one-time code or a recovery code. The token of the first
//! step goes; the answer is a secret and is remembered nowhere, so there is no key.

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
use cordon_desk::office::pass_second;
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
    let HalfIn { call, token, in_cookie, door, body } =
        HalfIn::<SecondStepBody>::of(&app, address, &headers, body).await?;
    let code = Private(body.code);
    let signed = app.run(move |app| pass_second(&app.desk, &call, &token, &code, &door)).await?;
    Ok(told(&signed, in_cookie, site))
}
