//! `POST /api/v1/measures/{id}/extend-freeze`: the renewal of a freeze is drafted, with a document of its own.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::{OrderStateBody, moment};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::money::freeze::{NewExtension, extend_freeze as draft};
use cordon_desk::verbs::ExtendFreeze;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionBody {
    /// Left out, as long as the norm allows from the old end.
    #[schema(format = "date-time")]
    until: Option<String>,
    #[schema(example = "侦查尚未终结", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

/// Draft a renewal
#[utoipa::path(
    post, path = "/api/v1/measures/{id}/extend-freeze", tag = "money", operation_id = "extend_freeze",
    params(("id" = String, Path, description = "the freeze", example = "mea_019ab0c4d1e87000800000000000000a", pattern = "^mea_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ExtensionBody,
    responses((status = 201, description = "drafted", body = OrderStateBody), Acting)
)]
pub async fn extend(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ExtensionBody>>,
) -> Result<(StatusCode, Json<OrderStateBody>), Problem> {
    let read = move || {
        let until = body.until.as_deref().map(|text| moment("until", text)).transpose()?;
        Ok((parse(&id)?, NewExtension { until, reason: body.reason }))
    };
    let done =
        act::<ExtendFreeze, _, _>(&app, call, read, |app, call, (id, new)| draft(&app.desk, call, id, &new)).await?;
    Ok((StatusCode::CREATED, Json(OrderStateBody { order: done.order.to_string(), state: done.state })))
}
