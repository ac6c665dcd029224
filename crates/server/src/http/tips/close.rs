//! `POST /api/v1/tips/{id}/close`: an officer has looked at a tip. What it tells of is listed in the same act, or
//! nothing is, or who told it is asked to report as a victim.

#![expect(missing_debug_implementations, reason = "what is listed must not reach a log")]

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::listings::ListedBody;
use crate::http::problem::Problem;
use crate::http::shapes::moment;
use crate::sift::listed;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::Refusal;
use cordon_desk::listing::{ClosingTip, NewListing, close_tip};
use cordon_desk::verbs::CloseTip;
use cordon_model::{Level, ListKind, TipId, TipOutcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is listed, as the officer read it in the tip.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TipListingBody {
    #[schema(value_type = String, pattern = "^(number|account|host|wallet|device|app)$", max_length = 7, example = "number")]
    kind: ListKind,
    #[schema(example = "+8619900007788", min_length = 1, max_length = 512, pattern = "\\S")]
    thing: String,
    /// Black for longer than thirty days waits for a second officer.
    #[schema(value_type = String, pattern = "^(grey|black)$", max_length = 5, example = "grey")]
    level: Level,
    /// At most five years from now; none is without end.
    #[schema(format = "date-time", example = "2027-05-01T00:00:00+08:00")]
    until: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseTipBody {
    #[schema(value_type = String, pattern = "^(listed|nothing|victim)$", max_length = 7, example = "nothing")]
    outcome: TipOutcome,
    /// No personal data; with `listed` it is why it is listed, too.
    #[schema(example = "回拨为本人误报", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
    /// With the outcome `listed` only.
    listing: Option<TipListingBody>,
}

impl CloseTipBody {
    fn closing(self, app: &App) -> Result<ClosingTip, Refusal> {
        let Self { outcome, reason, listing } = self;
        let listing = match listing {
            None => None,
            Some(listing) => Some(NewListing {
                kind: listing.kind,
                thing: listed::thing(app.desk.vault(), listing.kind, &listing.thing)?,
                range: None,
                level: listing.level,
                reason: reason.clone(),
                until: listing.until.as_deref().map(|until| moment("until", until)).transpose()?,
            }),
        };
        Ok(ClosingTip { outcome, reason, listing })
    }
}

#[derive(Serialize, ToSchema)]
pub struct TipClosedNowBody {
    outcome: String,
    /// The entry, new or one that said so before.
    listing: Option<ListedBody>,
    /// It counts as the complaint of one person.
    counts: bool,
}

/// Close a tip
#[utoipa::path(
    post, path = "/api/v1/tips/{id}/close", tag = "sift", operation_id = "close_tip",
    params(("id" = String, Path, description = "the tip", pattern = "^tip_[0-9a-f]{32}$", example = "tip_019ab0c4d1e87000800000000000000a"), ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = CloseTipBody,
    responses((status = 200, description = "closed", body = TipClosedNowBody), Acting)
)]
pub async fn close(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<CloseTipBody>>,
) -> Result<Json<TipClosedNowBody>, Problem> {
    let of = app.clone();
    let read = move || Ok((parse::<TipId>(&id)?, body.closing(&of)?));
    let done = act::<CloseTip, _, _>(&app, call, read, |app, call, (id, closing)| {
        let done = close_tip(&app.desk, call, id, &closing)?;
        listed::refresh(app)?;
        Ok(done)
    })
    .await?;
    Ok(Json(TipClosedNowBody {
        outcome: done.outcome.name().to_owned(),
        listing: done.listing.map(ListedBody::from),
        counts: done.counts,
    }))
}
