//! `GET /api/v1/cases/{id}`: one case with everything that hangs on it.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::case::{BarBody, CaseBody};
use crate::http::shapes::council::AppealBody;
use crate::http::shapes::measure::MeasureBody;
use crate::http::shapes::order::OrderBody;
use crate::http::shapes::receipt::ReceiptBody;
use crate::http::shapes::trace::{StopListBody, TraceBody};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::read::{self, Moments};
use cordon_desk::verbs::Read;
use serde::Serialize;
use utoipa::ToSchema;

/// How fast: the two times that count.
#[derive(Debug, Serialize, ToSchema)]
pub struct MomentsBody {
    #[schema(format = "date-time")]
    reported_at: String,
    #[schema(format = "date-time")]
    first_order_at: Option<String>,
    #[schema(format = "date-time")]
    first_stop_at: Option<String>,
    /// From the report to the first order on its way.
    first_order_ms: Option<i64>,
    /// From the report to the first formal stop on its way.
    first_stop_ms: Option<i64>,
}

impl From<Moments> for MomentsBody {
    fn from(moments: Moments) -> Self {
        Self {
            reported_at: moments.reported_at.rfc3339(),
            first_order_at: moments.first_order_at.map(|at| at.rfc3339()),
            first_stop_at: moments.first_stop_at.map(|at| at.rfc3339()),
            first_order_ms: moments.first_order_ms,
            first_stop_ms: moments.first_stop_ms,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CaseDetailBody {
    case: CaseBody,
    bar: BarBody,
    orders: Vec<OrderBody>,
    measures: Vec<MeasureBody>,
    receipts: Vec<ReceiptBody>,
    appeals: Vec<AppealBody>,
    /// Where the money is, as the case last acted on it.
    trace: Option<TraceBody>,
    /// Stops that wait for a person, or were decided by one.
    lists: Vec<StopListBody>,
    moments: MomentsBody,
    /// Orders that are overdue now, or were answered after their time.
    overdue: Vec<String>,
    /// More orders hang on this case than are shown.
    cut_short: bool,
}

/// Show a case
#[utoipa::path(
    get, path = "/api/v1/cases/{id}", tag = "money", operation_id = "show_case",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$")),
    responses((status = 200, description = "the case", body = CaseDetailBody), Looking)
)]
pub async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Reader(call)): Centre<Reader>,
) -> Result<Json<CaseDetailBody>, Problem> {
    let found =
        act::<Read, _, _>(&app, call, move || parse(&id), |app, call, id| read::case(&app.desk, call, id)).await?;
    Ok(Json(CaseDetailBody {
        case: CaseBody::from(found.case),
        bar: BarBody::from(found.bar),
        orders: found.orders.into_iter().map(OrderBody::from).collect(),
        measures: found.measures.into_iter().map(MeasureBody::from).collect(),
        receipts: found.receipts.into_iter().map(ReceiptBody::from).collect(),
        appeals: found.appeals.into_iter().map(AppealBody::from).collect(),
        trace: found.trace.map(TraceBody::from),
        lists: found.lists.into_iter().map(StopListBody::from).collect(),
        moments: MomentsBody::from(found.moments),
        overdue: found.overdue.iter().map(ToString::to_string).collect(),
        cut_short: found.cut_short,
    }))
}
