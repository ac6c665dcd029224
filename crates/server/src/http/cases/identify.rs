//! `POST /api/v1/cases/{id}/reporter`: the reporter says who he is; from then on his report may restrict somebody.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::reports::file::ReporterBody;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::money::identify_reporter::identify_reporter;
use cordon_desk::verbs::IdentifyReporter;
use serde::Serialize;
use utoipa::ToSchema;

/// What followed from it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedBody {
    /// Orders on their way or waiting.
    orders: Vec<String>,
    /// Accounts on which a running measure was joined.
    joined: u32,
    /// Accounts that were stopped as often as the norm allows.
    exhausted: u32,
}

/// Identify the reporter
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/reporter", tag = "money", operation_id = "identify_reporter",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ReporterBody,
    responses((status = 200, description = "identified", body = PlannedBody), Acting)
)]
pub async fn identify(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ReporterBody>>,
) -> Result<Json<PlannedBody>, Problem> {
    let read = move || Ok((parse(&id)?, body.input()));
    let done = act::<IdentifyReporter, _, _>(&app, call, read, |app, call, (id, reporter)| {
        identify_reporter(&app.desk, call, id, &reporter)
    })
    .await?;
    Ok(Json(PlannedBody {
        orders: done.orders.iter().map(ToString::to_string).collect(),
        joined: done.joined,
        exhausted: done.exhausted,
    }))
}
