//! Wires that travel over HTTP without being our API. They answer in their own words: XML and
//! transport codes, not problem details.

pub mod poll;
pub mod upload;

use crate::app::App;
use crate::http::caller;
use crate::http::problem::Problem;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use cordon_desk::{Actor, Refusal};
use cordon_model::{AgencyId, Code};
use cordon_wire::police_bank::{TransportCode, UploadAnswer};

pub(crate) fn xml(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/xml; charset=utf-8")], body).into_response()
}

/// An answer that only carries a code.
pub(crate) fn code(status: StatusCode, code: TransportCode, description: &str) -> Response {
    let short: String = description.chars().take(200).collect();
    xml(status, UploadAnswer::new(code, short).encode().unwrap_or_default())
}

/// The agency behind a key. A stranger gets 401 and 200007, in XML as the wire expects.
pub(crate) async fn agency(app: &App, headers: &HeaderMap) -> Result<(Actor, AgencyId), Box<Response>> {
    let stranger = || Box::new(code(StatusCode::UNAUTHORIZED, TransportCode::NO_RIGHT, "a valid agency key is needed"));
    let actor = caller::actor(app, headers).await.map_err(|_| stranger())?;
    match actor {
        Actor::Agency(agency) => Ok((actor, agency)),
        _ => Err(stranger()),
    }
}

/// A refusal of the desk as a transport code.
pub(crate) fn transport(refusal: &Refusal) -> TransportCode {
    match refusal.code {
        Code::NotFound | Code::NotAllowed | Code::WrongState => TransportCode::NOT_FOUND,
        Code::IdempotencyConflict => TransportCode::REPEATED,
        Code::TooOften => TransportCode::TOO_OFTEN,
        _ if refusal.is_ours() => TransportCode::TIMED_OUT,
        _ => TransportCode::BAD_FORMAT,
    }
}

pub(crate) fn refusal(problem: &Problem) -> Response {
    code(StatusCode::OK, transport(problem.refusal()), &problem.refusal().to_string())
}
