//! A finished paper as an answer, or the scan of one.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// `name` is ours, never a person's: it stands in a header and in a folder of downloads.
pub fn pdf(name: &'static str, bytes: Vec<u8>) -> Response {
    shown("application/pdf", name, bytes)
}

/// The same of a scan that is a picture.
pub fn jpg(name: &'static str, bytes: Vec<u8>) -> Response {
    shown("image/jpeg", name, bytes)
}

fn shown(media: &'static str, name: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
