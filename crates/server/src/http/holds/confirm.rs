//! `POST /api/v1/holds/{id}/confirm`: the police confirm a bank's own hold for a case; a stop takes its place.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::money::hold::confirm_hold;
use cordon_desk::verbs::ConfirmHold;
use cordon_model::CaseId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmBody {
    /// The case that claims the money.
    #[schema(example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$")]
    case: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ConfirmedBody {
    /// The stop that takes the hold's place.
    order: String,
    #[schema(example = "awaiting_papers")]
    state: String,
    /// Until when the hold lasts without it.
    #[schema(format = "date-time")]
    until: String,
}

/// Confirm a hold
#[utoipa::path(
    post, path = "/api/v1/holds/{id}/confirm", tag = "money", operation_id = "confirm_hold",
    params(("id" = String, Path, description = "the hold", example = "mea_019ab0c4d1e87000800000000000000a", pattern = "^mea_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ConfirmBody,
    responses((status = 201, description = "bound to the case", body = ConfirmedBody), Acting)
)]
pub async fn confirm(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ConfirmBody>>,
) -> Result<(StatusCode, Json<ConfirmedBody>), Problem> {
    let read = move || Ok((parse(&id)?, parse::<CaseId>(&body.case)?));
    let done =
        act::<ConfirmHold, _, _>(&app, call, read, |app, call, (id, case)| confirm_hold(&app.desk, call, id, case))
            .await?;
    Ok((
        StatusCode::CREATED,
        Json(ConfirmedBody { order: done.order.to_string(), state: done.state, until: done.until.rfc3339() }),
    ))
}
