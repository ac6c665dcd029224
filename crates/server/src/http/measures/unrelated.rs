//! `POST /api/v1/measures/{id}/unrelated`: frozen property was found to be unrelated; its lift is drafted
//! and has to come within the norm's time.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::ReasonBody;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::money::freeze::find_unrelated;
use cordon_desk::verbs::FindUnrelated;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct UnrelatedBody {
    measure: String,
    /// By when it has to be free.
    #[schema(format = "date-time")]
    due: String,
    /// The order to lift that was drafted; none where one was under way.
    lift: Option<String>,
}

/// Find unrelated
#[utoipa::path(
    post, path = "/api/v1/measures/{id}/unrelated", tag = "money", operation_id = "find_unrelated",
    params(("id" = String, Path, description = "the freeze", example = "mea_019ab0c4d1e87000800000000000000a", pattern = "^mea_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ReasonBody,
    responses((status = 201, description = "its release is drafted", body = UnrelatedBody), Acting)
)]
pub async fn unrelated(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ReasonBody>>,
) -> Result<(StatusCode, Json<UnrelatedBody>), Problem> {
    let read = move || Ok((parse(&id)?, body.reason));
    let done = act::<FindUnrelated, _, _>(&app, call, read, |app, call, (id, reason)| {
        find_unrelated(&app.desk, call, id, &reason)
    })
    .await?;
    Ok((
        StatusCode::CREATED,
        Json(UnrelatedBody {
            measure: done.measure.to_string(),
            due: done.due.rfc3339(),
            lift: done.lift.map(|id| id.to_string()),
        }),
    ))
}
