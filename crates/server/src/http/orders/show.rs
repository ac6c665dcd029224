//! `GET /api/v1/orders/{id}`: one order with its answers. A member is shown its own.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::council::ReviewBody;
use crate::http::shapes::order::OrderBody;
use crate::http::shapes::receipt::ReceiptBody;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read::{self, ReviewLine};
use cordon_desk::verbs::Read;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct OrderDetailBody {
    order: OrderBody,
    overdue: bool,
    receipts: Vec<ReceiptBody>,
    /// Of an act under standing authority; the centre's own affair.
    review: Option<ReviewBody>,
}

/// Show an order
#[utoipa::path(
    get, path = "/api/v1/orders/{id}", tag = "money", operation_id = "show_order",
    params(("id" = String, Path, description = "the order", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$")),
    responses((status = 200, description = "the order", body = OrderDetailBody), Looking)
)]
pub async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Reader(call): Reader,
) -> Result<Json<OrderDetailBody>, Problem> {
    let now = call.now;
    let found =
        act::<Read, _, _>(&app, call, move || parse(&id), |app, call, id| read::order(&app.desk, call, id)).await?;
    let review = found.review.map(|review| {
        let until = review.reviewed.as_ref().map_or(now, |reviewed| reviewed.at);
        ReviewBody::from(ReviewLine { overdue: until > review.due.at, review })
    });
    Ok(Json(OrderDetailBody {
        order: OrderBody::from(found.order),
        overdue: found.overdue,
        receipts: found.receipts.into_iter().map(ReceiptBody::from).collect(),
        review,
    }))
}
