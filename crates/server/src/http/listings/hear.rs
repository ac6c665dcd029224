//! `POST /api/v1/lists/entries/{id}/objection`: an objection is decided by somebody who had no hand in the entry.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::listings::end::EntryEndedBody;
use crate::http::problem::Problem;
use crate::sift::listed;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::listing::decide_objection;
use cordon_desk::verbs::DecideObjection;
use cordon_model::ListingId;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HearBody {
    /// The listed one is right, and the entry ends.
    #[schema(example = true)]
    uphold: bool,
    #[schema(example = "查明无关", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

/// Decide an objection to an entry
#[utoipa::path(
    post, path = "/api/v1/lists/entries/{id}/objection", tag = "sift", operation_id = "decide_objection",
    params(("id" = String, Path, description = "the entry", pattern = "^lsg_[0-9a-f]{32}$", example = "lsg_019ab0c4d1e87000800000000000000a"), ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = HearBody,
    responses((status = 200, description = "decided", body = EntryEndedBody), Acting)
)]
pub async fn hear(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<HearBody>>,
) -> Result<Json<EntryEndedBody>, Problem> {
    let read = move || Ok((parse::<ListingId>(&id)?, body));
    let done = act::<DecideObjection, _, _>(&app, call, read, |app, call, (id, body)| {
        let done = decide_objection(&app.desk, call, id, body.uphold, &body.reason)?;
        listed::refresh(app)?;
        Ok(done)
    })
    .await?;
    Ok(Json(EntryEndedBody::from(done)))
}
