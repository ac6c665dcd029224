//! Pages made on the server: the public page of a measure, appeals, signing in, the web inbox of a
//! member agency, and a plain working list for the officers of the centre.
//!
//! They work without JavaScript and load nothing from elsewhere. Every form acts through the same desk
//! verbs as the API, with an idempotency key of its own, so a second click changes nothing. Not here:
//! live updates and the workbench (`workbench`); what may be done (`desk`); what an order looks like on a wire.

pub mod csv;
pub(crate) mod desk;
pub mod drill;
mod forms;
pub mod glossary;
mod outside;
mod page;
mod posted;
mod public;
mod session;
mod show;
mod style;
mod text;
pub mod then;
mod visitor;

pub use text::Lang;

use crate::app::App;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;

/// What a site decides about its pages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Site {
    /// Cookies travel over HTTPS only: for a site behind TLS, which every real one is.
    pub secure_cookies: bool,
}

/// The pages, and others that look like them.
pub fn router(more: Router<App>) -> Router<App> {
    more.merge(public::router())
        .merge(session::router())
        .merge(outside::router())
        .merge(desk::router())
        .merge(style::router())
        .layer(map_response(guarded))
}

/// The cookie that keeps a session, for the workbench as well.
pub fn session_cookie(token: &str, secure: bool, extra: &str) -> String {
    page::cookie(visitor::SESSION_COOKIE, token, secure, extra)
}

/// Nothing from elsewhere, nothing inline, no frame around a page, and no copy of it kept.
const HEADERS: &[(HeaderName, &str)] = &[
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
];

async fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name.clone(), HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
