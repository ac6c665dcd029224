//! `POST /api/v1/sessions/outside/ask`: where a browser has to go to sign in by the site's identity provider. What ties
//! the way back to it goes into a cookie that scripts cannot read.

#![expect(missing_debug_implementations, reason = "answers hold what the way back is tied to")]

use crate::app::App;
use crate::http::answers::Open;
use crate::http::limit::{self, Address};
use crate::http::problem::Problem;
use crate::http::{caller, open};
use crate::outside::{Errand, Going, go};
use crate::web::{Lang, Site, then};
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use cordon_desk::Refusal;
use cordon_model::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskOutsideBody {
    /// The page of the workbench at which he wants to be afterwards.
    #[schema(
        example = "/workbench/queue",
        min_length = 1,
        max_length = 200,
        pattern = "^/workbench/[0-9A-Za-z/._-]*$"
    )]
    then: String,
    /// In which language he is told there, if it fails: `zh` or `en`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "zh", pattern = "^(zh|en)$")]
    lang: Option<Lang>,
}

#[derive(Serialize, ToSchema)]
pub struct OutsideAskedBody {
    /// At the identity provider.
    #[schema(example = "https://id.city.example/authorize?client_id=cordon")]
    address: String,
}

/// The answer to whoever goes: the address, and the cookie.
pub fn sent(app: &App, going: Going, site: Option<Extension<Site>>) -> Result<Response, Problem> {
    let outside = app.outside().ok_or_else(|| Problem::of(Code::OutsideOff))?;
    let secure = site.is_some_and(|Extension(site)| site.secure_cookies);
    let cookie = [(SET_COOKIE, outside.cookie(&going.browser, secure))];
    Ok((cookie, Json(OutsideAskedBody { address: going.address })).into_response())
}

/// Sign in by the identity provider
#[utoipa::path(
    post, path = "/api/v1/sessions/outside/ask", tag = "office", operation_id = "ask_outside", security(()),
    request_body = AskOutsideBody,
    responses((status = 200, description = "where to go; the browser is led back to `then`", body = OutsideAskedBody), Open)
)]
pub async fn ask_outside(
    State(app): State<App>,
    address: Address,
    site: Option<Extension<Site>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    app.limits.sign_in.take(address, limit::system_seconds())?;
    let body: AskOutsideBody = open::json(body).await?;
    if !caller::is_json(&headers) {
        return Err(Problem::from(Refusal::new(Code::BodyInvalid, "send it as `application/json`")));
    }
    if !then::is_workbench(&body.then) {
        return Err(Problem::from(Refusal::field("then", "is no page of the workbench")));
    }
    let going = go(&app, Errand { then: body.then, lang: body.lang, ..Errand::default() }).await?;
    sent(&app, going, site)
}
