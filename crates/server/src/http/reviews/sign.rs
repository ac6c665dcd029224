//! `POST /api/v1/reviews/{id}/sign`: an act under standing authority is read again by somebody who had no hand in it.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::council::{Finding, review_act};
use cordon_desk::verbs::ReviewAct;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingBody {
    #[schema(example = true)]
    in_order: bool,
    /// Needed where it was not in order: no personal data.
    #[schema(example = "手续齐全", max_length = 300)]
    #[serde(default)]
    remark: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewedBody {
    order: String,
    /// Read after its time.
    late: bool,
}

/// Sign a review
#[utoipa::path(
    post, path = "/api/v1/reviews/{id}/sign", tag = "council", operation_id = "review_act",
    params(("id" = String, Path, description = "the order that was sent under standing authority", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = FindingBody,
    responses((status = 200, description = "reviewed", body = ReviewedBody), Acting)
)]
pub async fn sign(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<FindingBody>>,
) -> Result<Json<ReviewedBody>, Problem> {
    let read = move || Ok((parse(&id)?, Finding { in_order: body.in_order, remark: body.remark }));
    let done =
        act::<ReviewAct, _, _>(&app, call, read, |app, call, (id, finding)| review_act(&app.desk, call, id, &finding))
            .await?;
    Ok(Json(ReviewedBody { order: done.order.to_string(), late: done.late }))
}
