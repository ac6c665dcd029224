//! `POST /api/v1/inbox/leases`: what waits for this agency, leased to it.

use crate::app::App;
use crate::deliver::{self, Parcel};
use crate::http::caller::{Sender, refused};
use crate::http::inbox::member;
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use cordon_desk::Refusal;
use cordon_model::{Code, Wire};
use cordon_wire::json_form;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// Orders in one lease.
pub const LEASED_MAX: u32 = 20;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaseBody {
    /// At most this many.
    #[schema(minimum = 1, maximum = 20, example = 20)]
    #[serde(default = "all")]
    max: u32,
}

fn all() -> u32 {
    LEASED_MAX
}

/// Orders in the form `cordon-order/1`, leased for `lease_ms`; one not answered by then comes again.
#[derive(Serialize, ToSchema)]
#[expect(missing_debug_implementations, reason = "orders are open here and must not reach a log")]
pub struct LeasedBody {
    #[schema(value_type = Vec<Object>)]
    orders: Vec<Box<RawValue>>,
    lease_ms: i64,
}

#[utoipa::path(
    post, path = "/api/v1/inbox/leases", tag = "inbox", operation_id = "lease_orders",
    request_body = LeaseBody,
    responses((status = 200, body = LeasedBody), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub async fn lease(
    State(app): State<App>,
    Sender { call, body }: Sender<LeaseBody>,
) -> Result<Json<LeasedBody>, Problem> {
    let Some(agency) = member(&call.actor) else {
        return Err(refused(&app, call, Refusal::new(Code::NotFound, "only a member agency has an inbox")).await);
    };
    if body.max == 0 || body.max > LEASED_MAX {
        let refusal = Refusal::field("max", format!("must be 1 to {LEASED_MAX}"));
        return Err(refused(&app, call, refusal).await);
    }
    let leased = app
        .run(move |app| {
            let lease_ms = cordon_desk::order::lease::lease_ms(&app.desk, app.clock.now())?;
            let parcels = deliver::take(app, &call.actor, agency, Wire::JsonForm, body.max)?;
            let mut orders = Vec::with_capacity(parcels.len());
            for parcel in parcels {
                let Parcel::Order(order) = parcel else { continue };
                match json_form::order_bytes(&order).map(|bytes| String::from_utf8(bytes).map(RawValue::from_string)) {
                    Ok(Ok(Ok(raw))) => orders.push(raw),
                    Ok(_) => deliver::flag(app, &call.actor, order.id, &"not UTF-8 JSON"),
                    Err(error) => deliver::flag(app, &call.actor, order.id, &error),
                }
            }
            Ok(LeasedBody { orders, lease_ms })
        })
        .await?;
    Ok(Json(leased))
}
