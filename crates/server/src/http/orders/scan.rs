//! `GET /api/v1/receipts/{id}/scan`: the paper that an answer was typed in from. It may name people, so it needs a
//! purpose and leaves an entry like any opening.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::ids::parse;
use crate::http::pdf::{jpg, pdf};
use crate::http::problem::Problem;
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::order::open_scan::open_scan;
use cordon_desk::verbs::Reveal;
use cordon_model::exchange::Media;
use serde::Deserialize;
use utoipa::IntoParams;

/// For what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ScanQuery {
    /// What it is needed for; stands in the journal.
    #[param(example = "核对回执", min_length = 1, max_length = 200, pattern = "\\S")]
    purpose: String,
}

/// Open the paper of an answer
#[utoipa::path(
    get, path = "/api/v1/receipts/{id}/scan", tag = "money", operation_id = "open_scan",
    params(("id" = String, Path, description = "an answer that was typed in from paper", example = "rcp_019ab0c4d1e87000800000000000000a", pattern = "^rcp_[0-9a-f]{32}$"), ScanQuery),
    responses((status = 200, description = "the scan", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"))), Looking)
)]
pub async fn scan(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Asker { call, ask }): Centre<Asker<ScanQuery>>,
) -> Result<Response, Problem> {
    let call = call.purpose(&ask.purpose);
    let scan =
        act::<Reveal, _, _>(&app, call, move || parse(&id), |app, call, id| open_scan(&app.desk, call, id)).await?;
    Ok(match scan.media {
        Media::Pdf => pdf("scan.pdf", scan.content),
        Media::Jpg => jpg("scan.jpg", scan.content),
    })
}
