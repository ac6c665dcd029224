//! `POST /api/v1/cases/{id}/voids`: value that was bought and is not yet used up is to be put out of use.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Amount;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::money::void_value::{NewVoid, void_value};
use cordon_desk::verbs::VoidValue;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidBody {
    /// The key of the account in which the value was bought.
    #[schema(
        example = "0f8b4a525a0e4f6e9d1b2a53c1a0a0010f8b4a525a0e4f6e9d1b2a53c1a0a001",
        pattern = "^[0-9a-f]{64}$",
        max_length = 64
    )]
    account: String,
    /// Told to the seller and the buyer: no personal data.
    #[schema(example = "以诈骗资金购买", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VoidDraftedBody {
    order: String,
    measure: String,
    #[schema(example = "awaiting_approval")]
    state: String,
    limit: Amount,
}

/// Draft a void
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/voids", tag = "money", operation_id = "void_value",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = VoidBody,
    responses((status = 201, description = "drafted", body = VoidDraftedBody), Acting)
)]
pub async fn void(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<VoidBody>>,
) -> Result<(StatusCode, Json<VoidDraftedBody>), Problem> {
    let read = move || Ok((parse(&id)?, NewVoid { account: body.account, reason: body.reason }));
    let done =
        act::<VoidValue, _, _>(&app, call, read, |app, call, (id, new)| void_value(&app.desk, call, id, &new)).await?;
    Ok((
        StatusCode::CREATED,
        Json(VoidDraftedBody {
            order: done.order.to_string(),
            measure: done.measure.to_string(),
            state: done.state,
            limit: done.limit.into(),
        }),
    ))
}
