//! Serves the officers' workbench, a page with scripts that talks to the API and to nobody else. Its files
//! are in the binary (`build.rs`); a binary built without them says how to get them.
//!
//! Not here: what the workbench shows. It has no rights of its own, only those of who is signed in.

use crate::app::App;
use crate::random;
use axum::Router;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use cordon_model::Digest;
use flate2::read::GzDecoder;
use std::io::Read;

/// Name and gzip of each file, by name.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/workbench.rs"));
/// Files under a name that holds their hash never change.
const HASHED: &str = "assets/";
/// Stands in the page where the nonce of this answer belongs.
const NONCE_PLACE: &str = "__CORDON_NONCE__";
const NOT_BUILT: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>合围 Cordon</title>\
    <h1>工作台不在这个程序里</h1><p>先运行 <code>scripts/workbench.sh</code>，再编译一次；<code>make demo</code> 两样都做。\
    在此之前，<a href=\"/desk\">简单网页</a>照常可用。</p>\
    <h2 lang=\"en\">The workbench is not in this binary</h2><p lang=\"en\">Run <code>scripts/workbench.sh</code> and build \
    again; <code>make demo</code> does both. Until then the <a href=\"/desk\">plain pages</a> work as ever.</p></html>";

pub fn router() -> Router<App> {
    Router::new()
        .route("/workbench", get(|| std::future::ready(Redirect::permanent("/workbench/"))))
        .route("/workbench/", get(|| std::future::ready(page(FILES))))
        .route("/workbench/{*name}", get(named))
}

async fn named(name: Path<String>, headers: HeaderMap) -> Response {
    file(FILES, &name, &headers)
}

fn find(files: &[(&str, &'static [u8])], name: &str) -> Option<&'static [u8]> {
    let at = files.binary_search_by_key(&name, |(name, _)| name).ok()?;
    files.get(at).map(|(_, packed)| *packed)
}

fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    // INVARIANT (packed): `build.rs` made them, so they unpack.
    let _ = GzDecoder::new(packed).read_to_end(&mut bytes);
    bytes
}

/// A file under its name, or the page, which finds out by the address what to show.
fn file(files: &[(&str, &'static [u8])], Path(name): &Path<String>, headers: &HeaderMap) -> Response {
    let Some(packed) = find(files, name) else {
        return if name.starts_with(HASHED) { StatusCode::NOT_FOUND.into_response() } else { page(files) };
    };
    let kept = if name.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let head = [(CONTENT_TYPE, media(name)), (CACHE_CONTROL, kept), (VARY, "accept-encoding")];
    let gzip =
        headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|all| all.contains("gzip"));
    if gzip {
        return (head, [(CONTENT_ENCODING, "gzip")], packed).into_response();
    }
    (head, unpacked(packed)).into_response()
}

fn media(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// The page itself: scripts and styles of this site only, and the style elements that bear the nonce.
fn page(files: &[(&str, &'static [u8])]) -> Response {
    let html = find(files, "index.html").map(|packed| String::from_utf8_lossy(&unpacked(packed)).into_owned());
    let nonce = Digest(random::seed()).hex();
    let (status, html) = match html {
        Some(html) => (StatusCode::OK, html.replace(NONCE_PLACE, &nonce)),
        None => (StatusCode::NOT_FOUND, NOT_BUILT.to_owned()),
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; \
         connect-src 'self'; frame-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    let head = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    let mut response = (status, head, html).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn packed(text: &str) -> &'static [u8] {
        let mut writer = GzEncoder::new(Vec::new(), Compression::best());
        writer.write_all(text.as_bytes()).unwrap();
        writer.finish().unwrap().leak()
    }

    fn built() -> Vec<(&'static str, &'static [u8])> {
        vec![("assets/a.js", packed("run()")), ("index.html", packed("<meta content=\"__CORDON_NONCE__\">"))]
    }

    fn asked(name: &str, encoding: &str) -> Response {
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_str(encoding).unwrap())]);
        file(&built(), &Path(name.to_owned()), &headers)
    }

    fn body(response: Response) -> Vec<u8> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(axum::body::to_bytes(response.into_body(), usize::MAX)).unwrap().to_vec()
    }

    #[test]
    fn hashed_files_are_kept_for_ever_and_packed_for_who_can_unpack() {
        let script = asked("assets/a.js", "gzip, br");
        assert_eq!(script.headers()[CONTENT_ENCODING], "gzip");
        assert_eq!(script.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert_eq!(body(script), built()[0].1);
        let plain = asked("assets/a.js", "identity");
        assert!(!plain.headers().contains_key(CONTENT_ENCODING));
        assert_eq!(body(plain), b"run()");
    }

    #[test]
    fn an_address_of_the_workbench_is_its_page_and_a_lost_file_is_not() {
        let page = asked("cases/cas_1", "gzip");
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(page.headers()[CACHE_CONTROL], "no-store");
        assert_eq!(asked("assets/old.js", "gzip").status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn a_nonce_is_used_once_and_no_script_stands_in_the_page() {
        let nonce = |response: Response| {
            let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
            let text = String::from_utf8(body(response)).unwrap();
            let nonce = text.split('"').nth(1).unwrap().to_owned();
            assert!(policy.contains(&format!("style-src 'self' 'nonce-{nonce}'")), "{policy}");
            assert!(policy.contains("script-src 'self';"), "{policy}");
            nonce
        };
        assert_ne!(nonce(page(&built())), nonce(page(&built())));
    }

    #[test]
    fn a_binary_without_the_workbench_says_how_to_get_it() {
        let response = page(&[]);
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(String::from_utf8(body(response)).unwrap().contains("scripts/workbench.sh"));
    }
}
