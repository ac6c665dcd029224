//! `POST /api/v1/orders/{id}/elsewhere`: the number that an order got in another system.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::OrderStateBody;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::order::execute_elsewhere::execute_elsewhere;
use cordon_desk::verbs::ExecuteElsewhere;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForeignNumberBody {
    #[schema(example = "ZPT-2026-000123", pattern = "^[A-Za-z0-9._/:-]{1,64}$", max_length = 64)]
    number: String,
}

/// Enter another system's number
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/elsewhere", tag = "money", operation_id = "execute_elsewhere",
    params(("id" = String, Path, description = "the order", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ForeignNumberBody,
    responses((status = 200, description = "entered", body = OrderStateBody), Acting)
)]
pub async fn elsewhere(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ForeignNumberBody>>,
) -> Result<Json<OrderStateBody>, Problem> {
    let read = move || Ok((parse(&id)?, body.number));
    let done = act::<ExecuteElsewhere, _, _>(&app, call, read, |app, call, (id, number)| {
        execute_elsewhere(&app.desk, call, id, &number)
    })
    .await?;
    Ok(Json(OrderStateBody { order: done.order.to_string(), state: done.state }))
}
