//! What callers say to the centre's API, and what a core says to its gateway's loopback service.

use super::{chosen, text};
use axum::http::{HeaderMap, Uri};
use cordon_desk::Refusal;
use cordon_member::admin::{forms, http};
use cordon_model::OrderId;
use cordon_server::http::caller::{keyed, query as asked};
use cordon_server::http::reports::file::ReportBody;
use cordon_server::http::shapes::StateQuery;
use cordon_server::http::shapes::words::AppealStateWord;
use cordon_server::http::{ids, journal, measures, norms, orders, reviews, scan};
use std::time::Duration;

/// A query of an address, as each list reads it; what is refused is told without the value.
pub fn query(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = ids::parse::<OrderId>(text);
    let Ok(uri) = text.parse::<Uri>() else { return };
    let _ = asked::<orders::list::OrdersQuery>(&uri);
    let _ = asked::<measures::list::MeasuresQuery>(&uri);
    let _ = asked::<StateQuery<AppealStateWord>>(&uri);
    let _ = asked::<reviews::list::ReviewsQuery>(&uri);
    let _ = asked::<journal::list::JournalQuery>(&uri);
}

/// A line with the idempotency key, then a body.
pub fn body(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (key, content) = bytes.split_at(end);
    let content = content.strip_prefix(b"\n").unwrap_or(content);
    let mut headers = HeaderMap::new();
    if let Ok(key) = key.try_into() {
        headers.insert("idempotency-key", key);
    }
    let read: Result<(String, [u8; 32], ReportBody), Refusal> = keyed(&headers, "POST /api/v1/reports", content);
    if let Ok((key, _, _)) = read {
        assert!(!key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic()));
    }
    if let Some(text) = text(content) {
        let _ = (scan::scanned("content", text), norms::show::norm_key(text));
    }
}

/// One request of a core, and its body as each of the service's forms.
pub fn loopback(bytes: &[u8]) {
    let Some((form, mut rest)) = chosen(bytes, &[0, 1, 2]) else { return };
    let Ok(Ok(request)) = http::read(&mut rest, Duration::from_secs(5)) else { return };
    assert!(request.body.len() <= bytes.len());
    let refused = match form {
        0 => forms::read_postings(&request.body).err(),
        1 => forms::read_uses(&request.body).err(),
        _ => forms::read_suspicion(&request.body).err(),
    };
    assert!(refused.is_none_or(|why| !why.is_empty()));
}
