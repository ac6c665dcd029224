//! `GET /api/v1/lists/objections`: entries to which the listed one objects, masked.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Asker, Centre, act};
use crate::http::problem::Problem;
use crate::http::shapes::{Due, PageOf, page};
use axum::Json;
use axum::extract::State;
use cordon_desk::Call;
use cordon_desk::Refusal;
use cordon_desk::read::{self, PageAsk};
use cordon_desk::verbs::Read;
use cordon_model::{Listing, Stamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which objections.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ObjectionStateWord {
    Open,
    Decided,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ObjectionsQuery {
    /// Open where it is left out.
    #[param(value_type = Option<ObjectionStateWord>, inline)]
    state: Option<String>,
    /// Rows of the page.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1, max_length = 80)]
    cursor: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ListObjectionDecidedBody {
    upheld: bool,
    by: String,
    #[schema(format = "date-time")]
    at: String,
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ListObjectionBody {
    /// The entry.
    #[schema(example = "lsg_019ab0c4d1e87000800000000000000a")]
    id: String,
    kind: String,
    /// Masked.
    #[schema(example = "****7518")]
    thing: String,
    level: String,
    source: String,
    /// Why it was listed.
    reason: String,
    #[schema(format = "date-time")]
    since: String,
    #[schema(format = "date-time")]
    until: Option<String>,
    /// Who listed it, and who decided that.
    by: Vec<String>,
    /// Of an entry of the list in force or ended: `in_force`, `ended`.
    state: String,
    #[schema(format = "date-time")]
    filed_at: String,
    /// Masked as its length.
    statement: String,
    due: Due,
    /// Nobody decided in time: the entry counts no more.
    over: bool,
    /// The caller had a hand in the entry, so somebody else decides.
    own_hand: bool,
    decided: Option<ListObjectionDecidedBody>,
}

fn shown(listing: Listing, now: Stamp, officer: &str) -> Option<ListObjectionBody> {
    let objection = listing.objection?;
    Some(ListObjectionBody {
        id: listing.id.to_string(),
        kind: listing.kind.name().to_owned(),
        thing: listing.thing.mask,
        level: listing.level.name().to_owned(),
        source: listing.source.name().to_owned(),
        reason: listing.reason,
        since: listing.since.rfc3339(),
        until: listing.until.map(Stamp::rfc3339),
        own_hand: listing.hands.iter().any(|hand| hand.to_string() == officer),
        by: listing.hands.iter().map(ToString::to_string).collect(),
        state: listing.state.name().to_owned(),
        filed_at: objection.filed_at.rfc3339(),
        statement: objection.statement.mask,
        over: objection.decided.is_none() && objection.due.at <= now,
        due: objection.due.into(),
        decided: objection.decided.map(|decided| ListObjectionDecidedBody {
            upheld: decided.upheld,
            by: decided.by.to_string(),
            at: decided.at.rfc3339(),
            reason: decided.reason,
        }),
    })
}

/// List objections
#[utoipa::path(
    get, path = "/api/v1/lists/objections", tag = "sift", operation_id = "list_objections", params(ObjectionsQuery),
    responses((status = 200, description = "one page", body = PageOf<ListObjectionBody>), Looking)
)]
pub async fn objections(
    State(app): State<App>,
    Centre(Asker { call, ask }): Centre<Asker<ObjectionsQuery>>,
) -> Result<Json<PageOf<ListObjectionBody>>, Problem> {
    let (now, officer) = (call.now, call.actor.officer_id().map_or(String::new(), |id| id.to_string()));
    let read = move || {
        let open = match ask.state.as_deref() {
            None | Some("open") => true,
            Some("decided") => false,
            Some(_) => return Err(Refusal::field("state", "is open or decided")),
        };
        Ok((open, page(ask.limit, ask.cursor)?))
    };
    let work = |app: &App, call: &Call, (open, page): (bool, PageAsk)| read::objections(&app.desk, call, open, &page);
    let found = act::<Read, _, _>(&app, call, read, work).await?;
    let items = found.items.into_iter().filter_map(|listing| shown(listing, now, &officer)).collect();
    Ok(Json(PageOf { items, next: found.next }))
}
