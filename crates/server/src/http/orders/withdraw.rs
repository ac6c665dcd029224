//! `POST /api/v1/orders/{id}/withdraw`: taken back before its agency has read it.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::{OrderStateBody, ReasonBody};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::order::withdraw;
use cordon_desk::verbs::WithdrawOrder;

/// Withdraw an order
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/withdraw", tag = "money", operation_id = "withdraw_order",
    params(("id" = String, Path, description = "the order", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ReasonBody,
    responses((status = 200, description = "withdrawn", body = OrderStateBody), Acting)
)]
pub async fn withdraw(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ReasonBody>>,
) -> Result<Json<OrderStateBody>, Problem> {
    let read = move || Ok((parse(&id)?, body.reason));
    let done = act::<WithdrawOrder, _, _>(&app, call, read, |app, call, (id, reason)| {
        withdraw::withdraw(&app.desk, call, id, &reason)
    })
    .await?;
    Ok(Json(OrderStateBody { order: done.order.to_string(), state: "withdrawn".to_owned() }))
}
