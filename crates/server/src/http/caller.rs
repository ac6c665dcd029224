//! Who is calling, and what they said. Two extractors serve every route: [`Reader`] for looking,
//! [`Writer`] for acting. A caller who is known but may not be here, and a body that cannot be read,
//! leave an entry in the journal like any other refusal; a stranger without a credential does not,
//! or anybody could fill the log.

use crate::app::App;
use crate::http::problem::Problem;
use crate::random;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use cordon_desk::office::who_is;
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::Code;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// Longest idempotency key.
const KEY_CHARS_MAX: usize = 200;

/// Somebody who looks.
#[derive(Debug)]
pub struct Reader(pub Call);

/// Somebody who acts, with the body and its idempotency key.
#[derive(Debug)]
pub struct Writer<T> {
    pub call: Call,
    pub body: T,
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(|token| token.trim().to_owned())
}

/// An officer by session, an agency by key.
pub async fn actor(app: &App, headers: &HeaderMap) -> Result<Actor, Problem> {
    let token = bearer(headers).or_else(|| cookie(headers)).ok_or_else(|| Problem::of(Code::NotSignedIn))?;
    let found = app
        .run(move |app| {
            if let Some(officer) = who_is::officer_of(&app.desk, &token, app.clock.now())? {
                return Ok(Some(Actor::Officer(officer)));
            }
            Ok(who_is::agency_of(&app.desk, &token, app.clock.now())?.map(Actor::Agency))
        })
        .await?;
    found.ok_or_else(|| Problem::of(Code::NotSignedIn))
}

/// The pages keep the session in a cookie that scripts cannot read.
fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get(axum::http::header::COOKIE)?.to_str().ok()?;
    all.split(';').find_map(|pair| pair.trim().strip_prefix("cordon_session=").map(str::to_owned))
}

impl FromRequestParts<App> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let actor = actor(app, &parts.headers).await?;
        Ok(Self(Call::new(actor, app.clock.now(), random::seed())))
    }
}

impl<T: DeserializeOwned + Send> FromRequest<App> for Writer<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let actor = actor(app, &parts.headers).await?;
        let call = Call::new(actor, app.clock.now(), random::seed());
        let bytes = to_bytes(body, crate::http::BODY_BYTES_MAX).await;
        match bytes.map_err(|_| Refusal::bare(Code::TooLarge)).and_then(|bytes| read(&parts, &bytes)) {
            Ok((key, digest, body)) => Ok(Self { call: call.key(key, digest), body }),
            Err(refusal) => Err(refused(app, call, refusal).await),
        }
    }
}

/// The key, the digest of what it stands for, and the body.
fn read<T: DeserializeOwned>(parts: &Parts, bytes: &[u8]) -> Result<(String, [u8; 32], T), Refusal> {
    let key = parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or("").trim();
    if key.is_empty() {
        return Err(Refusal::bare(Code::IdempotencyKeyMissing));
    }
    if key.len() > KEY_CHARS_MAX {
        return Err(Refusal::field("Idempotency-Key", format!("is longer than {KEY_CHARS_MAX} characters")));
    }
    // serde names the field, never its value, in the texts used here; values could be personal.
    let body = serde_json::from_slice(if bytes.is_empty() { b"{}" } else { bytes })
        .map_err(|e| Refusal::new(Code::BodyInvalid, format!("line {} column {}", e.line(), e.column())))?;
    let mut hash = Sha256::new();
    hash.update(parts.method.as_str().as_bytes());
    hash.update([0]);
    hash.update(parts.uri.path().as_bytes());
    hash.update([0]);
    hash.update(bytes);
    Ok((key.to_owned(), hash.finalize().into(), body))
}

/// Writes the entry of a refusal that never reached a verb.
pub async fn refused(app: &App, call: Call, refusal: Refusal) -> Problem {
    let written = app.run(move |app| Err::<(), _>(app.desk.note_refusal("request", &call, refusal, &[]))).await;
    written.err().unwrap_or_else(|| Problem::of(Code::Internal))
}
