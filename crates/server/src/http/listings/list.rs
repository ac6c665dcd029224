//! `GET /api/v1/lists/entries`: entries that wait for a second officer, masked.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::{ListQuery, PageOf, page};
use axum::Json;
use axum::extract::State;
use cordon_desk::Call;
use cordon_desk::read::{self, PageAsk};
use cordon_desk::verbs::Read;
use cordon_model::Listing;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct EntryLine {
    id: String,
    kind: String,
    /// Masked.
    #[schema(example = "****7518")]
    thing: String,
    level: String,
    source: String,
    reason: String,
    #[schema(format = "date-time")]
    since: String,
    #[schema(format = "date-time")]
    until: Option<String>,
    by: Vec<String>,
}

impl From<Listing> for EntryLine {
    fn from(listing: Listing) -> Self {
        Self {
            id: listing.id.to_string(),
            kind: listing.kind.name().to_owned(),
            thing: listing.thing.mask,
            level: listing.level.name().to_owned(),
            source: listing.source.name().to_owned(),
            reason: listing.reason,
            since: listing.since.rfc3339(),
            until: listing.until.map(cordon_model::Stamp::rfc3339),
            by: listing.hands.iter().map(ToString::to_string).collect(),
        }
    }
}

/// List entries that wait
#[utoipa::path(
    get, path = "/api/v1/lists/entries", tag = "sift", operation_id = "list_proposed_entries", params(ListQuery),
    responses((status = 200, description = "one page", body = PageOf<EntryLine>), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<ListQuery>>,
) -> Result<Json<PageOf<EntryLine>>, Problem> {
    let work = |app: &App, call: &Call, page: PageAsk| read::proposed_listings(&app.desk, call, &page);
    let found = act::<Read, _, _>(&app, call, move || page(ask.limit, ask.cursor), work).await?;
    Ok(Json(PageOf::of(found, EntryLine::from)))
}
