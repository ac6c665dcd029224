//! The one style sheet, served under a name that holds its hash, so that it may be kept for ever.

use crate::app::App;
use axum::Router;
use axum::http::{StatusCode, header};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const CSS: &str = include_str!("style.css");

/// `/assets/cordon-` and the first digits of the hash.
pub static PATH: LazyLock<String> = LazyLock::new(|| {
    let hash = cordon_model::Digest(Sha256::digest(CSS.as_bytes()).into()).hex();
    format!("/assets/cordon-{}.css", hash.chars().take(16).collect::<String>())
});

pub fn router() -> Router<App> {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Router::new()
        .route(PATH.as_str(), get(move || std::future::ready((headers, CSS))))
        // Browsers ask for it unbidden; there is none.
        .route("/favicon.ico", get(|| std::future::ready(StatusCode::NO_CONTENT)))
}
