//! The HTTP side: one folder a noun, one file a verb. The router reads as a table of contents.

pub mod caller;
pub mod ids;
pub mod inbox;
pub mod problem;
pub mod reports;
pub mod wire;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Largest body of any request (a police-bank upload with its papers).
pub const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

#[derive(OpenApi)]
#[openapi(info(
    title = "Cordon",
    description = "Joint governance of telecom and online fraud: cases, orders, receipts, appeals, the journal."
))]
struct Described;

pub fn router(app: App) -> Router {
    let (router, api) = described().split_for_parts();
    let text = api.to_pretty_json().unwrap_or_default();
    router
        .route("/openapi.json", axum::routing::get(move || std::future::ready(text.clone())))
        .route("/wire/police-bank/poll", axum::routing::post(wire::poll::poll))
        .route("/wire/police-bank/upload", axum::routing::post(wire::upload::upload))
        .merge(crate::log::routes::router())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(app)
}

fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Described::openapi())
        .routes(routes!(reports::file::file))
        .routes(routes!(inbox::lease::lease))
        .routes(routes!(inbox::receive::receive))
}
