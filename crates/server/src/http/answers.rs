//! The refusals that a kind of route can answer with, for its description: written once, so that no
//! route forgets one. Each is a problem document.

use std::collections::BTreeMap;
use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

/// Of a look: 401 to 404, 422, 429, 500, 503.
#[derive(Debug)]
pub enum Looking {}
/// Of an act: the same, and 409, 413.
#[derive(Debug)]
pub enum Acting {}
/// Of a public route: it knows no callers, so neither 401 nor 403.
#[derive(Debug)]
pub enum Open {}

const ALL: [(u16, &str); 9] = [
    (401, "not signed in, or the credential is not valid"),
    (403, "this act is not allowed to you"),
    (404, "not there, or not for you"),
    (409, "the present state does not allow it, or the idempotency key came with another body"),
    (413, "the body is larger than 8 MiB, or a part of it larger than its limit"),
    (422, "something that was sent is not valid; `detail` says what"),
    (429, "too often; `Retry-After` says when to come again"),
    (500, "an internal error; nothing was done"),
    (503, "busy, or the outcome is not known: ask again with the same idempotency key"),
];

fn refusals(without: &[u16]) -> BTreeMap<String, RefOr<Response>> {
    let kept = ALL.iter().filter(|(status, _)| !without.contains(status));
    kept.map(|(status, text)| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response = ResponseBuilder::new().description(*text).content("application/problem+json", content).build();
        (status.to_string(), RefOr::T(response))
    })
    .collect()
}

impl IntoResponses for Looking {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[409, 413])
    }
}

impl IntoResponses for Acting {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[])
    }
}

impl IntoResponses for Open {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[401, 403])
    }
}
