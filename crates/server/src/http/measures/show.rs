//! `GET /api/v1/measures/{id}`: one measure with its orders, answers and appeals.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Amount;
use crate::http::shapes::council::AppealBody;
use crate::http::shapes::measure::MeasureBody;
use crate::http::shapes::order::OrderBody;
use crate::http::shapes::receipt::ReceiptBody;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read;
use cordon_desk::verbs::Read;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct MeasureDetailBody {
    measure: MeasureBody,
    /// Held beyond the limit.
    excess: Option<Amount>,
    orders: Vec<OrderBody>,
    receipts: Vec<ReceiptBody>,
    appeals: Vec<AppealBody>,
}

/// Show a measure
#[utoipa::path(
    get, path = "/api/v1/measures/{id}", tag = "money", operation_id = "show_measure",
    params(("id" = String, Path, description = "the measure", example = "mea_019ab0c4d1e87000800000000000000a", pattern = "^mea_[0-9a-f]{32}$")),
    responses((status = 200, description = "the measure", body = MeasureDetailBody), Looking)
)]
pub async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<MeasureDetailBody>, Problem> {
    let found =
        act::<Read, _, _>(&app, call, move || parse(&id), |app, call, id| read::measure(&app.desk, call, id)).await?;
    Ok(Json(MeasureDetailBody {
        measure: MeasureBody::from(found.measure),
        excess: found.excess.map(Amount::from),
        orders: found.orders.into_iter().map(OrderBody::from).collect(),
        receipts: found.receipts.into_iter().map(ReceiptBody::from).collect(),
        appeals: found.appeals.into_iter().map(AppealBody::from).collect(),
    }))
}
