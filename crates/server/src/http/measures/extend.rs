//! `POST /api/v1/measures/{id}/extend`: the second stop of an account is drafted; another officer approves it.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::{OrderStateBody, ReasonBody};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::money::extend_stop;
use cordon_desk::verbs::ExtendStop;

/// Draft an extension
#[utoipa::path(
    post, path = "/api/v1/measures/{id}/extend", tag = "money", operation_id = "extend_stop",
    params(("id" = String, Path, description = "the measure", example = "mea_019ab0c4d1e87000800000000000000a", pattern = "^mea_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ReasonBody,
    responses((status = 201, description = "drafted", body = OrderStateBody), Acting)
)]
pub async fn extend(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ReasonBody>>,
) -> Result<(StatusCode, Json<OrderStateBody>), Problem> {
    let read = move || Ok((parse(&id)?, body.reason));
    let done = act::<ExtendStop, _, _>(&app, call, read, |app, call, (id, reason)| {
        extend_stop::extend_stop(&app.desk, call, id, &reason)
    })
    .await?;
    Ok((StatusCode::CREATED, Json(OrderStateBody { order: done.order.to_string(), state: done.state })))
}
