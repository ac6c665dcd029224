//! `DELETE /api/v1/lists/entries/{id}`: an entry ends before its time, with a reason.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::sift::listed;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::listing::unlist;
use cordon_desk::verbs::Unlist;
use cordon_model::ListingId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndEntryBody {
    #[schema(example = "查明无关", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EntryEndedBody {
    listing: String,
    #[schema(format = "date-time")]
    at: String,
}

impl From<cordon_desk::listing::unlist::Unlisted> for EntryEndedBody {
    fn from(done: cordon_desk::listing::unlist::Unlisted) -> Self {
        Self { listing: done.listing.to_string(), at: done.at.rfc3339() }
    }
}

/// End an entry
#[utoipa::path(
    delete, path = "/api/v1/lists/entries/{id}", tag = "sift", operation_id = "unlist",
    params(("id" = String, Path, description = "the entry", pattern = "^lsg_[0-9a-f]{32}$", example = "lsg_019ab0c4d1e87000800000000000000a"), ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = EndEntryBody,
    responses((status = 200, description = "ended", body = EntryEndedBody), Acting)
)]
pub async fn end(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<EndEntryBody>>,
) -> Result<Json<EntryEndedBody>, Problem> {
    let read = move || Ok((parse::<ListingId>(&id)?, body.reason));
    let done = act::<Unlist, _, _>(&app, call, read, |app, call, (id, reason)| {
        let done = unlist(&app.desk, call, id, &reason)?;
        listed::refresh(app)?;
        Ok(done)
    })
    .await?;
    Ok(Json(EntryEndedBody::from(done)))
}
