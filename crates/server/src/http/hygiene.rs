//! What every answer has in common: a number to ask about it, headers that keep browsers from
//! guessing and caching, problems where the framework would answer in plain text, a time limit, and
//! an answer even when a handler panics.

use crate::app::App;
use crate::http::problem::Problem;
use crate::random;
use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use cordon_desk::Refusal;
use cordon_model::Code;
use std::any::Any;
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;

/// A request that takes longer is answered with "not known"; what it began may still be done.
pub const REQUEST_SECONDS_MAX: u64 = 30;
/// Random bytes in a request's number.
const REQUEST_ID_BYTES: usize = 8;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Routes whose answers are nobody's to keep.
const PRIVATE: [&str; 2] = ["/api/", "/wire/"];

/// Wraps the finished router, outermost last.
pub fn wrap(router: Router, app: App) -> Router {
    router
        .layer(from_fn(in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(problems))
        .layer(from_fn_with_state(app, counted))
        .layer(from_fn(headers))
}

async fn in_time(request: Request, next: Next) -> Response {
    within(Duration::from_secs(REQUEST_SECONDS_MAX), next.run(request)).await
}

async fn within(limit: Duration, answer: impl Future<Output = Response>) -> Response {
    match tokio::time::timeout(limit, answer).await {
        Ok(response) => response,
        Err(_) => {
            let refusal = Refusal::new(Code::Uncertain, format!("it took longer than {} s", limit.as_secs()));
            Problem::from(refusal).into_response()
        }
    }
}

/// What was said in the panic may be personal, so it is not repeated here; the panic hook has it.
fn panicked(_said: Box<dyn Any + Send>) -> Response {
    Problem::from(Refusal::new(Code::Internal, "a handler stopped unexpectedly")).into_response()
}

/// Gives the framework's own refusals the form of problems. Headers such as `Allow` stay.
async fn problems(request: Request, next: Next) -> Response {
    let api = is_private(request.uri().path()) && !request.uri().path().starts_with("/wire/");
    let response = next.run(request).await;
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    let said = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    if !api || !refused || said {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    Response::from_parts(parts, Body::from(plain(status)))
}

/// A problem that says no more than its status (RFC 9457 §4.2.1), in the shape that all problems have.
fn plain(status: StatusCode) -> String {
    serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("refused"),
        "title_zh": "请求不被支持",
        "status": status.as_u16(),
        "detail": "",
        "code": format!("http_{}", status.as_u16()),
        "next": { "zh": "对照接口说明核对地址、方法和格式", "en": "check address, method and form against the description" },
    })
    .to_string()
}

fn is_private(path: &str) -> bool {
    PRIVATE.iter().any(|prefix| path.starts_with(prefix))
}

/// A method as a label: the ones there are, and one word for what people make up.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}

async fn counted(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = method_label(request.method());
    let began = Instant::now();
    let response = next.run(request).await;
    app.metrics.request(route.as_deref().unwrap_or("none"), method, response.status().as_u16(), began.elapsed());
    response
}

async fn headers(request: Request, next: Next) -> Response {
    let private = is_private(request.uri().path());
    let id: String = random::seed().iter().take(REQUEST_ID_BYTES).map(|byte| format!("{byte:02x}")).collect();
    let mut response = next.run(request).await;
    if response.status().is_server_error() {
        tracing::error!(request = %id, status = response.status().as_u16(), "a request failed");
    }
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID.clone(), id);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if private && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tower::ServiceExt;

    fn answer(router: Router) -> Response {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let request = Request::get("/").body(Body::empty()).unwrap();
        runtime.block_on(async move { router.oneshot(request).await.unwrap() })
    }

    #[test]
    fn a_panic_is_a_problem() {
        let boom = || async {
            if std::hint::black_box(true) {
                panic!("王小明")
            }
        };
        let response = answer(Router::new().route("/", get(boom)).layer(CatchPanicLayer::custom(panicked)));
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    }

    #[test]
    fn what_takes_too_long_is_not_known() {
        let forever = || async { within(Duration::from_millis(10), std::future::pending()).await };
        let response = answer(Router::new().route("/", get(forever)));
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.headers().contains_key(header::RETRY_AFTER));
    }
}
