//! The log over HTTP, as C2SP `tlog-tiles` wants it: below `/log`, files that a cache may keep.
//!
//! Anybody gets checkpoints, hash tiles and the key. Entries hold no personal data, yet they tell
//! who did what and when; whether everybody may read them or only those who are signed in is the
//! site's choice (`publish_entries`).

use crate::app::App;
use crate::http::caller;
use crate::http::problem::Problem;
use crate::log::Publish;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use cordon_desk::Refusal;
use cordon_journal::Tile;
use cordon_journal::tiles::Kind;
use cordon_model::Code;

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
/// A checkpoint is only worth something new.
const ALWAYS_ASK: &str = "no-cache";
/// A full tile never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For whoever fetched it, and nobody behind the same cache.
const FOR_EVER_OWN: &str = "private, max-age=31536000, immutable";
/// A partial tile gives way to a wider one.
const A_WHILE: &str = "public, max-age=60";
const A_WHILE_OWN: &str = "private, max-age=60";

pub fn router() -> Router<App> {
    Router::new()
        .route("/log/checkpoint", get(checkpoint))
        .route("/log/key", get(key))
        .route("/log/tile/{*path}", get(tile))
}

fn file(bytes: Vec<u8>, kind: &'static str, cache: &'static str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

/// The newest signed head.
async fn checkpoint(State(app): State<App>) -> Result<Response, Problem> {
    match app.log.signed() {
        Some(signed) => Ok(file(signed.note.into_bytes(), TEXT, ALWAYS_ASK)),
        None => Err(Refusal::new(Code::Busy, "no checkpoint is signed yet").into()),
    }
}

/// The key that signs. Whoever takes it from here trusts the log for it: take it from elsewhere as well.
async fn key(State(app): State<App>) -> Response {
    file(format!("{}\n", app.key.vkey()).into_bytes(), TEXT, ALWAYS_ASK)
}

async fn tile(State(app): State<App>, Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let none = || Problem::from(Refusal::new(Code::NotFound, "the log has no such tile"));
    let tile = Tile::parse(&format!("tile/{path}")).ok_or_else(none)?;
    let own = tile.kind == Kind::Entries && app.log.publish == Publish::Members;
    if own {
        caller::actor(&app, &headers).await?;
    }
    let bytes = app.run(move |app| Ok(app.log.tile(&**app.desk.store(), tile)?)).await?.ok_or_else(none)?;
    let cache = match (tile.is_full(), own) {
        (true, false) => FOR_EVER,
        (true, true) => FOR_EVER_OWN,
        (false, false) => A_WHILE,
        (false, true) => A_WHILE_OWN,
    };
    Ok(file(bytes, BYTES, cache))
}
