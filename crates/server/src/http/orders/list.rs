//! `GET /api/v1/orders`: orders, newest first. A member is shown its own.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::order::OrderBody;
use crate::http::shapes::words::OrderStateWord;
use crate::http::shapes::{PageOf, page};
use crate::http::words::known;
use axum::Json;
use axum::extract::State;
use cordon_desk::read::{self, OrderFilter};
use cordon_desk::verbs::Read;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which orders.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OrdersQuery {
    #[param(value_type = Option<OrderStateWord>, inline)]
    state: Option<String>,
    /// Sent to this agency. A member that names none is shown its own.
    #[param(pattern = "^agy_[0-9a-f]{32}$")]
    agency: Option<String>,
    /// Only those whose answer is overdue now.
    #[param(default = false)]
    #[serde(default)]
    overdue: bool,
    /// Only those that people key into another system, and that were not answered yet.
    #[param(default = false)]
    #[serde(default)]
    elsewhere: bool,
    /// Rows of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1, max_length = 80)]
    cursor: Option<String>,
}

/// An order, and whether its answer is late.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderLineBody {
    order: OrderBody,
    overdue: bool,
}

/// List orders
#[utoipa::path(
    get, path = "/api/v1/orders", tag = "money", operation_id = "list_orders", params(OrdersQuery),
    responses((status = 200, description = "one page", body = PageOf<OrderLineBody>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Asker { call, ask }: Asker<OrdersQuery>,
) -> Result<Json<PageOf<OrderLineBody>>, Problem> {
    let read = move || {
        known::<OrderStateWord>("state", ask.state.as_deref())?;
        let agency = ask.agency.as_deref().map(parse).transpose()?;
        Ok((
            OrderFilter { state: ask.state, agency, overdue: ask.overdue, elsewhere: ask.elsewhere },
            page(ask.limit, ask.cursor)?,
        ))
    };
    let found =
        act::<Read, _, _>(&app, call, read, |app, call, (filter, page)| read::orders(&app.desk, call, &filter, &page))
            .await?;
    Ok(Json(PageOf::of(found, |line| OrderLineBody { overdue: line.overdue, order: line.order.into() })))
}
