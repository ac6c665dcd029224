//! `POST /api/v1/measures/{id}/restore`: the restoring of a number is drafted; another officer approves it.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::{OrderStateBody, ReasonBody};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::telecom::restore_number;
use cordon_desk::verbs::RestoreNumber;

/// Draft the restoring of a number
#[utoipa::path(
    post, path = "/api/v1/measures/{id}/restore", tag = "telecom", operation_id = "restore_number",
    params(("id" = String, Path, description = "the measure", example = "mea_019ab0c4d1e87000800000000000000a", pattern = "^mea_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ReasonBody,
    responses((status = 201, description = "drafted", body = OrderStateBody), Acting)
)]
pub async fn restore(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ReasonBody>>,
) -> Result<(StatusCode, Json<OrderStateBody>), Problem> {
    let read = move || Ok((parse(&id)?, body.reason));
    let done = act::<RestoreNumber, _, _>(&app, call, read, |app, call, (id, reason)| {
        restore_number::restore_number(&app.desk, call, id, &reason)
    })
    .await?;
    Ok((StatusCode::CREATED, Json(OrderStateBody { order: done.order.to_string(), state: done.state })))
}
