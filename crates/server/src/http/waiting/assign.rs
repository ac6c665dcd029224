//! `POST /api/v1/waiting/assign`: a supervisor gives lines to somebody, whoever had them.

use super::rows::{RowsDoneBody, WorkRowBody, rows};
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use cordon_desk::Refusal;
use cordon_desk::verbs::AssignWork;
use cordon_desk::work;
use cordon_model::OfficerId;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignBody {
    #[schema(min_items = 1, max_items = 100)]
    rows: Vec<WorkRowBody>,
    /// An officer of the centre.
    #[schema(example = "off_019ab0c4d1e87000800000000000000a", pattern = "^off_[0-9a-f]{32}$")]
    to: String,
}

/// Give lines to somebody
#[utoipa::path(
    post, path = "/api/v1/waiting/assign", tag = "office", operation_id = "assign_work",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = AssignBody,
    responses((status = 200, description = "what became of each", body = RowsDoneBody), Acting)
)]
pub async fn assign(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<AssignBody>>,
) -> Result<Json<RowsDoneBody>, Problem> {
    let read = move || {
        let to = OfficerId::parse(&body.to).map_err(|_| Refusal::field("to", "is no officer's id"))?;
        Ok((rows(body.rows), to))
    };
    let done = act::<AssignWork, _, _>(&app, call, read, |app, call, (rows, to)| {
        work::assign_work(&app.desk, call, &rows, to)
    })
    .await?;
    Ok(Json(RowsDoneBody::from(done)))
}
