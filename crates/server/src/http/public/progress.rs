//! `GET /api/v1/public/appeals/{code}`: how an appeal stands, for whoever holds its code.

use crate::app::App;
use crate::http::answers::Open;
use crate::http::limit::{self, Address};
use crate::http::problem::Problem;
use crate::http::shapes::word;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::council::progress as progress_of;
use cordon_model::Code;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressBody {
    /// `open`, `upheld`, `rejected`, `clock_passed` or `moot`.
    state: String,
    measure_kind: String,
    #[schema(format = "date-time")]
    filed_at: String,
    #[schema(format = "date-time")]
    due: String,
    #[schema(format = "date-time")]
    decided_at: Option<String>,
    reason: Option<String>,
    /// The measure does not hold any more.
    ended: bool,
}

/// Ask how an appeal stands
#[utoipa::path(
    get, path = "/api/v1/public/appeals/{code}", tag = "public", operation_id = "show_progress", security(()),
    params(("code" = String, Path, description = "the progress code", example = "5TQ2-8RWA-0K7C", max_length = 20)),
    responses((status = 200, description = "how it stands", body = ProgressBody), Open)
)]
pub async fn progress(
    State(app): State<App>,
    address: Address,
    Path(code): Path<String>,
) -> Result<Json<ProgressBody>, Problem> {
    app.limits.look.take(address, limit::system_seconds())?;
    let found = app.run(move |app| progress_of(&app.desk, &code)).await?;
    let stands = found.ok_or_else(|| Problem::of(Code::NotFound))?;
    Ok(Json(ProgressBody {
        state: stands.state,
        measure_kind: word(stands.measure_kind),
        filed_at: stands.filed_at.rfc3339(),
        due: stands.due.rfc3339(),
        decided_at: stands.decided_at.map(|at| at.rfc3339()),
        reason: stands.reason,
        ended: stands.ended,
    }))
}
