//! `POST /api/v1/orders/{id}/approve`: a person approves what standing authority does not cover.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::{Nothing, OrderStateBody};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::order::approve;
use cordon_desk::verbs::ApproveOrder;

/// Approve an order
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/approve", tag = "money", operation_id = "approve_order",
    params(("id" = String, Path, description = "the order", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    responses((status = 200, description = "approved and sent", body = OrderStateBody), Acting)
)]
pub async fn approve(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body: _ }): Centre<Writer<Nothing>>,
) -> Result<Json<OrderStateBody>, Problem> {
    let read = move || parse(&id);
    let done =
        act::<ApproveOrder, _, _>(&app, call, read, |app, call, id| approve::approve(&app.desk, call, id)).await?;
    Ok(Json(OrderStateBody { order: done.order.to_string(), state: done.state }))
}
