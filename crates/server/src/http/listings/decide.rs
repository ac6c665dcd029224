//! `POST /api/v1/lists/entries/{id}/decide`: a second officer decides an entry that shields or excludes for long.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::listings::ListedBody;
use crate::http::problem::Problem;
use crate::sift::listed;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::listing::decide_listing;
use cordon_desk::verbs::DecideListing;
use cordon_model::ListingId;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideEntryBody {
    #[schema(example = true)]
    adopt: bool,
}

/// Decide an entry
#[utoipa::path(
    post, path = "/api/v1/lists/entries/{id}/decide", tag = "sift", operation_id = "decide_listing",
    params(("id" = String, Path, description = "the entry", pattern = "^lsg_[0-9a-f]{32}$", example = "lsg_019ab0c4d1e87000800000000000000a"), ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = DecideEntryBody,
    responses((status = 200, description = "decided", body = ListedBody), Acting)
)]
pub async fn decide(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<DecideEntryBody>>,
) -> Result<Json<ListedBody>, Problem> {
    let read = move || Ok((parse::<ListingId>(&id)?, body.adopt));
    let done = act::<DecideListing, _, _>(&app, call, read, |app, call, (id, adopt)| {
        let done = decide_listing(&app.desk, call, id, adopt)?;
        listed::refresh(app)?;
        Ok(done)
    })
    .await?;
    Ok(Json(ListedBody::from(done)))
}
