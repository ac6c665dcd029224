//! `POST /api/v1/orders/{id}/elsewhere`: the number that an order got in another system, or how it was taken to its
//! agency on paper.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::{OrderStateBody, moment};
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::Refusal;
use cordon_desk::order::execute_elsewhere::{Elsewhere, NewCarriage, went_elsewhere};
use cordon_desk::verbs::ExecuteElsewhere;
use serde::Deserialize;
use utoipa::ToSchema;

/// Taken to the agency on paper.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CarriageBody {
    /// The officer who took it; left out, who says so.
    #[schema(pattern = "^off_[0-9a-f]{32}$")]
    by: Option<String>,
    #[schema(format = "date-time", example = "2026-11-23T11:00:00+08:00")]
    at: String,
    /// The counter or department that took it: no name of a person.
    #[schema(example = "营业部柜台", min_length = 1, max_length = 100, pattern = "\\S")]
    to: String,
}

/// Exactly one of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WentElsewhereBody {
    #[schema(example = "ZPT-2026-000123", pattern = "^[A-Za-z0-9._/:-]{1,64}$", max_length = 64)]
    number: Option<String>,
    carried: Option<CarriageBody>,
}

enum How {
    Number(String),
    Carried(NewCarriage),
}

impl WentElsewhereBody {
    fn how(self) -> Result<How, Refusal> {
        match (self.number, self.carried) {
            (Some(number), None) => Ok(How::Number(number)),
            (None, Some(carried)) => Ok(How::Carried(NewCarriage {
                by: carried.by.as_deref().map(parse).transpose()?,
                at: moment("at", &carried.at)?,
                to: carried.to,
            })),
            _ => Err(Refusal::field("number", "or `carried`: exactly one of them says how it went")),
        }
    }
}

/// Enter how an order went where no wire goes
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/elsewhere", tag = "money", operation_id = "execute_elsewhere",
    params(("id" = String, Path, description = "the order", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = WentElsewhereBody,
    responses((status = 200, description = "entered", body = OrderStateBody), Acting)
)]
pub async fn elsewhere(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<WentElsewhereBody>>,
) -> Result<Json<OrderStateBody>, Problem> {
    let read = move || Ok((parse(&id)?, body.how()?));
    let done = act::<ExecuteElsewhere, _, _>(&app, call, read, |app, call, (id, how)| {
        let how = match &how {
            How::Number(number) => Elsewhere::Number(number),
            How::Carried(carriage) => Elsewhere::Carried(carriage),
        };
        went_elsewhere(&app.desk, call, id, how)
    })
    .await?;
    Ok(Json(OrderStateBody { order: done.order.to_string(), state: done.state }))
}
