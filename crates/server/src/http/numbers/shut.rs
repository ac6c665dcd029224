//! `POST /api/v1/numbers`: a number is to be shut off by its carrier; another officer approves.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::telecom::{NewShut, shut_number};
use cordon_desk::verbs::ShutNumber;
use cordon_model::exchange::Private;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "a number must not reach a log")]
pub struct ShutBody {
    #[schema(example = "99900000001", pattern = "^[+]?[0-9-]{3,20}$", max_length = 20)]
    number: String,
    /// The carrier's code on the wires.
    #[schema(example = "999300000001", pattern = "^[0-9]{6,12}$", max_length = 12)]
    carrier: String,
    /// Must not name the number.
    #[schema(example = "冒充公检法", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
    /// Which file the evidence stands in.
    #[schema(example = "案卷 2026-001", min_length = 1, max_length = 64, pattern = "\\S")]
    evidence: String,
    #[schema(example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$")]
    case: Option<String>,
}

impl ShutBody {
    fn shut(self) -> Result<NewShut, Refusal> {
        Ok(NewShut {
            number: Private(self.number),
            carrier: self.carrier,
            reason: self.reason,
            evidence: self.evidence,
            case: self.case.as_deref().map(parse).transpose()?,
        })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ShutDraftedBody {
    order: String,
    measure: String,
    #[schema(example = "awaiting_approval")]
    state: String,
}

/// Draft a shut-off
#[utoipa::path(
    post, path = "/api/v1/numbers", tag = "telecom", operation_id = "shut_number",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ShutBody,
    responses((status = 201, description = "drafted", body = ShutDraftedBody), Acting)
)]
pub async fn shut(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<ShutBody>>,
) -> Result<(StatusCode, Json<ShutDraftedBody>), Problem> {
    let read = move || body.shut();
    let done = act::<ShutNumber, _, _>(&app, call, read, |app, call, new| shut_number(&app.desk, call, &new)).await?;
    Ok((
        StatusCode::CREATED,
        Json(ShutDraftedBody { order: done.order.to_string(), measure: done.measure.to_string(), state: done.state }),
    ))
}
