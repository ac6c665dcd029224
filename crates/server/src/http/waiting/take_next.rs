//! `POST /api/v1/waiting/next`: the most pressing line that is for the caller and that nobody has is his.

use super::rows::RowDoneBody;
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use cordon_desk::verbs::TakeNext;
use cordon_desk::work::{self, Wanted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeNextBody {
    /// Only of what is over its time.
    overdue: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TakenBody {
    /// None where nothing waits for the caller that is free.
    taken: Option<RowDoneBody>,
}

/// Take the next line
#[utoipa::path(
    post, path = "/api/v1/waiting/next", tag = "office", operation_id = "take_next",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = TakeNextBody,
    responses((status = 200, description = "taken", body = TakenBody), Acting)
)]
pub async fn take_next(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<TakeNextBody>>,
) -> Result<Json<TakenBody>, Problem> {
    let read = move || Ok(if body.overdue { Wanted::Overdue } else { Wanted::Mine });
    let taken =
        act::<TakeNext, _, _>(&app, call, read, |app, call, wanted| work::take_next(&app.desk, call, wanted)).await?;
    Ok(Json(TakenBody { taken: taken.map(RowDoneBody::from) }))
}
