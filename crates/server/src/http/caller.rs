//! Who is calling, and what they said. Three extractors serve every route: [`Reader`] for looking,
//! [`Asker`] for looking with a query, [`Writer`] for acting; [`Centre`] around one of them shuts out
//! the members before anything they said is read. A caller who is known but may not be here, and a body that cannot be read,
//! leave an entry in the journal like any other refusal; a stranger without a credential does not,
//! or anybody could fill the log.

use crate::app::App;
use crate::http::problem::Problem;
use crate::random;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use cordon_desk::office::who_is;
use cordon_desk::verbs::Verb;
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::Code;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// Longest idempotency key.
const KEY_CHARS_MAX: usize = 200;

/// Somebody who looks.
#[derive(Debug)]
pub struct Reader(pub Call);

/// Somebody who looks for something, with the query.
#[derive(Debug)]
pub struct Asker<T> {
    pub call: Call,
    pub ask: T,
}

/// Somebody who acts, with the body and its idempotency key.
#[derive(Debug)]
pub struct Writer<T> {
    pub call: Call,
    pub body: T,
}

/// Somebody who sends a body that changes nothing of consequence when it comes twice: no key is asked for.
#[derive(Debug)]
pub struct Sender<T> {
    pub call: Call,
    pub body: T,
}

/// Only for the centre's own people. For a member such a route is not there, whatever it sends.
#[derive(Debug)]
pub struct Centre<E>(pub E);

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(|token| token.trim().to_owned())
}

/// The secret by which somebody signs in: a session's or a key.
pub fn token(headers: &HeaderMap) -> Option<String> {
    bearer(headers).or_else(|| cookie(headers))
}

/// An officer by session, an agency by key.
pub async fn actor(app: &App, headers: &HeaderMap) -> Result<Actor, Problem> {
    let token = token(headers).ok_or_else(|| Problem::of(Code::NotSignedIn))?;
    actor_of(app, token).await
}

/// Whose secret this is.
pub async fn actor_of(app: &App, token: String) -> Result<Actor, Problem> {
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

/// The caller of this request, looked up once.
async fn caller(app: &App, parts: &mut Parts) -> Result<Call, Problem> {
    let known = parts.extensions.get::<Actor>().cloned();
    let actor = match known {
        Some(actor) => actor,
        None => {
            let actor = actor(app, &parts.headers).await?;
            parts.extensions.insert(actor.clone());
            actor
        }
    };
    Ok(Call::new(actor, app.clock.now(), random::seed()))
}

impl FromRequestParts<App> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self(caller(app, parts).await?))
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Asker<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let call = caller(app, parts).await?;
        match query(&parts.uri) {
            Ok(ask) => Ok(Self { call, ask }),
            Err(refusal) => Err(refused(app, call, refusal).await),
        }
    }
}

impl<T: DeserializeOwned + Send> FromRequest<App> for Writer<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let call = caller(app, &mut parts).await?;
        let bytes = to_bytes(body, crate::http::BODY_BYTES_MAX).await;
        match bytes.map_err(|_| Refusal::bare(Code::TooLarge)).and_then(|bytes| read(&parts, &bytes)) {
            Ok((key, digest, body)) => Ok(Self { call: call.key(key, digest), body }),
            Err(refusal) => Err(refused(app, call, refusal).await),
        }
    }
}

impl<T: DeserializeOwned + Send> FromRequest<App> for Sender<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let call = caller(app, &mut parts).await?;
        let bytes = to_bytes(body, crate::http::BODY_BYTES_MAX).await;
        match bytes.map_err(|_| Refusal::bare(Code::TooLarge)).and_then(|bytes| parsed(&bytes)) {
            Ok(body) => Ok(Self { call, body }),
            Err(refusal) => Err(refused(app, call, refusal).await),
        }
    }
}

/// Refuses a member as if the route were not there.
async fn centre_only(app: &App, parts: &mut Parts) -> Result<(), Problem> {
    let call = caller(app, parts).await?;
    if call.actor.is_member() { Err(refused(app, call, Refusal::bare(Code::NotFound)).await) } else { Ok(()) }
}

impl<E: FromRequestParts<App, Rejection = Problem>> FromRequestParts<App> for Centre<E> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        centre_only(app, parts).await?;
        E::from_request_parts(parts, app).await.map(Self)
    }
}

impl<E: FromRequest<App, Rejection = Problem>> FromRequest<App> for Centre<E> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        centre_only(app, &mut parts).await?;
        E::from_request(Request::from_parts(parts, body), app).await.map(Self)
    }
}

/// The query of an address. Which parameter is wrong is told, its value is not.
pub fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Refusal> {
    axum::extract::Query::<T>::try_from_uri(uri).map(|query| query.0).map_err(|_| {
        Refusal::new(Code::FieldInvalid, "a parameter of the query is unknown, missing or not of its kind")
    })
}

fn read<T: DeserializeOwned>(parts: &Parts, bytes: &[u8]) -> Result<(String, [u8; 32], T), Refusal> {
    keyed(&parts.headers, &format!("{} {}", parts.method, parts.uri.path()), bytes)
}

/// The idempotency key, the digest of what it stands for (`line` is method and path), and the body.
pub fn keyed<T: DeserializeOwned>(
    headers: &HeaderMap,
    line: &str,
    bytes: &[u8],
) -> Result<(String, [u8; 32], T), Refusal> {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or("").trim();
    if key.is_empty() {
        return Err(Refusal::bare(Code::IdempotencyKeyMissing));
    }
    if key.len() > KEY_CHARS_MAX {
        return Err(Refusal::field("Idempotency-Key", format!("is longer than {KEY_CHARS_MAX} characters")));
    }
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Refusal::field("Idempotency-Key", "holds a blank; use the characters from ! to ~ only"));
    }
    let body = parsed(if bytes.is_empty() { b"{}" } else { bytes })?;
    let mut hash = Sha256::new();
    hash.update(line.as_bytes());
    hash.update([0]);
    hash.update(bytes);
    Ok((key.to_owned(), hash.finalize().into(), body))
}

/// Where a body cannot be read is told, not what stands there: values could be personal.
pub fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    // A list of the fields' values in their order is none, though serde would take it for one.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(Refusal::new(Code::BodyInvalid, "a list; send an object, with its fields by name"));
    }
    serde_json::from_slice(bytes)
        .map_err(|e| Refusal::new(Code::BodyInvalid, format!("line {} column {}", e.line(), e.column())))
}

/// Reads what was said and does it: `read` makes the input of the act out of path and body. What
/// cannot be read is refused in the name of the verb, with an entry of its own.
pub async fn act<V, I, T>(
    app: &App,
    call: Call,
    read: impl FnOnce() -> Result<I, Refusal> + Send + 'static,
    work: impl FnOnce(&App, &Call, I) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Problem>
where
    V: Verb,
    T: Send + 'static,
{
    app.run(move |app| match read() {
        Ok(input) => work(app, &call, input),
        Err(refusal) => Err(app.desk.note_refusal(V::NAME, &call, refusal, &[])),
    })
    .await
}

/// Writes the entry of a refusal that never reached a verb.
pub async fn refused(app: &App, call: Call, refusal: Refusal) -> Problem {
    let written = app.run(move |app| Err::<(), _>(app.desk.note_refusal("request", &call, refusal, &[]))).await;
    written.err().unwrap_or_else(|| Problem::of(Code::Internal))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by attacking the API: `[null, null]` passed for a body whose fields may all be absent.
    #[test]
    fn a_list_is_no_body() {
        #[derive(serde::Deserialize)]
        struct Body {
            from: Option<String>,
        }
        assert!(parsed::<Body>(b" {\"from\": null}").is_ok_and(|body| body.from.is_none()));
        for list in ["[]", "[null]", " \n[\"2030\"]"] {
            assert_eq!(parsed::<Body>(list.as_bytes()).err().map(|refusal| refusal.code), Some(Code::BodyInvalid));
        }
    }

    #[test]
    fn an_idempotency_key_is_what_the_description_says() {
        let refused = |key: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("idempotency-key", key.parse().expect("a header's value"));
            keyed::<serde_json::Value>(&headers, "POST /", b"{}").is_err()
        };
        assert!(!refused("0f8b4a52-5a0e"));
        assert!(!refused(" around "), "HTTP takes blanks around a value away");
        assert!(refused(""));
        assert!(refused("in side"));
        assert!(refused("in\tside"));
        assert!(refused(&"k".repeat(KEY_CHARS_MAX + 1)));
    }
}
