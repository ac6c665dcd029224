//! `POST /api/v1/refusals`: somebody wants no advertising on his number. Free, and without end.

#![expect(missing_debug_implementations, reason = "numbers must not reach a log")]

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Writer, act};
use crate::http::complaints::carriers_only;
use crate::http::problem::Problem;
use crate::sift::listed;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::listing::refuse_calls;
use cordon_desk::verbs::RefuseCalls;
use cordon_model::ListKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusalBody {
    #[schema(example = "+8619900000002", min_length = 3, max_length = 40)]
    number: String,
}

#[derive(Serialize, ToSchema)]
pub struct RefusedBody {
    #[schema(example = "rfc_019ab0c4d1e87000800000000000000a")]
    refusal: String,
    #[schema(format = "date-time")]
    since: String,
    /// From then on complaints about advertising count.
    #[schema(format = "date-time")]
    complaints_from: String,
}

/// Refuse advertising
#[utoipa::path(
    post, path = "/api/v1/refusals", tag = "sift", operation_id = "refuse_calls",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = RefusalBody,
    responses((status = 201, description = "kept", body = RefusedBody), Acting)
)]
pub async fn refuse(
    State(app): State<App>,
    Writer { call, body }: Writer<RefusalBody>,
) -> Result<(StatusCode, Json<RefusedBody>), Problem> {
    let read = move || Ok(body.number);
    let done = act::<RefuseCalls, _, _>(&app, call, read, |app, call, number| {
        carriers_only(app, call, "refuse_calls")?;
        let thing = listed::thing(app.desk.vault(), ListKind::Number, &number)
            .map_err(|refusal| app.desk.note_refusal("refuse_calls", call, refusal, &[]))?;
        let done = refuse_calls(&app.desk, call, &thing)?;
        listed::refresh(app)?;
        Ok(done)
    })
    .await?;
    let body = RefusedBody {
        refusal: done.refusal.to_string(),
        since: done.since.rfc3339(),
        complaints_from: done.complaints_from.rfc3339(),
    };
    Ok((StatusCode::CREATED, Json(body)))
}
