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
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use cordon_desk::office::session::attend;
use cordon_desk::office::{Door, Session, Stage, who_is};
use cordon_desk::verbs::Verb;
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::{Code, Officer};
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

/// Only for people: for an agency's key such a route is not there.
#[derive(Debug)]
pub struct People<E>(pub E);

/// Only for who sits at a member's desk. For everybody else such a route is not there.
#[derive(Debug)]
pub struct AtDesk<E>(pub E);

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(|token| token.trim().to_owned())
}

/// The secret by which somebody signs in: a session's or a key.
pub fn token(headers: &HeaderMap) -> Option<String> {
    bearer(headers).or_else(|| cookie(headers))
}

/// A page says so when it asks by itself and nobody has touched it for a while.
const UNATTENDED: &str = "cordon-unattended";

/// An officer by session, an agency by key.
pub async fn actor(app: &App, headers: &HeaderMap) -> Result<Actor, Problem> {
    let token = token(headers).ok_or_else(|| Problem::of(Code::NotSignedIn))?;
    let attended = !headers.contains_key(UNATTENDED);
    app.run(move |app| known(app, &token, attended)).await?.ok_or_else(|| Problem::of(Code::NotSignedIn))
}

/// Whose secret this is.
pub async fn actor_of(app: &App, token: String) -> Result<Actor, Problem> {
    app.run(move |app| known(app, &token, true)).await?.ok_or_else(|| Problem::of(Code::NotSignedIn))
}

/// Who is there by this secret; that somebody is there keeps a browser's session open.
pub fn known(app: &App, token: &str, attended: bool) -> Result<Option<Actor>, Refusal> {
    let now = app.clock.now();
    match who_is::session_of(&app.desk, token, now)? {
        Some((session, officer)) if session.stage == Stage::Full => {
            if attended {
                attend(&app.desk, token, &session, now)?;
            }
            Ok(Some(Actor::Officer(officer)))
        }
        Some(_) => Ok(None),
        None => Ok(who_is::agency_of(&app.desk, token, now)?.map(Actor::Agency)),
    }
}

/// The session of this secret, however far its officer has come in. An agency's key has none: for it such a route
/// is not there.
pub async fn session(app: &App, token: &str) -> Result<(Session, Officer), Problem> {
    let (asked, now) = (token.to_owned(), app.clock.now());
    let found = app.run(move |app| {
        let found = who_is::session_of(&app.desk, &asked, now)?;
        let agency = if found.is_none() { who_is::agency_of(&app.desk, &asked, now)? } else { None };
        Ok((found, agency))
    });
    match found.await? {
        (Some(found), _) => Ok(found),
        (None, Some(agency)) => {
            let call = Call::new(Actor::Agency(agency), now, random::seed());
            Err(refused(app, call, Refusal::new(Code::NotFound, "a key has no session")).await)
        }
        (None, None) => Err(Problem::of(Code::NotSignedIn)),
    }
}

/// From where somebody signs in: a browser that keeps a cookie may be left alone by its person.
pub fn door(headers: &HeaderMap, attended: bool) -> Door {
    let device = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    Door { device, attended }
}

/// Whether the secret came in the cookie.
pub fn by_cookie(headers: &HeaderMap) -> bool {
    bearer(headers).is_none() && cookie(headers).is_some()
}

/// A page of another site can post a form here, but not one that says this.
pub fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// Somebody who sees to his own sign-in, perhaps before he is wholly in. Answers hold secrets, so no key is
/// looked at and nothing of them is remembered.
#[expect(missing_debug_implementations, reason = "holds a session's token")]
pub struct Own<T> {
    pub call: Call,
    pub session: Session,
    pub token: String,
    /// The token came in the cookie, so a new one goes there as well.
    pub by_cookie: bool,
    pub door: Door,
    pub body: T,
}

impl<T: DeserializeOwned + Send> FromRequest<App> for Own<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let not_in = || Problem::of(Code::NotSignedIn);
        let token = token(&parts.headers).ok_or_else(not_in)?;
        let (session, officer) = session(app, &token).await?;
        if session.stage == Stage::Second {
            return Err(not_in());
        }
        let call = Call::new(Actor::Officer(officer), app.clock.now(), random::seed());
        let by_cookie = by_cookie(&parts.headers);
        let bytes = to_bytes(body, crate::http::BODY_BYTES_MAX).await.map_err(|_| Refusal::bare(Code::TooLarge));
        let foreign = by_cookie && !is_json(&parts.headers);
        let body = bytes.and_then(|bytes| {
            if foreign {
                return Err(Refusal::new(Code::BodyInvalid, "send it as `application/json`"));
            }
            parsed(if bytes.is_empty() { b"{}".as_slice() } else { bytes.as_ref() })
        });
        match body {
            Ok(body) => Ok(Self { call, session, token, by_cookie, door: door(&parts.headers, by_cookie), body }),
            Err(refusal) => Err(refused(app, call, refusal).await),
        }
    }
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

/// Refuses a machine as if the route were not there.
async fn people_only(app: &App, parts: &mut Parts) -> Result<(), Problem> {
    let call = caller(app, parts).await?;
    if matches!(call.actor, Actor::Officer(_)) {
        return Ok(());
    }
    Err(refused(app, call, Refusal::bare(Code::NotFound)).await)
}

/// Refuses who sits at no member's desk.
async fn desk_only(app: &App, parts: &mut Parts) -> Result<(), Problem> {
    people_only(app, parts).await?;
    let call = caller(app, parts).await?;
    if call.actor.is_member() && call.actor.agency().is_some() {
        return Ok(());
    }
    Err(refused(app, call, Refusal::bare(Code::NotFound)).await)
}

impl<E: FromRequestParts<App, Rejection = Problem>> FromRequestParts<App> for People<E> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        people_only(app, parts).await?;
        E::from_request_parts(parts, app).await.map(Self)
    }
}

impl<E: FromRequestParts<App, Rejection = Problem>> FromRequestParts<App> for AtDesk<E> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        desk_only(app, parts).await?;
        E::from_request_parts(parts, app).await.map(Self)
    }
}

impl<E: FromRequest<App, Rejection = Problem>> FromRequest<App> for AtDesk<E> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        desk_only(app, &mut parts).await?;
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
