//! `POST /api/v1/cases/{id}/filing`: 立案 is recorded; without it nothing is frozen.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::moment;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::money::freeze::{NewFiling, record_filing};
use cordon_desk::verbs::RecordFiling;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The decision that a crime is investigated.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilingBody {
    /// Number of the 立案决定书.
    #[schema(example = "样公立字〔2026〕1号", min_length = 1, max_length = 64, pattern = "\\S")]
    number: String,
    #[schema(example = "样例市公安局", min_length = 1, max_length = 150, pattern = "\\S")]
    organ: String,
    #[schema(format = "date-time", example = "2026-11-23T11:00:00+08:00")]
    decided_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FilingRecordedBody {
    case: String,
    /// It took the place of one that was recorded before.
    corrected: bool,
}

/// Record a filing
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/filing", tag = "money", operation_id = "record_filing",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = FilingBody,
    responses((status = 200, description = "recorded", body = FilingRecordedBody), Acting)
)]
pub async fn file(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<FilingBody>>,
) -> Result<Json<FilingRecordedBody>, Problem> {
    let read = move || {
        let decided_at = moment("decided_at", &body.decided_at)?;
        Ok((parse(&id)?, NewFiling { number: body.number, organ: body.organ, decided_at }))
    };
    let done =
        act::<RecordFiling, _, _>(&app, call, read, |app, call, (id, new)| record_filing(&app.desk, call, id, &new))
            .await?;
    Ok(Json(FilingRecordedBody { case: done.case.to_string(), corrected: done.corrected }))
}
